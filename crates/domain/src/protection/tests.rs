//! Cases of `protection.rs`.

use super::{ExitTerms, Exits, IfBare, Protection, ProtectionError};
use crate::asset::Symbol;
use crate::hedge::{HedgeSide, PositionEffect};
use crate::oco::OcoShapeError;
use crate::order::{OrderKind, OrderTerms, SelfTradePrevention, Side, TimeInForce};

fn entry(side: Side, price: Option<&str>) -> OrderTerms {
    OrderTerms {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        side,
        qty: "2".parse().unwrap(),
        kind: match price {
            None => OrderKind::Market,
            Some(price) => OrderKind::Limit {
                price: price.parse().unwrap(),
                time_in_force: TimeInForce::Gtc,
            },
        },
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    }
}

fn stop(at: &str) -> Option<OrderKind> {
    Some(OrderKind::Stop {
        trigger: at.parse().unwrap(),
    })
}

fn target(at: &str) -> Option<OrderKind> {
    Some(OrderKind::LimitMaker {
        price: at.parse().unwrap(),
    })
}

// ORD-04
#[test]
fn exits_lie_on_both_sides_of_what_they_protect() {
    let of =
        |price, exits| Protection::new(&entry(Side::Buy, price), exits, IfBare::Alarm).map(|_| ());
    let crossed = Err(ProtectionError::CrossesEntry);
    for (price, exits, expected) in [
        (Some("100"), (stop("90"), target("110")), Ok(())),
        (Some("100"), (stop("90"), None), Ok(())),
        (Some("100"), (None, target("110")), Ok(())),
        (None, (stop("90"), target("110")), Ok(())),
        (Some("100"), (stop("100"), None), crossed),
        (Some("100"), (None, target("100")), crossed),
        (Some("100"), (stop("90"), target("95")), crossed),
        (None, (None, None), Err(ProtectionError::NoExit)),
        (
            None,
            (stop("110"), target("90")),
            Err(ProtectionError::Shape(OcoShapeError::PricesCrossed)),
        ),
        (
            None,
            (target("110"), None),
            Err(ProtectionError::Shape(OcoShapeError::StopKind)),
        ),
        (
            None,
            (None, stop("90")),
            Err(ProtectionError::Shape(OcoShapeError::TargetKind)),
        ),
    ] {
        assert_eq!(of(price, exits), expected, "{price:?} {exits:?}");
    }
    let sells = Protection::new(&entry(Side::Sell, None), (stop("90"), None), IfBare::Alarm);
    assert_eq!(sells, Err(ProtectionError::NotOpening));
    let reduces = OrderTerms {
        effect: PositionEffect::ReduceOnly,
        ..entry(Side::Buy, None)
    };
    let reduces = Protection::new(&reduces, (stop("90"), None), IfBare::Alarm);
    assert_eq!(reduces, Err(ProtectionError::NotOpening));
}

#[test]
fn exits_take_the_other_side_for_the_quantity_that_is_there() {
    let bought = entry(Side::Buy, Some("100"));
    let made = Protection::new(&bought, (stop("90"), target("110")), IfBare::Flatten).unwrap();
    let qty = "0.5".parse().unwrap();
    let terms = made
        .terms(&bought, qty, PositionEffect::ReduceOnly)
        .unwrap();
    let ExitTerms::Pair(pair) = terms else {
        panic!("{terms:?}");
    };
    for leg in [pair.target(), pair.stop()] {
        assert_eq!((leg.side, leg.qty), (Side::Sell, qty));
        assert_eq!(leg.effect, PositionEffect::ReduceOnly);
    }
    assert_eq!(Some(pair.stop().kind), made.stop());
    assert_eq!(Some(pair.target().kind), made.target());
    assert!(matches!(made.exits(), Exits::Both { .. }));
    assert_eq!(made.if_bare().name().parse(), Ok(IfBare::Flatten));
}

// ORD-04 ORD-06: what opens the long position is held by sells of it, what opens the short one by buys; both only close.
#[test]
fn in_hedge_mode_exits_close_the_position_that_was_opened() {
    let of = |side, effect| OrderTerms {
        effect,
        ..entry(side, Some("100"))
    };
    for (side, hedge, at) in [
        (Side::Buy, HedgeSide::Long, "90"),
        (Side::Sell, HedgeSide::Short, "110"),
    ] {
        let entry = of(side, PositionEffect::Of(hedge));
        let held = Protection::new(&entry, (stop(at), None), IfBare::Flatten).unwrap();
        let Ok(ExitTerms::One(exit)) = held.terms(&entry, "1".parse().unwrap(), entry.effect)
        else {
            panic!("a stop is one order");
        };
        assert_eq!((exit.side, exit.effect), (side.opposite(), entry.effect));
        assert!(exit.only_closes());
    }
    for (side, hedge) in [(Side::Sell, HedgeSide::Long), (Side::Buy, HedgeSide::Short)] {
        let entry = of(side, PositionEffect::Of(hedge));
        let made = Protection::new(&entry, (stop("90"), None), IfBare::Flatten);
        assert_eq!(made, Err(ProtectionError::NotOpening), "{side} {hedge:?}");
    }
}
