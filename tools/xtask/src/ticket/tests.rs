//! Prices as requests write them. Never calls a server.

use super::{best_cents, cents};
use serde_json::json;

#[test]
fn prices_go_through_hundredths() {
    let book = json!({"bids": [["64250.1", "0.2"]], "asks": [["64251", "1"]]});
    assert_eq!(best_cents(&book, "bids"), Some(6_425_010));
    assert_eq!(best_cents(&book, "asks"), Some(6_425_100));
    assert_eq!(best_cents(&json!({"bids": []}), "bids"), None);
    assert_eq!(cents(6_425_010), "64250.10");
}
