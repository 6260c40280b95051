//! What a trade costs: rates by role and side, and fees taken in another asset at a discount.
// GATE-01

use crate::script::{TAG, account, asset, exchange, input, qty, step, terms};

use domain::{Amount, Qty, Rate};
use exchange::{AccountTerms, AccountTrade, Effect, Exchange, Execute, FeeRates, Input};

/// The usual exchange with `N/Q` listed and traded at 250.
fn with_third() -> Exchange {
    let mut exchange = exchange();
    for input in crate::properties::third_asset() {
        step(&mut exchange, input);
    }
    step(&mut exchange, third_trades("250"));
    exchange
}

/// A trade that sets the price of the third asset.
fn third_trades(at: &str) -> Input {
    let Input::Print(mut print) = input(&format!("print buy 1@{at}")) else {
        panic!("no print")
    };
    print.symbol = crate::whole::third();
    Input::Print(print)
}

fn trades(exchange: &mut Exchange, script: &str) -> Vec<AccountTrade> {
    let mut last = Vec::new();
    for line in script.lines().map(str::trim) {
        last = step(exchange, input(line));
    }
    let reports = last.iter().filter_map(|effect| {
        if let Effect::Report(report) = effect {
            report.trade()
        } else {
            None
        }
    });
    reports.collect()
}

/// The scene's last trade as account 1 sees it.
fn first_of_one(exchange: &mut Exchange, script: &str) -> Execute {
    let traded = trades(exchange, script);
    let own = traded.iter().find(|trade| trade.account == account(1));
    own.unwrap().execution
}

/// Puts an account on other terms.
fn on_terms(exchange: &mut Exchange, terms: AccountTerms) {
    step(exchange, Input::SetTerms { tag: TAG, terms });
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn held(exchange: &Exchange, number: u64, name: &str) -> Qty {
    let balance = exchange.balance(account(number), asset(name)).unwrap();
    balance.total().unwrap()
}

#[test]
fn x62_maker_taker_buyer_and_seller_rates_add_up() {
    let mut exchange = exchange();
    let mut dear = terms(account(1), &[]);
    let rate = |text: &str| Rate::parse(text).unwrap();
    dear.standard = FeeRates {
        maker: rate("0.001"),
        taker: rate("0.002"),
        buyer: rate("0.0003"),
        seller: rate("0.0004"),
    };
    dear.special.taker = rate("0.01");
    dear.tax.seller = rate("0.00005");
    on_terms(&mut exchange, dear);
    let sold = trades(&mut exchange, "2 buy 2 @100\n1 sell 1 @100");
    // (taker 0.002 + seller 0.0004 + special 0.01 + tax 0.00005) of 100
    assert_eq!(sold[1].execution.fee, amount("1.245"));
    let bought = trades(&mut exchange, "1 buy 1 @99\n2 sell 1 @99");
    // Maker 0.001 + buyer 0.0003 of 1.
    let maker = bought.iter().find(|t| t.account == account(1)).unwrap();
    assert_eq!(maker.execution.fee, amount("0.0013"));
}

#[test]
fn x62_a_discounted_fee_is_taken_in_the_other_asset_at_its_price() {
    let mut exchange = with_third();
    let bnb = terms(account(1), &["bnb"]);
    on_terms(&mut exchange, bnb);
    let execution = first_of_one(&mut exchange, "2 buy 2 @100\n1 sell 1 @100");
    // 0.2 % of 100, three quarters of it, at 250.
    assert_eq!(execution.fee, amount("0.0006"));
    assert_eq!(execution.fee_asset, asset("N"));
    assert_eq!(held(&exchange, 1, "N"), qty("0.0194"));
    assert_eq!(held(&exchange, 1, "Q"), qty("100100"));
}

#[test]
fn x62_a_buyers_fee_goes_over_the_quote_to_the_other_asset() {
    let mut exchange = with_third();
    let bnb = terms(account(1), &["bnb"]);
    on_terms(&mut exchange, bnb);
    let execution = first_of_one(&mut exchange, "2 sell 2 @100\n1 buy 1 @100");
    // 0.15 % of 1 base at 100 is 0.15 quote, at 250.
    assert_eq!(execution.fee, amount("0.0006"));
    assert_eq!(execution.fee_asset, asset("N"));
    assert_eq!(held(&exchange, 1, "B"), qty("1001"));
}

#[test]
fn x62_special_and_tax_are_not_let_off() {
    let mut exchange = with_third();
    let mut bnb = terms(account(1), &["bnb"]);
    bnb.special.taker = Rate::parse("0.01").unwrap();
    bnb.tax.taker = Rate::parse("0.005").unwrap();
    on_terms(&mut exchange, bnb);
    let execution = first_of_one(&mut exchange, "2 buy 2 @100\n1 sell 0.1 @100");
    // (0.002 × 0.75 + 0.01 + 0.005) of 10, at 250.
    assert_eq!(execution.fee, amount("0.00066"));
}

#[test]
fn x62_without_enough_of_it_the_full_fee_comes_from_what_is_received() {
    let mut exchange = with_third();
    let bnb = terms(account(1), &["bnb"]);
    on_terms(&mut exchange, bnb);
    step(&mut exchange, third_trades("1"));
    let execution = first_of_one(&mut exchange, "2 buy 20 @100\n1 sell 20 @100");
    // 3 of the third asset would be due and 0.02 are there.
    assert_eq!(execution.fee, amount("4"));
    assert_eq!(execution.fee_asset, asset("Q"));
}

#[test]
fn x62_without_a_price_the_fee_comes_from_what_is_received() {
    let mut exchange = exchange();
    for input in crate::properties::third_asset() {
        step(&mut exchange, input);
    }
    let bnb = terms(account(1), &["bnb"]);
    on_terms(&mut exchange, bnb);
    let execution = first_of_one(&mut exchange, "2 buy 2 @100\n1 sell 1 @100");
    assert_eq!(execution.fee_asset, asset("Q"));
    assert_eq!(execution.fee, amount("0.2"));
}

#[test]
fn x62_a_rebate_is_given_in_what_is_received() {
    let mut exchange = with_third();
    let mut bnb = terms(account(1), &["bnb"]);
    bnb.standard.maker = Rate::parse("-0.0001").unwrap();
    on_terms(&mut exchange, bnb);
    let execution = first_of_one(&mut exchange, "1 sell 1 @100\n2 buy 1 @100");
    assert_eq!(execution.fee, amount("-0.01"));
    assert_eq!(execution.fee_asset, asset("Q"));
}

#[test]
fn x62_a_discounted_fee_is_cut_to_eight_places() {
    let mut exchange = with_third();
    let bnb = terms(account(1), &["bnb"]);
    on_terms(&mut exchange, bnb);
    step(&mut exchange, third_trades("333.33"));
    let execution = first_of_one(&mut exchange, "2 buy 2 @100\n1 sell 0.123 @100");
    // 12.3 × 0.0015 / 333.33 = 0.0000553505…
    assert_eq!(execution.fee, amount("0.00005535"));
}

#[test]
fn x55_a_fee_in_the_other_asset_leaves_all_of_what_was_bought_to_the_list() {
    let mut exchange = with_third();
    let bnb = terms(account(1), &["bnb"]);
    on_terms(&mut exchange, bnb);
    trades(
        &mut exchange,
        "1 opo | buy 2 @100 | sell @110\n2 sell 2 @100",
    );
    let b = exchange.balance(account(1), asset("B")).unwrap();
    assert_eq!((b.free, b.locked), (qty("1000"), qty("2")));
}

#[test]
fn x55_a_fee_that_nothing_free_covers_comes_out_of_what_was_bought() {
    let mut exchange = exchange();
    step(&mut exchange, input("withdraw 1 B 1000"));
    trades(
        &mut exchange,
        "1 opo | buy 2 @100 | sell @110 as then\n2 sell 2 @100",
    );
    // 2 − 0.002 in whole steps; nothing is left over.
    let b = exchange.balance(account(1), asset("B")).unwrap();
    assert_eq!((b.free, b.locked), (qty("0"), qty("1.998")));
}
