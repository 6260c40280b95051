//! Changed rules and closed symbols, through the whole machine.

use crate::Input;
use crate::fixture::{House, at, btc, instrument, price, qty, venue};
use alloc::string::ToString;
use alloc::vec;
use domain::Symbol;
use gate::Listed;

fn told(house: &mut House, listed: Listed) {
    let found = vec![
        (btc(), listed.clone()),
        (Symbol::new("NOBODY/USDT").unwrap(), listed),
    ];
    let venue = venue();
    let said = house.step(at(0), Input::Listed { venue, found });
    assert!(said.is_empty(), "{said:?}");
}

// ORD-05
#[test]
fn a_word_of_the_venue_is_judged_by_from_then_on() {
    let mut house = House::new();
    let mut rules = instrument("BTC/USDT").rules;
    rules.price_tick = price("0.5");
    rules.qty_min = qty("0.5");
    assert!(
        house
            .place(at(0), "buy 1 BTC/USDT 99.9")
            .join(" ")
            .contains("opened")
    );
    told(&mut house, Listed::Trading(rules));
    let said = house.place(at(0), "buy 1 BTC/USDT 99.9").join(" ");
    assert!(said.contains("ORD-05.price-tick"), "{said}");
    let closed = Listed::Closed {
        reason: "its status is BREAK".to_string(),
    };
    told(&mut house, closed);
    let said = house.place(at(0), "buy 1 BTC/USDT 99.5").join(" ");
    assert!(said.contains("ORD-05.not-trading"), "{said}");
    told(&mut house, Listed::Trading(rules));
    let said = house.place(at(0), "buy 1 BTC/USDT 99.5").join(" ");
    assert!(said.contains("opened"), "{said}");
}
