//! Which door each kind of order goes through, and that every address is one.

use super::*;
use domain::{Price, TimeInForce};

#[test]
fn kinds_that_wait_for_a_price_go_through_the_conditional_door() {
    let price = Price::parse("1").unwrap();
    let time_in_force = TimeInForce::Gtc;
    for (kind, expected) in [
        (OrderKind::Market, Door::Book),
        (
            OrderKind::Limit {
                price,
                time_in_force,
            },
            Door::Book,
        ),
        (OrderKind::LimitMaker { price }, Door::Book),
        (OrderKind::Stop { trigger: price }, Door::Conditional),
        (OrderKind::TakeProfit { trigger: price }, Door::Conditional),
        (
            OrderKind::StopLimit {
                trigger: price,
                price,
                time_in_force,
            },
            Door::Conditional,
        ),
    ] {
        assert_eq!(door(&kind), expected, "{}", kind.name());
    }
}

#[test]
fn every_environment_is_encrypted_and_none_is_another() {
    for names in [LIVE, TESTNET, DEMO] {
        assert!(names.rest.starts_with("https://") && !names.rest.ends_with('/'));
        assert!(names.streams.starts_with("wss://") && !names.streams.ends_with('/'));
        assert!(names.session.starts_with("wss://") && names.session.ends_with(SESSION_PATH));
    }
    assert!(LIVE.rest != TESTNET.rest && LIVE.rest != DEMO.rest && TESTNET.rest != DEMO.rest);
    assert!(LIVE.streams != TESTNET.streams && LIVE.streams != DEMO.streams);
}
