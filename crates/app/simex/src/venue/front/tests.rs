//! What the front says before any route is looked at.

use super::*;

#[test]
fn dates_are_written_as_http_writes_them() {
    for (millis, text) in [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_709_164_799_999, "Wed, 28 Feb 2024 23:59:59 GMT"),
        (1_709_164_800_000, "Thu, 29 Feb 2024 00:00:00 GMT"),
        (1_798_761_599_000, "Thu, 31 Dec 2026 23:59:59 GMT"),
    ] {
        assert_eq!(date(Time::from_millis(millis)), text);
    }
}

#[test]
fn numbers_of_answers_look_like_uuids_and_differ() {
    let all: std::collections::BTreeSet<String> = (0..10_000).map(uuid).collect();
    assert_eq!(all.len(), 10_000);
    for one in &all {
        assert_eq!(one.len(), 36, "{one}");
        assert_eq!(one.as_bytes()[14], b'4', "{one}");
    }
    assert_eq!(uuid(7), uuid(7));
}

#[test]
fn the_page_of_what_is_gone_has_its_known_length() {
    assert_eq!(GONE_PAGE.len(), 136);
}
