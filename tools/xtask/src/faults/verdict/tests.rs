//! Verdicts on planted evidence. Never starts a process.
// ORD-03 ORD-10: what a fault must not do is what this verdict finds.

use super::super::arena::{Outage, OutageKind};
use super::super::watcher::Seen;
use super::super::worker::{Beside, Told};
use super::{Evidence, Verdict};
use crate::ledgers::{Ledger, Order, differences};
use domain::Qty;
use std::collections::{BTreeMap, BTreeSet};

fn order(id: u64, client_id: &str, state: &str) -> Order {
    Order {
        id,
        client_id: client_id.to_owned(),
        state: state.to_owned(),
        filled: Qty::ZERO,
    }
}

struct Scene {
    told: Told,
    seen: Seen,
    outages: Vec<Outage>,
    desk: Ledger,
    exchange: Ledger,
    known_over: BTreeMap<String, i64>,
}

fn scene() -> Scene {
    let ids = [(1, "cfa"), (2, "cfb"), (3, "cfc")];
    Scene {
        told: Told {
            acknowledged: ids.map(|(id, client)| (id, client.to_owned())).into(),
            beside: vec![Beside {
                fault: "kill -9 of the desk",
                order: "cfb".to_owned(),
                over_at: 2_000,
            }],
            ..Told::default()
        },
        seen: Seen {
            ended: [("cfa".to_owned(), 1_000), ("cfb".to_owned(), 1_500)].into(),
            struck: vec![(
                "-1007, not executed, ms 0".to_owned(),
                "cfc".to_owned(),
                1_000,
            )],
        },
        outages: Vec::new(),
        desk: Ledger {
            orders: vec![
                order(1, "cfa", "cancelled"),
                order(2, "cfb", "cancelled"),
                order(3, "cfc", "never-seen"),
            ],
            ..Ledger::default()
        },
        exchange: Ledger {
            orders: vec![order(7, "cfa", "CANCELED"), order(8, "cfb", "CANCELED")],
            ..Ledger::default()
        },
        known_over: [("cfa", 1_040), ("cfb", 2_300), ("cfc", 19_500)]
            .map(|(id, at)| (id.to_owned(), at))
            .into(),
    }
}

fn verdict(scene: &Scene) -> Verdict {
    let acknowledged: BTreeSet<_> = scene.told.acknowledged.iter().cloned().collect();
    let found = differences(&acknowledged, &scene.desk, &scene.exchange).unwrap();
    Verdict::of(
        &Evidence {
            told: &scene.told,
            seen: &scene.seen,
            outages: &scene.outages,
            desk: &scene.desk,
            exchange: &scene.exchange,
            known_over: &scene.known_over,
        },
        &found,
    )
}

#[test]
fn each_fault_has_its_orders_and_times() {
    let verdict = verdict(&scene());
    assert_eq!(verdict.sum(), 0);
    let row = |name: &str| verdict.rows.get(name).cloned().unwrap();
    assert_eq!(row("none").resolved_ms, [40]);
    assert_eq!(row("kill -9 of the desk").resolved_ms, [300]);
    let denied = row("-1007, not executed");
    assert_eq!(
        (denied.orders, denied.executed, denied.journaled),
        (1, 0, 1)
    );
    assert_eq!(denied.resolved_ms, [18_500]);
}

#[test]
fn a_fate_known_too_late_is_wrong_unless_its_fault_lasted() {
    let mut scene = scene();
    scene.known_over.insert("cfa".to_owned(), 31_001);
    assert_eq!(verdict(&scene).slow, [("cfa".to_owned(), 30_001)]);
    scene.outages.push(Outage {
        from: 900,
        until: 1_100,
        of: OutageKind::Disturbed,
    });
    assert_eq!(verdict(&scene).slow, []);
}

#[test]
fn a_kill_befalls_what_is_under_way_and_a_cut_does_not() {
    let mut scene = scene();
    scene.known_over.insert("cfa".to_owned(), 40_000);
    let mut outage = Outage {
        from: 20_000,
        until: 22_000,
        of: OutageKind::Disturbed,
    };
    scene.outages.push(outage);
    assert_eq!(verdict(&scene).slow, [("cfa".to_owned(), 39_000)]);
    outage.of = OutageKind::Killed;
    scene.outages.push(outage);
    assert_eq!(verdict(&scene).slow, []);
    scene.known_over.insert("cfa".to_owned(), 52_001);
    assert_eq!(verdict(&scene).slow, [("cfa".to_owned(), 30_001)]);
}

#[test]
fn what_is_wrong_is_counted() {
    let mut scene = scene();
    scene.exchange.orders.push(order(9, "cfa", "CANCELED"));
    scene.exchange.orders.push(order(10, "cfx", "NEW"));
    assert_eq!(verdict(&scene).sum(), 2);
    assert!(verdict(&scene).lines().contains(&"2 doubled".to_owned()));
}
