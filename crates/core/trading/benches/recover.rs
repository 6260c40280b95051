//! Measures reading a long journal back, starting from a snapshot, and the life of one order. Never shipped.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
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
use std::collections::BTreeMap;
use std::time::Instant;
use trading::{
    Effect, Event, Input, RequestId, Statement, StatementAnswer, Trading, TradingConfig, VenueFill,
    VenueReport, VenueStatus,
};

const LIVES: u64 = 100_000;
const OPEN_ORDERS: u64 = 1_000;
const ACCOUNT: AccountId = AccountId::new(1);

fn main() {
    let mut trading = Trading::recover(TradingConfig::default(), gate(), []).unwrap();
    let (mut journal, mut out) = (Vec::new(), Vec::new());
    meet_market(&mut trading, &mut out);
    let started = Instant::now();
    for life in 0..LIVES {
        let now = at(life);
        place(&mut trading, now, &mut out);
        let order = OrderId::new(life + 1);
        report(&mut trading, (order, now), &mut out);
        keep(&mut out, &mut journal);
    }
    let nanos = started.elapsed().as_nanos() / u128::from(LIVES);
    println!("trading life: placed, accepted, filled, ended in {nanos} ns of turns");
    for _ in 0..OPEN_ORDERS {
        place(&mut trading, at(LIVES), &mut out);
    }
    keep(&mut out, &mut journal);
    let events = journal.len();
    let kept = trading.snapshot();
    let copy = journal.clone();
    let started = Instant::now();
    let recovered = Trading::recover(TradingConfig::default(), gate(), copy).unwrap();
    let whole = started.elapsed();
    assert_eq!(recovered.snapshot(), kept);
    println!(
        "trading recover: {events} events in {} ms",
        whole.as_millis()
    );
    let started = Instant::now();
    let restored = Trading::restore(TradingConfig::default(), gate(), kept.clone(), []).unwrap();
    let snapshot = started.elapsed();
    assert_eq!(restored.snapshot(), kept);
    println!(
        "trading restore: snapshot of {} orders, {OPEN_ORDERS} open, in {} us",
        kept.orders.len(),
        snapshot.as_micros()
    );
}

fn at(seconds: u64) -> Time {
    let seconds = i64::try_from(seconds).unwrap();
    Time::from_millis(1_800_000_000_000).plus(Span::from_secs(seconds))
}

fn keep(out: &mut Vec<Effect>, journal: &mut Vec<Event>) {
    journal.extend(out.drain(..).filter_map(|effect| match effect {
        Effect::Record(event) => Some(event),
        Effect::Place { .. }
        | Effect::PlaceOco { .. }
        | Effect::Replace { .. }
        | Effect::Amend { .. }
        | Effect::Cancel { .. }
        | Effect::CancelAll { .. }
        | Effect::Query { .. }
        | Effect::FetchFills { .. }
        | Effect::FetchBalances { .. }
        | Effect::FetchStatement { .. }
        | Effect::Set { .. }
        | Effect::Answer { .. } => None,
    }));
}

fn symbol() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

fn asset(name: &str) -> Asset {
    Asset::new(name).unwrap()
}

fn venue() -> VenueId {
    VenueId::new("simex").unwrap()
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

fn meet_market(trading: &mut Trading, out: &mut Vec<Effect>) {
    let quote = Quote {
        venue: venue(),
        symbol: symbol(),
        bid: Some(price("99.99")),
        ask: Some(price("100.01")),
        last: None,
        received: at(0),
        depth: Depth::default(),
    };
    trading.step(at(0), Input::Quote(quote), out);
    let balance = |name| Balance {
        asset: asset(name),
        free: qty("100000000"),
        locked: Qty::ZERO,
    };
    let report = BalanceReport {
        account: ACCOUNT,
        as_of: at(0),
        coverage: BalanceCoverage::Whole,
        balances: vec![balance("BTC"), balance("USDT")],
    };
    let answer = StatementAnswer::Complete(Statement {
        asked_at: at(0),
        balances: report,
        trades: Vec::new(),
        open_orders: Vec::new(),
        margin: trading::StatedMargin::default(),
    });
    trading.step(
        at(0),
        Input::Stated {
            account: ACCOUNT,
            answer,
        },
        out,
    );
}

fn place(trading: &mut Trading, now: Time, out: &mut Vec<Effect>) {
    let even = trading.order_next().get().is_multiple_of(2);
    let terms = OrderTerms {
        symbol: symbol(),
        side: if even { Side::Sell } else { Side::Buy },
        qty: qty("1"),
        kind: OrderKind::Limit {
            price: price("100"),
            time_in_force: TimeInForce::Gtc,
        },
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    };
    let input = Input::Place {
        request: RequestId(1),
        account: ACCOUNT,
        origin: Origin::Person(UserId::new(7)),
        terms,
    };
    trading.step(now, input, out);
}

fn report(trading: &mut Trading, (order, now): (OrderId, Time), out: &mut Vec<Effect>) {
    let fill = VenueFill {
        trade: VenueTradeId::new(&format!("t{order}")).unwrap(),
        price: price("100"),
        qty: qty("1"),
        fee: Amount::ZERO,
        fee_asset: asset("USDT"),
        liquidity: Liquidity::Taker,
        at: now,
    };
    let report = VenueReport {
        account: ACCOUNT,
        client_id: ClientOrderId::of(now, ACCOUNT, order),
        venue_id: VenueOrderId::new(&format!("v{order}")).unwrap(),
        symbol: symbol(),
        status: VenueStatus::Filled,
        filled_total: qty("1"),
        fill: Some(fill),
        at: now,
    };
    trading.step(now, Input::Venue(report), out);
}

fn gate() -> Gate {
    let amount = |text| Amount::parse(text).unwrap();
    Gate::new(GateConfig {
        accounts: vec![AccountConfig {
            account: ACCOUNT,
            venue: venue(),
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.001").unwrap(),
            product: gate::Product::Spot,
        }],
        instruments: vec![Instrument {
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
        }],
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
            quote_age_max: Span::from_secs(1_000_000_000),
            market_slippage: Rate::parse("0.005").unwrap(),
        },
        live_consents: Vec::new(),
    })
}
