//! Names: every spelling of one person is one name; look-alikes and rubbish are none.

use crate::{Email, UserName};
use alloc::format;

fn email(text: &str) -> Option<alloc::string::String> {
    Email::new(text).ok().map(|email| email.as_str().into())
}

#[test]
fn addresses_have_one_form() {
    assert_eq!(
        email(" Ana@Example.COM ").as_deref(),
        Some("ana@example.com")
    );
    assert_eq!(email("a+b@localhost").as_deref(), Some("a+b@localhost"));
    let longest_local = format!("{}@x.de", "a".repeat(64));
    assert!(email(&longest_local).is_some());
    let too_long_local = format!("{}@x.de", "a".repeat(65));
    let too_long = format!("a@{}.de", "b.".repeat(130));
    for wrong in [
        "",
        "@",
        "ana",
        "ana@",
        "@example.com",
        "a b@example.com",
        "a@b@example.com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "ana@-example.com",
        "ana@example..com",
        "ana@exa_mple.com",
        "аna@example.com",
        "ana@exämple.com",
        "ana\n@example.com",
        "<script>@example.com",
        "ana@example.com\0",
        &too_long_local,
        &too_long,
    ] {
        assert_eq!(email(wrong), None, "{wrong:?}");
    }
}

#[test]
fn user_names_have_one_form() {
    assert_eq!(UserName::new(" Ana.B-2 ").unwrap().as_str(), "ana.b-2");
    let longest = "a".repeat(32);
    assert!(UserName::new(&longest).is_ok());
    let too_long = "a".repeat(33);
    for wrong in [
        "", "a", "-ana", "ana.", "an a", "anä", "ana@x", "a\tb", &too_long,
    ] {
        assert!(UserName::new(wrong).is_err(), "{wrong:?}");
    }
}

// AUTH-09: failures of known, unknown and nonsense names are counted alike, under every spelling.
#[test]
fn failures_are_counted_under_one_key_that_tells_nothing() {
    let key = Email::failure_key("Ana@Example.com");
    assert_eq!(key, Email::failure_key("  ana@example.COM"));
    assert_ne!(key, Email::failure_key("bob@example.com"));
    assert_eq!(Email::failure_key("NOBODY"), Email::failure_key(" nobody "));
    assert!(!key.contains("ana") && key.len() == 64);
}
