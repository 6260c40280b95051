//! Another price or quantity for a resting order.

use crate::stage::{Stage, TAG, amount, btc, name, place, price, qty, stage, who};
use domain::Side;
use exchange::OrderKey;
use exchange::futures::{
    AmendOrder, AmendPrice, FuturesInput, FuturesOrderStatus, FuturesRefusal, PriceMatch,
};

fn amend(text: &str, much: &str, at: &str) -> FuturesInput {
    FuturesInput::Amend(AmendOrder {
        tag: TAG,
        account: who(1),
        symbol: btc(),
        order: OrderKey::Client(name(text)),
        side: Side::Buy,
        qty: qty(much),
        price: AmendPrice::At(price(at)),
    })
}

/// Order `mine` of account 1 stands before order `other` of account 2 at 49,000.
fn queue() -> Stage {
    let mut stage = stage();
    stage.done(place("buy 0.5 @49000 as mine"));
    stage.done(place("buy 0.5 @49000 as other of 2"));
    stage
}

#[test]
fn f21_less_keeps_its_place_and_more_or_another_price_loses_it() {
    let mut stage = queue();
    stage.done(amend("mine", "0.3", "49000"));
    stage.take(Side::Sell, "0.1");
    assert_eq!(stage.named("mine").filled, qty("0.1"));
    stage.done(amend("mine", "0.6", "49000"));
    stage.take(Side::Sell, "0.1");
    assert_eq!(stage.named("mine").filled, qty("0.1"));
    assert_eq!(stage.named("other").filled, qty("0.1"));
    let mut stage = queue();
    stage.done(amend("mine", "0.5", "48999"));
    stage.done(amend("mine", "0.5", "49000"));
    stage.take(Side::Sell, "0.1");
    assert_eq!(stage.named("other").filled, qty("0.1"));
}

#[test]
fn f21_an_amended_order_that_reaches_the_other_side_trades() {
    let mut stage = queue();
    stage.house(&["ask 0.2@50000"]);
    stage.done(amend("mine", "0.5", "50000"));
    let view = stage.named("mine");
    assert_eq!((view.filled, view.amendments), (qty("0.2"), 1));
    assert_eq!(view.status, FuturesOrderStatus::PartiallyFilled);
    assert_eq!(
        stage.futures.best(btc()).unwrap().bid,
        Some((price("50000"), qty("0.3")))
    );
}

#[test]
fn f22_an_amendment_is_refused_where_an_order_would_be() {
    let mut stage = queue();
    let same = stage.refused(amend("mine", "0.5", "49000"));
    assert_eq!(same, FuturesRefusal::SameOrder);
    let far = stage.refused(amend("mine", "0.5", "52500.1"));
    assert_eq!(far, FuturesRefusal::PriceAboveBand);
    let much = stage.refused(amend("mine", "5", "49000"));
    assert_eq!(much, FuturesRefusal::InsufficientMargin);
    let none = stage.refused(amend("other", "0.4", "49000"));
    assert_eq!(none, FuturesRefusal::UnknownOrder);
    let FuturesInput::Amend(mut turned) = amend("mine", "0.4", "49000") else {
        return;
    };
    turned.side = Side::Sell;
    let turned = stage.refused(FuturesInput::Amend(turned));
    assert_eq!(turned, FuturesRefusal::SideChanged);
    let view = stage.named("mine");
    assert_eq!((view.qty, view.amendments), (qty("0.5"), 0));
}

#[test]
fn f22_an_order_that_has_traded_as_much_already_ends() {
    let mut stage = queue();
    stage.take(Side::Sell, "0.2");
    stage.done(amend("mine", "0.2", "49000"));
    assert_eq!(stage.named("mine").status, FuturesOrderStatus::Cancelled);
    stage.done(place("buy 0.1 @48000 gtx as maker"));
    stage.house(&["ask 1@50000"]);
    stage.done(amend("maker", "0.1", "50000"));
    assert_eq!(stage.named("maker").status, FuturesOrderStatus::Cancelled);
}

#[test]
fn f22_amendments_are_remembered_with_before_and_after() {
    let mut stage = queue();
    stage.house(&["bid 1@49500"]);
    stage.done(amend("mine", "0.4", "49000"));
    let FuturesInput::Amend(mut matched) = amend("mine", "0.4", "49000") else {
        return;
    };
    matched.price = AmendPrice::Matched(PriceMatch::Queue);
    stage.done(FuturesInput::Amend(matched));
    let all = stage.futures.amendments(who(1), btc());
    let text: Vec<String> = all
        .iter()
        .map(|a| {
            let ((old, new), (less, more)) = (a.price, a.qty);
            format!("{} {old}>{new} {less}>{more}", a.count)
        })
        .collect();
    assert_eq!(text, ["1 49000>49000 0.5>0.4", "2 49000>49500 0.4>0.4"]);
    assert_eq!(stage.named("mine").price_match, Some(PriceMatch::Queue));
}

#[test]
fn f22_margin_follows_an_amended_order() {
    let mut stage = stage();
    stage.done(place("buy 0.5 @49000 as mine"));
    // 24,500 / 20.
    assert_eq!(
        stage.futures.wallets(who(1))[0].order_initial,
        amount("1225")
    );
    stage.done(amend("mine", "0.4", "49000"));
    assert_eq!(
        stage.futures.wallets(who(1))[0].order_initial,
        amount("980")
    );
    stage.done(amend("mine", "0.4", "50000"));
    assert_eq!(
        stage.futures.wallets(who(1))[0].order_initial,
        amount("1000")
    );
}

#[test]
fn f22_an_order_is_amended_ten_thousand_times_at_most() {
    let mut stage = queue();
    for number in 0..10_000 {
        let at = if number % 2 == 0 { "48999" } else { "49000" };
        stage.done(amend("mine", "0.5", at));
    }
    let refused = stage.refused(amend("mine", "0.5", "48999"));
    assert_eq!(refused, FuturesRefusal::TooManyAmendments);
}
