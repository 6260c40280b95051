//! What of the exchange's ledger is about orders.

use super::Arrivals;
use serde_json::json;

#[test]
fn placings_cancels_and_ends_are_told_apart() {
    let mut seen = Arrivals::default();
    let events = [
        json!({"at": 5, "what": "request", "request": {"method": "POST", "path": "/api/v3/order", "clientId": "a"}}),
        json!({"at": 6, "what": "request", "request": {"method": "WS", "path": "order.place", "clientId": "b"}}),
        json!({"at": 7, "what": "request", "request": {"method": "GET", "path": "/api/v3/order", "clientId": "a"}}),
        json!({"at": 8, "what": "request", "request": {"method": "DELETE", "path": "/fapi/v1/order", "clientId": "a"}}),
        json!({"at": 9, "what": "request", "request": {"method": "DELETE", "path": "/api/v3/order", "clientId": "b"}}),
        json!({"at": 10, "what": "order", "order": {"X": "NEW", "c": "a"}}),
        json!({"at": 11, "what": "order", "order": {"X": "CANCELED", "c": "x1", "C": "a"}}),
        json!({"at": 12, "what": "futuresOrder", "futuresOrder": {"X": "EXPIRED", "c": "b"}}),
        json!({"at": 13, "what": "balance", "balance": {"asset": "USDT"}}),
    ];
    let read: Vec<bool> = events.iter().map(|event| seen.read(event)).collect();
    assert_eq!(
        read,
        [true, true, false, true, true, true, true, true, false]
    );
    assert_eq!(seen.placed.get("a"), Some(&5));
    assert_eq!(seen.placed.get("b"), Some(&6));
    assert_eq!(seen.first_cancel, Some(8));
    assert_eq!(seen.over.get("a"), Some(&11));
    assert_eq!(seen.over.get("b"), Some(&12));
}

#[test]
fn entries_that_were_forgotten_are_counted_and_a_page_of_nothing_is_none() {
    let mut seen = Arrivals::default();
    let mut next = 10;
    let page = json!({"events": [], "first": 4, "next": 10});
    assert_eq!(seen.read_page(&page, &mut next), Some(0));
    assert_eq!(seen.unread, 0);
    let order = json!({"at": 5, "order": {"X": "NEW", "c": "a"}});
    let page = json!({"events": [order], "first": 13, "next": 14});
    assert_eq!(seen.read_page(&page, &mut next), Some(1));
    assert_eq!((seen.unread, next), (3, 14));
    assert_eq!(seen.read_page(&json!({"error": "gone"}), &mut next), None);
}
