//! Speeds as people write them, and what follows what in a chain of depth messages.

use super::*;

#[test]
fn speeds_are_read_as_people_write_them() {
    for (text, speed) in [
        ("1", Some(Speed::REAL)),
        ("10", Some(Speed::Permille(10_000))),
        ("0.5", Some(Speed::Permille(500))),
        ("0.001", Some(Speed::Permille(1))),
        ("max", Some(Speed::Fastest)),
        ("0", None),
        ("-1", None),
        ("0.0001", None),
        ("1e3", None),
        ("fast", None),
        ("99999999999", None),
        ("", None),
    ] {
        assert_eq!(Speed::parse(text), speed, "{text}");
    }
}

fn replay(snapshot_update: u64) -> Replay {
    Replay {
        path: PathBuf::new(),
        report: ReplayReport::default(),
        snapshot_update,
        standing: BTreeSet::new(),
        last_update: snapshot_update,
        chained: Chained::No,
    }
}

/// Plays depth messages by their ids: how many were played, stale, and gaps.
fn chain(snapshot: u64, ids: &[(u64, u64)]) -> (u64, u64, u64) {
    let mut replay = replay(snapshot);
    for ids in ids {
        replay.diff(*ids, Time::from_millis(0), Vec::new());
    }
    let report = replay.report;
    (report.depth, report.stale, report.gaps)
}

// MKT-04
#[test]
fn messages_follow_each_other_as_the_venue_says() {
    for (ids, expected) in [
        (vec![(1, 5), (6, 10), (11, 12)], (1, 2, 0)),
        (vec![(6, 11), (12, 15)], (2, 0, 0)),
        (vec![(11, 11), (12, 12)], (2, 0, 0)),
        (vec![(12, 13)], (1, 0, 1)),
        (vec![(6, 11), (11, 15)], (2, 0, 1)),
        (vec![(6, 11), (13, 15), (16, 17)], (3, 0, 1)),
    ] {
        assert_eq!(chain(10, &ids), expected, "{ids:?}");
    }
}

#[test]
fn a_later_snapshot_takes_away_what_it_does_not_have() {
    let level = |price: &str, qty: &str| HouseLevel {
        side: Side::Buy,
        price: Price::parse(price).unwrap(),
        qty: Qty::parse(qty).unwrap(),
    };
    let mut replay = replay(10);
    replay.diff(
        (11, 12),
        Time::from_millis(0),
        vec![level("5", "1"), level("6", "1")],
    );
    let played = replay.snapshot(Time::from_millis(1), 20, vec![level("6", "2")]);
    let Some(Played::Levels { levels, .. }) = played else {
        panic!("not played");
    };
    assert_eq!(levels, [level("6", "2"), level("5", "0")]);
    assert_eq!(replay.snapshot(Time::from_millis(2), 10, Vec::new()), None);
}
