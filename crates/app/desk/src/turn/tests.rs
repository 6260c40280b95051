//! What one turn takes of what waits.

use super::{ARRIVALS_MAX, COMMANDS_MAX, take_waiting};
use tokio::sync::mpsc;

/// As many as may wait, with this many taken before.
fn left_of(waiting: usize, before: usize, most: usize) -> (usize, usize) {
    let (sender, mut queue) = mpsc::channel(waiting.max(1));
    for number in 0..waiting {
        sender.try_send(number).unwrap();
    }
    let mut taken = vec![usize::MAX; before];
    take_waiting(&mut queue, &mut taken, most);
    assert!(taken[before..].iter().copied().eq(0..taken.len() - before));
    (taken.len(), queue.len())
}

#[test]
fn a_turn_leaves_no_arrival_waiting_for_another_commit() {
    assert_eq!(left_of(ARRIVALS_MAX, 0, ARRIVALS_MAX), (ARRIVALS_MAX, 0));
    assert_eq!(left_of(3, 5, ARRIVALS_MAX), (8, 0));
    assert_eq!(left_of(0, 0, ARRIVALS_MAX), (0, 0));
}

#[test]
fn commands_share_a_commit_up_to_their_bound() {
    assert_eq!(left_of(COMMANDS_MAX, 6, COMMANDS_MAX), (COMMANDS_MAX, 6));
}
