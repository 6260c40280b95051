//! Reading requests: nesting, media types, stated lengths, both forms of a symbol.

use super::{check_depth, check_length, check_media_type, symbol};
use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderValue, header};

fn with(name: header::HeaderName, value: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(name, HeaderValue::from_static(value));
    headers
}

#[test]
fn nesting_is_bounded_and_text_does_not_count() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(check_depth(nested(8).as_bytes()).is_ok());
    assert!(check_depth(nested(9).as_bytes()).is_err());
    assert!(check_depth(nested(10_000).as_bytes()).is_err());
    assert!(check_depth(br#"{"a":"[[[[[[[[[[[[","b":"\"[[[[[[[[[[[["}"#).is_ok());
    assert!(check_depth(br#"{"a":"\\"}[[[[[[[[["#).is_err());
    assert!(check_depth(b"[][][][][][][][][][][][]").is_ok());
}

#[test]
fn media_types_are_compared_without_their_parameters() {
    let json = "application/json";
    for good in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;x=y",
    ] {
        assert_eq!(
            check_media_type(&with(header::CONTENT_TYPE, good), json),
            Ok(()),
            "{good}"
        );
    }
    for bad in [
        "",
        "text/plain",
        "application/jsonp",
        "application/x-www-form-urlencoded",
    ] {
        assert_eq!(
            check_media_type(&with(header::CONTENT_TYPE, bad), json),
            Err(Problem::MediaType(json)),
            "{bad}"
        );
    }
    assert!(check_media_type(&HeaderMap::new(), json).is_err());
}

#[test]
fn a_length_over_the_bound_is_refused_before_reading() {
    for (length, fine) in [
        ("0", true),
        ("16384", true),
        ("16385", false),
        ("99999999999999999999", true),
        ("18446744073709551615", false),
    ] {
        assert_eq!(
            check_length(&with(header::CONTENT_LENGTH, length)).is_ok(),
            fine,
            "{length}"
        );
    }
}

#[test]
fn symbols_are_read_in_both_forms() {
    assert_eq!(symbol("BTC-USDT").unwrap().as_str(), "BTC/USDT");
    assert_eq!(symbol("BTC/USDT").unwrap().as_str(), "BTC/USDT");
    for bad in [
        "",
        "BTC",
        "BTCUSDT",
        "btc-usdt",
        "BTC-USDT-X",
        "../BTC",
        "BTC-USDT\n",
        &"A".repeat(99),
    ] {
        assert!(
            matches!(symbol(bad), Err(Problem::UnknownSymbol(_))),
            "{bad:?}"
        );
    }
}
