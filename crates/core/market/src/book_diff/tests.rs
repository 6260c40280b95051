//! Cases of `book_diff.rs`.

use super::{DiffIds, Fit, Link};

const fn spot(first: u64, last: u64) -> DiffIds {
    DiffIds::Contiguous { first, last }
}

const fn futures(previous: u64, first: u64, last: u64) -> DiffIds {
    DiffIds::Chained {
        previous,
        first,
        last,
    }
}

// M4: a difference is laid over a book only when that book has every update before it.
#[test]
fn m4_where_a_difference_fits() {
    for (ids, have, link, fit) in [
        // Spot, after a snapshot: U <= have + 1 <= u.
        (spot(90, 99), 100, Link::Snapshot, Fit::Stale),
        (spot(90, 100), 100, Link::Snapshot, Fit::Stale),
        (spot(90, 101), 100, Link::Snapshot, Fit::Next),
        (spot(100, 101), 100, Link::Snapshot, Fit::Next),
        (spot(101, 101), 100, Link::Snapshot, Fit::Next),
        (spot(102, 110), 100, Link::Snapshot, Fit::Gap),
        // Spot, in the chain: U = have + 1; an overlap is laid over too, quantities are absolute.
        (spot(101, 110), 100, Link::Diff, Fit::Next),
        (spot(100, 110), 100, Link::Diff, Fit::Overlap),
        (spot(1, 110), 100, Link::Diff, Fit::Overlap),
        (spot(102, 110), 100, Link::Diff, Fit::Gap),
        (spot(1, 100), 100, Link::Diff, Fit::Stale),
        // Futures, after a snapshot: the one before ended by the snapshot, this one ends after it.
        (futures(80, 81, 99), 100, Link::Snapshot, Fit::Stale),
        (futures(80, 81, 100), 100, Link::Snapshot, Fit::Stale),
        (futures(80, 90, 105), 100, Link::Snapshot, Fit::Next),
        (futures(100, 103, 105), 100, Link::Snapshot, Fit::Next),
        (futures(99, 103, 105), 100, Link::Snapshot, Fit::Next),
        (futures(101, 103, 105), 100, Link::Snapshot, Fit::Gap),
        // Futures, in the chain: pu = have.
        (futures(100, 103, 105), 100, Link::Diff, Fit::Next),
        (futures(99, 100, 105), 100, Link::Diff, Fit::Gap),
        (futures(101, 103, 105), 100, Link::Diff, Fit::Gap),
        (futures(80, 90, 100), 100, Link::Diff, Fit::Stale),
        // Numbers that contradict themselves fit nowhere.
        (spot(102, 101), 100, Link::Diff, Fit::Gap),
        (spot(50, 40), 100, Link::Diff, Fit::Gap),
        (futures(100, 105, 103), 100, Link::Diff, Fit::Gap),
        // The largest number there is.
        (spot(u64::MAX, u64::MAX), u64::MAX, Link::Diff, Fit::Stale),
        (
            spot(u64::MAX, u64::MAX),
            u64::MAX - 1,
            Link::Diff,
            Fit::Next,
        ),
    ] {
        assert_eq!(ids.fit(have, link), fit, "{ids:?} on {have} {link:?}");
    }
}
