//! Cases of `ids.rs`.

use super::{AccountId, ClientOrderId, OrderId, SessionId, VenueId, VenueOrderId};
use crate::text::TextError;
use crate::time::Time;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use std::collections::BTreeSet;
use std::string::ToString;

fn id(millis: i64, account: u64, order: u64) -> ClientOrderId {
    ClientOrderId::of(
        Time::from_millis(millis),
        AccountId::new(account),
        OrderId::new(order),
    )
}

// D7: the id at the venue follows from the journal alone, is unique, and sorts by time.
#[test]
fn d7_client_ids_are_fixed_for_ever() {
    for (millis, account, order, text) in [
        (0, 0, 0, "cf00000000000000000000000000"),
        (0, 0, 1, "cf00000000000000000000000001"),
        (0, 0, 31, "cf0000000000000000000000000Z"),
        (0, 0, 32, "cf00000000000000000000000010"),
        (0, 1, 0, "cf00000000000000200000000000"),
        (1, 0, 0, "cf00000000010000000000000000"),
        (1_723_161_253_937, 7, 42, "cf01J4T6M61H0000E0000000001A"),
        // The last millisecond of `Time` and the largest numbers that the id holds.
        (
            9_223_372_036_854,
            (1 << 24) - 1,
            (1 << 56) - 1,
            "cf08CDXX0PQPZZZZZZZZZZZZZZZZ",
        ),
    ] {
        assert_eq!(id(millis, account, order).to_string(), text);
        assert!(id(millis, account, order).is_ours());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn d7_client_ids_tell_orders_apart_and_sort(
        a in (0_i64..=9_223_372_036_854, 0_u64..1 << 24, 0_u64..1 << 56),
        b in (0_i64..=9_223_372_036_854, 0_u64..1 << 24, 0_u64..1 << 56),
    ) {
        let (x, y) = (id(a.0, a.1, a.2), id(b.0, b.1, b.2));
        prop_assert_eq!(x, id(a.0, a.1, a.2));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x.as_str().cmp(y.as_str()), a.cmp(&b));
        prop_assert_eq!(x.to_string().parse::<ClientOrderId>(), Ok(x));
        prop_assert!(x.is_ours() && x.as_str().len() == 28);
    }
}

#[test]
fn d7_neighbours_never_meet() {
    let mut seen = BTreeSet::new();
    for millis in 1_700_000_000_000..1_700_000_000_010 {
        for account in 0..10 {
            for order in 0..100 {
                assert!(seen.insert(id(millis, account, order)));
            }
        }
    }
    assert_eq!(seen.len(), 10_000);
}

#[test]
fn strangers_ids_are_kept_but_not_ours() {
    for text in [
        "web_1234",
        "cf",
        "cf0000000000000000000000000",
        "cf000000000000000000000000000",
        "xx00000000000000000000000000",
        "cf0000000000000000000000000I",
        "cf0000000000000000000000000a",
        "autoclose-1234567890",
    ] {
        let id = ClientOrderId::new(text).unwrap();
        assert_eq!((id.as_str(), id.is_ours()), (text, false));
    }
}

#[test]
fn text_ids_keep_their_bounds() {
    let bound = |text: &str| ClientOrderId::new(text).map(|id| id.to_string());
    assert_eq!(bound(""), Err(TextError::Empty));
    assert_eq!(bound(&"a".repeat(36)), Ok("a".repeat(36)));
    assert_eq!(bound(&"a".repeat(37)), Err(TextError::TooLong { max: 36 }));
    assert_eq!(bound("a b"), Err(TextError::BadCharacter));
    assert_eq!(bound("a\u{7f}"), Err(TextError::BadCharacter));
    assert_eq!(bound("é"), Err(TextError::BadCharacter));
    assert!(VenueId::new(&"v".repeat(24)).is_ok() && VenueId::new(&"v".repeat(25)).is_err());
    assert!(
        VenueOrderId::new(&"9".repeat(40)).is_ok() && VenueOrderId::new(&"9".repeat(41)).is_err()
    );
    assert!(SessionId::new("s\ns").is_err());
}

#[test]
fn number_ids_have_one_text() {
    for (text, number) in [("0", 0), ("1", 1), ("18446744073709551615", u64::MAX)] {
        let id: OrderId = text.parse().unwrap();
        assert_eq!((id.get(), id.to_string().as_str()), (number, text));
        assert_eq!(
            serde_json::to_string(&id).unwrap(),
            std::format!("\"{text}\"")
        );
    }
    for text in [
        "",
        "-1",
        "+1",
        "01",
        "00",
        "1.0",
        "1e3",
        " 1",
        "1_0",
        "18446744073709551616",
        "x",
    ] {
        assert_eq!(
            text.parse::<OrderId>(),
            Err(TextError::BadCharacter),
            "{text}"
        );
    }
    assert!(serde_json::from_str::<AccountId>("1").is_err());
}
