//! Cases of `oco.rs`.

use super::{NewOco, OcoShapeError, OcoTerms};
use crate::asset::Symbol;
use crate::hedge::PositionEffect;
use crate::ids::{AccountId, ClientOrderId, ListId, OrderId};
use crate::order::{
    OrderKind, OrderTerms, Origin, SelfTradePrevention, Side, TimeInForce, TrailingDelta,
};
use crate::time::Time;
use std::vec::Vec;

/// `limit-maker 110`, `stop 90`, `stop-limit 90 89 gtc`, …
fn kind(words: &str) -> OrderKind {
    let words: Vec<&str> = words.split(' ').collect();
    let at = |place: usize| words[place].parse().unwrap();
    let life = |place: usize| words[place].parse::<TimeInForce>().unwrap();
    match words[0] {
        "market" => OrderKind::Market,
        "limit" => OrderKind::Limit {
            price: at(1),
            time_in_force: TimeInForce::Gtc,
        },
        "limit-maker" => OrderKind::LimitMaker { price: at(1) },
        "stop" => OrderKind::Stop { trigger: at(1) },
        "stop-limit" => OrderKind::StopLimit {
            trigger: at(1),
            price: at(2),
            time_in_force: life(3),
        },
        "take-profit" => OrderKind::TakeProfit { trigger: at(1) },
        "take-profit-limit" => OrderKind::TakeProfitLimit {
            trigger: at(1),
            price: at(2),
            time_in_force: life(3),
        },
        _ => OrderKind::TrailingStop {
            delta: TrailingDelta::new(100).unwrap(),
        },
    }
}

fn terms(side: Side, qty: &str, words: &str) -> OrderTerms {
    OrderTerms {
        symbol: Symbol::new("BTC/USDT").unwrap(),
        side,
        qty: qty.parse().unwrap(),
        kind: kind(words),
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    }
}

#[test]
fn only_a_target_and_a_stop_make_a_pair() {
    let ok: Result<(), OcoShapeError> = Ok(());
    let sell = [
        ("limit-maker 110", "stop 90", ok),
        ("take-profit 110", "stop-limit 90 89 gtc", ok),
        ("take-profit-limit 110 109 gtc", "trailing", ok),
        ("limit 110", "stop 90", Err(OcoShapeError::TargetKind)),
        ("market", "stop 90", Err(OcoShapeError::TargetKind)),
        ("stop 110", "stop 90", Err(OcoShapeError::TargetKind)),
        (
            "limit-maker 110",
            "take-profit 90",
            Err(OcoShapeError::StopKind),
        ),
        ("limit-maker 110", "limit 90", Err(OcoShapeError::StopKind)),
        (
            "limit-maker 110",
            "stop-limit 90 89 ioc",
            Err(OcoShapeError::Life),
        ),
        (
            "take-profit-limit 110 109 gtd@5",
            "stop 90",
            Err(OcoShapeError::Life),
        ),
        (
            "limit-maker 90",
            "stop 90",
            Err(OcoShapeError::PricesCrossed),
        ),
        (
            "limit-maker 90",
            "stop 110",
            Err(OcoShapeError::PricesCrossed),
        ),
    ];
    let buy = [
        ("limit-maker 90", "stop 110", ok),
        (
            "limit-maker 110",
            "stop 90",
            Err(OcoShapeError::PricesCrossed),
        ),
    ];
    let sell = sell.map(|case| (Side::Sell, case));
    let buy = buy.map(|case| (Side::Buy, case));
    for (side, (target, stop, expected)) in sell.into_iter().chain(buy) {
        let made = OcoTerms::new(terms(side, "1", target), terms(side, "1", stop));
        assert_eq!(made.map(|_| ()), expected, "{side} {target} / {stop}");
    }
}

#[test]
fn orders_that_differ_make_no_pair() {
    let (target, stop) = ("limit-maker 110", "stop 90");
    let of = |side, qty| OcoTerms::new(terms(Side::Sell, "1", target), terms(side, qty, stop));
    assert_eq!(of(Side::Sell, "2"), Err(OcoShapeError::Unlike));
    assert_eq!(of(Side::Buy, "1"), Err(OcoShapeError::Unlike));
    let none = OcoTerms::new(terms(Side::Sell, "0", target), terms(Side::Sell, "0", stop));
    assert_eq!(none, Err(OcoShapeError::NoQty));
}

// ORD-03: every id of a pair follows from the journal.
#[test]
fn a_pair_has_three_ids_that_are_always_the_same() {
    let pair = OcoTerms::new(
        terms(Side::Sell, "1", "limit-maker 110"),
        terms(Side::Sell, "1", "stop 90"),
    )
    .unwrap();
    let (account, opened) = (AccountId::new(3), Time::from_millis(7));
    let made = || NewOco::new((ListId::new(40), opened), account, Origin::House, &pair).unwrap();
    let oco = made();
    assert_eq!(oco, made());
    assert_eq!(oco.target().id(), OrderId::new(41));
    assert_eq!(oco.stop().id(), OrderId::new(42));
    let of = |number| ClientOrderId::of(opened, account, OrderId::new(number));
    assert_eq!(oco.client_id(), of(40));
    assert_eq!(oco.target().client_id(), of(41));
    assert_eq!(oco.stop().client_id(), of(42));
    assert_eq!(oco.list().other(OrderId::new(41)), OrderId::new(42));
    assert_eq!(oco.list().other(OrderId::new(42)), OrderId::new(41));
}
