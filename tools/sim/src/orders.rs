//! What people of the simulated house wish for: orders of every kind, near the market and far, small and too large.

use crate::plan::{Figures, near};
use domain::{
    Instrument, OrderKind, OrderTerms, PositionEffect, Price, Qty, Rounding, SelfTradePrevention,
    Side, TimeInForce,
};
use exchange::chance::Chance;

/// A wish to trade, drawn from the seed; `None` while the market has no price.
pub(crate) fn wish(
    chance: &mut Chance,
    figures: &Figures,
    last: impl Fn(&Instrument) -> Option<Price>,
) -> Option<OrderTerms> {
    let pick = usize::try_from(chance.below(2)).unwrap_or(0);
    let instrument = &figures.listings.get(pick)?.instrument;
    let reference = last(instrument)?;
    let side = if chance.below(2) == 0 {
        Side::Buy
    } else {
        Side::Sell
    };
    Some(OrderTerms {
        symbol: instrument.symbol,
        side,
        qty: qty(chance, figures, instrument)?,
        kind: kind(chance, instrument, (side, reference))?,
        self_trade: match chance.below(4) {
            0 => SelfTradePrevention::ExpireMaker,
            1 => SelfTradePrevention::ExpireBoth,
            _ => SelfTradePrevention::ExpireTaker,
        },
        effect: PositionEffect::Any,
    })
}

/// Mostly small, sometimes at the limit, sometimes over it.
fn qty(chance: &mut Chance, figures: &Figures, instrument: &Instrument) -> Option<Qty> {
    let most = *figures.position_qty_max.get(&instrument.symbol)?;
    let hundredths = match chance.below(20) {
        0 => 100,
        1 => 130,
        _ => chance.between(1, 30),
    };
    let share = domain::Rate::from_parts(i128::from(hundredths.min(100)), 2).ok()?;
    let qty = most.amount().share(share).ok()?.qty().ok()?;
    let over = if hundredths > 100 { qty } else { Qty::ZERO };
    qty.plus(over)
        .ok()?
        .to_step(instrument.rules.qty_step, Rounding::Down)
        .ok()
}

fn kind(
    chance: &mut Chance,
    instrument: &Instrument,
    (side, reference): (Side, Price),
) -> Option<OrderKind> {
    let sign = match side {
        Side::Buy => 1,
        Side::Sell => -1,
    };
    let mut away = |low: u64, high: u64| i64::try_from(chance.between(low, high)).unwrap_or(1);
    let (inside, outside) = (away(0, 6), away(1, 30));
    let resting = near(reference, instrument, -sign * inside)?;
    let through = near(reference, instrument, sign * 3)?;
    let trigger = near(reference, instrument, sign * outside)?;
    let time_in_force = match chance.below(6) {
        0 => TimeInForce::Ioc,
        1 => TimeInForce::Fok,
        _ => TimeInForce::Gtc,
    };
    Some(match chance.below(10) {
        0 | 1 => OrderKind::Market,
        2 => OrderKind::LimitMaker { price: resting },
        3 => OrderKind::Stop { trigger },
        4 => OrderKind::StopLimit {
            trigger,
            price: near(trigger, instrument, sign * 2)?,
            time_in_force: TimeInForce::Gtc,
        },
        5 => OrderKind::Limit {
            price: through,
            time_in_force,
        },
        _ => OrderKind::Limit {
            price: resting,
            time_in_force,
        },
    })
}
