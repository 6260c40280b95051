//! Momentum ignition: a burst of taking orders that moves the price, and soon after trades back of at least half of it at a gain.
//! Whoever follows a trend and stays in it is let be.

use super::{Finding, FindingKind, Scene};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{Amount, Fill, Liquidity, OrderId, Qty, Rate, Side, Time};

/// One finding for each burst.
pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for side in [Side::Buy, Side::Sell] {
        let takes = scene.fills.iter().copied();
        let takes = takes.filter(|fill| fill.side == side && fill.liquidity == Liquidity::Taker);
        let takes: Vec<&Fill> = takes.collect();
        let mut from = 0;
        while let Some(first) = takes.get(from) {
            let burst: Vec<&Fill> = takes
                .iter()
                .skip(from)
                .take_while(|fill| fill.at.since(first.at) <= scene.rules.burst_span)
                .copied()
                .collect();
            if let Some(finding) = judged(scene, &burst, side) {
                found.push(finding);
                from = from.saturating_add(burst.len());
            } else {
                from = from.saturating_add(1);
            }
        }
    }
    found
}

fn judged(scene: &Scene<'_>, burst: &[&Fill], side: Side) -> Option<Finding> {
    let rules = scene.rules;
    let orders: BTreeSet<OrderId> = burst.iter().map(|fill| fill.order).collect();
    let value = u64::try_from(orders.len()).unwrap_or(u64::MAX);
    if value < rules.burst_orders_min {
        return None;
    }
    let (first, last) = (burst.first()?, burst.last()?);
    if !has_moved((first, last), side, rules.burst_move_min)? {
        return None;
    }
    let until = last.at.plus(rules.reversal_span);
    let back = scene.fills.iter().copied();
    let back = back.filter(|fill| fill.side != side && fill.at > last.at && fill.at <= until);
    let back: Vec<&Fill> = back.collect();
    let (bought, paid) = sums(burst)?;
    let (returned, got) = sums(&back)?;
    if returned.plus(returned).ok()? < bought {
        return None;
    }
    // The average prices, each times both quantities.
    let (ours, theirs) = (paid.times(returned).ok()?, got.times(bought).ok()?);
    let gained = match side {
        Side::Buy => theirs > ours,
        Side::Sell => theirs < ours,
    };
    if !gained {
        return None;
    }
    let ended = back.last().map_or(last.at, |fill| fill.at);
    let span: (Time, Time) = (first.at, ended);
    let named = orders.into_iter().chain(back.iter().map(|fill| fill.order));
    Some(scene.finding(
        FindingKind::MomentumIgnition,
        span,
        named,
        (value, rules.burst_orders_min),
    ))
}

/// Whether the last fill traded so much further in the burst's own direction than the first.
fn has_moved((first, last): (&Fill, &Fill), side: Side, least: Rate) -> Option<bool> {
    Some(match side {
        Side::Buy => last.price >= first.price.moved(least).ok()?,
        Side::Sell => last.price <= first.price.moved(least.negated()).ok()?,
    })
}

/// What was traded, and for how much.
fn sums(fills: &[&Fill]) -> Option<(Qty, Amount)> {
    let start = (Qty::ZERO, Amount::ZERO);
    fills.iter().try_fold(start, |(qty, value), fill| {
        let more = fill.price.times(fill.qty).ok()?;
        Some((qty.plus(fill.qty).ok()?, value.plus(more).ok()?))
    })
}
