//! What people of the simulated house wish for: orders of every kind, near the market and far, small and too large.

use crate::plan::{Figures, near};
use domain::{
    IfBare, Instrument, OcoTerms, OrderKind, OrderTerms, PositionEffect, Price, Protection, Qty,
    Rounding, SelfTradePrevention, Side, Span, Time, TimeInForce, TrailingDelta,
};
use exchange::chance::Chance;

/// A wish to trade, drawn from the seed; `None` while the market has no price.
pub(crate) fn wish(
    now: Time,
    (chance, figures): (&mut Chance, &Figures),
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
        kind: kind(chance, instrument, (side, reference, now))?,
        self_trade: match chance.below(4) {
            0 => SelfTradePrevention::ExpireMaker,
            1 => SelfTradePrevention::ExpireBoth,
            _ => SelfTradePrevention::ExpireTaker,
        },
        effect: PositionEffect::Any,
    })
}

/// A wish for a target and a stop round the market, drawn from the seed.
pub(crate) fn pair(
    now: Time,
    (chance, figures): (&mut Chance, &Figures),
    last: impl Fn(&Instrument) -> Option<Price>,
) -> Option<OcoTerms> {
    let terms = wish(now, (chance, figures), &last)?;
    let instrument = figures.instrument(terms.symbol)?;
    let reference = last(instrument)?;
    let sign = match terms.side {
        Side::Buy => -1,
        Side::Sell => 1,
    };
    let mut away = |high: u64| i64::try_from(chance.between(1, high)).unwrap_or(1);
    let (up, down) = (away(20), away(20));
    let target = near(reference, instrument, sign * up)?;
    let trigger = near(reference, instrument, -sign * down)?;
    let delta = u32::try_from(chance.between(10, 300)).ok()?;
    let target = match chance.below(3) {
        0 => OrderKind::LimitMaker { price: target },
        1 => OrderKind::TakeProfit { trigger: target },
        _ => OrderKind::TakeProfitLimit {
            trigger: target,
            price: target,
            time_in_force: TimeInForce::Gtc,
        },
    };
    let stop = match chance.below(3) {
        0 => OrderKind::Stop { trigger },
        1 => OrderKind::StopLimit {
            trigger,
            price: near(trigger, instrument, -sign * 2)?,
            time_in_force: TimeInForce::Gtc,
        },
        _ => OrderKind::TrailingStop {
            delta: TrailingDelta::new(delta).ok()?,
        },
    };
    let with = |kind| OrderTerms { kind, ..terms };
    OcoTerms::new(with(target), with(stop)).ok()
}

/// Exits round the market for an order that buys, drawn from the seed.
pub(crate) fn exits(
    (chance, figures): (&mut Chance, &Figures),
    terms: &OrderTerms,
    reference: Price,
) -> Option<Protection> {
    let instrument = figures.instrument(terms.symbol)?;
    let mut away = |low: u64, high: u64| i64::try_from(chance.between(low, high)).unwrap_or(1);
    let (up, down) = (away(4, 30), away(0, 30));
    let stop = OrderKind::Stop {
        trigger: near(reference, instrument, -down)?,
    };
    let target = OrderKind::LimitMaker {
        price: near(reference, instrument, up)?,
    };
    let exits = match chance.below(4) {
        0 => (Some(stop), None),
        1 => (None, Some(target)),
        _ => (Some(stop), Some(target)),
    };
    let if_bare = match chance.below(2) {
        0 => IfBare::Alarm,
        _ => IfBare::Flatten,
    };
    Protection::new(terms, exits, if_bare).ok()
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
    (side, reference, now): (Side, Price, Time),
) -> Option<OrderKind> {
    let sign = match side {
        Side::Buy => 1,
        Side::Sell => -1,
    };
    let till = TimeInForce::Gtd(now.plus(Span::from_secs(
        i64::try_from(chance.between(1, 7_200)).unwrap_or(1),
    )));
    let mut away = |low: u64, high: u64| i64::try_from(chance.between(low, high)).unwrap_or(1);
    let (inside, outside) = (away(0, 6), away(1, 30));
    let resting = near(reference, instrument, -sign * inside)?;
    let through = near(reference, instrument, sign * 3)?;
    let trigger = near(reference, instrument, sign * outside)?;
    let time_in_force = match chance.below(6) {
        0 => TimeInForce::Ioc,
        1 => TimeInForce::Fok,
        2 => till,
        _ => TimeInForce::Gtc,
    };
    let delta = u32::try_from(chance.between(10, 300)).ok()?;
    Some(match chance.below(13) {
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
        6 => OrderKind::TakeProfit {
            trigger: near(reference, instrument, -sign * outside)?,
        },
        7 => OrderKind::TakeProfitLimit {
            trigger: near(reference, instrument, -sign * outside)?,
            price: near(reference, instrument, -sign * outside)?,
            time_in_force: till,
        },
        8 => OrderKind::TrailingStop {
            delta: TrailingDelta::new(delta).ok()?,
        },
        _ => OrderKind::Limit {
            price: resting,
            time_in_force,
        },
    })
}
