//! Whole stories of a futures account, told and read in this house's own words only: settings, changes, both position modes,
//! funding, a liquidation; and everything that is told or paged equals what the exchange itself keeps. ORD-06 ORD-16

use crate::cases::{Asked, Ended, Party, Placed, Row, Stage};
use crate::house::{ACCOUNT, MARGINED};
use crate::usdm::Usdm;
use domain::*;
use protocols::binance_usdm::facts::{Door, LISTEN_KEY_KEEP_EVERY};
use protocols::binance_usdm::feed::{AccountFact, UpdateReason};
use protocols::binance_usdm::{
    AlgoStatus, AmendReply, Income, IncomeKind, Next, OrderOrigin, QueryReply, SettingReply,
    VenueFill, ask, read,
};
use protocols::{Disposition, Rejection};
use serde_json::Value;

const HOUR_MS: i64 = 3_600_000;

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

impl Usdm {
    fn symbol(&self) -> Symbol {
        self.house.instrument.symbol
    }

    fn set(&mut self, setting: Setting) -> SettingReply {
        let account = MARGINED;
        let change = SettingChange { account, setting };
        let cleared = self.house.gate.clear_setting(change).unwrap();
        let instrument = setting.symbol().map(|_| &self.house.instrument);
        let call = ask::set(cleared, instrument, self.house.deadline()).unwrap();
        read::set(&self.house.send(call))
    }

    fn leverage(&mut self, times: u8) -> SettingReply {
        let symbol = self.symbol();
        let leverage = Leverage::new(times).unwrap();
        self.set(Setting::Leverage { symbol, leverage })
    }

    fn margin(&mut self, mode: MarginMode) -> SettingReply {
        let symbol = self.symbol();
        self.set(Setting::Margin { symbol, mode })
    }

    fn level(&mut self, side: &str, price: &str, qty: &str) {
        let body = format!(
            r#"{{"symbol":"BTCUSDT","levels":[{{"side":"{side}","price":"{price}","qty":"{qty}"}}]}}"#
        );
        self.house.lever("POST", "/_sim/futures/levels", &body);
    }

    fn index(&mut self, price: &str) {
        let body = format!(r#"{{"symbol":"BTCUSDT","price":"{price}"}}"#);
        self.house.lever("POST", "/_sim/futures/index", &body);
        self.house.pass(3_000);
    }

    /// Lets hours pass and keeps the private stream alive.
    fn wait(&mut self, millis: i64) {
        let step = LISTEN_KEY_KEEP_EVERY.millis();
        let mut left = millis;
        while left > 0 {
            self.house.pass(left.min(step));
            left -= step;
            let kept = self.house.send(ask::keep_listen_key());
            assert!(read::listen_key(&kept).is_ok());
        }
    }

    /// What is held, above zero long, by position.
    fn held(&mut self) -> Vec<(PositionSide, String)> {
        let call = ask::positions_of(&self.house.instrument);
        let positions = read::positions(&self.house.send(call)).unwrap();
        let held = positions
            .iter()
            .filter(|position| !position.qty.is_zero())
            .map(|position| (position.position, position.qty.to_string()));
        held.collect()
    }

    fn wallet(&mut self) -> Amount {
        let balances = read::balances(&self.house.send(ask::balances())).unwrap();
        let usdt = balances.iter().find(|one| one.asset.as_str() == "USDT");
        usdt.unwrap().wallet
    }

    /// All movements of money, page by page; those of a page's last instant come again and count once.
    fn movements(&mut self) -> Vec<Income> {
        let (mut all, mut from): (Vec<Income>, Time) = (Vec::new(), Time::from_millis(0));
        loop {
            let page = read::income(&self.house.send(ask::income(from, None))).unwrap();
            for row in page.rows {
                if !all.contains(&row) {
                    all.push(row);
                }
            }
            match page.next {
                Next::At(next) => from = next,
                Next::End => return all,
                Next::From(_) | Next::Crowded(_) => panic!("{:?}", page.next),
            }
        }
    }

    /// What the exchange itself keeps of the account.
    fn truth(&mut self) -> Value {
        let text = self.house.lever("GET", "/_sim/ledger?key=ann", "");
        let state: Value = serde_json::from_str(&text).unwrap();
        state["futures"].clone()
    }

    /// That all money, trades and orders that can be asked for are those that the exchange keeps.
    fn judge(&mut self) {
        let truth = self.truth();
        let text = |value: &Value| amount(value.as_str().unwrap());
        let usdt = truth["wallets"].as_array().unwrap().iter();
        let usdt = usdt.clone().find(|row| row["asset"] == "USDT").unwrap();
        assert_eq!(self.wallet(), text(&usdt["balance"]));

        let movements = self.movements();
        let kept = truth["income"].as_array().unwrap();
        assert_eq!(movements.len(), kept.len());
        for (ours, kept) in movements.iter().zip(kept) {
            assert_eq!(ours.amount, text(&kept["income"]));
            assert_eq!(ours.id, kept["tranId"].as_u64().unwrap());
            assert_eq!(ours.word, kept["incomeType"].as_str().unwrap());
        }
        let sum = movements
            .iter()
            .fold(Amount::ZERO, |sum, row| sum.plus(row.amount).unwrap());
        assert_eq!(
            sum,
            self.wallet(),
            "every change of the wallet is a movement"
        );

        let fills = self.executions();
        let kept = truth["trades"].as_array().unwrap();
        assert_eq!(fills.len(), kept.len());
        for (ours, kept) in fills.iter().zip(kept) {
            assert_eq!(ours.fee, text(&kept["commission"]));
            assert_eq!(ours.realised, text(&kept["realizedPnl"]));
            assert_eq!(ours.qty.amount(), text(&kept["qty"]));
        }
        let call = ask::orders_from(&self.house.instrument, 0);
        let orders = read::orders(&self.house.send(call)).unwrap();
        assert_eq!(orders.rows.len(), truth["orders"].as_array().unwrap().len());
    }
}

fn executions(facts: &[AccountFact]) -> Vec<VenueFill> {
    let of = |fact: &AccountFact| match fact {
        AccountFact::Order { fill, .. } => fill.clone(),
        AccountFact::Lite(_)
        | AccountFact::Algo(_)
        | AccountFact::AlgoRefused { .. }
        | AccountFact::Account { .. }
        | AccountFact::MarginCall { .. }
        | AccountFact::Leverage { .. }
        | AccountFact::Assets(_)
        | AccountFact::Ended => None,
    };
    facts.iter().filter_map(of).collect()
}

fn reasons(facts: &[AccountFact]) -> Vec<UpdateReason> {
    let mut reasons = Vec::new();
    for fact in facts {
        if let AccountFact::Account { reason, .. } = fact {
            reasons.push(*reason);
        }
    }
    reasons
}

#[test]
fn the_account_is_set_and_says_so() {
    let mut usdm = Usdm::new();
    assert_eq!(usdm.leverage(20), SettingReply::Done);
    assert_eq!(usdm.margin(MarginMode::Cross), SettingReply::Unchanged);
    assert_eq!(usdm.margin(MarginMode::Isolated), SettingReply::Done);
    let one_way = Setting::Positions(PositionMode::OneWay);
    assert_eq!(usdm.set(one_way), SettingReply::Unchanged);
    let call = ask::symbol_settings(&usdm.house.instrument);
    let settings = read::symbol_settings(&usdm.house.send(call)).unwrap();
    assert_eq!(
        (settings[0].leverage.get(), settings[0].margin),
        (20, MarginMode::Isolated)
    );
    let call = ask::account_settings();
    let settings = read::account_settings(&usdm.house.send(call)).unwrap();
    assert_eq!(
        (settings.positions, settings.assets),
        (PositionMode::OneWay, AssetsMode::Single)
    );
    let fees = read::fees(&usdm.house.send(ask::fees(&usdm.instrument()))).unwrap();
    assert_eq!(
        (
            fees.maker.to_string().as_str(),
            fees.taker.to_string().as_str()
        ),
        ("0.0002", "0.0005")
    );
    let told = usdm.facts();
    let levered = |fact: &AccountFact| matches!(fact, AccountFact::Leverage { leverage, .. } if leverage.get() == 20);
    assert_eq!(told.iter().filter(|fact| levered(fact)).count(), 1);
    // Margin can be given to an isolated position and taken back, and a mode cannot change under one.
    usdm.level("SELL", "60000", "1");
    assert_eq!(
        usdm.place("buy 0.01 market").0,
        Placed::Stands(Stage::Filled)
    );
    let symbol = usdm.symbol();
    let moved = |change| Setting::PositionMargin {
        symbol,
        position: PositionSide::Both,
        change,
    };
    assert_eq!(
        usdm.set(moved(MarginMove::Add(qty("10")))),
        SettingReply::Done
    );
    assert_eq!(
        usdm.set(moved(MarginMove::Take(qty("10")))),
        SettingReply::Done
    );
    let hedge = Setting::Positions(PositionMode::Hedge);
    assert!(matches!(usdm.set(hedge), SettingReply::Refused(_)));
    assert!(matches!(
        usdm.margin(MarginMode::Cross),
        SettingReply::Refused(_)
    ));
    assert!(reasons(&usdm.facts()).contains(&UpdateReason::MarginTransfer));
    usdm.judge();
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, read top down")]
fn an_order_lives_from_its_placing_to_the_stop_that_closes_it() {
    let mut usdm = Usdm::new();
    usdm.leverage(20);
    usdm.other("bob", "SELL 0.01 60000");
    let (placed, id) = usdm.place("buy 0.03 limit 60000");
    assert_eq!(placed, Placed::Stands(Stage::Partly));
    let amend = |usdm: &mut Usdm, price: &str| {
        let change = AmendOrder {
            id: OrderId::new(1),
            client_id: id,
            account: ACCOUNT,
            symbol: usdm.symbol(),
            side: Side::Buy,
            qty: qty("0.02"),
            price: Price::parse(price).unwrap(),
        };
        let cleared = usdm.house.gate.clear_amend(change).unwrap();
        let deadline = usdm.house.deadline();
        let call = ask::amend(cleared, &usdm.house.instrument, deadline).unwrap();
        read::amend(&usdm.house.send(call))
    };
    let AmendReply::Amended(order) = amend(&mut usdm, "60000") else {
        panic!("not changed");
    };
    assert_eq!((order.qty, order.filled), (qty("0.02"), qty("0.01")));
    assert!(matches!(
        amend(&mut usdm, "60000"),
        AmendReply::Unchanged(_)
    ));
    usdm.other("carl", "SELL 0.004 59990");
    assert_eq!(usdm.query(id), Asked::Found(Stage::Partly, qty("0.014")));
    assert_eq!(usdm.held(), [(PositionSide::Both, "0.014".to_owned())]);

    // The stop waits at the venue, reduces only, and becomes an order when the price falls.
    for fill in usdm.executions() {
        usdm.learn(&fill);
    }
    let (placed, stop) = usdm.place("sell 0.014 stop 59000 reduce");
    assert_eq!(placed, Placed::Stands(Stage::New));
    let call = ask::open_orders_of(&usdm.house.instrument, Door::Conditional);
    let waiting = read::open_algos(&usdm.house.send(call)).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (waiting[0].client_id, waiting[0].effect),
        (stop, PositionEffect::ReduceOnly)
    );
    assert_eq!(usdm.cancel(id), Ended::Cancelled);
    assert!(matches!(amend(&mut usdm, "60000"), AmendReply::NotOpen(_)));
    usdm.other("bob", "BUY 0.1 58900");
    usdm.other("carl", "SELL 0.002 58900");
    usdm.house.pass(3_000);
    let call = ask::query(&usdm.house.instrument, stop, Door::Conditional);
    let QueryReply::Found(algo) = read::query_algo(&usdm.house.send(call)) else {
        panic!("the stop is gone");
    };
    assert_eq!(algo.status, AlgoStatus::Finished);
    let became = algo.became.unwrap();
    let call = ask::fills_of(&usdm.house.instrument, became);
    let fills = read::fills(&usdm.house.send(call)).unwrap();
    assert_eq!(fills.rows[0].qty, qty("0.014"));
    assert!(fills.rows[0].realised.is_negative());
    assert!(usdm.held().is_empty());

    let told = usdm.facts();
    assert_eq!(executions(&told), usdm.executions());
    let lites = told
        .iter()
        .filter(|fact| matches!(fact, AccountFact::Lite(_)));
    assert_eq!(lites.count(), usdm.executions().len());
    usdm.judge();
}

#[test]
fn both_positions_of_hedge_mode_live_beside_each_other() {
    let mut usdm = Usdm::new();
    let hedge = Setting::Positions(PositionMode::Hedge);
    assert_eq!(usdm.set(hedge), SettingReply::Done);
    usdm.level("SELL", "60000", "1");
    usdm.level("BUY", "59990", "1");
    let filled = Placed::Stands(Stage::Filled);
    assert_eq!(
        usdm.place_for("buy 0.03 market", PositionSide::Long).0,
        filled
    );
    assert_eq!(
        usdm.place_for("sell 0.02 market", PositionSide::Short).0,
        filled
    );
    let held = |long: &str, short: &str| {
        [
            (PositionSide::Long, long.to_owned()),
            (PositionSide::Short, short.to_owned()),
        ]
    };
    assert_eq!(usdm.held(), held("0.03", "-0.02"));
    assert_eq!(
        usdm.place_for("sell 0.01 market", PositionSide::Long).0,
        filled
    );
    assert_eq!(usdm.held(), held("0.02", "-0.02"));
    // More than the position is no order against it, and an order for no position is not this mode's.
    let (placed, _) = usdm.place_for("sell 0.05 market", PositionSide::Long);
    let reduces = Disposition::Rejected(Rejection::ReduceOnly);
    assert_eq!(placed, Placed::Refused(reduces));
    let (placed, _) = usdm.place("buy 0.01 market");
    let mode = Disposition::Rejected(Rejection::PositionMode);
    assert_eq!(placed, Placed::Refused(mode));
    let told = usdm.facts();
    let positions: Vec<PositionSide> = executions(&told).iter().map(|fill| fill.position).collect();
    assert_eq!(
        positions,
        [PositionSide::Long, PositionSide::Short, PositionSide::Long]
    );
    usdm.judge();
}

#[test]
fn funding_is_paid_told_and_paged() {
    let mut usdm = Usdm::new();
    usdm.level("SELL", "60000", "1");
    usdm.place("buy 0.05 market");
    let mark = read::mark(&usdm.house.send(ask::mark(&usdm.instrument()))).unwrap();
    let due = mark.next_funding.unwrap();
    let wait = due.since(usdm.house.exchange.now()).millis();
    assert!(wait > 0 && wait <= 8 * HOUR_MS);
    usdm.wait(wait + 2_000);
    let call = ask::funding_paid(&usdm.instrument(), due.plus(Span::from_secs(-1)));
    let paid = read::funding_paid(&usdm.house.send(call)).unwrap();
    assert_eq!((paid.len(), paid[0].at), (1, due));
    let movements = usdm.movements();
    let funding: Vec<_> = movements
        .iter()
        .filter(|row| row.kind == IncomeKind::FundingFee)
        .collect();
    assert_eq!(funding.len(), 1);
    let value = paid[0].mark.unwrap().times(qty("0.05")).unwrap();
    let expected = value.share(paid[0].rate).unwrap().negated();
    assert_eq!(funding[0].amount, expected.rounded(8, Rounding::HalfEven));
    assert!(reasons(&usdm.facts()).contains(&UpdateReason::FundingFee));
    usdm.judge();
}

// Whatever a liquidation does, it is known as the venue's doing and nothing of it is lost.
#[test]
fn a_liquidation_is_told_as_what_it_is() {
    for mode in [MarginMode::Isolated, MarginMode::Cross] {
        let mut usdm = Usdm::new();
        usdm.margin(mode);
        usdm.leverage(20);
        usdm.level("SELL", "60000", "5");
        usdm.level("BUY", "48000", "5");
        assert_eq!(usdm.place("buy 1 market").0, Placed::Stands(Stage::Filled));
        usdm.level("SELL", "60000", "0");
        drop(usdm.facts());
        let mut prices = vec![
            "59000", "58000", "57500", "57280", "57000", "56000", "55500", "55290", "55000",
            "54000", "52000", "50350", "50290", "50270", "50250", "50000", "49000", "48500",
            "48000", "47000", "45000",
        ];
        while !usdm.held().is_empty() {
            assert!(!prices.is_empty(), "{mode}: still held: {:?}", usdm.held());
            usdm.index(prices.remove(0));
        }
        let told = usdm.facts();
        let called = told
            .iter()
            .any(|fact| matches!(fact, AccountFact::MarginCall { .. }));
        assert!(called, "{mode}: nobody was warned");
        let mut forced = Vec::new();
        for fact in &told {
            if let AccountFact::Order { order, .. } = fact
                && order.origin.is_forced()
            {
                forced.push(order.origin);
            }
        }
        assert!(
            forced.contains(&OrderOrigin::Liquidation),
            "{mode}: {told:?}"
        );
        assert_eq!(
            executions(&told).len() + 1,
            usdm.executions().len(),
            "{mode}"
        );
        let from = usdm.house.exchange.now().plus(Span::from_secs(-3_600));
        let call = ask::forced_orders(&usdm.instrument(), from);
        let closed = read::forced_orders(&usdm.house.send(call)).unwrap();
        assert!(!closed.rows.is_empty());
        assert!(closed.rows.iter().all(|order| order.origin.is_forced()));
        usdm.judge();
    }
}

#[test]
fn the_public_market_is_read() {
    let mut usdm = Usdm::new();
    usdm.level("SELL", "60010", "2");
    usdm.level("BUY", "59990", "3");
    let btc = usdm.instrument();
    let paths = [
        ask::public_streams(&[btc]),
        ask::market_streams(&[btc], Interval::M1).unwrap(),
    ];
    let conns = paths.map(|path| usdm.house.exchange.open(&path).unwrap());
    usdm.place("buy 0.01 limit 60010");
    usdm.house.pass(65_000);
    let book = read::depth(&usdm.house.send(ask::depth(&btc))).unwrap();
    assert_eq!((book.bids[0].1, book.asks[0].1), (qty("3"), qty("1.99")));
    let call = ask::candles(&btc, Interval::M1, Time::from_millis(0)).unwrap();
    let candles = read::candles(&usdm.house.send(call), &btc, Interval::M1).unwrap();
    assert!(candles.iter().any(|candle| candle.volume == qty("0.01")));
    let interest = read::open_interest(&usdm.house.send(ask::open_interest(&btc))).unwrap();
    assert_eq!(interest.qty, qty("0.01"));
    assert!(
        !read::marks(&usdm.house.send(ask::marks()))
            .unwrap()
            .is_empty()
    );
    let rules = read::funding_rules(&usdm.house.send(ask::funding_rules())).unwrap();
    assert_eq!(rules[0].interval, Span::from_secs(8 * 3_600));
    let now = read::server_time(&usdm.house.send(ask::server_time())).unwrap();
    assert_eq!(now, usdm.house.exchange.now());
    let mut kinds = std::collections::BTreeSet::new();
    let mut previous = None;
    for conn in conns {
        for text in usdm.house.heard(conn) {
            use protocols::binance_usdm::feed::{MarketFact, MarketFrame, market};
            let MarketFrame::Fact(fact) = market(text.as_bytes()).unwrap() else {
                panic!("{text}");
            };
            kinds.insert(match &fact {
                MarketFact::Depth {
                    previous_update,
                    last_update,
                    ..
                } => {
                    assert!(
                        previous.is_none_or(|last| last == *previous_update),
                        "a gap"
                    );
                    previous = Some(*last_update);
                    "depth"
                }
                MarketFact::Trade { .. } => "trade",
                MarketFact::Trades { .. } => "trades",
                MarketFact::Quote { .. } => "quote",
                MarketFact::Mark(_) => "mark",
                MarketFact::Candle(_) => "candle",
                MarketFact::Liquidation { .. } => "liquidation",
            });
        }
    }
    let kinds: Vec<_> = kinds.into_iter().collect();
    assert_eq!(kinds, ["candle", "depth", "mark", "quote", "trades"]);
}

#[test]
fn many_orders_end_together_and_by_the_dead_mans_switch() {
    let mut usdm = Usdm::new();
    let btc = usdm.instrument();
    for _ in 0..2 {
        usdm.place("buy 0.01 limit 58000");
    }
    usdm.place("sell 0.01 stop 59000");
    let done =
        |usdm: &mut Usdm, door| read::cancel_all(&usdm.house.send(ask::cancel_all(&btc, door)));
    assert_eq!(done(&mut usdm, Door::Book), Ok(()));
    assert!(usdm.open().is_empty());
    assert_eq!(done(&mut usdm, Door::Conditional), Ok(()));
    let call = ask::open_orders(Door::Conditional);
    assert!(read::open_algos(&usdm.house.send(call)).unwrap().is_empty());
    usdm.place("buy 0.01 limit 58000");
    let call = ask::dead_man(&btc, Span::from_secs(5));
    assert_eq!(read::dead_man(&usdm.house.send(call)), Ok(()));
    usdm.house.pass(4_000);
    assert_eq!(usdm.open().len(), 1);
    usdm.house.pass(2_000);
    assert!(usdm.open().is_empty());
    assert!(usdm.fills().iter().all(|row: &Row| row.qty.is_zero()));
    // A key that is closed ends its stream; one that is kept stays.
    let kept = read::listen_key(&usdm.house.send(ask::keep_listen_key())).unwrap();
    let again = read::listen_key(&usdm.house.send(ask::open_listen_key())).unwrap();
    assert!(kept == again);
    usdm.house.pass(2 * HOUR_MS);
    assert!(usdm.facts().contains(&AccountFact::Ended));
}

impl Usdm {
    /// Tells the gate of an execution, so that it knows what can be reduced.
    fn learn(&mut self, fill: &VenueFill) {
        self.house.gate.fill(&Fill {
            trade: fill.trade,
            order: OrderId::new(1),
            account: ACCOUNT,
            symbol: self.symbol(),
            side: fill.side,
            position: PositionSide::Both,
            price: fill.price,
            qty: fill.qty,
            fee: fill.fee,
            fee_asset: fill.fee_asset.unwrap(),
            liquidity: fill.liquidity,
            at: fill.at,
        });
    }
}
