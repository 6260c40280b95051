//! What the breakers saw: days that began, money that came and went, heights that were reached, warnings, trips. Facts only.

use domain::{AccountId, Amount, Asset, Scope, Time};
use gate::Figure;

/// What stops trading by itself, and never starts it again by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breaker {
    /// The day lost too much.
    DailyLoss,
    /// The equity fell too far from its highest.
    Drawdown,
    /// A venue refused too many orders.
    Refusals,
    /// Too many requests to a venue came to no answer.
    Errors,
    /// A venue took too long to take orders.
    Latency,
}

/// One breaker and what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trip {
    /// What it stops.
    pub scope: Scope,
    /// Which.
    pub breaker: Breaker,
    /// What was found.
    pub value: Figure,
    /// What it may come to.
    pub limit: Figure,
    /// When.
    pub at: Time,
}

/// One fact about losses and breakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerEvent {
    /// A day of an account began, at what it was worth.
    DayOpened {
        /// The account.
        account: AccountId,
        /// The instant from which the day counts.
        day: Time,
        /// What the account was worth when somebody first could tell.
        equity: Amount,
        /// When that was.
        at: Time,
    },
    /// Money that came or went without a trade was valued: it is neither won nor lost.
    Transferred {
        /// The account.
        account: AccountId,
        /// Of what.
        asset: Asset,
        /// How much; below zero it went.
        amount: Amount,
        /// What that was worth.
        value: Amount,
        /// When.
        at: Time,
    },
    /// A part of trading was worth more than ever since its last reset.
    Highest {
        /// Which part.
        scope: Scope,
        /// What it was worth.
        equity: Amount,
        /// When.
        at: Time,
    },
    /// Most of what may be lost is lost; a person should look.
    Warned {
        /// Which breaker is near, and how near.
        trip: Trip,
    },
    /// A breaker stopped its scope until a person releases it.
    Tripped {
        /// Which, and why.
        trip: Trip,
    },
}

impl Breaker {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::DailyLoss,
        Self::Drawdown,
        Self::Refusals,
        Self::Errors,
        Self::Latency,
    ];

    /// The fixed name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DailyLoss => "daily-loss",
            Self::Drawdown => "drawdown",
            Self::Refusals => "venue-refusals",
            Self::Errors => "venue-errors",
            Self::Latency => "venue-latency",
        }
    }

    /// The breaker of a fixed name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|breaker| breaker.name() == name)
    }

    /// What it found, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::DailyLoss => "the loss of the day",
            Self::Drawdown => "the fall from the highest equity",
            Self::Refusals => "orders refused by the venue in a short time",
            Self::Errors => "requests to the venue without an answer in a short time",
            Self::Latency => "orders that the venue took slowly in a short time",
        }
    }
}

impl BreakerEvent {
    /// When it happened, by our clock.
    #[must_use]
    pub const fn at(&self) -> Time {
        match self {
            Self::DayOpened { at, .. }
            | Self::Transferred { at, .. }
            | Self::Highest { at, .. } => *at,
            Self::Warned { trip } | Self::Tripped { trip } => trip.at,
        }
    }

    /// The fixed name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::DayOpened { .. } => "day-opened",
            Self::Transferred { .. } => "transferred",
            Self::Highest { .. } => "highest",
            Self::Warned { .. } => "loss-warned",
            Self::Tripped { .. } => "tripped",
        }
    }
}
