//! That no cell of the matrix is left out.

use super::{Fault, Way, Which};
use std::collections::BTreeSet;

// GATE-10
#[test]
fn z13_every_way_is_pressed_through_every_fault() {
    let cells: BTreeSet<String> = Fault::ALL
        .iter()
        .flat_map(|fault| Way::ALL.map(|way| format!("{fault} {way}")))
        .collect();
    assert_eq!(cells.len(), 30);
    let short = Fault::ALL
        .iter()
        .flat_map(|fault| Way::ALL.map(|way| (way, *fault)));
    let short = short.filter(|cell| Which::Short.has("", *cell));
    assert_eq!(short.count(), 26, "every way, and every fault");
    // Where the journal keeps everything, it has to name what was sent before the answer.
    let forgets: Vec<Fault> = Fault::ALL.into_iter().filter(|f| f.forgets()).collect();
    assert_eq!(forgets, [Fault::DatabaseAway, Fault::OlderDatabase]);
}
