//! Wash: own buys and own sells that met each other, or as good as met, whichever accounts they were on. Never judges why.

use super::{Finding, FindingKind, Scene, count};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{Fill, Side, Time};

/// A buy and a sell of ours.
struct Meeting<'a> {
    buy: &'a Fill,
    sell: &'a Fill,
}

impl Meeting<'_> {
    fn at(&self) -> Time {
        self.buy.at.max(self.sell.at)
    }

    /// Whether the venue itself counts it as one trade.
    fn is_one_trade(&self) -> bool {
        self.buy.trade == self.sell.trade
    }
}

/// One finding for each run of meetings; one trade with ourselves is enough.
pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let (limit, window) = (scene.rules.wash_meetings_min, scene.rules.layer_window);
    let mut found = Vec::new();
    let mut run: Vec<Meeting<'_>> = Vec::new();
    for meeting in meetings(scene) {
        let goes_on = run
            .last()
            .is_some_and(|last| meeting.at().since(last.at()) <= window);
        if !goes_on {
            found.extend(judged(scene, &run, limit));
            run.clear();
        }
        run.push(meeting);
    }
    found.extend(judged(scene, &run, limit));
    found
}

fn judged(scene: &Scene<'_>, run: &[Meeting<'_>], limit: u64) -> Option<Finding> {
    let (first, last) = (run.first()?, run.last()?);
    let value = count(run);
    if value < limit && !run.iter().any(Meeting::is_one_trade) {
        return None;
    }
    let orders = run.iter().flat_map(|m| [m.buy.order, m.sell.order]);
    let span = (first.buy.at.min(first.sell.at), last.at());
    Some(scene.finding(FindingKind::Wash, span, orders, (value, limit)))
}

/// Each fill meets at most one other: the first of the other side that is one trade with it, or at its price, of its quantity,
/// and near.
fn meetings<'a>(scene: &Scene<'a>) -> Vec<Meeting<'a>> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut all = Vec::new();
    for (place, fill) in scene.fills.iter().enumerate() {
        if taken.contains(&place) {
            continue;
        }
        let after = scene.fills.iter().enumerate().skip(place.saturating_add(1));
        let near = after.take_while(|(_, other)| other.at.since(fill.at) <= scene.rules.wash_apart);
        let mut open = near.filter(|(other, _)| !taken.contains(other));
        let met = open.find(|(_, other)| meet(fill, other));
        if let Some((other, second)) = met {
            taken.insert(other);
            let (buy, sell) = match fill.side {
                Side::Buy => (*fill, *second),
                Side::Sell => (*second, *fill),
            };
            all.push(Meeting { buy, sell });
        }
    }
    all
}

fn meet(one: &Fill, other: &Fill) -> bool {
    let sides = one.side != other.side && one.order != other.order;
    let alike = one.price == other.price && one.qty == other.qty;
    sides && (one.trade == other.trade || alike)
}
