//! One table per rule: under the limit, at it, over it; and what reduce-only orders, halts and switches do.

use crate::fixture::{self, *};
use crate::*;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::*;

fn clear(gate: &mut Gate, id: u64, words: &str) -> String {
    said(&gate.clear(at(1), paper(id, words)))
}

/// Says what a fresh gate says to one paper order.
fn check(words: &str, expected: &str) {
    assert_eq!(clear(&mut gate(), 1, words), expected, "{words}");
}

fn check_with(change: impl Fn(&mut GateConfig), cases: &[(&str, &str)]) {
    for (words, expected) in cases {
        let mut config = config();
        change(&mut config);
        let mut gate = gate_of(config);
        assert_eq!(clear(&mut gate, 1, words), *expected, "{words}");
    }
}

fn limit(config: &mut GateConfig, scope: &str, set: LimitSet) {
    config.limits_by_scope.insert(scope.parse().unwrap(), set);
}

/// Buys and fills, so that the account is long; the fee is taken in quote.
fn long(gate: &mut Gate, id: u64, name: &str, held: &str) {
    let order = paper(id, &format!("buy {held} {name} limit 100"));
    let cleared = gate.clear(at(1), order).unwrap();
    let order = cleared.spend();
    gate.fill(&fill(&order, id, &format!("{held} 100 0 USDT"), at(1)));
    gate.ended(order.id());
}

// GATE-01
#[test]
fn g1_only_known_accounts_and_symbols_pass() {
    check("buy 1 BTC/USDT limit 100", "ok");
    check("sell 1 BTC/USDT limit 100", "ok");
    check("buy 1 BTC/USDT market", "ok");
    check("sell 1 BTC/USDT market", "ok");
    check("buy 1 BTC/USDT maker 99", "ok");
    check("sell 1 BTC/USDT stop 99", "ok");
    check("sell 1 BTC/USDT stop-limit 99 98.5", "ok");
    check("buy 1 LTC/USDT limit 100", "GATE-01.unknown-instrument");
    check(
        "buy 1 BTC/USDT:USDT limit 100",
        "GATE-04.contracts-not-traded",
    );
    let stranger = order(1, AccountId::new(9), PERSON, "buy 1 BTC/USDT limit 100");
    let refused = gate().clear(at(1), stranger);
    assert_eq!(said(&refused), "GATE-01.unknown-account");
}

// GATE-01: the same order never passes twice.
#[test]
fn g1_a_number_or_an_id_in_use_is_refused_until_the_order_ended() {
    let mut gate = gate();
    assert_eq!(clear(&mut gate, 1, "buy 1 BTC/USDT limit 100"), "ok");
    let again = clear(&mut gate, 1, "sell 1 ETH/USDT limit 100");
    assert_eq!(again, "GATE-01.duplicate-order");
    let id = OrderId::new(2);
    let client_id = paper(1, "buy 1 BTC/USDT limit 100").client_id();
    let twin = terms("buy 1 BTC/USDT limit 100");
    let twin = NewOrder::new((id, client_id), PAPER, PERSON, twin).unwrap();
    let refused = gate.clear(at(1), twin);
    assert_eq!(said(&refused), "GATE-01.duplicate-order");
    gate.ended(OrderId::new(1));
    assert_eq!(clear(&mut gate, 1, "buy 1 BTC/USDT limit 100"), "ok");
}

// ORD-05: the venue's own grid, before anything leaves.
#[test]
fn the_venues_grid_and_bounds_hold() {
    let wide = |config: &mut GateConfig| {
        config.limits.price_collar = rate("1");
        config.limits.order_value_max = amount("10000000000");
        config.limits.position_value_max = amount("10000000000");
    };
    check_with(
        wide,
        &[
            ("buy 1 BTC/USDT limit 100.01", "ok"),
            ("buy 1 BTC/USDT limit 100.011", "ORD-05.price-tick"),
            ("sell 1 BTC/USDT stop 99.999", "ORD-05.price-tick"),
            ("buy 1 BTC/USDT limit 100000.01", "ORD-05.price-max"),
            ("buy 0.00011 BTC/USDT limit 100", "ORD-05.notional-min"),
            ("buy 0.05 BTC/USDT limit 100", "ok"),
            ("buy 0.04999 BTC/USDT limit 100", "ORD-05.notional-min"),
            ("buy 0.050001 BTC/USDT limit 100", "ORD-05.qty-step"),
            ("buy 0.00009 BTC/USDT limit 100", "ORD-05.qty-min"),
            ("buy 9000.00001 BTC/USDT limit 100", "ORD-05.qty-max"),
            ("buy 500.00001 BTC/USDT market", "ORD-05.qty-max"),
            ("buy 9000 BTC/USDT limit 100.01", "ORD-05.notional-max"),
            ("buy 1 BTC/USDT limit 0.001", "ORD-05.price-min"),
        ],
    );
}

// GATE-17
#[test]
fn g5_a_quote_that_is_old_crossed_one_sided_or_from_the_future_is_refused() {
    let words = "buy 1 BTC/USDT limit 100";
    let judged = |quote: Quote, now: Time| {
        let mut gate = gate();
        gate.quote_lost(venue(), btc());
        gate.quote(quote);
        said(&gate.clear(now, paper(1, words)))
    };
    let good = || quote("BTC/USDT", "99.99", "100.01");
    assert_eq!(judged(good(), at(2)), "ok");
    let late = at(2).plus(Span::from_nanos(1));
    assert_eq!(judged(good(), late), "GATE-17.reference-stale");
    let cases = [
        ("100.01", "100.01", "GATE-17.reference-crossed"),
        ("100.02", "100.01", "GATE-17.reference-crossed"),
        ("100.00", "100.01", "ok"),
        ("", "100.01", "GATE-17.reference-missing"),
        ("99.99", "", "GATE-17.reference-missing"),
    ];
    for (bid, ask, expected) in cases {
        let said = judged(quote("BTC/USDT", bid, ask), at(1));
        assert_eq!(said, expected, "{bid} {ask}");
    }
    assert_eq!(judged(good(), at(-1)), "GATE-21.clock-backwards");
    let mut gate = gate();
    gate.quote_lost(venue(), btc());
    assert_eq!(clear(&mut gate, 1, words), "GATE-17.reference-missing");
}

// GATE-17: bid 99.99, ask 100.01, so the middle is 100 and five per cent of it is 5.
#[test]
fn g5_prices_and_triggers_stay_inside_the_collar() {
    check("buy 1 BTC/USDT limit 104.99", "ok");
    check("buy 1 BTC/USDT limit 105", "ok");
    check("buy 1 BTC/USDT limit 105.01", "GATE-17.price-collar-high");
    check("buy 1 BTC/USDT limit 95.01", "ok");
    check("buy 1 BTC/USDT limit 95", "ok");
    check("buy 1 BTC/USDT limit 94.99", "GATE-17.price-collar-low");
    check("sell 1 BTC/USDT stop 95", "ok");
    check("sell 1 BTC/USDT stop 94.99", "GATE-17.price-collar-low");
    check("buy 1 BTC/USDT stop 105.01", "GATE-17.price-collar-high");
    check("sell 1 BTC/USDT stop-limit 95 95", "ok");
    check(
        "sell 1 BTC/USDT stop-limit 95 94.99",
        "GATE-17.price-collar-low",
    );
}

// GATE-17: a trailing order wakes at worst its whole distance away from the touch.
#[test]
fn g5_a_trailing_order_is_held_to_the_collar_at_its_worst() {
    // 99.99 less five per cent is 94.9905, under 95; less 499 basis points it is 95.0005.
    check("sell 1 BTC/USDT trailing-stop 499", "ok");
    check(
        "sell 1 BTC/USDT trailing-stop 500",
        "GATE-17.price-collar-low",
    );
    check("buy 1 BTC/USDT trailing-stop 498", "ok");
    check(
        "buy 1 BTC/USDT trailing-stop 500",
        "GATE-17.price-collar-high",
    );
}

#[test]
fn g5_a_trailing_order_holds_what_it_may_pay_at_its_worst() {
    let gate = gate();
    let judged = |words: &str| gate.verdict(at(1), &paper(1, words));
    // 100.01 come back by one per cent is 101.0101; the allowance of 0.005 over it is 101.5151505.
    let buy = judged("buy 1 BTC/USDT trailing-stop 100");
    assert_eq!(buy.price, Some(price("101.5151505")));
    assert_eq!(buy.refusal, None);
    let sell = judged("sell 1 BTC/USDT trailing-stop 100");
    assert_eq!(sell.price, Some(price("99.99")));
    assert_eq!(sell.hold.map(|hold| hold.amount), Some(amount("1")));
}

#[test]
fn orders_that_take_a_profit_are_valued_at_the_most_they_may_pay_or_bring() {
    let gate = gate();
    let worth = |words: &str| gate.verdict(at(1), &paper(1, words)).price.unwrap();
    assert_eq!(worth("buy 1 BTC/USDT take-profit 97"), price("100.51005"));
    assert_eq!(worth("sell 1 BTC/USDT take-profit 103"), price("103"));
    assert_eq!(worth("buy 1 BTC/USDT take-profit-limit 97 98"), price("98"));
    assert_eq!(
        worth("sell 1 BTC/USDT take-profit-limit 103 102"),
        price("102")
    );
    check(
        "sell 1 BTC/USDT take-profit 105.01",
        "GATE-17.price-collar-high",
    );
}

#[test]
fn an_order_whose_instant_is_over_is_refused() {
    // Judged at second 1.
    check("buy 1 BTC/USDT limit-till 100 2", "ok");
    check(
        "buy 1 BTC/USDT limit-till 100 1",
        "GATE-01.good-till-passed",
    );
    check(
        "buy 1 BTC/USDT limit-till 100 0",
        "GATE-01.good-till-passed",
    );
}

// GATE-17: a market order is judged by what the known book would give it.
#[test]
fn g5_a_market_order_that_would_eat_through_the_collar_is_refused() {
    let mut gate = gate();
    let level = |p: &str, q: &str| (price(p), qty(q));
    gate.quote(Quote {
        depth: Depth {
            asks: [level("100.01", "1"), level("104", "1"), level("106", "100")].into(),
            bids: [level("99.99", "1"), level("90", "100")].into(),
        },
        ..quote("BTC/USDT", "99.99", "100.01")
    });
    let said = |words: &str| {
        let order = paper(1, words);
        said(&gate.verdict(at(1), &order).refusal.map_or(Ok(()), Err))
    };
    assert_eq!(said("buy 1 BTC/USDT market"), "ok");
    assert_eq!(said("buy 2 BTC/USDT market"), "ok");
    assert_eq!(
        said("buy 2.00001 BTC/USDT market"),
        "GATE-17.price-collar-high"
    );
    assert_eq!(said("sell 1 BTC/USDT market"), "ok");
    assert_eq!(
        said("sell 1.00001 BTC/USDT market"),
        "GATE-17.price-collar-low"
    );
}

// GATE-02: what the known book cannot fill is taken to be worse than its last level.
#[test]
fn a_book_too_thin_for_the_order_values_it_by_the_allowance() {
    let mut gate = gate();
    gate.quote(Quote {
        depth: Depth {
            asks: [(price("100.01"), qty("0.5")), (price("102"), qty("0.5"))].into(),
            bids: Vec::new(),
        },
        ..quote("BTC/USDT", "99.99", "100.01")
    });
    let worth = |words: &str| gate.verdict(at(1), &paper(1, words)).price.unwrap();
    assert_eq!(worth("buy 0.5 BTC/USDT market"), price("100.51005"));
    assert_eq!(worth("buy 1 BTC/USDT market"), price("102"));
    assert_eq!(worth("buy 2 BTC/USDT market"), price("102.51"));
}

// GATE-02: order value 1000 in the value asset. SEC-09: a market order has no price of its own and is held to it as well.
#[test]
fn g3_the_order_value_limit_holds_to_the_tick() {
    check("buy 10 BTC/USDT limit 99.99", "ok");
    check("buy 10 BTC/USDT limit 100", "ok");
    check("buy 10 BTC/USDT limit 100.01", "GATE-02.order-value");
    check("buy 9.99999 BTC/USDT limit 100", "ok");
    check("buy 10.00001 BTC/USDT limit 100", "GATE-02.order-value");
    // A sell may bring the bid even where it names less.
    check("sell 10 BTC/USDT limit 98", "ok");
    check("sell 10.00101 BTC/USDT limit 98", "GATE-02.order-value");
    // A market buy is worth the ask and the allowance: 100.01 × 1.005 = 100.51005.
    check("buy 9.94925 BTC/USDT market", "ok");
    check("buy 9.94926 BTC/USDT market", "GATE-02.order-value");
    check("sell 10.001 BTC/USDT market", "ok");
    check("sell 10.00101 BTC/USDT market", "GATE-02.order-value");
    // A stop is worth at least its trigger.
    check("buy 9.5 BTC/USDT stop 104.73", "ok");
    check("buy 9.5 BTC/USDT stop 104.74", "GATE-02.order-value");
}

// GATE-02: global, per person, per symbol; the tightest wins and says so.
#[test]
fn g3_the_tightest_limit_of_all_scopes_wins() {
    let value = |v: &str| LimitSet {
        order_value_max: Some(amount(v)),
        ..LimitSet::default()
    };
    let mut config = config();
    limit(&mut config, "user:7", value("500"));
    limit(&mut config, "symbol:BTC/USDT", value("300"));
    limit(&mut config, "user:8", value("100"));
    limit(&mut config, "strategy:4", value("50"));
    limit(&mut config, "account:1", value("2000"));
    let scope_of = |origin: Origin, words: &str| {
        let mut gate = gate_of(config.clone());
        let refusal = gate
            .clear(at(1), order(1, PAPER, origin, words))
            .unwrap_err();
        assert_eq!(refusal.rule, Rule::OrderValue);
        refusal.scope.to_string()
    };
    let user = |id| Origin::Person(UserId::new(id));
    let strategy = Origin::Strategy(StrategyId::new(4), UserId::new(8));
    assert_eq!(
        scope_of(user(7), "buy 4 BTC/USDT limit 100"),
        "symbol:BTC/USDT"
    );
    assert_eq!(scope_of(user(7), "buy 6 ETH/USDT limit 100"), "user:7");
    assert_eq!(scope_of(user(8), "buy 2 BTC/USDT limit 100"), "user:8");
    assert_eq!(scope_of(strategy, "buy 2 BTC/USDT limit 100"), "strategy:4");
    assert_eq!(
        scope_of(Origin::House, "buy 11 ETH/USDT limit 100"),
        "global"
    );
    let mut gate = gate_of(config.clone());
    let at_limit = order(1, PAPER, user(7), "buy 3 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(1), at_limit)), "ok");
}

// GATE-02
#[test]
fn g3_the_order_quantity_limit_holds_to_the_step() {
    let set = LimitSet {
        order_qty_max: Some(qty("2")),
        ..LimitSet::default()
    };
    check_with(
        |config| limit(config, "symbol:BTC/USDT", set),
        &[
            ("buy 1.99999 BTC/USDT limit 100", "ok"),
            ("buy 2 BTC/USDT limit 100", "ok"),
            ("buy 2.00001 BTC/USDT limit 100", "GATE-02.order-qty"),
            ("buy 2.00001 ETH/USDT limit 100", "ok"),
        ],
    );
}

// GATE-02: value limits are counted in one asset, by a fresh price of it.
#[test]
fn g3_a_symbol_quoted_in_another_asset_is_valued_by_a_fresh_price() {
    // 9.9 ETH at 1.01 BTC, each BTC at its ask of 100.01.
    check("buy 9.9 ETH/BTC limit 1.01", "ok");
    check("buy 9.91 ETH/BTC limit 1.01", "GATE-02.order-value");
    let mut gate = gate();
    gate.quote_lost(venue(), btc());
    let said = clear(&mut gate, 1, "buy 9.9 ETH/BTC limit 1.01");
    assert_eq!(said, "GATE-17.reference-missing");
}

// GATE-02: held, and everything that works on the same side.
#[test]
fn g4_the_position_limit_counts_what_is_held_and_what_may_still_trade() {
    let set = LimitSet {
        position_qty_max: Some(qty("10")),
        ..LimitSet::default()
    };
    let mut config = config();
    limit(&mut config, "global", set);
    let mut gate = gate_of(config);
    long(&mut gate, 1, "BTC/USDT", "4");
    assert_eq!(clear(&mut gate, 2, "buy 5 BTC/USDT limit 99"), "ok");
    let over = clear(&mut gate, 3, "buy 1.00001 BTC/USDT limit 99");
    assert_eq!(over, "GATE-02.position-qty");
    // The other side starts from what is held: 4 long can become 10 short by selling 14.
    assert_eq!(clear(&mut gate, 4, "sell 9 BTC/USDT limit 101"), "ok");
    let over = clear(&mut gate, 5, "sell 5.00001 BTC/USDT limit 101");
    assert_eq!(over, "GATE-02.position-qty");
    assert_eq!(clear(&mut gate, 6, "sell 5 BTC/USDT limit 101"), "ok");
    assert_eq!(clear(&mut gate, 7, "buy 1 BTC/USDT limit 99"), "ok");
    let over = clear(&mut gate, 8, "buy 0.06 BTC/USDT limit 99");
    assert_eq!(over, "GATE-02.position-qty");
    // A cancelled order makes room, a filled one does not.
    gate.ended(OrderId::new(2));
    assert_eq!(clear(&mut gate, 9, "buy 5 BTC/USDT limit 99"), "ok");
}

// GATE-02
#[test]
fn g4_the_position_value_limit_holds_to_the_step() {
    let mut config = config();
    config.limits.position_value_max = amount("1500");
    let mut gate = gate_of(config);
    // The position is valued at the higher of the order's price and the ask, 100.01.
    assert_eq!(clear(&mut gate, 1, "buy 9 BTC/USDT limit 98"), "ok");
    let over = clear(&mut gate, 2, "buy 5.99851 BTC/USDT limit 98");
    assert_eq!(over, "GATE-02.position-value");
    assert_eq!(clear(&mut gate, 3, "buy 5.9985 BTC/USDT limit 98"), "ok");
}

// GATE-03
#[test]
fn g4_position_six_is_refused_and_adding_to_one_of_five_is_not() {
    let mut gate = gate();
    for (id, name) in (1..).zip(["BTC", "ETH", "SOL", "ADA"]) {
        long(&mut gate, id, &format!("{name}/USDT"), "1");
    }
    // An order that may open a position counts as one.
    assert_eq!(clear(&mut gate, 5, "buy 1 XRP/USDT limit 99"), "ok");
    let sixth = clear(&mut gate, 6, "buy 1 DOT/USDT limit 99");
    assert_eq!(sixth, "GATE-03.open-positions");
    assert_eq!(clear(&mut gate, 7, "buy 1 XRP/USDT limit 99"), "ok");
    assert_eq!(clear(&mut gate, 8, "buy 1 BTC/USDT limit 99"), "ok");
    // A rest that the venue would not take is no position.
    let sell = paper(9, "sell 1 ETH/USDT limit 99 reduce");
    gate.clear(at(1), sell).unwrap().spend();
    gate.fill(&fill(&sell, 9, "0.99995 100 0 USDT", at(1)));
    gate.ended(OrderId::new(9));
    assert_eq!(clear(&mut gate, 10, "buy 1 DOT/USDT limit 99"), "ok");
}

// GATE-03: in every scope that has a limit of its own.
#[test]
fn open_positions_are_limited_by_scope() {
    for scope in ["venue:simex", "account:1", "user:7"] {
        let mut config = config();
        let set = LimitSet {
            open_positions_max: Some(1),
            ..LimitSet::default()
        };
        limit(&mut config, scope, set);
        let mut gate = gate_of(config);
        assert_eq!(clear(&mut gate, 1, "buy 1 BTC/USDT limit 99"), "ok");
        let refusal = gate.clear(at(1), paper(2, "buy 1 ETH/USDT limit 99"));
        let refusal = refusal.unwrap_err();
        assert_eq!(refusal.rule, Rule::OpenPositions);
        assert_eq!(refusal.scope.to_string(), scope);
    }
}

#[test]
fn g2_open_orders_are_limited_globally_per_account_per_symbol_and_by_scope() {
    let fill_up = |change: &dyn Fn(&mut GateConfig), words: [&str; 2]| {
        let mut config = config();
        change(&mut config);
        let mut gate = gate_of(config);
        for id in 1..=3 {
            assert_eq!(clear(&mut gate, id, words[0]), "ok");
        }
        let over = clear(&mut gate, 4, words[1]);
        gate.ended(OrderId::new(2));
        assert_eq!(clear(&mut gate, 5, words[1]), "ok");
        over
    };
    let (btc, eth) = ("buy 1 BTC/USDT limit 99", "buy 1 ETH/USDT limit 99");
    let full = "GATE-02.open-orders";
    assert_eq!(fill_up(&|c| c.limits.open_orders_max = 3, [btc, eth]), full);
    let per_account = |c: &mut GateConfig| c.limits.open_orders_per_account_max = 3;
    assert_eq!(fill_up(&per_account, [btc, eth]), full);
    let per_symbol = |c: &mut GateConfig| c.limits.open_orders_per_symbol_max = 3;
    assert_eq!(fill_up(&per_symbol, [btc, btc]), full);
    assert_eq!(fill_up(&per_symbol, [btc, eth]), "ok");
    let per_user = |c: &mut GateConfig| {
        let set = LimitSet {
            open_orders_max: Some(3),
            ..LimitSet::default()
        };
        limit(c, "user:7", set);
    };
    assert_eq!(fill_up(&per_user, [btc, eth]), full);
}

// GATE-07: what is needed is the price, the quantity and the taker fee; exactly that is enough.
#[test]
fn g6_one_satoshi_short_is_refused_and_exact_passes() {
    let funded = |asset: &str, total: &str, words: &str| {
        let mut gate = gate();
        gate.balances(&balances(PAPER, at(-5), &[(asset, total)]));
        clear(&mut gate, 1, words)
    };
    let buy = "buy 2 BTC/USDT limit 100";
    assert_eq!(funded("USDT", "200.2", buy), "ok");
    assert_eq!(funded("USDT", "200.19999999", buy), "GATE-07.collateral");
    assert_eq!(funded("USDT", "200.20000001", buy), "ok");
    let sell = "sell 2 BTC/USDT limit 100";
    assert_eq!(funded("BTC", "2", sell), "ok");
    assert_eq!(funded("BTC", "1.99999999", sell), "GATE-07.collateral");
    // A market buy holds the ask, the allowance and the fee: 100.01 × 1.005 × 1.001.
    let market = "buy 2 BTC/USDT market";
    assert_eq!(funded("USDT", "201.2211201", market), "ok");
    assert_eq!(funded("USDT", "201.2211200", market), "GATE-07.collateral");
}

// GATE-07: of two that want the same money only one passes, before any venue answers.
#[test]
fn g2_two_orders_cannot_use_the_same_funds() {
    let mut gate = gate();
    gate.balances(&balances(PAPER, at(-5), &[("USDT", "200.2")]));
    assert_eq!(clear(&mut gate, 1, "buy 1 BTC/USDT limit 100"), "ok");
    assert_eq!(gate.available(PAPER, asset("USDT")), Some(amount("100.1")));
    assert_eq!(
        clear(&mut gate, 2, "buy 1.00001 ETH/USDT limit 100"),
        "GATE-07.collateral"
    );
    assert_eq!(clear(&mut gate, 3, "buy 1 ETH/USDT limit 100"), "ok");
    assert_eq!(
        clear(&mut gate, 4, "buy 0.06 SOL/USDT limit 100"),
        "GATE-07.collateral"
    );
    // Another account has its own.
    let other = order(5, OTHER, PERSON, "buy 1 BTC/USDT limit 100");
    assert_eq!(said(&gate.clear(at(1), other)), "ok");
    assert_eq!(gate.holds(PAPER), [(asset("USDT"), amount("200.2"))]);
    gate.ended(OrderId::new(1));
    gate.ended(OrderId::new(3));
    assert_eq!(gate.holds(PAPER), []);
}

// GATE-07
#[test]
fn a_balance_the_venue_never_told_is_no_balance() {
    let mut gate = gate();
    let said = clear(&mut gate, 1, "sell 1 SOL/USDT limit 100");
    assert_eq!(said, "GATE-07.balance-unknown");
    let whole = BalanceReport {
        coverage: BalanceCoverage::Whole,
        ..balances(PAPER, at(-1), &[("USDT", "100")])
    };
    gate.balances(&whole);
    assert_eq!(gate.total(PAPER, asset("SOL")), Some(Amount::ZERO));
    let said = clear(&mut gate, 2, "sell 1 SOL/USDT limit 100");
    assert_eq!(said, "GATE-07.collateral");
    // What a whole list leaves out is gone.
    assert_eq!(gate.total(PAPER, asset("BTC")), Some(Amount::ZERO));
}

// GATE-07: freed part by part as fills are reported, the rest at the end; by nothing else.
#[test]
fn g7_holds_are_freed_by_reports_only() {
    let mut gate = gate();
    let order = paper(1, "buy 2 BTC/USDT limit 100");
    let cleared = gate.clear(at(1), order).unwrap();
    let held = |gate: &Gate| gate.holds(PAPER).first().map(|(_, amount)| *amount);
    assert_eq!(held(&gate), Some(amount("200.2")));
    // Sending it, a new balance and new prices free nothing.
    assert_eq!(cleared.spend(), order);
    gate.balances(&balances(PAPER, at(2), &[("USDT", "100000")]));
    gate.quote(quote("BTC/USDT", "50", "50.01"));
    assert_eq!(held(&gate), Some(amount("200.2")));
    gate.fill(&fill(&order, 1, "0.5 99 0.0005 BTC", at(3)));
    assert_eq!(held(&gate), Some(amount("150.15")));
    assert_eq!(gate.working(PAPER, btc()), (qty("1.5"), Qty::ZERO));
    gate.fill(&fill(&order, 2, "1.5 99 0.0015 BTC", at(3)));
    assert_eq!(held(&gate), None);
    assert_eq!(gate.remaining_of(order.id()), Some(Qty::ZERO));
    gate.ended(order.id());
    assert_eq!(gate.remaining_of(order.id()), None);
    assert_eq!(gate.position(PAPER, btc()), amount("1.998"));
}

fn four_orders() -> [(&'static str, NewOrder); 4] {
    let strategy = Origin::Strategy(StrategyId::new(4), UserId::new(8));
    let (btc, eth) = ("buy 1 BTC/USDT limit 99", "buy 1 ETH/USDT limit 99");
    [
        ("paper by 7 in btc", order(1, PAPER, PERSON, btc)),
        ("paper by 7 in eth", order(2, PAPER, PERSON, eth)),
        ("other by 7 in eth", order(3, OTHER, PERSON, eth)),
        ("paper by 8 in eth", order(4, PAPER, strategy, eth)),
    ]
}

// GATE-10
#[test]
fn g8_a_halt_stops_its_scope_and_nothing_else() {
    let all: Vec<&str> = four_orders().iter().map(|(name, _)| *name).collect();
    let cases: [(&str, &[&str]); 7] = [
        ("global", &all),
        ("venue:simex", &all),
        ("venue:other", &[]),
        ("account:3", &["other by 7 in eth"]),
        ("user:8", &["paper by 8 in eth"]),
        ("strategy:4", &["paper by 8 in eth"]),
        ("symbol:BTC/USDT", &["paper by 7 in btc"]),
    ];
    for (scope, expected) in cases {
        let mut gate = gate();
        let scope: Scope = scope.parse().unwrap();
        gate.halt(scope);
        let mut stopped = Vec::new();
        for (name, order) in four_orders() {
            let covered = gate.covers(scope, &order);
            let judged = gate.clear(at(1), order).map(Cleared::spend);
            assert_eq!(covered, judged.is_err());
            if let Err(refusal) = judged {
                assert_eq!((refusal.rule, refusal.scope), (Rule::Halted, scope));
                stopped.push(name);
            }
        }
        assert_eq!(stopped, expected, "{scope}");
        gate.release(scope);
        for (name, order) in four_orders() {
            gate.ended(order.id());
            assert_eq!(said(&gate.clear(at(1), order)), "ok", "{scope} {name}");
        }
    }
}

// GATE-10, SEC-09: no timer ends a halt; releasing one scope leaves the others, halting again changes nothing but the watch.
#[test]
fn halts_stand_until_exactly_they_are_released() {
    let mut gate = gate();
    gate.halt(Scope::Global);
    gate.halt(Scope::Account(PAPER));
    gate.halt(Scope::Global);
    gate.release(Scope::Global);
    gate.release(Scope::Venue(venue()));
    assert_eq!(gate.halts().collect::<Vec<_>>(), [Scope::Account(PAPER)]);
    assert_eq!(
        clear(&mut gate, 1, "buy 1 BTC/USDT limit 99"),
        "GATE-10.halted"
    );
}

// GATE-10: what was cleared before a halt shows that it is out of date, and passes again only by the gate's new word.
#[test]
fn g8_a_halt_between_clearing_and_sending_is_seen() {
    let mut gate = gate();
    let watch = gate.halt_watch();
    let first = gate
        .clear(at(1), paper(1, "buy 1 BTC/USDT limit 99"))
        .unwrap();
    let second = gate
        .clear(at(1), paper(2, "buy 1 ETH/USDT limit 99"))
        .unwrap();
    assert!(!watch.moved_since(first.halt_epoch()));
    gate.halt(Scope::Symbol(btc()));
    assert!(watch.moved_since(first.halt_epoch()));
    assert!(watch.moved_since(second.halt_epoch()));
    let (first, second) = (first.spend(), second.spend());
    assert_eq!(said(&gate.reaffirm(first.id())), "GATE-10.halted");
    let again = gate.reaffirm(second.id()).unwrap();
    assert!(!watch.moved_since(again.halt_epoch()));
    // Asking again counts nothing twice.
    assert_eq!(gate.holds(PAPER), [(asset("USDT"), amount("198.198"))]);
    assert_eq!(said(&gate.reaffirm(OrderId::new(9))), "GATE-01.not-counted");
}

// GATE-10: cancels always pass.
#[test]
fn g8_cancels_pass_whatever_is_halted_or_off() {
    let mut gate = gate();
    gate.halt(Scope::Global);
    gate.set_switch(SwitchOf::Account(PAPER), SwitchPosition::Off);
    let order = paper(1, "buy 1 BTC/USDT limit 99");
    let cancel = CancelOrder {
        id: order.id(),
        client_id: order.client_id(),
        account: PAPER,
        symbol: btc(),
    };
    assert_eq!(gate.clear_cancel(cancel).spend(), cancel);
}

// GATE-13, SEC-09: off holds back every way in, also orders that reduce, until somebody switches it on.
#[test]
fn g8_a_switch_that_is_off_lets_nothing_pass() {
    let switches = [
        SwitchOf::User(UserId::new(7)),
        SwitchOf::Account(PAPER),
        SwitchOf::Symbol(btc()),
    ];
    for switch in switches {
        let mut gate = gate();
        long(&mut gate, 1, "BTC/USDT", "1");
        let cleared = gate
            .clear(at(1), paper(2, "buy 1 BTC/USDT limit 99"))
            .unwrap();
        gate.set_switch(switch, SwitchPosition::Off);
        assert!(gate.halt_watch().moved_since(cleared.halt_epoch()));
        assert_eq!(
            said(&gate.reaffirm(OrderId::new(2))),
            "GATE-13.trading-switch"
        );
        for words in ["buy 1 BTC/USDT limit 99", "sell 1 BTC/USDT market reduce"] {
            let refusal = gate.clear(at(1), paper(3, words)).unwrap_err();
            assert_eq!(refusal.rule, Rule::TradingSwitch);
            assert_eq!(refusal.scope, switch.scope());
            assert_eq!(SwitchOf::of(refusal.scope), Some(switch));
        }
        let someone = order(4, OTHER, Origin::House, "buy 1 ETH/USDT limit 99");
        assert_eq!(said(&gate.clear(at(1), someone)), "ok");
        assert_eq!(gate.switches_off().collect::<Vec<_>>(), [switch]);
        gate.set_switch(switch, SwitchPosition::On);
        assert_eq!(clear(&mut gate, 5, "buy 1 BTC/USDT limit 99"), "ok");
    }
}

// GATE-12: real money only with the operator's consent for exactly this account.
#[test]
fn g10_a_live_account_without_consent_trades_nothing() {
    let live = || order(1, LIVE, PERSON, "buy 1 BTC/USDT limit 99");
    assert_eq!(said(&gate().clear(at(1), live())), "GATE-12.live-latch");
    let consent = |account| {
        let mut config = config();
        config.live_consents = [latch::tests::consent(account)].into();
        said(&gate_of(config).clear(at(1), live()))
    };
    assert_eq!(consent(PAPER), "GATE-12.live-latch");
    assert_eq!(consent(LIVE), "ok");
}

// GATE-21, GATE-10: what only reduces passes every limit and halt.
#[test]
fn g9_reduce_only_passes_limits_halts_and_bad_prices() {
    let mut gate = gate();
    long(&mut gate, 1, "BTC/USDT", "9");
    gate.halt(Scope::Global);
    let reduce = "sell 1 BTC/USDT limit 80 reduce";
    assert_eq!(
        clear(&mut gate, 2, "sell 1 BTC/USDT limit 100"),
        "GATE-10.halted"
    );
    assert_eq!(clear(&mut gate, 2, reduce), "ok");
    gate.quote(quote("BTC/USDT", "200", "100"));
    assert_eq!(clear(&mut gate, 3, "sell 1 BTC/USDT market reduce"), "ok");
    gate.quote_lost(venue(), btc());
    assert_eq!(clear(&mut gate, 4, "sell 1 BTC/USDT market reduce"), "ok");
    assert_eq!(clear(&mut gate, 5, "sell 1 BTC/USDT stop 90 reduce"), "ok");
    let past = gate.clear(at(0), paper(6, reduce));
    assert_eq!(said(&past), "ok");
    // Shape, grid and possession still hold.
    assert_eq!(
        clear(&mut gate, 7, "sell 1.000001 BTC/USDT market reduce"),
        "ORD-05.qty-step"
    );
    assert_eq!(
        clear(&mut gate, 7, "sell 1 BTC/USDT limit 80.001 reduce"),
        "ORD-05.price-tick"
    );
    gate.balances(&balances(PAPER, at(5), &[("BTC", "5.9")]));
    assert_eq!(clear(&mut gate, 7, reduce), "GATE-07.collateral");
}

// ORD-06: two orders that would each reduce cannot together turn a position round.
#[test]
fn g9_reduce_only_orders_together_never_close_more_than_there_is() {
    let mut gate = gate();
    long(&mut gate, 1, "BTC/USDT", "3");
    assert_eq!(
        clear(&mut gate, 2, "sell 2 BTC/USDT limit 101 reduce"),
        "ok"
    );
    let excess = "GATE-10.reduce-only-excess";
    assert_eq!(
        clear(&mut gate, 3, "sell 1.00001 BTC/USDT limit 101 reduce"),
        excess
    );
    assert_eq!(
        clear(&mut gate, 3, "sell 1 BTC/USDT limit 101 reduce"),
        "ok"
    );
    assert_eq!(
        clear(&mut gate, 4, "sell 0.06 BTC/USDT limit 101 reduce"),
        excess
    );
    gate.ended(OrderId::new(3));
    assert_eq!(clear(&mut gate, 5, "sell 1 BTC/USDT limit 101"), "ok");
    assert_eq!(
        clear(&mut gate, 6, "sell 0.06 BTC/USDT limit 101 reduce"),
        excess
    );
    // On the wrong side, or with nothing there, nothing can be reduced.
    assert_eq!(
        clear(&mut gate, 7, "buy 1 BTC/USDT limit 99 reduce"),
        excess
    );
    assert_eq!(
        clear(&mut gate, 8, "sell 1 ETH/USDT limit 101 reduce"),
        excess
    );
}

// GATE-21: a clock that steps back makes every known price undatable.
#[test]
fn g10_a_clock_that_steps_back_refuses_until_prices_are_fresh_again() {
    let mut gate = gate();
    let (buy, before) = ("buy 1 BTC/USDT limit 99", at(0));
    assert_eq!(clear(&mut gate, 1, buy), "ok");
    let said_at = |gate: &mut Gate, now| said(&gate.clear(now, paper(2, buy)));
    assert_eq!(said_at(&mut gate, before), "GATE-21.clock-backwards");
    assert_eq!(said_at(&mut gate, before), "GATE-17.reference-missing");
    gate.quote(quote("BTC/USDT", "99.99", "100.01"));
    assert_eq!(said_at(&mut gate, before), "ok");
}

// GATE-21: arithmetic that does not fit refuses.
#[test]
fn g10_a_value_that_cannot_be_counted_exactly_is_refused() {
    let mut config = config();
    config.accounts[0].taker_fee = rate("0.0000000000000001");
    let mut gate = gate_of(config);
    let words = "buy 1.23457 BTC/USDT limit 98.77";
    assert_eq!(clear(&mut gate, 1, words), "ok");
    let mut config = fixture::config();
    config.accounts[0].taker_fee = Rate::from_parts(1, 27).unwrap();
    let mut gate = gate_of(config);
    assert_eq!(clear(&mut gate, 1, words), "GATE-21.arithmetic");
}

// GATE-21: when the gate's own sums break, only what reduces passes.
#[test]
fn g10_broken_books_refuse_everything_but_reducing() {
    let mut gate = gate();
    long(&mut gate, 1, "BTC/USDT", "3");
    let order = paper(2, "buy 1 BTC/USDT limit 99");
    gate.clear(at(1), order).unwrap().spend();
    let stranger = Fill {
        symbol: symbol("LTC/USDT"),
        ..fill(&order, 9, "1 99 0 USDT", at(1))
    };
    gate.fill(&stranger);
    assert_eq!(
        clear(&mut gate, 3, "buy 1 BTC/USDT limit 99"),
        "GATE-21.books-broken"
    );
    assert_eq!(
        clear(&mut gate, 4, "sell 1 BTC/USDT limit 101 reduce"),
        "ok"
    );
    let other = fixture::order(5, OTHER, PERSON, "buy 1 BTC/USDT limit 99");
    assert_eq!(said(&gate.clear(at(1), other)), "ok");
}

// GATE-19: one plain sentence with rule, value and limit.
#[test]
fn g11_a_refusal_says_what_and_why() {
    let says = |words: &str| {
        let refusal = gate().clear(at(1), paper(1, words)).unwrap_err();
        refusal.to_string()
    };
    assert_eq!(
        says("buy 11 BTC/USDT limit 100"),
        "The order is worth 1100 USDT, over the limit of 1000 USDT for all trading [GATE-02.order-value]"
    );
    assert_eq!(
        says("buy 1 BTC/USDT limit 106"),
        "The price 106 USDT is over 105 USDT, the highest the collar for all trading allows [GATE-17.price-collar-high]"
    );
    assert_eq!(
        says("sell 1 SOL/USDT limit 100"),
        "The venue has not said yet what account 1 holds [GATE-07.balance-unknown]"
    );
}

// GATE-19: every code is stable, distinct and readable back.
#[test]
fn codes_and_figures_read_back() {
    for rule in Rule::ALL {
        assert_eq!(rule.code().parse(), Ok(*rule));
        let refusal = Refusal::plain(*rule, Scope::Global);
        assert!(refusal.to_string().ends_with(&format!(" [{rule}]")));
    }
    let mut codes: Vec<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Rule::ALL.len());
    assert!("GATE-02".parse::<Rule>().is_err());
    let figures = [
        Figure::Nothing,
        Figure::Amount(amount("-12.5"), asset("USDT")),
        Figure::Amount(Amount::from_parts(-1, 28).unwrap(), asset("USDT")),
        Figure::Qty(qty("0.1"), asset("BTC")),
        Figure::Price(price("3"), asset("USDT")),
        Figure::Rate(rate("-0.05")),
        Figure::Count(7),
        Figure::Span(Span::from_millis(5)),
        Figure::Time(at(0)),
        Figure::Order(OrderId::new(8)),
    ];
    for figure in figures {
        assert_eq!(figure.canonical().parse(), Ok(figure));
    }
    for bad in [
        "",
        "amount:1",
        "amount:x:USDT",
        "amount:1:usdt",
        "count:-1",
        "sum:1",
        "amount:.5:USDT",
    ] {
        assert!(bad.parse::<Figure>().is_err(), "{bad}");
    }
}

// GATE-19: what the ticket is told is what the gate does.
#[test]
fn g11_a_verdict_tells_every_rule_with_value_and_limit() {
    let gate = gate();
    let verdict = gate.verdict(at(1), &paper(1, "buy 11 BTC/USDT limit 106"));
    let of = |rule| {
        verdict
            .uses
            .iter()
            .find(|found| found.rule == rule)
            .copied()
            .unwrap()
    };
    assert_eq!(
        verdict.refusal.as_ref().map(|no| no.rule),
        Some(Rule::PriceCollarHigh)
    );
    assert_eq!(of(Rule::PriceCollarHigh).standing, Standing::Broken);
    let value = of(Rule::OrderValue);
    assert_eq!(value.standing, Standing::Broken);
    assert_eq!(value.value.to_string(), "1166 USDT");
    assert_eq!(value.limit.to_string(), "1000 USDT");
    assert_eq!(of(Rule::PositionValue).standing, Standing::Kept);
    assert_eq!(
        of(Rule::ReferenceStale).value,
        Figure::Span(Span::from_secs(1))
    );
    let usdt = asset("USDT");
    let money = |text: &str| {
        Some(Money {
            amount: amount(text),
            asset: usdt,
        })
    };
    assert_eq!(verdict.value, money("1166"));
    assert_eq!(verdict.fee, money("1.166"));
    assert_eq!(verdict.hold, money("1167.166"));
    assert_eq!(verdict.available, money("100000"));
    assert_eq!(gate.holds(PAPER), [], "a verdict holds nothing");
}

// GATE-21: a reducing order's broken limits are shown, and said to be waived.
#[test]
fn a_verdict_shows_what_a_reducing_order_passes() {
    let mut gate = gate();
    long(&mut gate, 1, "BTC/USDT", "9");
    gate.halt(Scope::Global);
    let verdict = gate.verdict(at(1), &paper(2, "sell 9 BTC/USDT limit 130 reduce"));
    assert_eq!(verdict.refusal, None);
    let waived: Vec<Rule> = verdict
        .uses
        .iter()
        .filter(|found| found.standing == Standing::Waived)
        .map(|found| found.rule)
        .collect();
    assert_eq!(
        waived,
        [Rule::Halted, Rule::PriceCollarHigh, Rule::OrderValue]
    );
}

#[test]
fn an_order_of_an_earlier_life_is_held_again_and_not_judged() {
    let mut gate = gate();
    let order = paper(1, "buy 50 BTC/USDT limit 100");
    let hold = Hold {
        asset: asset("USDT"),
        unit: amount("100.1"),
    };
    gate.halt(Scope::Global);
    gate.rehold(order, hold, qty("20")).unwrap();
    gate.rehold(order, hold, qty("20")).unwrap();
    assert_eq!(gate.holds(PAPER), [(asset("USDT"), amount("2002"))]);
    assert_eq!(gate.hold_of(order.id()), Some(hold));
    assert_eq!(gate.working(PAPER, btc()), (qty("20"), Qty::ZERO));
    gate.restore_position(PositionKey::both(PAPER, btc()), amount("30"));
    gate.release(Scope::Global);
    assert_eq!(
        clear(&mut gate, 2, "buy 1 BTC/USDT limit 100"),
        "GATE-02.position-value"
    );
}

#[test]
fn a_reset_gate_has_seen_nothing_and_dates_what_was_cleared() {
    let mut gate = gate();
    let cleared = gate
        .clear(at(1), paper(1, "buy 1 BTC/USDT limit 99"))
        .unwrap();
    gate.halt(Scope::Account(OTHER));
    let watch = gate.halt_watch();
    let mut gate = gate.reset();
    assert!(watch.moved_since(cleared.halt_epoch()));
    assert_eq!(gate.halt_watch().epoch(), watch.epoch());
    assert_eq!(gate.holds(PAPER), []);
    assert_eq!(gate.halts().count(), 0);
    assert_eq!(
        clear(&mut gate, 1, "buy 1 BTC/USDT limit 99"),
        "GATE-20.not-compared"
    );
    gate.compared(PAPER);
    assert_eq!(
        clear(&mut gate, 1, "buy 1 BTC/USDT limit 99"),
        "GATE-17.reference-missing"
    );
}

// GATE-20
#[test]
fn g18_what_opens_waits_until_the_account_was_compared() {
    let mut gate = gate();
    gate.fill(&fill(
        &paper(9, "buy 2 BTC/USDT limit 99"),
        1,
        "2 99 0 USDT",
        at(0),
    ));
    let mut gate = with_market_after_reset(gate);
    let buy = "buy 1 BTC/USDT limit 99";
    assert_eq!(clear(&mut gate, 1, buy), "GATE-20.not-compared");
    gate.restore_position(PositionKey::both(PAPER, symbol("BTC/USDT")), amount("2"));
    assert_eq!(
        clear(&mut gate, 2, "sell 1 BTC/USDT limit 101 reduce"),
        "ok"
    );
    gate.compared(PAPER);
    assert_eq!(clear(&mut gate, 3, buy), "ok");
}

#[test]
fn g19_what_orders_of_others_lock_is_not_available() {
    let mut gate = gate();
    let free = gate.available(PAPER, asset("USDT")).unwrap();
    gate.locked_by_others(PAPER, &[(asset("USDT"), amount("99900"))]);
    let left = free.minus(amount("99900")).unwrap();
    assert_eq!(gate.available(PAPER, asset("USDT")), Some(left));
    assert_eq!(
        clear(&mut gate, 1, "buy 5 BTC/USDT limit 99"),
        "GATE-07.collateral"
    );
    gate.locked_by_others(PAPER, &[]);
    assert_eq!(clear(&mut gate, 1, "buy 5 BTC/USDT limit 99"), "ok");
}

/// The same gate after a reset, with prices and balances told again and no account compared.
fn with_market_after_reset(gate: Gate) -> Gate {
    let mut gate = gate.reset();
    gate.quote(quote("BTC/USDT", "99.99", "100.01"));
    let list = [("USDT", "100000"), ("BTC", "100")];
    gate.balances(&balances(PAPER, at(-10), &list));
    gate
}

fn pair(id: u64, (target, stop): (&str, &str)) -> NewOco {
    let terms = OcoTerms::new(terms(target), terms(stop)).unwrap();
    NewOco::new((ListId::new(id), at(0)), PAPER, PERSON, &terms).unwrap()
}

// ORD-04: only one order of a pair can trade, so it counts and holds once.
#[test]
fn g20_a_pair_counts_once_and_holds_the_larger() {
    let mut gate = gate();
    let sells = ("sell 9 BTC/USDT maker 104", "sell 9 BTC/USDT stop 96");
    let cleared = gate.clear_oco(at(1), pair(1, sells)).unwrap();
    assert_eq!(cleared.get().list(), ListId::new(1));
    assert_eq!(gate.holds(PAPER), [(asset("BTC"), amount("9"))]);
    assert_eq!(gate.working(PAPER, btc()), (Qty::ZERO, qty("9")));
    // Either order frees its part of the one hold; the end of one leaves the rest to the other.
    let (first, second) = (OrderId::new(2), OrderId::new(3));
    assert_eq!(gate.remaining_of(first), gate.remaining_of(second));
    gate.ended(first);
    assert_eq!(gate.remaining_of(first), None);
    assert_eq!(gate.remaining_of(second), Some(qty("9")));
    assert_eq!(gate.holds(PAPER), [(asset("BTC"), amount("9"))]);
    gate.ended(second);
    assert_eq!(gate.holds(PAPER), []);
}

#[test]
fn g20_each_order_of_a_pair_must_pass_alone() {
    for (target, stop, expected) in [
        ("sell 9 BTC/USDT maker 104", "sell 9 BTC/USDT stop 96", "ok"),
        (
            "sell 9 BTC/USDT maker 106",
            "sell 9 BTC/USDT stop 96",
            "GATE-17.price-collar-high",
        ),
        (
            "sell 9 BTC/USDT maker 104",
            "sell 9 BTC/USDT stop 94",
            "GATE-17.price-collar-low",
        ),
        (
            "buy 9 BTC/USDT maker 96",
            "buy 9 BTC/USDT stop-limit 104 104.5",
            "ok",
        ),
        (
            "buy 9.7 BTC/USDT maker 96",
            "buy 9.7 BTC/USDT stop-limit 104 104.5",
            "GATE-02.order-value",
        ),
    ] {
        let mut gate = gate();
        let judged = gate.clear_oco(at(1), pair(1, (target, stop)));
        assert_eq!(said(&judged), expected, "{target} / {stop}");
        if judged.is_err() {
            assert_eq!(gate.holds(PAPER), []);
        }
    }
    let mut gate = gate();
    let buys = (
        "buy 9 BTC/USDT maker 96",
        "buy 9 BTC/USDT stop-limit 104 104.5",
    );
    assert!(gate.clear_oco(at(1), pair(1, buys)).is_ok());
    // 9 × 104.5 × 1.001.
    assert_eq!(gate.holds(PAPER), [(asset("USDT"), amount("941.4405"))]);
    // Its numbers and ids are in use.
    let again = gate.clear_oco(at(1), pair(1, buys));
    assert_eq!(said(&again), "GATE-01.duplicate-order");
}

// GATE-02 GATE-07: until the old order is known to be over, both may trade.
#[test]
fn g21_a_replacement_is_counted_beside_what_it_replaces() {
    let mut gate = gate();
    let old = paper(1, "buy 9 BTC/USDT limit 99");
    let cancel = CancelOrder {
        id: old.id(),
        client_id: old.client_id(),
        account: PAPER,
        symbol: btc(),
    };
    assert!(gate.clear(at(1), old).is_ok());
    let mut tried = |id, words: &str| {
        let order = paper(id, words);
        said(&gate.clear_replace(at(1), ReplaceOrder { cancel, order }))
    };
    assert_eq!(tried(2, "buy 11 BTC/USDT limit 100"), "GATE-02.order-value");
    assert_eq!(
        tried(1, "buy 9 BTC/USDT limit 100"),
        "GATE-01.duplicate-order"
    );
    assert_eq!(tried(3, "buy 9 BTC/USDT limit 100"), "ok");
    assert_eq!(gate.working(PAPER, btc()), (qty("18"), Qty::ZERO));
    gate.ended(OrderId::new(1));
    assert_eq!(gate.working(PAPER, btc()), (qty("9"), Qty::ZERO));
}
