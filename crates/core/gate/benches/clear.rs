//! Measures one clearing and one refusal while a thousand orders are open. Never shipped.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement reads the clock, makes a gate of its own and prints"
)]

use domain::{
    AccountId, Amount, Asset, Balance, ClientOrderId, ContractKind, Instrument, InstrumentRules,
    NewOrder, OrderId, OrderKind, OrderTerms, Origin, PositionEffect, PositionKey, Price, Qty,
    Rate, SelfTradePrevention, Side, Span, Symbol, Text, Time, TimeInForce, UserId, VenueId,
};
use gate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, Depth, Gate, GateConfig,
    GlobalLimits, JudgeRules, LimitSet, Message, Quote, ReferenceRules,
};
use std::collections::BTreeMap;
use std::time::Instant;

const OPEN_ORDERS: u64 = 1_000;
const SYMBOLS: u64 = 50;
const ROUNDS: u64 = 200_000;
const ROUNDS_PER_RULE: u64 = 50_000;
/// Symbols in which something is held.
const HELD: u64 = 4;
const ACCOUNT: AccountId = AccountId::new(1);

fn main() {
    let now = Time::from_millis(1_800_000_000_000);
    let mut gate = filled_gate(now, LimitSet::default());
    let (mut cleared, mut refused) = measure(&mut gate, now, ROUNDS);
    report("clear", &mut cleared);
    report("refuse", &mut refused);
    for (name, set) in rules() {
        let mut gate = filled_gate(now, set);
        let (mut cleared, _) = measure(&mut gate, now, ROUNDS_PER_RULE);
        report(name, &mut cleared);
    }
}

/// The limits beyond size, price and count, one by one and together.
fn rules() -> Vec<(&'static str, LimitSet)> {
    let none = LimitSet::default();
    let rates = LimitSet {
        messages_per_second_max: Some(1_000_000),
        messages_per_minute_max: Some(1_000_000),
        messages_per_day_max: Some(1_000_000),
        ..none
    };
    let drift = LimitSet {
        drift_collar: Some(Rate::parse("0.1").unwrap()),
        ..none
    };
    let same = LimitSet {
        same_orders_max: Some(1_000_000),
        same_orders_by_hand_max: Some(1_000_000),
        ..none
    };
    let share = LimitSet {
        asset_share_max: Some(Rate::parse("0.5").unwrap()),
        ..none
    };
    let class = LimitSet {
        class_share_max: Some(Rate::parse("0.9").unwrap()),
        ..none
    };
    let correlation = LimitSet {
        correlation_max: Some(Rate::parse("1").unwrap()),
        ..none
    };
    let symbols = LimitSet {
        liquidity_min: Some(Amount::parse("1").unwrap()),
        new_symbol_order_value_max: Some(Amount::parse("100000").unwrap()),
        ..none
    };
    let all = LimitSet {
        asset_share_max: share.asset_share_max,
        class_share_max: class.class_share_max,
        correlation_max: correlation.correlation_max,
        drift_collar: drift.drift_collar,
        same_orders_max: same.same_orders_max,
        same_orders_by_hand_max: same.same_orders_by_hand_max,
        liquidity_min: symbols.liquidity_min,
        new_symbol_order_value_max: symbols.new_symbol_order_value_max,
        ..rates
    };
    vec![
        ("clear with rates", rates),
        ("clear with drift", drift),
        ("clear with repetition", same),
        ("clear with an asset's share", share),
        ("clear with a class's share", class),
        ("clear with correlation", correlation),
        ("clear with rules of symbols", symbols),
        ("clear with every rule", all),
    ]
}

/// What so many clearings, and as many refusals, took.
fn measure(gate: &mut Gate, now: Time, rounds: u64) -> (Vec<u128>, Vec<u128>) {
    let mut cleared = Vec::new();
    let mut refused = Vec::new();
    for round in 0..rounds {
        let id = OPEN_ORDERS + 1 + round;
        let order = order(id, now, "1");
        let started = Instant::now();
        let result = gate.clear(now, order);
        cleared.push(started.elapsed().as_nanos());
        assert!(result.is_ok(), "{result:?}");
        gate.ended(order.id());
        let too_large = self::order(id, now, "50");
        let started = Instant::now();
        let result = gate.clear(now, too_large);
        refused.push(started.elapsed().as_nanos());
        assert!(result.is_err());
    }
    (cleared, refused)
}

fn report(name: &str, nanos: &mut [u128]) {
    nanos.sort_unstable();
    let at = |per_mille: usize| nanos[(nanos.len() * per_mille / 1_000).min(nanos.len() - 1)];
    let total: u128 = nanos.iter().sum();
    let count = u128::try_from(nanos.len()).unwrap();
    let per_second = count * 1_000_000_000 / total.max(1);
    println!(
        "gate {name}: {OPEN_ORDERS} open orders, p50 {} ns, p99 {} ns, p99.9 {} ns, {per_second} checks/s",
        at(500),
        at(990),
        at(999),
    );
}

fn symbol(number: u64) -> Symbol {
    Symbol::new(&format!("C{number}/USDT")).unwrap()
}

fn venue() -> VenueId {
    VenueId::new("simex").unwrap()
}

fn usdt() -> Asset {
    Asset::new("USDT").unwrap()
}

fn filled_gate(now: Time, more: LimitSet) -> Gate {
    let mut config = config();
    let everywhere = config.limits_by_scope.entry(domain::Scope::Global);
    let base = everywhere.or_default();
    *base = LimitSet {
        order_value_max: base.order_value_max,
        order_qty_max: base.order_qty_max,
        position_qty_max: base.position_qty_max,
        ..more
    };
    let classes = (0..SYMBOLS).map(|number| (asset(number), format!("class-{}", number % 10)));
    let rules = JudgeRules {
        classes: classes.collect(),
        ..JudgeRules::default()
    };
    let mut gate = Gate::new(config).with_rules(rules);
    for number in 0..SYMBOLS {
        closes(&mut gate, number, now);
        gate.quote(Quote {
            venue: venue(),
            symbol: symbol(number),
            bid: Some(Price::parse("99.99").unwrap()),
            ask: Some(Price::parse("100.01").unwrap()),
            last: None,
            received: now,
            depth: Depth {
                bids: vec![(Price::parse("99.99").unwrap(), Qty::parse("50").unwrap()); 20],
                asks: vec![(Price::parse("100.01").unwrap(), Qty::parse("50").unwrap()); 20],
            },
        });
    }
    gate.balances(&BalanceReport {
        account: ACCOUNT,
        as_of: now,
        coverage: BalanceCoverage::Whole,
        balances: vec![Balance {
            asset: usdt(),
            free: Qty::parse("100000000").unwrap(),
            locked: Qty::ZERO,
        }],
    });
    gate.compared(ACCOUNT);
    for id in 1..=OPEN_ORDERS {
        let order = order(id, now, "1");
        let cleared = gate.clear(now, order);
        assert_eq!(cleared.unwrap().spend().id().get(), id);
        gate.sent(now, Message::Placed, &order);
    }
    gate
}

fn asset(number: u64) -> Asset {
    Asset::new(&format!("C{number}")).unwrap()
}

/// Half an hour of prices that go up and down, each symbol in its own way; a few symbols are held.
fn closes(gate: &mut Gate, number: u64, now: Time) {
    for minute in 1..=31_u64 {
        let back = Span::from_secs(60).times(-i64::try_from(minute).unwrap());
        let cents = 10_000 + (minute * minute * (number + 3)) % 53;
        let price = Price::from_parts(i128::from(cents), 2).unwrap();
        gate.observe_close(venue(), symbol(number), (now.plus(back), price));
    }
    if number < HELD {
        let key = PositionKey::both(ACCOUNT, symbol(number));
        gate.restore_position(key, Amount::ONE);
    }
}

fn config() -> GateConfig {
    let instrument = |number| Instrument {
        venue: venue(),
        symbol: symbol(number),
        venue_symbol: Text::new(&format!("C{number}USDT")).unwrap(),
        base: asset(number),
        quote: usdt(),
        kind: ContractKind::Spot,
        rules: InstrumentRules {
            price_tick: Price::parse("0.01").unwrap(),
            price_min: Price::parse("0.01").unwrap(),
            price_max: Price::parse("1000000").unwrap(),
            qty_step: Qty::parse("0.00001").unwrap(),
            qty_min: Qty::parse("0.00001").unwrap(),
            qty_max: Qty::parse("9000").unwrap(),
            market_qty_max: Qty::parse("500").unwrap(),
            notional_min: Amount::parse("5").unwrap(),
            notional_max: Amount::parse("9000000").unwrap(),
        },
    };
    let set = LimitSet {
        order_value_max: Some(Amount::parse("2000").unwrap()),
        order_qty_max: Some(Qty::parse("20").unwrap()),
        position_qty_max: Some(Qty::parse("100000").unwrap()),
        ..LimitSet::default()
    };
    let scopes = ["global", "venue:simex", "account:1", "user:7"];
    let scopes = scopes.into_iter().map(|scope| scope.parse().unwrap());
    let symbols = (0..SYMBOLS).map(|number| domain::Scope::Symbol(symbol(number)));
    let limits_by_scope: BTreeMap<_, _> = scopes.chain(symbols).map(|scope| (scope, set)).collect();
    GateConfig {
        accounts: vec![AccountConfig {
            account: ACCOUNT,
            venue: venue(),
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.001").unwrap(),
            product: gate::Product::Spot,
        }],
        instruments: (0..SYMBOLS).map(instrument).collect(),
        value_asset: usdt(),
        limits: GlobalLimits {
            order_value_max: Amount::parse("3000").unwrap(),
            position_value_max: Amount::parse("100000000").unwrap(),
            open_positions_max: 1_000,
            open_orders_max: 2_000,
            open_orders_per_account_max: 2_000,
            open_orders_per_symbol_max: 2_000,
            price_collar: Rate::parse("0.05").unwrap(),
        },
        limits_by_scope,
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(5),
            market_slippage: Rate::parse("0.005").unwrap(),
        },
        live_consents: Vec::new(),
    }
}

fn order(id: u64, now: Time, qty: &str) -> NewOrder {
    let number = OrderId::new(id);
    let client_id = ClientOrderId::of(now, ACCOUNT, number);
    let terms = OrderTerms {
        symbol: symbol(id % SYMBOLS),
        side: Side::Buy,
        qty: Qty::parse(qty).unwrap(),
        kind: OrderKind::Limit {
            price: Price::parse("99.5").unwrap(),
            time_in_force: TimeInForce::Gtc,
        },
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    };
    let origin = Origin::Person(UserId::new(7));
    NewOrder::new((number, client_id), ACCOUNT, origin, terms).unwrap()
}
