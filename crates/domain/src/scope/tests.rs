//! Cases of `scope.rs`.

use super::Scope;
use crate::asset::Symbol;
use crate::ids::{AccountId, StrategyId, UserId, VenueId};
use crate::text::TextError;
use std::string::ToString;

#[test]
fn d3_scopes_read_back() {
    for (scope, text) in [
        (Scope::Global, "global"),
        (
            Scope::Venue(VenueId::new("binance-spot").unwrap()),
            "venue:binance-spot",
        ),
        (Scope::Venue(VenueId::new("a:b").unwrap()), "venue:a:b"),
        (Scope::Account(AccountId::new(7)), "account:7"),
        (Scope::User(UserId::new(0)), "user:0"),
        (
            Scope::Strategy(StrategyId::new(u64::MAX)),
            "strategy:18446744073709551615",
        ),
        (
            Scope::Symbol(Symbol::new("BTC/USDT:USDT").unwrap()),
            "symbol:BTC/USDT:USDT",
        ),
    ] {
        assert_eq!(scope.to_string(), text);
        assert_eq!(text.parse::<Scope>(), Ok(scope));
        let json = serde_json::to_string(&scope).unwrap();
        assert_eq!(serde_json::from_str::<Scope>(&json).unwrap(), scope);
    }
}

#[test]
fn other_scopes_are_refused() {
    for text in [
        "",
        "Global",
        "global:1",
        "all",
        "account",
        "account:",
        "account:x",
        "account:01",
        "user:-1",
        "symbol:BTCUSDT",
        "desk:1",
        ":",
    ] {
        assert_eq!(
            text.parse::<Scope>(),
            Err(TextError::BadCharacter),
            "{text}"
        );
    }
    assert_eq!("venue:".parse::<Scope>(), Err(TextError::Empty));
}
