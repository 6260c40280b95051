//! Cases of `asset.rs`.

use super::{Asset, Symbol};
use crate::text::TextError;
use std::string::{String, ToString};

#[test]
fn d3_names_read_back() {
    for text in ["BTC", "USDT", "1INCH", "1000SATS", "A", "ABCDEFGHIJKLMNOP"] {
        let asset = Asset::new(text).unwrap();
        assert_eq!(
            (asset.as_str(), asset.to_string()),
            (text, String::from(text))
        );
        assert_eq!(text.parse::<Asset>(), Ok(asset));
        assert_eq!(
            serde_json::to_string(&asset).unwrap(),
            std::format!("\"{text}\"")
        );
    }
    for text in ["BTC/USDT", "BTC/USDT:USDT", "1000SATS/FDUSD", "A/B"] {
        let symbol = Symbol::new(text).unwrap();
        assert_eq!(
            (symbol.as_str(), text.parse::<Symbol>()),
            (text, Ok(symbol))
        );
    }
}

#[test]
fn other_names_are_refused() {
    for (text, error) in [
        ("", TextError::Empty),
        ("btc", TextError::BadCharacter),
        ("BT C", TextError::BadCharacter),
        ("BTC-USDT", TextError::BadCharacter),
        ("ВТС", TextError::BadCharacter),
        ("ABCDEFGHIJKLMNOPQ", TextError::TooLong { max: 16 }),
    ] {
        assert_eq!(Asset::new(text), Err(error), "{text}");
    }
    for (text, error) in [
        ("", TextError::BadCharacter),
        ("BTCUSDT", TextError::BadCharacter),
        ("BTC/", TextError::Empty),
        ("/USDT", TextError::Empty),
        ("BTC/USDT:", TextError::Empty),
        ("BTC/USDT/EUR", TextError::BadCharacter),
        ("BTC/USDT:USDT:USDT", TextError::BadCharacter),
        ("btc/usdt", TextError::BadCharacter),
        ("BTC/ABCDEFGHIJKLMNOPQ", TextError::TooLong { max: 16 }),
        (
            "ABCDEFGHIJKLMNOP/ABCDEFGHIJKLMNOP:ABCDEFGHIJKLMNOP",
            TextError::TooLong { max: 40 },
        ),
    ] {
        assert_eq!(Symbol::new(text), Err(error), "{text}");
    }
}

#[test]
fn a_spot_symbol_is_made_of_its_assets() {
    let asset = |text| Asset::new(text).unwrap();
    assert_eq!(
        Symbol::spot(asset("BTC"), asset("USDT")),
        Symbol::new("BTC/USDT")
    );
    let longest = asset("ABCDEFGHIJKLMNOP");
    assert_eq!(Symbol::spot(longest, longest).unwrap().as_str().len(), 33);
}

#[test]
fn names_sort_like_their_text() {
    let mut names = ["BTC", "BT", "A", "BTCA", "1INCH"].map(|text| Asset::new(text).unwrap());
    names.sort();
    assert_eq!(
        names.map(|name| name.to_string()),
        ["1INCH", "A", "BT", "BTC", "BTCA"]
    );
}
