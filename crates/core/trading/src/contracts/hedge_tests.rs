//! An account in hedge mode and what its venue says about it: two positions in one contract, each with a life of its own.

use crate::fixture::*;
use crate::*;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use domain::*;
use gate::*;

fn perpetual() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

fn key(side: PositionSide) -> PositionKey {
    PositionKey {
        account: MARGINED,
        symbol: perpetual(),
        side,
    }
}

/// What the venue holds of both positions, and what traded.
#[derive(Clone)]
struct Venue {
    held: [Amount; 2],
    moved: i64,
    trades: Vec<StatedTrade>,
    closes: Vec<VenueClose>,
}

const SIDES: [PositionSide; 2] = [PositionSide::Long, PositionSide::Short];

impl Venue {
    fn holding(long: &str, short: &str) -> Self {
        Self {
            held: [amount(long), amount(short)],
            moved: -1,
            trades: Vec::new(),
            closes: Vec::new(),
        }
    }

    fn report(&self, mode: PositionMode) -> MarginReport {
        let terms = |side, held| ContractTerms {
            symbol: perpetual(),
            side,
            leverage: Leverage::new(5).unwrap(),
            margin: MarginMode::Cross,
            held,
            entry: Some(price("90")),
            isolated: Amount::ZERO,
            liquidation: None,
        };
        let contracts = match mode {
            PositionMode::OneWay => vec![terms(PositionSide::Both, Amount::ZERO)],
            PositionMode::Hedge => vec![
                terms(PositionSide::Long, self.held[0]),
                terms(PositionSide::Short, self.held[1]),
            ],
        };
        MarginReport {
            account: MARGINED,
            positions: mode,
            assets: AssetsMode::Single,
            contracts,
        }
    }

    fn statement(&self, asked_at: Time, wanted: &[(Symbol, TradesFrom)]) -> Statement {
        let list = |(symbol, from): &(Symbol, TradesFrom)| TradeList {
            symbol: *symbol,
            trades: match from {
                TradesFrom::Latest | TradesFrom::Since(_) => self.trades.clone(),
                TradesFrom::After(last) => {
                    let after = self.trades.iter().skip_while(|t| t.trade != *last);
                    after.skip(1).copied().collect()
                }
            },
        };
        let positions = SIDES.into_iter().zip(self.held);
        let positions = positions.filter(|(_, held)| !held.is_zero());
        let positions = positions.map(|(side, held)| StatedPosition {
            symbol: perpetual(),
            side,
            held,
            entry: Some(price("90")),
            at: at(self.moved),
        });
        Statement {
            asked_at,
            balances: BalanceReport {
                account: MARGINED,
                ..balances(at(self.moved), &[("USDT", "1000")])
            },
            trades: wanted.iter().map(list).collect(),
            open_orders: Vec::new(),
            margin: StatedMargin {
                positions: positions.collect(),
                payments: Vec::new(),
                closes: self.closes.clone(),
            },
        }
    }
}

fn margin(house: &mut House, secs: i64, report: MarginReport) -> Vec<String> {
    let input = Input::Contract(ContractInput::Margin(report));
    house.step(at(secs), input)
}

fn marked(house: &mut House) {
    house.step(at(0), Input::Quote(quote("BTC/USDT:USDT")));
    let input = ContractInput::Mark {
        venue: venue(),
        symbol: perpetual(),
        mark: MarkPrice {
            price: price("100"),
            received: at(0),
        },
    };
    house.step(at(0), Input::Contract(input));
}

/// A house that has met a venue in hedge mode.
fn met(venue: &Venue, policy: ForeignPolicy) -> (House, Vec<String>) {
    let mut house = House::margined();
    house.config = TradingConfig::default().with_foreign(policy);
    let kept = house.trading.snapshot();
    house.trading = Trading::restore(house.config, margined_gate(), kept, []).unwrap();
    marked(&mut house);
    margin(&mut house, 0, venue.report(PositionMode::Hedge));
    let wanted = house.trading.trades_wanted(MARGINED);
    let answer = StatementAnswer::Complete(venue.statement(at(0), &wanted));
    let account = MARGINED;
    let lines = house.step(at(0), Input::Stated { account, answer });
    (house, told(lines))
}

/// What happened, without what every look at an account brings.
fn told(mut lines: Vec<String>) -> Vec<String> {
    let noise = ["balances", "margin-seen"];
    lines.retain(|line| !line.starts_with("> ") && !noise.contains(&line.as_str()));
    lines
}

/// Answers every round that falls due up to `end` with what the venue says; what else happened, one line each.
fn rounds(house: &mut House, venue: &Venue, end: i64) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(due) = house.trading.wake_at().filter(|due| *due <= at(end)) {
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

fn held(house: &House) -> [Amount; 2] {
    SIDES.map(|side| {
        let gate = house.trading.gate().held(key(side));
        let position = house.trading.position_of(key(side));
        assert_eq!(position.map_or(Amount::ZERO, Position::net), gate);
        gate
    })
}

fn place(house: &mut House, secs: i64, words: &str) -> Vec<String> {
    let mut terms = terms(words);
    terms.symbol = perpetual();
    house.step(
        at(secs),
        Input::Place {
            request: RequestId(1),
            account: MARGINED,
            origin: PERSON,
            terms,
        },
    )
}

/// The venue fills an order of ours: this much by this trade, so much in all.
fn filled(house: &mut House, order: u64, now: i64, (trade, part, total): (u64, &str, &str)) {
    let found = *house.trading.order(id(order)).unwrap();
    let (part, total) = (qty(part), qty(total));
    let report = VenueReport {
        account: MARGINED,
        client_id: found.order.client_id(),
        venue_id: venue_id(order),
        symbol: perpetual(),
        status: if total == found.order.terms().qty {
            VenueStatus::Filled
        } else {
            VenueStatus::Working
        },
        filled_total: total,
        fill: Some(VenueFill {
            trade: VenueTradeId::new(&trade.to_string()).unwrap(),
            price: price("100"),
            qty: part,
            fee: amount("0.1"),
            fee_asset: asset("USDT"),
            liquidity: Liquidity::Taker,
            at: at(now),
        }),
        at: at(now),
    };
    house.step(at(now), Input::Venue(report));
}

// ORD-06
#[test]
fn o35_both_positions_are_opened_filled_in_parts_and_closed_each_for_itself() {
    let (mut house, _) = met(&Venue::holding("0", "0"), ForeignPolicy::Adopt);
    place(&mut house, 1, "buy 2 BTC/USDT 100 long");
    place(&mut house, 1, "sell 3 BTC/USDT 101 short");
    filled(&mut house, 1, 1, (1, "0.5", "0.5"));
    filled(&mut house, 2, 1, (2, "3", "3"));
    filled(&mut house, 1, 2, (3, "1.5", "2"));
    assert_eq!(held(&house), [amount("2"), amount("-3")]);
    assert_eq!(
        house.trading.gate().position(MARGINED, perpetual()),
        Amount::ZERO
    );
    house.check_replay();
    // Until the venue says the same the contract is in doubt; only what closes passes.
    margin(
        &mut house,
        3,
        Venue::holding("2", "0").report(PositionMode::Hedge),
    );
    let doubts = |house: &House| SIDES.map(|side| house.trading.gate().in_doubt(key(side)));
    assert_eq!(doubts(&house), [false, true]);
    let opens = place(&mut house, 3, "buy 1 BTC/USDT 100 long");
    assert!(opens.contains(&"@1 refused GATE-04.position-in-doubt".to_string()));
    let closes = place(&mut house, 3, "buy 1 BTC/USDT 100 short");
    assert!(
        closes.iter().any(|line| line.starts_with("opened 4")),
        "{closes:?}"
    );
    margin(
        &mut house,
        4,
        Venue::holding("2", "-3").report(PositionMode::Hedge),
    );
    assert_eq!(doubts(&house), [false, false]);
    // Beyond what is left to close nothing passes; all of it closes it and turns nothing round.
    let over = place(&mut house, 5, "buy 2.1 BTC/USDT 100 short");
    assert!(over.contains(&"@1 refused GATE-10.reduce-only-excess".to_string()));
    place(&mut house, 5, "buy 2 BTC/USDT 100 short");
    filled(&mut house, 4, 5, (4, "1", "1"));
    filled(&mut house, 6, 5, (5, "2", "2"));
    assert_eq!(held(&house), [amount("2"), Amount::ZERO]);
    let over = place(&mut house, 6, "buy 0.1 BTC/USDT 100 short");
    assert!(over.contains(&"@1 refused GATE-10.reduce-only-excess".to_string()));
    house.check_replay();
}

// ORD-06: an answer that never came: the order is asked for, and what is found moves its own position.
#[test]
fn o35_a_lost_answer_moves_the_position_it_named_after_a_death_too() {
    let (mut house, _) = met(&Venue::holding("0", "0"), ForeignPolicy::Adopt);
    place(&mut house, 1, "sell 1 BTC/USDT 100 short");
    let answer = PlaceAnswer::Unknown;
    let order = id(1);
    house.step(at(1), Input::Answered { order, answer });
    let mut again = house.restarted();
    marked(&mut again);
    let wish = *again.trading.order(order).unwrap();
    assert_eq!(wish.order.position(), key(PositionSide::Short));
    assert_eq!(
        again.trading.gate().working_on(key(PositionSide::Short)),
        (Qty::ZERO, qty("1"))
    );
    filled(&mut again, 1, 3, (1, "1", "1"));
    assert_eq!(held(&again), [Amount::ZERO, amount("-1")]);
    again.check_replay();
}

// GATE-20
#[test]
fn t15_positions_from_before_are_counted_by_side() {
    let venue = Venue::holding("3", "-2");
    let (mut house, lines) = met(&venue, ForeignPolicy::Adopt);
    assert_eq!(
        lines,
        ["book of 2 opened", "position-taken", "position-taken"]
    );
    assert_eq!(held(&house), [amount("3"), amount("-2")]);
    assert!(rounds(&mut house, &venue, 300).is_empty(), "agreed");
    house.check_replay();
    let mut again = house.restarted();
    margin(&mut again, 301, venue.report(PositionMode::Hedge));
    assert!(rounds(&mut again, &venue, 400).is_empty());
    assert_eq!(held(&again), [amount("3"), amount("-2")]);
}

// GATE-20
#[test]
fn t15_a_break_of_one_side_is_that_sides_and_a_person_takes_it() {
    let mut venue = Venue::holding("3", "-2");
    let (mut house, _) = met(&venue, ForeignPolicy::Adopt);
    venue.held[1] = amount("-1");
    let lines = rounds(&mut house, &venue, 120);
    assert_eq!(
        lines,
        [
            "break: the short position in BTC/USDT:USDT: our book: -2, the venue: -1, the trades: -2",
            "halted symbol:BTC/USDT:USDT"
        ]
    );
    let accept = Input::AcceptBreak {
        request: RequestId(9),
        account: MARGINED,
        key: "position:BTC/USDT:USDT:short".parse().unwrap(),
        cause: cause(),
    };
    let lines = told(house.step(at(121), accept));
    assert_eq!(
        lines,
        ["accepted: the short position in BTC/USDT:USDT", "@9 done"]
    );
    assert_eq!(held(&house), [amount("3"), amount("-1")]);
    assert!(rounds(&mut house, &venue, 300).is_empty());
    house.check_replay();
}

// GATE-20
#[test]
fn t16_a_liquidation_of_one_side_leaves_the_other_as_it_was() {
    let mut venue = Venue::holding("3", "-2");
    let (mut house, _) = met(&venue, ForeignPolicy::Adopt);
    let trade = StatedTrade {
        trade: VenueTradeId::new("9").unwrap(),
        venue_order: venue_id(55),
        symbol: perpetual(),
        side: Side::Buy,
        position: PositionSide::Short,
        price: price("120"),
        qty: qty("2"),
        fee: amount("0.1"),
        fee_asset: asset("USDT"),
        liquidity: Liquidity::Taker,
        at: at(20),
    };
    let close = VenueClose {
        at: at(20),
        venue_order: venue_id(55),
        symbol: perpetual(),
        side: PositionSide::Short,
        kind: CloseKind::Liquidated,
    };
    venue.trades.push(trade);
    venue.closes.push(close);
    (venue.held[1], venue.moved) = (Amount::ZERO, 20);
    let account = MARGINED;
    let closed = Input::Contract(ContractInput::Closed { account, close });
    let lines = told(house.step(at(20), closed));
    assert_eq!(lines, ["closed-by-venue", "halted symbol:BTC/USDT:USDT"]);
    let halt = house.trading.halts().next().unwrap();
    assert_eq!(
        halt.cause.reason,
        "the short position in BTC/USDT:USDT was liquidated by the venue"
    );
    let lines = rounds(&mut house, &venue, 22);
    assert_eq!(lines, ["foreign trade 9", "compared BTC/USDT:USDT to 9"]);
    assert_eq!(held(&house), [amount("3"), Amount::ZERO]);
    assert!(rounds(&mut house, &venue, 300).is_empty());
    assert_eq!(house.trading.breaks().count(), 0);
    house.check_replay();
}

// ORD-06: the mode is the venue's word at every start; what does not fit it waits.
#[test]
fn o36_nothing_opens_in_a_mode_that_the_venue_has_not_said() {
    let (mut house, _) = met(&Venue::holding("0", "0"), ForeignPolicy::Adopt);
    let setting = Setting::Positions(PositionMode::OneWay);
    let input = ContractInput::Set {
        request: RequestId(7),
        account: MARGINED,
        setting,
        cause: cause(),
    };
    let lines = house.step(at(1), Input::Contract(input));
    assert!(lines.contains(&"@7 done".to_string()), "{lines:?}");
    let opens = place(&mut house, 1, "buy 1 BTC/USDT 100 long");
    assert!(opens.contains(&"@1 refused GATE-04.settings-unknown".to_string()));
    margin(
        &mut house,
        2,
        Venue::holding("0", "0").report(PositionMode::OneWay),
    );
    for (words, says) in [
        ("buy 1 BTC/USDT 100 long", "@1 refused GATE-04.one-way-mode"),
        ("buy 1 BTC/USDT 100", "opened"),
    ] {
        let lines = place(&mut house, 2, words);
        assert!(
            lines.iter().any(|line| line.starts_with(says)),
            "{words}: {lines:?}"
        );
    }
    // With an order open the mode stays as it is.
    let setting = Setting::Positions(PositionMode::Hedge);
    let input = ContractInput::Set {
        request: RequestId(8),
        account: MARGINED,
        setting,
        cause: cause(),
    };
    let lines = house.step(at(3), Input::Contract(input));
    assert!(
        lines
            .iter()
            .any(|line| line.contains("GATE-04.mode-in-use")),
        "{lines:?}"
    );
    house.check_replay();
}

// ORD-04 ORD-06: exits close the position that was opened; a close of the other one leaves them standing.
#[test]
fn o37_a_protected_position_is_held_on_its_own_side_and_its_exits_end_with_it() {
    for (side, word, other) in [
        (Side::Buy, "long", "sell 1 BTC/USDT 100 short"),
        (Side::Sell, "short", "buy 1 BTC/USDT 100 long"),
    ] {
        let (mut house, _) = met(&Venue::holding("0", "0"), ForeignPolicy::Adopt);
        let mut terms = terms(&alloc::format!("{side} 2 BTC/USDT 100 {word}"));
        terms.symbol = perpetual();
        let at_price = |text| price(text);
        let (stop, target) = match side {
            Side::Buy => ("95", "105"),
            Side::Sell => ("105", "95"),
        };
        let exits = (
            Some(OrderKind::Stop {
                trigger: at_price(stop),
            }),
            Some(OrderKind::TakeProfit {
                trigger: at_price(target),
            }),
        );
        let protection = Protection::new(&terms, exits, IfBare::Flatten).unwrap();
        let input = Input::PlaceProtected {
            request: RequestId(1),
            account: MARGINED,
            origin: PERSON,
            terms,
            protection,
        };
        house.step(at(1), input);
        filled(&mut house, 1, 1, (1, "2", "2"));
        for exit in [3, 4] {
            let exit = house.trading.order(id(exit)).unwrap().order;
            assert_eq!(exit.terms().effect, terms.effect);
            assert_eq!(exit.terms().side, side.opposite());
            assert_eq!(exit.terms().qty, qty("2"));
        }
        // The other position is opened and filled beside it; the exits stay.
        let opened = place(&mut house, 2, other);
        assert!(opened.iter().any(|line| line == "opened 5"), "{opened:?}");
        filled(&mut house, 5, 2, (5, "1", "1"));
        house.step(at(3), Input::Wake);
        let is_open = |house: &House, order| {
            let found = house.trading.order(id(order)).unwrap();
            !found.state.is_ended() && found.cancel_asked.is_none()
        };
        assert!(is_open(&house, 3) && is_open(&house, 4), "{word}");
        // Its own close ends it: what was to hold it is withdrawn.
        let close = alloc::format!("{} 2 BTC/USDT 100 {word}", side.opposite());
        let closed = place(&mut house, 4, &close);
        assert!(closed.iter().any(|line| line == "opened 6"), "{closed:?}");
        filled(&mut house, 6, 4, (6, "2", "2"));
        house.step(at(5), Input::Wake);
        assert!(!is_open(&house, 3) && !is_open(&house, 4), "{word}");
        house.check_replay();
    }
}

// GATE-11
#[test]
fn z4_in_hedge_mode_both_sides_are_closed_each_by_its_own_leg() {
    let (mut house, _) = met(&Venue::holding("0", "0"), ForeignPolicy::Adopt);
    place(&mut house, 1, "buy 2 BTC/USDT 100 long");
    filled(&mut house, 1, 1, (1, "2", "2"));
    place(&mut house, 1, "sell 3 BTC/USDT 100 short");
    filled(&mut house, 2, 1, (2, "3", "3"));
    let scope = Scope::Global;
    let input = StopInput::Flatten {
        request: RequestId(9),
        scope,
        cause: Cause::house("a test".to_string()),
    };
    house.step(at(2), Input::Stop(input));
    let terms = |order| *house.trading.order(id(order)).unwrap().order.terms();
    let (long, short) = (terms(3), terms(4));
    assert_eq!((long.side, long.qty), (Side::Sell, qty("2")));
    assert_eq!(long.effect, PositionEffect::Of(HedgeSide::Long));
    assert_eq!((short.side, short.qty), (Side::Buy, qty("3")));
    assert_eq!(short.effect, PositionEffect::Of(HedgeSide::Short));
    // A part of the long one trades; the short one is closed whole.
    filled(&mut house, 3, 3, (3, "1.5", "1.5"));
    filled(&mut house, 4, 3, (4, "3", "3"));
    assert_eq!(held(&house), [amount("0.5"), Amount::ZERO]);
    filled(&mut house, 3, 4, (5, "0.5", "2"));
    assert_eq!(held(&house), [Amount::ZERO, Amount::ZERO]);
    let press = house.trading.presses().next().unwrap();
    let ends = press.legs.iter().map(|leg| leg.end.unwrap().outcome);
    assert_eq!(ends.collect::<Vec<_>>(), [LegOutcome::Flat; 2]);
    house.check_replay();
}
