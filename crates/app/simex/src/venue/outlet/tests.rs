//! What becomes of events, one fault at a time.

use super::*;
use domain::Span;

fn ms(millis: i64) -> Time {
    Time::from_millis(millis)
}

/// Pushes 1, 2, 3 at once, the first with a fault; what left at each instant.
fn left(fault: EventFault, instants: &[i64]) -> Vec<Vec<u32>> {
    let mut outlet = Outlet::default();
    assert_eq!(outlet.push(ms(0), 1, fault), Aside::Nothing);
    outlet.push(ms(0), 2, EventFault::None);
    outlet.push(ms(0), 3, EventFault::None);
    instants
        .iter()
        .map(|at| std::iter::from_fn(|| outlet.pop(ms(*at))).collect())
        .collect()
}

#[test]
fn each_fault_does_what_it_says() {
    assert_eq!(left(EventFault::None, &[0]), [[1, 2, 3]]);
    assert_eq!(left(EventFault::Missing, &[0]), [[2, 3]]);
    assert_eq!(left(EventFault::Doubled, &[0]), [[1, 1, 2, 3]]);
    assert_eq!(left(EventFault::Reordered, &[0]), [[2, 1, 3]]);
    // What is late holds back all behind it.
    let late = left(EventFault::Late(Span::from_millis(50)), &[0, 49, 50]);
    assert_eq!(late, [vec![], vec![], vec![1, 2, 3]]);
}

#[test]
fn a_disconnect_loses_its_event_and_asks_for_a_cut() {
    let mut outlet = Outlet::default();
    assert_eq!(outlet.push(ms(0), 1, EventFault::Disconnect), Aside::Cut);
    assert_eq!((outlet.pop(ms(0)), outlet.due()), (None, None));
}

#[test]
fn the_next_instant_is_known() {
    let mut outlet = Outlet::default();
    outlet.push(ms(0), 1, EventFault::Late(Span::from_millis(7)));
    outlet.push(ms(1), 2, EventFault::None);
    assert_eq!(outlet.due(), Some(ms(7)));
    assert_eq!(outlet.pop(ms(7)), Some(1));
    assert_eq!(outlet.due(), Some(ms(7)));
}
