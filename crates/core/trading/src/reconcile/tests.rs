//! One house and what its venue says about it, round by round.

use crate::fixture::*;
use crate::*;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::*;
use gate::{BalanceCoverage, BalanceReport};

const BUY: &str = "buy 2 BTC/USDT 100";

/// What the venue would say, kept by hand.
struct Venue {
    totals: BTreeMap<Asset, Amount>,
    as_of: Time,
    trades: Vec<StatedTrade>,
    open: Vec<StatedOrder>,
}

impl Venue {
    fn new() -> Self {
        let totals = [("BTC", "100"), ("ETH", "100"), ("USDT", "100000")];
        Self {
            totals: totals
                .map(|(name, total)| (asset(name), amount(total)))
                .into(),
            as_of: at(-1),
            trades: Vec::new(),
            open: Vec::new(),
        }
    }

    fn change(&mut self, name: &str, by: &str, at: Time) {
        let sum = self.totals[&asset(name)].plus(amount(by)).unwrap();
        self.totals.insert(asset(name), sum);
        self.as_of = at;
    }

    /// A buy of `qty` BTC at 100 for `order`, with a fee of 0.1 USDT.
    fn trade(&mut self, order: u64, id: &str, bought: &str, when: Time) -> StatedTrade {
        let trade = StatedTrade {
            position: PositionSide::Both,
            trade: VenueTradeId::new(id).unwrap(),
            venue_order: venue_id(order),
            symbol: btc(),
            side: Side::Buy,
            price: price("100"),
            qty: qty(bought),
            fee: amount("0.1"),
            fee_asset: asset("USDT"),
            liquidity: Liquidity::Maker,
            at: when,
        };
        let paid = price("100").times(qty(bought)).unwrap();
        self.change("BTC", bought, when);
        self.change("USDT", &format!("-{paid}"), when);
        self.change("USDT", "-0.1", when);
        self.trades.push(trade);
        trade
    }

    fn open(&mut self, client_id: ClientOrderId, order: u64, filled: &str) {
        self.open.push(StatedOrder {
            client_id,
            venue_id: venue_id(order),
            symbol: btc(),
            side: Side::Buy,
            price: Some(price("100")),
            qty: qty("2"),
            filled: qty(filled),
            at: self.as_of,
        });
    }

    fn statement(&self, asked_at: Time, from: &[(Symbol, TradesFrom)]) -> Statement {
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
        let balances = self.totals.iter().map(|(asset, total)| Balance {
            asset: *asset,
            free: total.qty().unwrap(),
            locked: Qty::ZERO,
        });
        Statement {
            asked_at,
            balances: BalanceReport {
                account: PAPER,
                as_of: self.as_of,
                coverage: BalanceCoverage::Whole,
                balances: balances.collect(),
            },
            trades: from.iter().map(list).collect(),
            open_orders: self.open.clone(),
            margin: StatedMargin::default(),
        }
    }
}

/// Takes an input, and answers the round that it may lead to.
fn answered(house: &mut House, venue: &Venue, now: Time, input: Input) -> Vec<String> {
    let mut lines = Vec::new();
    for effect in house.effects(now, input) {
        if let Effect::FetchStatement {
            account, trades, ..
        } = effect
        {
            let answer = StatementAnswer::Complete(venue.statement(now, &trades));
            lines.extend(house.step(now, Input::Stated { account, answer }));
        }
    }
    lines
}

/// Answers every round that falls due up to `end` with what the venue says; what else happened, one line each.
fn rounds(house: &mut House, venue: &Venue, end: Time) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(due) = house.trading.wake_at().filter(|due| *due <= end) {
        lines.extend(answered(house, venue, due, Input::Wake));
    }
    lines.retain(|line| !line.starts_with("> ") && line != "balances");
    lines
}

/// A house that has met its market and its venue, with one order working at it.
fn met() -> (House, Venue, ClientOrderId) {
    let mut venue = Venue::new();
    let mut house = House::unfunded(TradingConfig::default());
    let first = answered(&mut house, &venue, at(0), Input::Quote(quote("BTC/USDT")));
    assert!(first.contains(&"book of 1 opened".into()), "{first:?}");
    house.place(at(1), BUY);
    let client_id = house.trading.order(id(1)).unwrap().order.client_id();
    let answer = PlaceAnswer::Accepted {
        venue_id: venue_id(1),
        at: at(1),
    };
    house.step(
        at(1),
        Input::Answered {
            order: id(1),
            answer,
        },
    );
    venue.open(client_id, 1, "0");
    (house, venue, client_id)
}

fn fill_of(trade: &StatedTrade) -> VenueFill {
    VenueFill {
        trade: trade.trade,
        price: trade.price,
        qty: trade.qty,
        fee: trade.fee,
        fee_asset: trade.fee_asset,
        liquidity: trade.liquidity,
        at: trade.at,
    }
}

/// The venue reports a trade of our first order on the stream.
fn report(house: &mut House, client_id: ClientOrderId, trade: &StatedTrade, total: &str) {
    let report = VenueReport {
        account: PAPER,
        client_id,
        venue_id: venue_id(1),
        symbol: btc(),
        status: VenueStatus::Working,
        filled_total: qty(total),
        fill: Some(fill_of(trade)),
        at: trade.at,
    };
    house.step(trade.at, Input::Venue(report));
}

fn refusal(house: &mut House, now: Time) -> String {
    house.place(now, "buy 1 BTC/USDT 99").pop().unwrap()
}

// GATE-20, ORD-09
#[test]
fn t1_nothing_opens_before_the_account_was_compared() {
    let mut house = House::unfunded(TradingConfig::default());
    house.step(at(0), Input::Quote(quote("BTC/USDT")));
    let list = [("BTC", "1"), ("USDT", "1000")];
    house.step(at(0), Input::Balances(balances(at(0), &list)));
    assert_eq!(
        refusal(&mut house, at(0)),
        "@1 refused GATE-20.not-compared"
    );
    let no = Input::Stated {
        account: PAPER,
        answer: StatementAnswer::NoAnswer,
    };
    house.step(at(1), no);
    assert_eq!(
        refusal(&mut house, at(1)),
        "@1 refused GATE-20.not-compared"
    );
    assert!(
        rounds(&mut house, &Venue::new(), at(2)).is_empty(),
        "asked again only after a pause"
    );
    rounds(&mut house, &Venue::new(), at(20));
    assert_eq!(refusal(&mut house, at(20)), "@1 accepted 3");
    let mut again = house.restarted();
    again.step(at(21), Input::Quote(quote("BTC/USDT")));
    assert_eq!(
        refusal(&mut again, at(21)),
        "@1 refused GATE-20.not-compared"
    );
    let cancel = again.cancel(at(21), 3);
    assert!(cancel.contains(&"> cancel 3".into()), "{cancel:?}");
    again.check_replay();
}

/// What waits for the rounds that an input asks for; they are answered.
fn haste(house: &mut House, venue: &Venue, now: Time, input: Input) -> Vec<Haste> {
    let mut told = Vec::new();
    for effect in house.effects(now, input) {
        if let Effect::FetchStatement {
            account,
            trades,
            haste,
            ..
        } = effect
        {
            told.push(haste);
            let answer = StatementAnswer::Complete(venue.statement(now, &trades));
            drop(house.step(now, Input::Stated { account, answer }));
        }
    }
    told
}

#[test]
fn t17_only_the_round_that_opens_the_start_gate_is_in_haste() {
    let venue = Venue::new();
    let mut house = House::unfunded(TradingConfig::default());
    let first = haste(&mut house, &venue, at(0), Input::Quote(quote("BTC/USDT")));
    assert_eq!(first, [Haste::OpensTheStartGate]);
    let mut later = Vec::new();
    while let Some(due) = house.trading.wake_at().filter(|due| *due <= at(130)) {
        later.extend(haste(&mut house, &venue, due, Input::Wake));
    }
    assert_eq!(later, [Haste::CanWait; 2]);
    let mut again = house.restarted();
    let first = haste(&mut again, &venue, at(131), Input::Quote(quote("BTC/USDT")));
    assert_eq!(first, [Haste::OpensTheStartGate]);
}

#[test]
fn t2_three_sides_that_agree_stay_silent() {
    let (mut house, mut venue, client_id) = met();
    let trade = venue.trade(1, "t1", "0.5", at(5));
    venue.open[0].filled = qty("0.5");
    report(&mut house, client_id, &trade, "0.5");
    let movement = Movement {
        asset: asset("USDT"),
        amount: amount("250"),
        at: at(6),
    };
    venue.change("USDT", "250", at(6));
    for _ in 0..2 {
        // A venue that tells a movement twice has moved the money once.
        house.step(
            at(6),
            Input::Moved {
                account: PAPER,
                movement,
            },
        );
    }
    let lines = rounds(&mut house, &venue, at(300));
    assert_eq!(lines, ["compared BTC/USDT to t1"]);
    assert_eq!(house.trading.breaks().count(), 0);
    house.check_replay();
}

#[test]
fn o38_an_order_that_the_list_has_of_less_is_of_less_and_no_break() {
    let (mut house, mut venue, _) = met();
    venue.open[0].qty = qty("0.5");
    let lines = rounds(&mut house, &venue, at(300));
    assert_eq!(lines, ["amended 1 from 2 to 0.5"]);
    assert_eq!(house.trading.breaks().count(), 0);
    house.check_replay();
    // Larger than it was let through is nobody's right: a person looks at both numbers.
    venue.open[0].qty = qty("0.75");
    let lines = rounds(&mut house, &venue, at(600));
    let found: Vec<_> = house.trading.breaks().map(|found| found.sides).collect();
    assert_eq!(found.len(), 1, "{lines:?}");
    assert_eq!(
        (found[0].ours, found[0].venue),
        (Some(amount("0.5")), Some(amount("0.75")))
    );
    house.check_replay();
}

#[test]
fn t3_a_trade_that_only_the_list_tells_is_booked_from_it() {
    let (mut house, mut venue, _) = met();
    venue.trade(1, "t1", "0.5", at(5));
    venue.open[0].filled = qty("0.5");
    let lines = rounds(&mut house, &venue, at(61));
    assert_eq!(
        lines,
        ["fill 1 0.5 at 100 InLife", "compared BTC/USDT to t1"]
    );
    assert_eq!(house.state(1), "working 0.5");
    assert_eq!(house.trading.breaks().count(), 0);
    house.check_replay();
}

// GATE-20
#[test]
fn t4_a_fill_altered_at_the_venue_is_found_within_a_cycle_and_pauses_the_symbol() {
    let (mut house, mut venue, client_id) = met();
    let trade = venue.trade(1, "t1", "0.5", at(5));
    venue.open[0].filled = qty("0.5");
    report(&mut house, client_id, &trade, "0.5");
    venue.trades[0].price = price("101");
    let lines = rounds(&mut house, &venue, at(100));
    let expected = [
        "break: trade t1 in BTC/USDT: our book: 50, the venue: 50.5",
        "halted symbol:BTC/USDT",
    ];
    assert_eq!(lines[..2], expected);
    assert_eq!(refusal(&mut house, at(100)), "@1 refused GATE-10.halted");
    let found = *house.trading.breaks().next().unwrap();
    assert_eq!(
        found.first_seen,
        at(60),
        "the first round that could show it"
    );
    // It stays until a person takes the venue's word, and so does the pause.
    assert!(
        !rounds(&mut house, &venue, at(400))
            .iter()
            .any(|line| line.contains("agreed"))
    );
    let accept = Input::AcceptBreak {
        request: RequestId(5),
        account: PAPER,
        key: found.key,
        cause: cause(),
    };
    let lines = house.step(at(401), accept.clone());
    assert_eq!(lines[..1], ["accepted: trade t1 in BTC/USDT"]);
    assert!(lines.contains(&"@5 done".into()));
    assert_eq!(house.step(at(402), accept), ["@5 no such break"]);
    assert_eq!(refusal(&mut house, at(402)), "@1 refused GATE-10.halted");
    house.check_replay();
}

// GATE-20
#[test]
fn t4_a_fill_that_is_left_out_is_found_and_over_when_the_venue_lists_it_again() {
    let (mut house, mut venue, client_id) = met();
    for (name, total, when) in [("t1", "0.5", 5), ("t2", "1", 6)] {
        let trade = venue.trade(1, name, "0.5", at(when));
        venue.open[0].filled = qty(total);
        report(&mut house, client_id, &trade, total);
    }
    let left_out = venue.trades.remove(0);
    let lines = rounds(&mut house, &venue, at(100));
    assert_eq!(
        lines,
        [
            "break: trade t1 in BTC/USDT: our book: 50, the venue: nothing",
            "halted symbol:BTC/USDT",
        ],
        "the lists go on to be asked for from before what is missing"
    );
    venue.trades.insert(0, left_out);
    let lines = rounds(&mut house, &venue, at(200));
    assert_eq!(
        lines,
        ["compared BTC/USDT to t2", "agreed: trade t1 in BTC/USDT"]
    );
    assert_eq!(refusal(&mut house, at(200)), "@1 refused GATE-10.halted");
    house.check_replay();
}

#[test]
fn t4_an_altered_fill_is_over_when_the_venue_tells_the_truth_again() {
    let (mut house, mut venue, client_id) = met();
    let trade = venue.trade(1, "t1", "0.5", at(5));
    venue.open[0].filled = qty("0.5");
    report(&mut house, client_id, &trade, "0.5");
    venue.trades[0].fee = amount("0.2");
    rounds(&mut house, &venue, at(100));
    assert_eq!(house.trading.breaks().count(), 1);
    venue.trades[0].fee = amount("0.1");
    let lines = rounds(&mut house, &venue, at(200));
    assert_eq!(
        lines,
        ["compared BTC/USDT to t1", "agreed: trade t1 in BTC/USDT"]
    );
    house.check_replay();
}

#[test]
fn t4_a_fill_that_a_person_accepted_is_not_looked_at_again() {
    let (mut house, mut venue, client_id) = met();
    let trade = venue.trade(1, "t1", "0.5", at(5));
    venue.open[0].filled = qty("0.5");
    report(&mut house, client_id, &trade, "0.5");
    venue.trades[0].price = price("101");
    rounds(&mut house, &venue, at(100));
    let key = house.trading.breaks().next().unwrap().key;
    let accept = Input::AcceptBreak {
        request: RequestId(5),
        account: PAPER,
        key,
        cause: cause(),
    };
    house.step(at(101), accept);
    let mut house = house.restarted();
    let lines = rounds(&mut house, &venue, at(400));
    assert_eq!(lines, ["compared BTC/USDT to t1"]);
    assert_eq!(house.trading.breaks().count(), 0);
    house.check_replay();
}

#[test]
fn t5_a_balance_that_is_off_pauses_the_account_until_a_person_accepts_it() {
    let (mut house, mut venue, _) = met();
    venue.change("USDT", "-7", at(30));
    let lines = rounds(&mut house, &venue, at(59));
    assert_eq!(lines, [""; 0], "nothing is asked before it is due");
    let lines = rounds(&mut house, &venue, at(80));
    assert_eq!(
        lines,
        [
            "break: the balance of USDT: our book: 100000, the venue: 99993, the trades: 100000",
            "halted account:1"
        ]
    );
    let found = *house.trading.breaks().next().unwrap();
    assert!(found.at.since(found.first_seen) >= BALANCE_PATIENCE);
    let accept = Input::AcceptBreak {
        request: RequestId(5),
        account: PAPER,
        key: found.key,
        cause: cause(),
    };
    house.step(at(90), accept);
    assert_eq!(rounds(&mut house, &venue, at(300)), [""; 0]);
    assert_eq!(refusal(&mut house, at(300)), "@1 refused GATE-10.halted");
    house.check_replay();
}

#[test]
fn t5_a_balance_that_comes_right_again_ends_its_break_and_not_the_pause() {
    let (mut house, mut venue, _) = met();
    venue.change("USDT", "-7", at(30));
    rounds(&mut house, &venue, at(80));
    venue.change("USDT", "7", at(90));
    assert_eq!(
        rounds(&mut house, &venue, at(200)),
        ["agreed: the balance of USDT"]
    );
    assert_eq!(house.trading.breaks().count(), 0);
    assert_eq!(refusal(&mut house, at(200)), "@1 refused GATE-10.halted");
}

#[test]
fn t6_a_trade_of_nobodys_counts_and_by_policy_pauses() {
    for policy in [ForeignPolicy::Adopt, ForeignPolicy::Block] {
        let (mut house, mut venue, _) = met();
        house.config = TradingConfig::default().with_foreign(policy);
        let snapshot = house.trading.snapshot();
        house.trading = Trading::restore(house.config, gate(), snapshot, []).unwrap();
        answered(&mut house, &venue, at(1), Input::Quote(quote("BTC/USDT")));
        venue.trade(77, "x1", "3", at(30));
        let lines = rounds(&mut house, &venue, at(130));
        let counted = "foreign trade x1";
        match policy {
            ForeignPolicy::Adopt => assert_eq!(lines, [counted, "compared BTC/USDT to x1"]),
            ForeignPolicy::Block => assert_eq!(
                lines[..3],
                [
                    counted,
                    "break: trade x1 in BTC/USDT, of no order of ours: our book: nothing, the venue: 3",
                    "halted symbol:BTC/USDT"
                ]
            ),
        }
        assert_eq!(
            house.trading.gate().position(PAPER, btc()),
            amount("3"),
            "what a person bought by hand is part of the position"
        );
        assert_eq!(
            house.trading.gate().total(PAPER, asset("BTC")),
            Some(amount("103"))
        );
        house.check_replay();
    }
}

#[test]
fn t6_a_trade_of_an_order_whose_answer_is_under_way_is_not_taken_for_nobodys() {
    let (mut house, mut venue, _) = met();
    house.place(at(2), BUY);
    let answer = PlaceAnswer::Unknown;
    house.step(
        at(2),
        Input::Answered {
            order: id(2),
            answer,
        },
    );
    let trade = venue.trade(2, "t1", "2", at(3));
    let account = PAPER;
    let now = Input::CheckNow {
        request: RequestId(3),
        account,
    };
    answered(&mut house, &venue, at(3), now);
    let lines = rounds(&mut house, &venue, at(15));
    assert_eq!(lines, [""; 0], "nothing is judged while the order is asked");
    let client_id = house.trading.order(id(2)).unwrap().order.client_id();
    let report = VenueReport {
        account,
        client_id,
        venue_id: venue_id(2),
        symbol: btc(),
        status: VenueStatus::Filled,
        filled_total: qty("2"),
        fill: Some(fill_of(&trade)),
        at: trade.at,
    };
    house.step(at(16), Input::Venue(report));
    let lines = rounds(&mut house, &venue, at(200));
    assert_eq!(lines, ["compared BTC/USDT to t1"]);
    assert_eq!(house.trading.breaks().count(), 0);
}

#[test]
fn t6_a_trade_taken_for_nobodys_that_is_ours_after_all_moves_nothing_twice() {
    let (mut house, mut venue, client_id) = met();
    let mut trade = venue.trade(1, "t1", "0.5", at(5));
    venue.open[0].filled = qty("0.5");
    // The venue's list names another order; later the stream says whose it was.
    venue.trades[0].venue_order = venue_id(99);
    trade.venue_order = venue_id(1);
    let lines = rounds(&mut house, &venue, at(75));
    assert!(lines.contains(&"foreign trade t1".into()), "{lines:?}");
    report(&mut house, client_id, &trade, "0.5");
    assert_eq!(house.state(1), "working 0.5");
    assert_eq!(house.trading.gate().position(PAPER, btc()), amount("0.5"));
    assert_eq!(
        house.trading.position(PAPER, btc()).unwrap().net(),
        amount("0.5")
    );
    assert_eq!(
        house.held("USDT"),
        amount("150.15"),
        "the filled part of the hold is free"
    );
    rounds(&mut house, &venue, at(300));
    assert_eq!(house.trading.breaks().count(), 0);
    house.check_replay();
}

#[test]
fn t7_an_order_the_venue_no_longer_lists_is_asked_about_and_then_a_break() {
    let (mut house, mut venue, _) = met();
    venue.open.clear();
    let mut asked = 0;
    let mut lines = Vec::new();
    while let Some(due) = house.trading.wake_at().filter(|due| *due <= at(110)) {
        for effect in house.effects(due, Input::Wake) {
            match effect {
                Effect::FetchStatement {
                    account, trades, ..
                } => {
                    let answer = StatementAnswer::Complete(venue.statement(due, &trades));
                    lines.extend(house.step(due, Input::Stated { account, answer }));
                }
                Effect::Query { .. } => asked += 1,
                Effect::Record(_)
                | Effect::Place { .. }
                | Effect::PlaceOco { .. }
                | Effect::Replace { .. }
                | Effect::Amend { .. }
                | Effect::Cancel { .. }
                | Effect::CancelAll { .. }
                | Effect::FetchFills { .. }
                | Effect::FetchBalances { .. }
                | Effect::Set { .. }
                | Effect::Answer { .. } => {}
            }
        }
    }
    lines.retain(|line| !line.starts_with("> "));
    assert!(asked > 2, "{asked}");
    assert_eq!(
        lines,
        [
            "break: order 1 in BTC/USDT: our book: 0, the venue: nothing",
            "halted symbol:BTC/USDT"
        ]
    );
    let found = *house.trading.breaks().next().unwrap();
    assert!(found.at.since(found.first_seen) >= ORDER_PATIENCE);
    let answer = QueryAnswer::Found {
        venue_id: venue_id(1),
        status: VenueStatus::Cancelled,
        filled_total: Qty::ZERO,
        at: at(3),
    };
    let asked_at = at(110);
    house.step(
        at(111),
        Input::Queried {
            order: id(1),
            asked_at,
            answer,
        },
    );
    assert_eq!(
        rounds(&mut house, &venue, at(200)),
        ["agreed: order 1 in BTC/USDT"]
    );
}

#[test]
fn t8_a_strangers_open_order_is_shown_and_what_it_locks_is_not_ours_to_spend() {
    let (mut house, mut venue, _) = met();
    let stranger = ClientOrderId::new("web_1").unwrap();
    venue.open(stranger, 50, "0.5");
    let before = house
        .trading
        .gate()
        .available(PAPER, asset("USDT"))
        .unwrap();
    rounds(&mut house, &venue, at(61));
    let after = house
        .trading
        .gate()
        .available(PAPER, asset("USDT"))
        .unwrap();
    assert_eq!(before.minus(after).unwrap(), amount("150"), "1.5 at 100");
    let foreign = house.trading.comparison(PAPER).foreign;
    assert_eq!(foreign.len(), 1);
    assert_eq!(foreign[0].client_id, stranger);
    assert_eq!(house.trading.breaks().count(), 0);
    venue.open.pop();
    rounds(&mut house, &venue, at(130));
    assert_eq!(
        house.trading.gate().available(PAPER, asset("USDT")),
        Some(before)
    );
}

#[test]
fn t8_by_policy_a_strangers_open_order_pauses_its_symbol_and_its_end_ends_the_break() {
    let (mut house, mut venue, _) = met();
    house.config = TradingConfig::default().with_foreign(ForeignPolicy::Block);
    let snapshot = house.trading.snapshot();
    house.trading = Trading::restore(house.config, gate(), snapshot, []).unwrap();
    venue.open(ClientOrderId::new("web_1").unwrap(), 50, "0");
    let lines = rounds(&mut house, &venue, at(61));
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("break: an open order in BTC/USDT that is not ours"));
    venue.open.pop();
    let lines = rounds(&mut house, &venue, at(130));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("agreed: "), "{lines:?}");
}

#[test]
fn t9_large_houses_are_walked_through_in_turn() {
    let (house, _, _) = met();
    let wanted = house.trading.trades_wanted(PAPER);
    let symbols: Vec<String> = wanted
        .iter()
        .map(|(symbol, _)| format!("{symbol}"))
        .collect();
    assert_eq!(symbols, ["BTC/USDT", "ETH/USDT"]);
    assert!(
        wanted
            .iter()
            .all(|(_, from)| *from == TradesFrom::Since(at(-1)))
    );
    let unfunded = House::unfunded(TradingConfig::default());
    let first = unfunded.trading.trades_wanted(PAPER);
    assert!(first.iter().all(|(_, from)| *from == TradesFrom::Latest));
}

#[test]
fn t9_a_balance_that_is_off_asks_for_the_trades_that_could_have_moved_it() {
    let names: Vec<String> = (0..60).map(|n| format!("A{n:02}/USDT")).collect();
    let mut config = config();
    config.instruments = names.iter().map(|name| instrument(name)).collect();
    let mut trading = trading_of(config);
    let mut venue = Venue::new();
    venue.totals = [(asset("A55"), amount("1")), (asset("USDT"), amount("100"))].into();
    let mut asked = Vec::new();
    for now in [at(0), at(60)] {
        let statement = venue.statement(now, &trading.trades_wanted(PAPER));
        let answer = StatementAnswer::Complete(statement);
        let account = PAPER;
        trading.step(now, Input::Stated { account, answer }, &mut Vec::new());
        let wanted = trading.trades_wanted(PAPER);
        asked = wanted
            .iter()
            .map(|(symbol, _)| symbol.to_string())
            .collect();
        venue.change("A55", "1", at(30));
        venue.change("USDT", "-10", at(30));
    }
    assert!(asked.contains(&"A55/USDT".to_owned()), "{asked:?}");
    assert_eq!(
        asked.len(),
        SYMBOLS_PER_ROUND + SYMBOLS_DOUBTED_MAX,
        "{asked:?}"
    );
}

#[expect(clippy::disallowed_methods, reason = "a test wires a house of its own")]
fn trading_of(config: gate::GateConfig) -> Trading {
    Trading::recover(TradingConfig::default(), gate::Gate::new(config), []).unwrap()
}

#[test]
fn a_break_is_known_by_its_name() {
    let order = VenueOrderId::new("28").unwrap();
    let trade = VenueTradeId::new("9-1").unwrap();
    let perpetual = Symbol::new("BTC/USDT:USDT").unwrap();
    for key in [
        BreakKey::Order(btc(), id(12)),
        BreakKey::Trade(perpetual, trade),
        BreakKey::ForeignOrder(btc(), order),
        BreakKey::ForeignTrade(perpetual, trade),
        BreakKey::Balance(asset("USDT")),
        BreakKey::Position(perpetual, PositionSide::Both),
        BreakKey::Position(perpetual, PositionSide::Short),
    ] {
        assert_eq!(key.name().parse(), Ok(key), "{}", key.name());
    }
    for wrong in [
        "",
        "balance",
        "balance:",
        "order:BTC/USDT:x",
        "order:12",
        "no:BTC/USDT:1",
        "position:BTC/USDT:USDT",
        "position:BTC/USDT:USDT:net",
    ] {
        assert_eq!(wrong.parse::<BreakKey>(), Err(NotABreak), "{wrong}");
    }
}
