//! Prices and tellings of the load. Never calls a server.

use super::{Told, best_cents, cents};
use serde_json::json;

#[test]
fn prices_go_through_hundredths() {
    let book = json!({"bids": [["64250.1", "0.2"]], "asks": [["64251", "1"]]});
    assert_eq!(best_cents(&book, "bids"), Some(6_425_010));
    assert_eq!(best_cents(&book, "asks"), Some(6_425_100));
    assert_eq!(best_cents(&json!({"bids": []}), "bids"), None);
    assert_eq!(cents(6_425_010), "64250.10");
}

#[test]
fn tellings_are_joined_without_doubling() {
    let one = Told {
        acknowledged: [(1, "cfa".to_owned())].into(),
        refused: [("GATE-17.reference-missing".to_owned(), 2)].into(),
        unanswered: 1,
        cancels: 3,
    };
    let both = one.clone().with(&one);
    assert_eq!(
        (
            both.acknowledged.len(),
            both.refused.values().sum(),
            both.cancels
        ),
        (1, 4_u64, 6)
    );
}
