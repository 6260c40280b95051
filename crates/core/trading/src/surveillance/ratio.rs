//! Order-to-trade ratio: orders and cancels within an hour against trades in it. Few messages are never a finding.

use super::{Finding, FindingKind, Scene, count};
use alloc::vec::Vec;
use domain::{EndReason, Order, OrderState, Span, Time};

/// What is added up.
const HOUR: Span = Span::from_secs(3_600);

/// One finding for each hour of the clock.
pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut rest = scene.orders.as_slice();
    while let Some(first) = rest.first() {
        let from = first.opened.floor_to(HOUR);
        let until = from.plus(HOUR);
        let end = rest.partition_point(|order| order.opened < until);
        let (hour, after) = rest.split_at(end);
        rest = after;
        found.extend(judged(scene, hour, (from, until)));
    }
    found
}

fn judged(scene: &Scene<'_>, hour: &[&Order], (from, until): (Time, Time)) -> Option<Finding> {
    let rules = scene.rules;
    let cancels: Vec<&&Order> = hour.iter().filter(|order| is_cancelled(order)).collect();
    let messages = count(hour).saturating_add(count(&cancels));
    if messages < rules.messages_min {
        return None;
    }
    let traded = scene
        .fills
        .iter()
        .filter(|fill| fill.at >= from && fill.at < until);
    let trades = u64::try_from(traded.count()).unwrap_or(u64::MAX).max(1);
    let value = messages.div_ceil(trades);
    if value <= rules.messages_per_trade_max {
        return None;
    }
    let orders = hour.iter().map(|order| order.order.id());
    let limit = rules.messages_per_trade_max;
    Some(scene.finding(
        FindingKind::OrderToTrade,
        (from, until),
        orders,
        (value, limit),
    ))
}

const fn is_cancelled(order: &Order) -> bool {
    match order.state {
        OrderState::Ended { reason, .. } => matches!(reason, EndReason::Cancelled),
        OrderState::Asked { .. } | OrderState::Working { .. } => order.cancel_asked.is_some(),
    }
}
