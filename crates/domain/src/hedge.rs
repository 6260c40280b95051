//! Which position of a contract is meant: the one net position, or in hedge mode the long or the short one; and what an order
//! may do to it. Never a quantity.

use crate::asset::Symbol;
use crate::contract::PositionSide;
use crate::ids::AccountId;
use crate::order::Side;
use crate::text::{TextError, scalar_text};
use core::fmt;

/// One of the two positions that an account in hedge mode has in a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HedgeSide {
    /// The long one: bought to open, sold to close.
    Long,
    /// The short one: sold to open, bought to close.
    Short,
}

impl HedgeSide {
    /// The side of an order that makes it larger.
    #[must_use]
    pub const fn opened_by(self) -> Side {
        match self {
            Self::Long => Side::Buy,
            Self::Short => Side::Sell,
        }
    }

    /// The side of an order that makes it smaller.
    #[must_use]
    pub const fn closed_by(self) -> Side {
        self.opened_by().opposite()
    }

    /// The same among all positions an account may have.
    #[must_use]
    pub const fn position(self) -> PositionSide {
        match self {
            Self::Long => PositionSide::Long,
            Self::Short => PositionSide::Short,
        }
    }
}

impl PositionSide {
    /// Every side, in their order.
    pub const ALL: [Self; 3] = [Self::Both, Self::Long, Self::Short];

    /// The same in hedge mode; `None` of the one net position.
    #[must_use]
    pub const fn hedge(self) -> Option<HedgeSide> {
        match self {
            Self::Both => None,
            Self::Long => Some(HedgeSide::Long),
            Self::Short => Some(HedgeSide::Short),
        }
    }
}

/// Which position of which account: two of them are never added up but where both count against one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositionKey {
    /// The account.
    pub account: AccountId,
    /// The symbol.
    pub symbol: Symbol,
    /// Which of its positions; on spot and in one-way mode there is only [`PositionSide::Both`].
    pub side: PositionSide,
}

impl PositionKey {
    /// The one net position.
    #[must_use]
    pub const fn both(account: AccountId, symbol: Symbol) -> Self {
        Self {
            account,
            symbol,
            side: PositionSide::Both,
        }
    }

    /// Every position that the account may have in the symbol.
    #[must_use]
    pub fn all(account: AccountId, symbol: Symbol) -> [Self; 3] {
        PositionSide::ALL.map(|side| Self {
            account,
            symbol,
            side,
        })
    }
}

/// Which position an order is about, and whether it may make it larger. In hedge mode side and position say it together, so
/// that no order can be reduce-only against its own side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PositionEffect {
    /// It may open, add, reduce or turn round.
    Any,
    /// It may only make the position smaller.
    ReduceOnly,
    /// In hedge mode: it opens or closes the long or the short position, as its side says.
    Of(HedgeSide),
}

impl PositionEffect {
    /// The position it is about.
    #[must_use]
    pub const fn position(self) -> PositionSide {
        match self {
            Self::Any | Self::ReduceOnly => PositionSide::Both,
            Self::Of(side) => side.position(),
        }
    }
}

impl fmt::Display for PositionEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::ReduceOnly => "reduce-only",
            Self::Of(HedgeSide::Long) => "long",
            Self::Of(HedgeSide::Short) => "short",
        })
    }
}

scalar_text!(PositionEffect, TextError, |text| match text {
    "any" => Ok(Self::Any),
    "reduce-only" => Ok(Self::ReduceOnly),
    "long" => Ok(Self::Of(HedgeSide::Long)),
    "short" => Ok(Self::Of(HedgeSide::Short)),
    _ => Err(TextError::BadCharacter),
});

#[cfg(test)]
mod tests;
