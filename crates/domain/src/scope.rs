//! How far a halt, a limit or a switch reaches. Never decides anything.

use crate::asset::Symbol;
use crate::ids::{AccountId, StrategyId, UserId, VenueId};
use crate::text::{TextError, scalar_text};
use core::fmt;

/// The part of trading that a halt, a limit or a switch covers. Text form: `global`, `venue:simex`, `symbol:BTC/USDT` …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All trading of this house.
    Global,
    /// One venue.
    Venue(VenueId),
    /// One account at a venue.
    Account(AccountId),
    /// All orders of one person.
    User(UserId),
    /// One strategy.
    Strategy(StrategyId),
    /// One symbol on every venue.
    Symbol(Symbol),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Global => f.write_str("global"),
            Self::Venue(id) => write!(f, "venue:{id}"),
            Self::Account(id) => write!(f, "account:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Strategy(id) => write!(f, "strategy:{id}"),
            Self::Symbol(symbol) => write!(f, "symbol:{symbol}"),
        }
    }
}

scalar_text!(Scope, TextError, |text| {
    if text == "global" {
        return Ok(Self::Global);
    }
    let (kind, name) = text.split_once(':').ok_or(TextError::BadCharacter)?;
    match kind {
        "venue" => VenueId::new(name).map(Self::Venue),
        "account" => name.parse().map(Self::Account),
        "user" => name.parse().map(Self::User),
        "strategy" => name.parse().map(Self::Strategy),
        "symbol" => Symbol::new(name).map(Self::Symbol),
        _ => Err(TextError::BadCharacter),
    }
});

#[cfg(test)]
mod tests;
