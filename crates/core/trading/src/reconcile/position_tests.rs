//! One account on margin and what its venue says about it, round by round.

use crate::fixture::*;
use crate::*;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use domain::*;
use gate::*;

/// What the venue would say of the account on margin, kept by hand.
struct Venue {
    wallet: Qty,
    as_of: Time,
    held: Amount,
    entry: Option<Price>,
    moved: Time,
    trades: Vec<StatedTrade>,
    payments: Vec<Payment>,
    closes: Vec<VenueClose>,
}

fn perpetual() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

impl Venue {
    fn new() -> Self {
        Self {
            wallet: qty("1000"),
            as_of: at(-1),
            held: Amount::ZERO,
            entry: None,
            moved: at(-1),
            trades: Vec::new(),
            payments: Vec::new(),
            closes: Vec::new(),
        }
    }

    /// A trade of an order, by whomever; it moves the position too.
    fn trade(
        &mut self,
        order: u64,
        (id, side, size): (&str, Side, &str),
        when: Time,
    ) -> StatedTrade {
        let trade = StatedTrade {
            position: PositionSide::Both,
            trade: VenueTradeId::new(id).unwrap(),
            venue_order: venue_id(order),
            symbol: perpetual(),
            side,
            price: price("100"),
            qty: qty(size),
            fee: amount("0.1"),
            fee_asset: asset("USDT"),
            liquidity: Liquidity::Taker,
            at: when,
        };
        let moved = match side {
            Side::Buy => trade.qty.amount(),
            Side::Sell => trade.qty.amount().negated(),
        };
        self.held = self.held.plus(moved).unwrap();
        (self.moved, self.as_of, self.entry) = (when, when, Some(price("100")));
        self.trades.push(trade);
        trade
    }

    fn statement(&self, asked_at: Time, wanted: &[(Symbol, TradesFrom)]) -> Statement {
        let list = |(symbol, from): &(Symbol, TradesFrom)| {
            let all = self.trades.iter().filter(|t| t.symbol == *symbol);
            let trades = match from {
                TradesFrom::Latest => all.copied().collect(),
                TradesFrom::Since(since) => all.filter(|t| t.at >= *since).copied().collect(),
                TradesFrom::After(last) => all
                    .skip_while(|t| t.trade != *last)
                    .skip(1)
                    .copied()
                    .collect(),
            };
            TradeList {
                symbol: *symbol,
                trades,
            }
        };
        let position = StatedPosition {
            symbol: perpetual(),
            side: PositionSide::Both,
            held: self.held,
            entry: self.entry,
            at: self.moved,
        };
        let positions = if self.held.is_zero() {
            Vec::new()
        } else {
            vec![position]
        };
        Statement {
            asked_at,
            balances: BalanceReport {
                account: MARGINED,
                as_of: self.as_of,
                coverage: BalanceCoverage::Whole,
                balances: vec![Balance {
                    asset: asset("USDT"),
                    free: self.wallet,
                    locked: Qty::ZERO,
                }],
            },
            trades: wanted.iter().map(list).collect(),
            open_orders: Vec::new(),
            margin: StatedMargin {
                positions,
                payments: self.payments.clone(),
                closes: self.closes.clone(),
            },
        }
    }

    fn terms(&self) -> Input {
        Input::Contract(ContractInput::Margin(MarginReport {
            account: MARGINED,
            positions: PositionMode::OneWay,
            assets: AssetsMode::Single,
            contracts: vec![ContractTerms {
                side: PositionSide::Both,
                symbol: perpetual(),
                leverage: Leverage::new(5).unwrap(),
                margin: MarginMode::Cross,
                held: self.held,
                entry: self.entry,
                isolated: Amount::ZERO,
                liquidation: None,
            }],
        }))
    }
}

/// Answers every round that falls due up to `end` with what the venue says; what else happened, one line each.
fn rounds(house: &mut House, venue: &Venue, end: Time) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(due) = house.trading.wake_at().filter(|due| *due <= end) {
        for effect in house.effects(due, Input::Wake) {
            let Effect::FetchStatement {
                account, trades, ..
            } = effect
            else {
                continue;
            };
            if account == MARGINED {
                let answer = StatementAnswer::Complete(venue.statement(due, &trades));
                lines.extend(house.step(due, Input::Stated { account, answer }));
            }
        }
    }
    told(lines)
}

/// What happened, without what every look at an account brings.
fn told(mut lines: Vec<String>) -> Vec<String> {
    let noise = ["balances", "margin-seen"];
    lines.retain(|line| !line.starts_with("> ") && !noise.contains(&line.as_str()));
    lines
}

/// A house that has met its venue, which holds `held` of the contract already.
fn met(held: &str, policy: ForeignPolicy) -> (House, Venue, Vec<String>) {
    let mut house = House::margined();
    house.config = TradingConfig::default().with_foreign(policy);
    let kept = house.trading.snapshot();
    house.trading = Trading::restore(house.config, margined_gate(), kept, []).unwrap();
    let mut venue = Venue::new();
    venue.held = amount(held);
    venue.entry = Some(price("90"));
    house.step(at(0), Input::Quote(quote("BTC/USDT:USDT")));
    let mark = MarkPrice {
        price: price("100"),
        received: at(0),
    };
    let marked = ContractInput::Mark {
        venue: fixture::venue(),
        symbol: perpetual(),
        mark,
    };
    house.step(at(0), Input::Contract(marked));
    house.step(at(0), venue.terms());
    let wanted = house.trading.trades_wanted(MARGINED);
    let answer = StatementAnswer::Complete(venue.statement(at(0), &wanted));
    let account = MARGINED;
    let lines = house.step(at(0), Input::Stated { account, answer });
    (house, venue, told(lines))
}

fn held(house: &House) -> Amount {
    let position = house.trading.position(MARGINED, perpetual());
    position.map_or(Amount::ZERO, Position::net)
}

fn wish(house: &mut House, secs: i64) -> String {
    let mut terms = terms("buy 1 BTC/USDT 100");
    terms.symbol = perpetual();
    let input = Input::Place {
        request: RequestId(1),
        account: MARGINED,
        origin: PERSON,
        terms,
    };
    house.step(at(secs), input).pop().unwrap()
}

// GATE-20
#[test]
fn t11_a_position_from_before_is_counted_by_policy() {
    let (mut house, venue, lines) = met("3", ForeignPolicy::Adopt);
    assert_eq!(lines, ["book of 2 opened", "position-taken"]);
    assert_eq!(held(&house), amount("3"));
    let position = *house.trading.position(MARGINED, perpetual()).unwrap();
    assert_eq!(position.average_price(), Some(price("90")));
    assert!(rounds(&mut house, &venue, at(300)).is_empty(), "agreed");
    assert_eq!(house.trading.breaks().count(), 0);
    house.check_replay();
    // A second life counts it no second time.
    let mut again = house.restarted();
    again.step(at(301), venue.terms());
    assert!(rounds(&mut again, &venue, at(400)).is_empty());
    assert_eq!(held(&again), amount("3"));
}

// GATE-20
#[test]
fn t11_by_policy_a_position_from_before_is_a_break_until_a_person_takes_it() {
    let (mut house, venue, lines) = met("-3", ForeignPolicy::Block);
    assert_eq!(lines, ["book of 2 opened"]);
    let lines = rounds(&mut house, &venue, at(40));
    assert_eq!(
        lines,
        [
            "break: the position in BTC/USDT:USDT: our book: 0, the venue: -3, the trades: 0",
            "halted symbol:BTC/USDT:USDT"
        ]
    );
    let key: BreakKey = "position:BTC/USDT:USDT:both".parse().unwrap();
    let accept = Input::AcceptBreak {
        request: RequestId(9),
        account: MARGINED,
        key,
        cause: cause(),
    };
    let lines = told(house.step(at(41), accept));
    assert_eq!(
        lines,
        ["accepted: the position in BTC/USDT:USDT", "@9 done"]
    );
    assert_eq!(held(&house), amount("-3"));
    let position = *house.trading.position(MARGINED, perpetual()).unwrap();
    assert_eq!(position.average_price(), Some(price("90")));
    assert!(rounds(&mut house, &venue, at(300)).is_empty());
    house.check_replay();
}

#[test]
fn t11_a_position_that_differs_without_a_trade_is_a_break_and_ends_when_it_comes_right() {
    let (mut house, mut venue, _) = met("3", ForeignPolicy::Adopt);
    venue.held = amount("2");
    let lines = rounds(&mut house, &venue, at(120));
    assert_eq!(
        lines,
        [
            "break: the position in BTC/USDT:USDT: our book: 3, the venue: 2, the trades: 3",
            "halted symbol:BTC/USDT:USDT"
        ]
    );
    let found = *house.trading.breaks().next().unwrap();
    assert!(found.at.since(found.first_seen) >= BALANCE_PATIENCE);
    assert_eq!(
        held(&house),
        amount("3"),
        "nobody moves it by the venue's word"
    );
    venue.held = amount("3");
    let lines = rounds(&mut house, &venue, at(240));
    assert_eq!(lines, ["agreed: the position in BTC/USDT:USDT"]);
    house.check_replay();
}

#[test]
fn t11_what_trades_between_the_questions_is_no_difference() {
    let (mut house, mut venue, _) = met("3", ForeignPolicy::Adopt);
    // The position was read at 5 s, the trade of a stranger came at 6 s and is in the list.
    let before = (venue.held, venue.moved);
    venue.trade(77, ("t1", Side::Sell, "1"), at(6));
    (venue.held, venue.moved) = (before.0, at(5));
    let lines = rounds(&mut house, &venue, at(70));
    assert_eq!(lines, ["foreign trade t1"]);
    assert_eq!(held(&house), amount("2"));
    assert_eq!(house.trading.breaks().count(), 0);
    // Closed by hand: the position and the trades say so.
    (venue.held, venue.moved) = (amount("2"), at(6));
    venue.trade(78, ("t2", Side::Sell, "2"), at(80));
    let lines = rounds(&mut house, &venue, at(200));
    let compared = |trade: &str| format!("compared BTC/USDT:USDT to {trade}");
    assert_eq!(
        lines,
        [compared("t1"), "foreign trade t2".into(), compared("t2")]
    );
    assert_eq!(held(&house), Amount::ZERO);
    assert_eq!(house.trading.breaks().count(), 0);
    house.check_replay();
}

#[test]
fn t11_until_the_position_is_compared_nothing_opens() {
    let (house, mut venue, _) = met("0", ForeignPolicy::Adopt);
    venue.held = amount("1");
    let mut again = house.restarted();
    again.step(at(10), Input::Quote(quote("BTC/USDT:USDT")));
    assert_eq!(wish(&mut again, 10), "@1 refused GATE-20.not-compared");
    rounds(&mut again, &venue, at(12));
    assert_eq!(
        wish(&mut again, 12),
        "@1 refused GATE-20.not-compared",
        "a difference holds the gate until it is confirmed or gone"
    );
    let lines = rounds(&mut again, &venue, at(60));
    assert_eq!(lines.len(), 2, "{lines:?}");
    // Confirmed: the gate opens, and the pause of its own stands.
    assert!(again.trading.gate().is_compared(MARGINED));
    let halts: Vec<Scope> = again.trading.halts().map(|halt| halt.scope).collect();
    assert_eq!(halts, [Scope::Symbol(perpetual())]);
    again.check_replay();
}

fn funding(id: u64, sum: &str, when: Time) -> Payment {
    Payment {
        at: when,
        id,
        kind: PaymentKind::Funding,
        symbol: Some(perpetual()),
        asset: asset("USDT"),
        amount: amount(sum),
    }
}

#[test]
fn t12_what_the_venue_pays_and_takes_is_known_once_and_explained() {
    let (mut house, mut venue, _) = met("3", ForeignPolicy::Adopt);
    venue.payments.push(funding(1, "-0.03", at(30)));
    // From before the book: in its first numbers.
    venue.payments.push(funding(2, "-9", at(-30)));
    let account = MARGINED;
    let moved = Input::Contract(ContractInput::MoneyMoved { account });
    house.step(at(30), moved);
    assert_eq!(rounds(&mut house, &venue, at(33)), ["paid"]);
    assert!(rounds(&mut house, &venue, at(300)).is_empty());
    let known: Vec<Payment> = house.trading.payments(MARGINED).collect();
    assert_eq!(known, [funding(1, "-0.03", at(30))]);
    // One that is listed late, with an earlier time.
    venue.payments.push(funding(3, "0.01", at(29)));
    assert_eq!(rounds(&mut house, &venue, at(400)), ["paid"]);
    let mut again = house.restarted();
    assert!(rounds(&mut again, &venue, at(500)).is_empty());
    assert_eq!(again.trading.payments(MARGINED).count(), 2);
    house.check_replay();
}

#[test]
fn t12_payments_are_asked_for_from_a_little_before_the_last() {
    let (mut house, mut venue, _) = met("3", ForeignPolicy::Adopt);
    assert_eq!(house.trading.payments_wanted(MARGINED), Some(at(-1)));
    assert_eq!(house.trading.payments_wanted(PAPER), None);
    venue.payments.push(funding(1, "-0.03", at(3_600)));
    rounds(&mut house, &venue, at(70));
    assert_eq!(house.trading.payments_wanted(MARGINED), Some(at(3_000)));
}

// GATE-20
#[test]
fn t13_a_liquidation_is_known_as_one_moves_the_position_and_pauses_its_symbol() {
    let (mut house, mut venue, _) = met("3", ForeignPolicy::Adopt);
    venue.trade(55, ("t9", Side::Sell, "3"), at(20));
    let close = VenueClose {
        side: PositionSide::Both,
        at: at(20),
        venue_order: venue_id(55),
        symbol: perpetual(),
        kind: CloseKind::Liquidated,
    };
    venue.closes.push(close);
    // The stream says it first, the list says it again.
    let account = MARGINED;
    let closed = Input::Contract(ContractInput::Closed { account, close });
    let lines = told(house.step(at(20), closed));
    assert_eq!(lines, ["closed-by-venue", "halted symbol:BTC/USDT:USDT"]);
    let halt = house.trading.halts().next().unwrap();
    assert_eq!(
        halt.cause.reason,
        "a position in BTC/USDT:USDT was liquidated by the venue"
    );
    let lines = rounds(&mut house, &venue, at(22));
    assert_eq!(
        lines,
        ["foreign trade t9", "compared BTC/USDT:USDT to t9"],
        "in the first round: nothing to be confirmed"
    );
    assert_eq!(held(&house), Amount::ZERO);
    assert!(rounds(&mut house, &venue, at(300)).is_empty());
    assert_eq!(house.trading.breaks().count(), 0);
    assert_eq!(house.trading.venue_closes(MARGINED).count(), 1);
    house.check_replay();
}

#[test]
fn t13_a_call_for_margin_is_written_down() {
    let (mut house, _, _) = met("3", ForeignPolicy::Adopt);
    let call = MarginCall {
        account: MARGINED,
        positions: vec![CalledPosition {
            symbol: perpetual(),
            side: PositionSide::Both,
            held: amount("3"),
            mark: price("60"),
            maintenance: amount("5"),
        }],
        at: at(9),
    };
    let lines = told(house.step(at(9), Input::Contract(ContractInput::Called(call))));
    assert_eq!(lines, ["margin-called"]);
    house.check_replay();
}
