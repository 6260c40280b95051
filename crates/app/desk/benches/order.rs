//! Measures what the desk does between a frame of the market and a signed order, what a difference of a book costs from
//! its bytes on, and taking up the balances of 500 assets. No disk, no socket. Never shipped.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measurement reads the clock, makes a gate of its own and prints"
)]

use domain::{
    AccountId, Amount, Asset, Balance, ClientOrderId, ContractKind, Instrument, InstrumentRules,
    Liquidity, Machine, OrderId, OrderKind, OrderTerms, Origin, PositionEffect, Price, Qty, Rate,
    SelfTradePrevention, Side, Span, Symbol, Text, Time, TimeInForce, UserId, VenueId,
    VenueOrderId, VenueTradeId,
};
use gate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, Depth, Gate, GateConfig,
    GlobalLimits, Quote, ReferenceRules,
};
use market::{BookDiff, BookInput, BookSnapshot, BookSync, DiffIds, Level, SyncRules};
use protocols::binance_spot::feed::{self, MarketFact, MarketFrame};
use protocols::binance_spot::{ask, read};
use protocols::{Answer, Call};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;
use trading::{
    Effect, Input, RequestId, Trading, TradingConfig, VenueFill, VenueReport, VenueStatus,
};
use vault::{KeyName, Vault};

/// Orders measured.
const ORDERS: u64 = 20_000;
/// Differences measured, and levels in each.
const DIFFS: u64 = 50_000;
const LEVELS_PER_DIFF: u64 = 20;
/// Levels a side that the book begins with.
const LEVELS_PER_SIDE: u64 = 1_000;
/// Assets whose balances are taken up, and how often.
const ASSETS: u64 = 500;
const SYNCS: u64 = 500;
const ACCOUNT: AccountId = AccountId::new(1);

fn main() {
    let frames: Vec<String> = (1..=DIFFS).map(frame).collect();
    depth(&frames);
    orders(&frames);
    balances();
}

fn at(round: u64) -> Time {
    let millis = i64::try_from(round).unwrap();
    Time::from_millis(1_800_000_000_000).plus(Span::from_millis(millis))
}

fn tell(what: &str, unit: &str, mut nanos: Vec<u128>) {
    nanos.sort_unstable();
    let share = |percent: usize| nanos[(nanos.len() * percent / 100).min(nanos.len() - 1)];
    let count = u128::try_from(nanos.len()).unwrap();
    let rate = count * 1_000_000_000 / nanos.iter().sum::<u128>().max(1);
    let (half, most) = (share(50), share(99));
    println!("{what}: p50 {half} ns, p99 {most} ns, {rate} {unit}");
}

/// A frame of the combined stream: levels near 100.00 that change, none of them crossing.
fn frame(update: u64) -> String {
    let mut rows = [String::new(), String::new()];
    for (side, rows) in rows.iter_mut().enumerate() {
        for level in 0..LEVELS_PER_DIFF / 2 {
            let away = 1 + (update * 7 + level * 13) % LEVELS_PER_SIDE;
            let cents = if side == 0 {
                10_000 - away
            } else {
                10_000 + away
            };
            let qty = 1 + (update + level) % 900;
            let comma = if level == 0 { "" } else { "," };
            let (whole, part) = (cents / 100, cents % 100);
            write!(
                rows,
                r#"{comma}["{whole}.{part:02}000000","{qty}.00000000"]"#
            )
            .unwrap();
        }
    }
    let [bids, asks] = rows;
    let time = at(update).millis();
    format!(
        r#"{{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":{time},"s":"BTCUSDT","U":{update},"u":{update},"b":[{bids}],"a":[{asks}]}}}}"#
    )
}

fn levels(rows: Vec<(Price, Qty)>) -> Vec<Level> {
    let level = |(price, qty)| Level { price, qty };
    rows.into_iter().map(level).collect()
}

fn diff(frame: &str) -> BookDiff {
    match feed::market(frame.as_bytes()) {
        Ok(MarketFrame::Fact(MarketFact::Depth {
            first_update: first,
            last_update: last,
            bids,
            asks,
            at,
            ..
        })) => BookDiff {
            ids: DiffIds::Contiguous { first, last },
            at,
            bids: levels(bids),
            asks: levels(asks),
        },
        other => panic!("{other:?}"),
    }
}

fn synced() -> BookSync {
    let mut sync = BookSync::new(SyncRules::USUAL);
    let mut out = Vec::new();
    sync.step(at(0), BookInput::Opened, &mut out);
    sync.step(at(1_000), BookInput::Wake, &mut out);
    let side = |sign: i128| {
        let level = |away| Level {
            price: Price::from_parts(10_000 + sign * i128::from(away), 2).unwrap(),
            qty: qty("1"),
        };
        (1..=LEVELS_PER_SIDE).map(level).collect()
    };
    let snapshot = BookSnapshot {
        last: 0,
        bids: side(-1),
        asks: side(1),
    };
    sync.step(at(1_001), BookInput::Snapshot(snapshot), &mut out);
    assert!(sync.book().is_some());
    sync
}

/// Bytes of a difference until the book has it.
fn depth(frames: &[String]) {
    let mut sync = synced();
    let mut out = Vec::new();
    let mut nanos = Vec::new();
    for (round, frame) in (2_000..).zip(frames) {
        let started = Instant::now();
        sync.step(at(round), BookInput::Diff(diff(frame)), &mut out);
        nanos.push(started.elapsed().as_nanos());
        out.clear();
    }
    assert_eq!(sync.counts().applied, DIFFS);
    let what = format!("depth of {LEVELS_PER_DIFF} levels from bytes to book");
    tell(&what, "updates/s", nanos);
}

/// Bytes of a difference until an order that it caused is signed: read, put into the book, gate, order, request, signature.
fn orders(frames: &[String]) {
    let mut sync = synced();
    let mut trading = Trading::recover(TradingConfig::default(), gate(), []).unwrap();
    let (vault, key) = vault();
    let (mut effects, mut out, mut nanos) = (Vec::new(), Vec::new(), Vec::new());
    let held = [("BTC", "100000000"), ("USDT", "100000000")];
    let held = held.map(|(asset, free)| balance(asset, free)).to_vec();
    trading.step(at(0), Input::Balances(report(held)), &mut out);
    for (round, frame) in (0..ORDERS).zip(frames) {
        let now = at(2_000 + round);
        out.clear();
        let started = Instant::now();
        sync.step(now, BookInput::Diff(diff(frame)), &mut effects);
        let top = sync.book().unwrap().top();
        let (bid, ask) = (top.bid.unwrap().price, top.ask.unwrap().price);
        trading.step(now, Input::Quote(quote(now, bid, ask)), &mut out);
        let side = if round % 2 == 0 {
            Side::Buy
        } else {
            Side::Sell
        };
        let price = if round % 2 == 0 { ask } else { bid };
        trading.step(now, place(side, price), &mut out);
        let request = signed(&mut out, now, (&vault, key));
        nanos.push(started.elapsed().as_nanos());
        assert!(request.contains("&signature="), "{request}");
        effects.clear();
        fill(
            &mut trading,
            OrderId::new(round + 1),
            (now, price),
            &mut out,
        );
    }
    tell("frame to signed order", "orders/s", nanos);
}

/// The bytes of the request of the order that the turn placed.
fn signed(out: &mut Vec<Effect>, now: Time, (vault, key): (&Vault, KeyName)) -> String {
    let placed = out.drain(..).find_map(|effect| {
        if let Effect::Place {
            cleared, deadline, ..
        } = effect
        {
            return Some((cleared, deadline));
        }
        None
    });
    let (cleared, deadline) = placed.unwrap();
    let call = ask::place(cleared, &instrument(), deadline).unwrap();
    let payload = call.payload(now, call.life_at(now).unwrap());
    let signature = vault.sign(key, payload.as_bytes()).unwrap();
    Call::sealed(&payload, signature.as_str())
}

/// The body of an account's answer until the gate knows what is held.
fn balances() {
    let row = |asset| {
        format!(r#"{{"asset":"A{asset}","free":"{asset}.50000000","locked":"0.00000000"}}"#)
    };
    let rows: Vec<String> = (0..ASSETS).map(row).collect();
    let rates = r#"{"maker":"0.001","taker":"0.001","buyer":"0","seller":"0"}"#;
    let body = format!(
        r#"{{"makerCommission":10,"takerCommission":10,"commissionRates":{rates},"canTrade":true,"canWithdraw":false,"canDeposit":true,"updateTime":1800000000000,"accountType":"SPOT","balances":[{}],"permissions":["SPOT"],"uid":1}}"#,
        rows.join(",")
    );
    let answer = Answer {
        status: 200,
        retry_after: None,
        used_weight: None,
        received: at(0),
        body: body.into_bytes(),
    };
    let mut trading = Trading::recover(TradingConfig::default(), gate(), []).unwrap();
    let (mut out, mut nanos) = (Vec::new(), Vec::new());
    for round in 0..SYNCS {
        let started = Instant::now();
        let state = read::account(&answer).unwrap();
        assert_eq!(state.balances.len(), 500);
        let balances = Input::Balances(BalanceReport {
            as_of: at(round),
            ..report(state.balances)
        });
        trading.step(at(round), balances, &mut out);
        nanos.push(started.elapsed().as_nanos());
        out.clear();
    }
    let what = format!("balances of {ASSETS} assets from bytes to gate");
    tell(&what, "syncs/s", nanos);
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

fn asset(name: &str) -> Asset {
    Asset::new(name).unwrap()
}

fn venue() -> VenueId {
    VenueId::new("simex").unwrap()
}

fn symbol() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

fn balance(name: &str, free: &str) -> Balance {
    Balance {
        asset: asset(name),
        free: qty(free),
        locked: Qty::ZERO,
    }
}

fn report(balances: Vec<Balance>) -> BalanceReport {
    BalanceReport {
        account: ACCOUNT,
        as_of: at(0),
        coverage: BalanceCoverage::Whole,
        balances,
    }
}

fn quote(now: Time, bid: Price, ask: Price) -> Quote {
    Quote {
        venue: venue(),
        symbol: symbol(),
        bid: Some(bid),
        ask: Some(ask),
        last: None,
        received: now,
        depth: Depth::default(),
    }
}

fn place(side: Side, price: Price) -> Input {
    Input::Place {
        request: RequestId(1),
        account: ACCOUNT,
        origin: Origin::Person(UserId::new(7)),
        terms: OrderTerms {
            symbol: symbol(),
            side,
            qty: qty("1"),
            kind: OrderKind::Limit {
                price,
                time_in_force: TimeInForce::Ioc,
            },
            self_trade: SelfTradePrevention::ExpireTaker,
            effect: PositionEffect::Any,
        },
    }
}

fn fill(trading: &mut Trading, order: OrderId, (now, price): (Time, Price), out: &mut Vec<Effect>) {
    let report = VenueReport {
        account: ACCOUNT,
        client_id: ClientOrderId::of(now, ACCOUNT, order),
        venue_id: VenueOrderId::new(&format!("v{order}")).unwrap(),
        symbol: symbol(),
        status: VenueStatus::Filled,
        filled_total: qty("1"),
        fill: Some(VenueFill {
            trade: VenueTradeId::new(&format!("t{order}")).unwrap(),
            price,
            qty: qty("1"),
            fee: Amount::ZERO,
            fee_asset: asset("USDT"),
            liquidity: Liquidity::Taker,
            at: now,
        }),
        at: now,
    };
    trading.step(now, Input::Venue(report), out);
}

fn vault() -> (Vault, KeyName) {
    let (mut vault, name) = (Vault::new(), KeyName::new("bench").unwrap());
    vault
        .insert(
            name,
            String::from("public"),
            String::from("not-a-secret").into(),
        )
        .unwrap();
    (vault, name)
}

fn instrument() -> Instrument {
    let amount = |text| Amount::parse(text).unwrap();
    Instrument {
        venue: venue(),
        symbol: symbol(),
        venue_symbol: Text::new("BTCUSDT").unwrap(),
        base: asset("BTC"),
        quote: asset("USDT"),
        kind: ContractKind::Spot,
        rules: InstrumentRules {
            price_tick: price("0.01"),
            price_min: price("0.01"),
            price_max: price("1000000"),
            qty_step: qty("0.00001"),
            qty_min: qty("0.00001"),
            qty_max: qty("9000"),
            market_qty_max: qty("500"),
            notional_min: amount("5"),
            notional_max: amount("9000000"),
        },
    }
}

fn gate() -> Gate {
    let amount = |text| Amount::parse(text).unwrap();
    let mut gate = Gate::new(GateConfig {
        accounts: vec![AccountConfig {
            account: ACCOUNT,
            venue: venue(),
            product: gate::Product::Spot,
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.001").unwrap(),
        }],
        instruments: vec![instrument()],
        value_asset: asset("USDT"),
        limits: GlobalLimits {
            order_value_max: amount("3000"),
            position_value_max: amount("1000000"),
            open_positions_max: GlobalLimits::OPEN_POSITIONS_MAX,
            open_orders_max: 2_000,
            open_orders_per_account_max: 2_000,
            open_orders_per_symbol_max: 2_000,
            price_collar: Rate::parse("0.05").unwrap(),
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(5),
            market_slippage: Rate::parse("0.005").unwrap(),
        },
        live_consents: Vec::new(),
    });
    gate.compared(ACCOUNT);
    gate
}
