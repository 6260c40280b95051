//! Layering and spoofing: many orders on one side that live shortly, never trade, and are withdrawn while the other side trades.
//! Whoever makes a market withdraws on both sides alike, and is let be.

use super::{Finding, FindingKind, Scene, count};
use alloc::vec::Vec;
use domain::{EndReason, Order, OrderState, Qty, Side, Time};

/// An order that was withdrawn before anything of it traded.
#[derive(Debug, Clone, Copy)]
struct Withdrawn<'a> {
    order: &'a Order,
    at: Time,
}

/// One finding for each side and window.
pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for side in [Side::Buy, Side::Sell] {
        let all = withdrawn(scene);
        let of_side: Vec<Withdrawn<'_>> = all
            .iter()
            .copied()
            .filter(|one| side_of(one) == side)
            .collect();
        let others: Vec<Withdrawn<'_>> =
            all.into_iter().filter(|one| side_of(one) != side).collect();
        let mut from = 0;
        while let Some(first) = of_side.get(from) {
            let window: Vec<Withdrawn<'_>> = of_side
                .iter()
                .skip(from)
                .take_while(|one| {
                    one.order.opened.since(first.order.opened) <= scene.rules.layer_window
                })
                .copied()
                .collect();
            if let Some(finding) = judged(scene, (&window, &others), side) {
                found.push(finding);
                from = from.saturating_add(window.len());
            } else {
                from = from.saturating_add(1);
            }
        }
    }
    found
}

const fn side_of(one: &Withdrawn<'_>) -> Side {
    one.order.order.terms().side
}

fn withdrawn<'a>(scene: &Scene<'a>) -> Vec<Withdrawn<'a>> {
    let life_max = scene.rules.layer_life_max;
    let orders = scene.orders.iter().copied();
    let ended = orders.filter_map(|order| match order.state {
        OrderState::Ended {
            filled,
            reason: EndReason::Cancelled,
            at,
        } if filled.is_zero() && at.since(order.opened) <= life_max => {
            Some(Withdrawn { order, at })
        }
        OrderState::Asked { .. } | OrderState::Working { .. } | OrderState::Ended { .. } => None,
    });
    ended.collect()
}

fn judged(
    scene: &Scene<'_>,
    (window, others): (&[Withdrawn<'_>], &[Withdrawn<'_>]),
    side: Side,
) -> Option<Finding> {
    let limit = scene.rules.layer_orders_min;
    if count(window) < limit {
        return None;
    }
    let from = window.first()?.order.opened;
    let until = window.iter().map(|one| one.at).max()?;
    let within = |at: Time| at >= from && at <= until;
    let other_side: Vec<Withdrawn<'_>> = others
        .iter()
        .copied()
        .filter(|one| within(one.order.opened))
        .collect();
    let traded = scene
        .fills
        .iter()
        .filter(|fill| fill.side != side && within(fill.at));
    let traded = sum(traded.map(|fill| fill.qty))?;
    if traded.is_zero() {
        return None;
    }
    let here = sum(window.iter().map(|one| one.order.order.terms().qty))?;
    let there = sum(other_side.iter().map(|one| one.order.order.terms().qty))?;
    let bound = times(there.plus(traded).ok()?, scene.rules.layer_times_min)?;
    if here < bound {
        return None;
    }
    let orders = window.iter().map(|one| one.order.order.id());
    Some(scene.finding(
        FindingKind::Layering,
        (from, until),
        orders,
        (count(window), limit),
    ))
}

fn sum(mut all: impl Iterator<Item = Qty>) -> Option<Qty> {
    all.try_fold(Qty::ZERO, |sum, qty| sum.plus(qty).ok())
}

/// A sum that does not fit is more than anything: nothing is found by it.
fn times(qty: Qty, times: u64) -> Option<Qty> {
    let times = Qty::from_parts(i128::from(times), 0).ok()?;
    qty.amount().times(times).ok()?.qty().ok()
}
