//! Cases of `hedge.rs`: every word reads back, and side and position together say what an order does.

use super::*;
use crate::order::OrderTerms;
use crate::{OrderKind, Qty, SelfTradePrevention};
use std::string::ToString;

const LONG: PositionEffect = PositionEffect::Of(HedgeSide::Long);
const SHORT: PositionEffect = PositionEffect::Of(HedgeSide::Short);

// ORD-06
#[test]
fn every_effect_reads_back_and_names_its_position() {
    for (effect, word, position) in [
        (PositionEffect::Any, "any", PositionSide::Both),
        (
            PositionEffect::ReduceOnly,
            "reduce-only",
            PositionSide::Both,
        ),
        (LONG, "long", PositionSide::Long),
        (SHORT, "short", PositionSide::Short),
    ] {
        assert_eq!(effect.to_string(), word);
        assert_eq!(word.parse(), Ok(effect));
        assert_eq!(effect.position(), position);
        let hedge = position.hedge();
        assert_eq!(
            hedge.map_or(PositionSide::Both, HedgeSide::position),
            position
        );
    }
    for wrong in ["", "both", "LONG", "long ", "close"] {
        assert_eq!(
            wrong.parse::<PositionEffect>(),
            Err(TextError::BadCharacter)
        );
    }
}

// ORD-06
#[test]
fn a_sell_of_the_long_and_a_buy_of_the_short_only_close() {
    let closes = |side, effect| {
        OrderTerms {
            symbol: Symbol::new("BTC/USDT:USDT").unwrap(),
            side,
            qty: Qty::parse("1").unwrap(),
            kind: OrderKind::Market,
            self_trade: SelfTradePrevention::ExpireTaker,
            effect,
        }
        .only_closes()
    };
    for (side, effect, closing) in [
        (Side::Buy, PositionEffect::Any, false),
        (Side::Sell, PositionEffect::Any, false),
        (Side::Buy, PositionEffect::ReduceOnly, true),
        (Side::Sell, PositionEffect::ReduceOnly, true),
        (Side::Buy, LONG, false),
        (Side::Sell, LONG, true),
        (Side::Sell, SHORT, false),
        (Side::Buy, SHORT, true),
    ] {
        assert_eq!(closes(side, effect), closing, "{side} {effect}");
    }
}

#[test]
fn an_account_has_three_places_for_a_position_in_a_symbol() {
    let (account, symbol) = (AccountId::new(4), Symbol::new("BTC/USDT:USDT").unwrap());
    let all = PositionKey::all(account, symbol);
    assert_eq!(all[0], PositionKey::both(account, symbol));
    let sides = all.map(|key| key.side);
    assert_eq!(
        sides,
        [PositionSide::Both, PositionSide::Long, PositionSide::Short]
    );
}
