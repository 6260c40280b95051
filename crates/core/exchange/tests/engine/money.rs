//! Free, locked, fees: exact to the last digit, and nothing is bought that cannot be paid.
// ORD-03

use crate::script::{
    TAG, account, account_input, asset, check, compare, empty, input, qty, step, symbol, told,
};
use domain::{Amount, Rate};
use exchange::{AccountTerms, Effect, ExchangeTradeId, Input};

fn poor(script: &str, expected: &str) {
    let mut exchange = empty();
    step(&mut exchange, account_input(1, "1", "100"));
    step(&mut exchange, account_input(2, "500", "50000"));
    compare(&told(&mut exchange, script), expected, script);
}

#[test]
fn x20_a_limit_order_needs_its_whole_value_free() {
    let full = "accepted #1
                #1 new | new 0/1
                bid 100 now 1
                1 has 0 Q and 100 locked";
    poor("1 buy 1 @100", full);
    poor("1 buy 1 @100.01", "refused insufficient-balance");
    poor(
        "1 buy 0.5 @100\n1 buy 0.501 @100",
        "refused insufficient-balance",
    );
    poor("1 sell 1.001 @100", "refused insufficient-balance");
    poor(
        "1 sell 1 @100\n1 sell 0.1 @100",
        "refused insufficient-balance",
    );
    poor("1 sell 1.001 market", "refused insufficient-balance");
    poor("1 sell 1.001 stop 90", "refused insufficient-balance");
    poor("1 buy 1 stop 100.01", "refused insufficient-balance");
    poor("1 buy 1 stop 90 @100.01", "refused insufficient-balance");
}

#[test]
fn x20_a_better_price_gives_the_difference_back() {
    check(
        "2 sell 1 @90
         1 buy 1 @100",
        "accepted #2
         #2 new | new 0/1
         tape t1 1@90 buy #2 from #1
         #1 t1 1@90 = 90 fee 0.09 Q maker | filled 1/1
         #2 t1 1@90 = 90 fee 0.002 B taker | filled 1/1
         ask 90 now 0
         1 has 99910 Q and 0 locked
         2 has 999 B and 0 locked
         2 has 100089.91 Q and 0 locked
         1 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x21_a_market_buy_pays_as_it_walks_and_must_be_able_to() {
    poor(
        "2 sell 0.5 @100
         2 sell 0.5 @100.01
         1 buy 1 market",
        "refused insufficient-balance",
    );
    poor(
        "2 sell 0.5 @100
         2 sell 0.5 @99.99
         1 buy 1 market",
        "accepted #3
         #3 new | new 0/1
         tape t1 0.5@99.99 buy #3 from #2
         #2 t1 0.5@99.99 = 49.995 fee 0.049995 Q maker | filled 0.5/0.5
         #3 t1 0.5@99.99 = 49.995 fee 0.001 B taker | part 0.5/1
         tape t2 0.5@100 buy #3 from #1
         #1 t2 0.5@100 = 50 fee 0.05 Q maker | filled 0.5/0.5
         #3 t2 0.5@100 = 50 fee 0.001 B taker | filled 1/1
         ask 99.99 now 0
         ask 100 now 0
         2 has 499 B and 0 locked
         2 has 50099.895005 Q and 0 locked
         1 has 0.005 Q and 0 locked
         1 has 1.998 B and 0 locked",
    );
    // What the book does not offer costs nothing.
    poor(
        "2 sell 0.5 @100
         1 buy 2 market",
        "accepted #2
         #2 new | new 0/2
         tape t1 0.5@100 buy #2 from #1
         #1 t1 0.5@100 = 50 fee 0.05 Q maker | filled 0.5/0.5
         #2 t1 0.5@100 = 50 fee 0.001 B taker | part 0.5/2
         #2 expired | NoLiquidity 0.5/2
         ask 100 now 0
         2 has 499.5 B and 0 locked
         2 has 50049.95 Q and 0 locked
         1 has 50 Q and 0 locked
         1 has 1.499 B and 0 locked",
    );
}

#[test]
fn x22_a_fee_is_cut_to_eight_places_in_the_accounts_favour() {
    let mut exchange = empty();
    let terms = AccountTerms::plain(
        account(1),
        Rate::parse("-0.00012345").unwrap(),
        Rate::parse("0.00012345").unwrap(),
    );
    let balances = vec![(asset("Q"), qty("1000")), (asset("B"), qty("10"))];
    let tag = TAG;
    let opened = step(
        &mut exchange,
        Input::AddAccount {
            tag,
            account: terms,
            balances,
        },
    );
    assert!(matches!(opened[0], Effect::AccountOpened(_)));
    told(&mut exchange, "house ask 5@33.33\n1 buy 0.037 @33.33");
    let fee = |trade: usize| {
        let trades = exchange.trades(account(1), symbol(), ExchangeTradeId::new(0), 10);
        trades[trade].execution.fee
    };
    // 0.037 × 0.00012345 = 0.00000456765
    assert_eq!(fee(0), Amount::parse("0.00000456").unwrap());
    assert_eq!(
        exchange.balance(account(1), asset("B")).unwrap().free,
        qty("10.03699544")
    );
    told(
        &mut exchange,
        "house ask 0@33.33\n1 sell 0.037 @33.34\ntake buy 0.037 @33.34",
    );
    let trades = exchange.trades(account(1), symbol(), ExchangeTradeId::new(0), 10);
    // A rebate: 0.037 × 33.34 × 0.00012345 = 0.00015228… ; it never gives more than that.
    assert_eq!(
        trades[1].execution.fee,
        Amount::parse("-0.00015228").unwrap()
    );
    let quote = exchange.balance(account(1), asset("Q")).unwrap().free;
    // 1000 − 1.23321 + 1.23358 + 0.00015228
    assert_eq!(quote, qty("1000.00052228"));
}

#[test]
fn x23_opening_with_one_asset_named_twice_adds_up() {
    let mut exchange = empty();
    let terms = AccountTerms::plain(account(1), Rate::ZERO, Rate::ZERO);
    let balances = vec![(asset("Q"), qty("1")), (asset("Q"), qty("2"))];
    let tag = TAG;
    step(
        &mut exchange,
        Input::AddAccount {
            tag,
            account: terms,
            balances,
        },
    );
    step(&mut exchange, input("deposit 1 Q 0.5"));
    let balance = exchange.balance(account(1), asset("Q")).unwrap();
    assert_eq!((balance.free, balance.locked), (qty("3.5"), qty("0")));
    let ledger = exchange.ledger();
    let line = ledger.iter().find(|l| l.asset == asset("Q")).unwrap();
    assert_eq!(line.deposited, Amount::parse("3.5").unwrap());
    assert_eq!(exchange.balances(account(9)), None);
}
