//! Secrets are blotted out wherever they stand, everything else is shown as it came.

use super::*;

#[test]
fn what_holds_no_secret_is_shown_as_it_came() {
    let bytes = br#"{"orderId":7, "price":"0.10000000",  "fills":[]}"#;
    assert_eq!(shown(bytes).as_bytes(), bytes);
    assert_eq!(shown(b"<html>502</html>"), "<html>502</html>");
    assert_eq!(shown(b""), "");
}

#[test]
fn secrets_are_blotted_out_at_any_depth() {
    let bytes =
        br#"{"a":[{"apiKey":"abc","b":1}],"signature":"def","listenKey":{"x":"ghi"},"kept":"jkl"}"#;
    let text = shown(bytes);
    for secret in ["abc", "def", "ghi"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(text.contains("jkl") && text.contains(BLOT), "{text}");
    // Cut in the middle: it cannot be read, so nothing of it is shown.
    assert_eq!(shown(br#"{"apiKey":"abc"#), BLOT);
}

#[test]
fn long_bytes_are_cut_and_say_so() {
    let long = "ä".repeat(SHOWN_BYTES_MAX);
    let text = shown(long.as_bytes());
    assert!(text.len() < SHOWN_BYTES_MAX + 64);
    assert!(text.ends_with(&format!("({} bytes in all)", long.len())));
}

#[test]
fn a_message_is_kept_for_each_of_our_orders_that_it_names() {
    let ours = ClientOrderId::of(
        Time::from_millis(1),
        domain::AccountId::new(1),
        OrderId::new(7),
    );
    let strange = ClientOrderId::of(
        Time::from_millis(2),
        domain::AccountId::new(1),
        OrderId::new(8),
    );
    let mut message = Message::report(ours, (Time::from_millis(3), Time::from_millis(5)), b"x");
    message.of.push(strange);
    let known = |id| (id == ours).then(|| OrderId::new(7));
    let rows: Vec<_> = message.rows(known).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].order, OrderId::new(7));
    assert_eq!(rows[0].outcome, MessageOutcome::Reported);
    assert_eq!(rows[0].hash, Some(store::content_hash(b"x")));
}
