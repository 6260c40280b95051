//! What shall hold a position at the venue once an order has opened it: a stop, a target, or both, of which one ends the
//! other; and what is done when they cannot be had. Never closes anything by itself.

use crate::hedge::PositionEffect;
use crate::money::{Price, Qty};
use crate::oco::{OcoShapeError, OcoTerms};
use crate::order::{OrderKind, OrderTerms, Side};
use crate::text::{TextError, scalar_text};
use core::fmt;

/// The exits that an opening order is wished with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    exits: Exits,
    if_bare: IfBare,
}

/// The kinds of the exits; each rests at the venue until it trades or is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exits {
    /// A loss is bounded.
    Stop(OrderKind),
    /// A profit is taken.
    Target(OrderKind),
    /// Both, as a pair.
    Both {
        /// What takes the profit.
        target: OrderKind,
        /// What bounds the loss.
        stop: OrderKind,
    },
}

/// What is done with a position whose exits the venue refused, ended, or does not show in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IfBare {
    /// It is closed at the market.
    Flatten,
    /// A person is told, and its symbol takes nothing new until they release it.
    Alarm,
}

/// The terms of exits for a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitTerms {
    /// One order.
    One(OrderTerms),
    /// A target and a stop.
    Pair(OcoTerms),
}

/// Why exits do not protect what an order opens, whatever the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtectionError {
    /// Neither a stop nor a target was named.
    NoExit,
    /// Only a buy opens a position that exits can sell, and of contracts a sell one that exits can buy back.
    NotOpening,
    /// The exits are no exits.
    Shape(OcoShapeError),
    /// An exit would trade at the order's own price.
    CrossesEntry,
}

impl fmt::Display for ProtectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoExit => f.write_str("a protection needs a stop, a target or both"),
            Self::NotOpening => {
                f.write_str("only an order that is not reduce-only opens a position to protect: a buy, or of a contract a sell")
            }
            Self::Shape(error) => error.fmt(f),
            Self::CrossesEntry => {
                f.write_str("the stop must lie under the order's price and the target over it")
            }
        }
    }
}

impl core::error::Error for ProtectionError {}

impl IfBare {
    /// The short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flatten => "flatten",
            Self::Alarm => "alarm",
        }
    }
}

impl fmt::Display for IfBare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

scalar_text!(IfBare, TextError, |text| match text {
    "flatten" => Ok(Self::Flatten),
    "alarm" => Ok(Self::Alarm),
    _ => Err(TextError::BadCharacter),
});

impl Protection {
    /// The protection of what `entry` opens.
    ///
    /// # Errors
    /// No exit, exits of a kind that cannot rest, or on the wrong side of each other or of the order's own price.
    pub fn new(
        entry: &OrderTerms,
        (stop, target): (Option<OrderKind>, Option<OrderKind>),
        if_bare: IfBare,
    ) -> Result<Self, ProtectionError> {
        let exits = match (stop, target) {
            (None, None) => return Err(ProtectionError::NoExit),
            (Some(stop), None) => Exits::Stop(stop),
            (None, Some(target)) => Exits::Target(target),
            (Some(stop), Some(target)) => Exits::Both { target, stop },
        };
        let opens = match (entry.side, entry.effect) {
            (_, PositionEffect::ReduceOnly) => false,
            (Side::Buy, PositionEffect::Any) => true,
            // Only a contract can be sold without being held.
            (Side::Sell, PositionEffect::Any) => entry.symbol.is_contract(),
            (_, PositionEffect::Of(_)) => !entry.only_closes(),
        };
        if !opens {
            return Err(ProtectionError::NotOpening);
        }
        let made = Self { exits, if_bare };
        made.terms(entry, entry.qty, entry.effect)
            .map_err(ProtectionError::Shape)?;
        if let Some(price) = entry.kind.limit_price().or(entry.kind.trigger()) {
            let loses = |at: Price| match entry.side {
                Side::Buy => at < price,
                Side::Sell => at > price,
            };
            let bounds = |kind: OrderKind| kind.trigger().is_none_or(loses);
            let gains = |kind: OrderKind| {
                let at = kind.trigger().or(kind.limit_price());
                at.is_none_or(|at| at != price && !loses(at))
            };
            let fits = match exits {
                Exits::Stop(stop) => bounds(stop),
                Exits::Target(target) => gains(target),
                Exits::Both { target, stop } => bounds(stop) && gains(target),
            };
            if !fits {
                return Err(ProtectionError::CrossesEntry);
            }
        }
        Ok(made)
    }

    /// A protection as it was written down, its order's terms aside.
    ///
    /// # Errors
    /// Exits of a kind that cannot rest.
    pub fn from_parts(exits: Exits, if_bare: IfBare) -> Result<Self, ProtectionError> {
        let (stop, target) = match exits {
            Exits::Stop(stop) => (Some(stop), None),
            Exits::Target(target) => (None, Some(target)),
            Exits::Both { target, stop } => (Some(stop), Some(target)),
        };
        if let Some(kind) = stop {
            OcoTerms::stop_kind(kind).map_err(ProtectionError::Shape)?;
        }
        if let Some(kind) = target {
            OcoTerms::target_kind(kind).map_err(ProtectionError::Shape)?;
        }
        Ok(Self { exits, if_bare })
    }

    /// The kinds of its exits.
    #[must_use]
    pub const fn exits(&self) -> Exits {
        self.exits
    }

    /// What bounds the loss, if anything does.
    #[must_use]
    pub const fn stop(&self) -> Option<OrderKind> {
        match self.exits {
            Exits::Stop(stop) | Exits::Both { stop, .. } => Some(stop),
            Exits::Target(_) => None,
        }
    }

    /// What takes the profit, if anything does.
    #[must_use]
    pub const fn target(&self) -> Option<OrderKind> {
        match self.exits {
            Exits::Target(target) | Exits::Both { target, .. } => Some(target),
            Exits::Stop(_) => None,
        }
    }

    /// What is done when the exits cannot be had.
    #[must_use]
    pub const fn if_bare(&self) -> IfBare {
        self.if_bare
    }

    /// The exits for a quantity of what `entry` opened.
    ///
    /// # Errors
    /// They make no pair, or a single one is no stop or no target.
    pub fn terms(
        &self,
        entry: &OrderTerms,
        qty: Qty,
        effect: PositionEffect,
    ) -> Result<ExitTerms, OcoShapeError> {
        let side = match entry.side {
            Side::Buy => Side::Sell,
            Side::Sell => Side::Buy,
        };
        let of = |kind| OrderTerms {
            side,
            qty,
            kind,
            effect,
            ..*entry
        };
        Ok(match self.exits {
            Exits::Stop(stop) => {
                OcoTerms::stop_kind(stop)?;
                ExitTerms::One(of(stop))
            }
            Exits::Target(target) => {
                OcoTerms::target_kind(target)?;
                ExitTerms::One(of(target))
            }
            Exits::Both { target, stop } => ExitTerms::Pair(OcoTerms::new(of(target), of(stop))?),
        })
    }
}

#[cfg(test)]
mod tests;
