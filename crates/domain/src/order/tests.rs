//! Cases of `order.rs`.

use super::{
    NewOrder, OrderKind, OrderShapeError, OrderTerms, Origin, PositionEffect, SelfTradePrevention,
    Side, TimeInForce, TrailingDelta,
};
use crate::asset::Symbol;
use crate::ids::{AccountId, ClientOrderId, OrderId, StrategyId, UserId};
use crate::money::{Price, Qty};
use crate::order_state::{EndReason, Order, OrderState};
use crate::text::TextError;
use crate::time::Time;
use core::fmt::{Debug, Display};
use core::str::FromStr;
use std::string::ToString;

fn price(text: &str) -> Price {
    text.parse().unwrap()
}

fn order(qty: &str) -> Result<NewOrder, OrderShapeError> {
    let (id, account) = (OrderId::new(42), AccountId::new(7));
    let client_id = ClientOrderId::of(Time::from_millis(1), account, id);
    NewOrder::new(
        (id, client_id),
        account,
        Origin::Person(UserId::new(1)),
        terms(qty),
    )
}

fn terms(qty: &str) -> OrderTerms {
    OrderTerms {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        side: Side::Buy,
        qty: qty.parse().unwrap(),
        kind: OrderKind::Market,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    }
}

/// One text, one value, both ways; everything near it is refused.
fn reads_back<T>(cases: &[(T, &str)])
where
    T: Copy
        + PartialEq
        + Debug
        + Display
        + FromStr<Err = TextError>
        + serde::Serialize
        + serde::de::DeserializeOwned,
{
    for (value, text) in cases {
        assert_eq!(value.to_string(), *text);
        assert_eq!(text.parse(), Ok(*value));
        let json = serde_json::to_string(value).unwrap();
        assert_eq!(json, std::format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
        for near in [
            text.to_uppercase(),
            std::format!(" {text}"),
            std::format!("{text}x"),
            text.chars().skip(1).collect(),
        ] {
            assert!(near.parse::<T>().is_err(), "{near}");
        }
    }
    assert!("".parse::<T>().is_err());
}

#[test]
fn d3_words_of_orders_read_back() {
    reads_back(&[(Side::Buy, "buy"), (Side::Sell, "sell")]);
    reads_back(&[
        (TimeInForce::Gtc, "gtc"),
        (TimeInForce::Ioc, "ioc"),
        (TimeInForce::Fok, "fok"),
        (TimeInForce::Gtd(Time::from_nanos(1_795)), "gtd@1795"),
    ]);
    reads_back(&[
        (SelfTradePrevention::Allow, "allow"),
        (SelfTradePrevention::ExpireTaker, "expire-taker"),
        (SelfTradePrevention::ExpireMaker, "expire-maker"),
        (SelfTradePrevention::ExpireBoth, "expire-both"),
    ]);
    reads_back(&[
        (PositionEffect::Any, "any"),
        (PositionEffect::ReduceOnly, "reduce-only"),
    ]);
    reads_back(&[
        (Origin::House, "house"),
        (Origin::Person(UserId::new(1)), "person:1"),
        (Origin::Program(UserId::new(20)), "program:20"),
        (
            Origin::Strategy(StrategyId::new(3), UserId::new(4)),
            "strategy:3:4",
        ),
    ]);
    reads_back(&[
        (EndReason::Filled, "filled"),
        (EndReason::Cancelled, "cancelled"),
        (EndReason::Expired, "expired"),
        (EndReason::Rejected, "rejected"),
        (EndReason::NotSent, "not-sent"),
        (EndReason::NeverSeen, "never-seen"),
    ]);
}

#[test]
fn origins_that_are_none_are_refused() {
    for text in [
        "person",
        "person:",
        "person:x",
        "person:01",
        "strategy:1",
        "strategy::1",
        "strategy:1:",
        "robot:1",
        ":1",
    ] {
        assert_eq!(
            text.parse::<Origin>(),
            Err(TextError::BadCharacter),
            "{text}"
        );
    }
}

#[test]
fn who_answers_for_an_order() {
    let user = UserId::new(4);
    for (origin, answers) in [
        (Origin::House, None),
        (Origin::Person(user), Some(user)),
        (Origin::Program(user), Some(user)),
        (Origin::Strategy(StrategyId::new(3), user), Some(user)),
    ] {
        assert_eq!(origin.user(), answers);
    }
}

#[test]
fn each_kind_has_exactly_its_prices() {
    let (p, t) = (price("100"), price("90"));
    let time_in_force = TimeInForce::Gtc;
    for (kind, name, limit, trigger) in [
        (OrderKind::Market, "market", None, None),
        (
            OrderKind::Limit {
                price: p,
                time_in_force,
            },
            "limit",
            Some(p),
            None,
        ),
        (
            OrderKind::LimitMaker { price: p },
            "limit-maker",
            Some(p),
            None,
        ),
        (OrderKind::Stop { trigger: t }, "stop", None, Some(t)),
        (
            OrderKind::StopLimit {
                trigger: t,
                price: p,
                time_in_force,
            },
            "stop-limit",
            Some(p),
            Some(t),
        ),
    ] {
        assert_eq!(
            (kind.name(), kind.limit_price(), kind.trigger()),
            (name, limit, trigger)
        );
    }
}

#[test]
fn an_order_without_quantity_is_none() {
    assert_eq!(order("0"), Err(OrderShapeError::NoQty));
    let order = order("0.00000001").unwrap();
    assert_eq!(
        (order.id(), order.account()),
        (OrderId::new(42), AccountId::new(7))
    );
    assert_eq!(order.terms(), &terms("0.00000001"));
    assert_eq!(
        order.client_id(),
        ClientOrderId::of(Time::from_millis(1), order.account(), order.id())
    );
}

#[test]
fn what_remains_of_an_order() {
    let qty = |text: &str| -> Qty { text.parse().unwrap() };
    let with = |state| Order {
        order: order("1").unwrap(),
        opened: Time::from_millis(1),
        state,
        cancel_asked: None,
        stale_since: None,
        list: None,
    };
    let venue_id = "99".parse().unwrap();
    let asked = OrderState::Asked {
        since: Time::from_millis(1),
        deadline: Time::from_millis(2),
    };
    let working = |filled| OrderState::Working {
        venue_id,
        filled: qty(filled),
    };
    let ended = |filled, reason| OrderState::Ended {
        filled: qty(filled),
        reason,
        at: Time::from_millis(3),
    };
    for (state, name, remaining) in [
        (asked, "asked", Some("1")),
        (working("0"), "working", Some("1")),
        (working("0.4"), "working", Some("0.6")),
        (working("1"), "working", Some("0")),
        (working("1.1"), "working", None),
        (ended("0.4", EndReason::Cancelled), "cancelled", Some("0")),
        (ended("1", EndReason::Filled), "filled", Some("0")),
    ] {
        assert_eq!(state.name(), name);
        assert_eq!(
            with(state).remaining().ok(),
            remaining.map(qty),
            "{state:?}"
        );
    }
    assert!(
        !asked.is_ended() && !working("1").is_ended() && ended("0", EndReason::Expired).is_ended()
    );
}

#[test]
fn sides_have_opposites() {
    assert_eq!(
        (Side::Buy.opposite(), Side::Sell.opposite()),
        (Side::Sell, Side::Buy)
    );
}

#[test]
fn trailing_distances_outside_their_bounds_are_refused() {
    for (bips, text) in [(10, "10"), (2_000, "2000")] {
        let delta = TrailingDelta::new(bips).unwrap();
        assert_eq!(delta.to_string(), text);
        assert_eq!(text.parse(), Ok(delta));
    }
    for bips in [0, 9, 2_001, u32::MAX] {
        assert!(TrailingDelta::new(bips).is_err(), "{bips}");
    }
    for text in ["", "0", "010", "+10", "9", "2001", "10.5", "1e2"] {
        assert!(text.parse::<TrailingDelta>().is_err(), "{text}");
    }
    assert_eq!(
        TrailingDelta::new(150)
            .unwrap()
            .share()
            .unwrap()
            .to_string(),
        "0.015"
    );
}
