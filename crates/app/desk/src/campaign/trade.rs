//! What an order of a campaign was placed for: every kind of order that there is to trade. Never how an order is placed.

use super::report::TradedKind;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an order of a campaign was placed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trade {
    /// At the market.
    Market,
    /// A limit good till cancelled.
    LimitGtc,
    /// A limit that trades at once or not.
    LimitIoc,
    /// A limit that trades all at once or not.
    LimitFok,
    /// A limit good till an instant.
    LimitGtd,
    /// A limit that only makes the market.
    LimitMaker,
    /// A stop at the market.
    Stop,
    /// A stop with a limit.
    StopLimit,
    /// A take-profit at the market.
    TakeProfit,
    /// A take-profit with a limit.
    TakeProfitLimit,
    /// A stop that trails the price.
    TrailingStop,
    /// A pair of which one trades.
    Oco,
    /// A contract sold that is not held.
    Short,
    /// An order with exits, and the exits.
    Protect,
    /// An order that takes the place of another, and the other.
    Replace,
    /// An order placed to be cancelled.
    Cancel,
    /// An order placed to be refused, or that an error needs beside it.
    Provocation,
    /// An order that clears up.
    Tidy,
}

impl Trade {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 18] = [
        Self::Market,
        Self::LimitGtc,
        Self::LimitIoc,
        Self::LimitFok,
        Self::LimitGtd,
        Self::LimitMaker,
        Self::Stop,
        Self::StopLimit,
        Self::TakeProfit,
        Self::TakeProfitLimit,
        Self::TrailingStop,
        Self::Oco,
        Self::Short,
        Self::Protect,
        Self::Replace,
        Self::Cancel,
        Self::Provocation,
        Self::Tidy,
    ];

    /// What a campaign must have had filled (of `Cancel`: cancelled): every kind there is to trade. Contracts know no pairs,
    /// and an order for one is not replaced.
    #[must_use]
    pub const fn wanted(of: TradedKind) -> &'static [Self] {
        match of {
            TradedKind::Asset => &[
                Self::Market,
                Self::LimitGtc,
                Self::LimitIoc,
                Self::LimitFok,
                Self::LimitGtd,
                Self::LimitMaker,
                Self::Stop,
                Self::StopLimit,
                Self::TakeProfit,
                Self::TakeProfitLimit,
                Self::TrailingStop,
                Self::Oco,
                Self::Protect,
                Self::Replace,
                Self::Cancel,
            ],
            TradedKind::Contract => &[
                Self::Market,
                Self::LimitGtc,
                Self::LimitIoc,
                Self::LimitFok,
                Self::LimitGtd,
                Self::LimitMaker,
                Self::Stop,
                Self::StopLimit,
                Self::TakeProfit,
                Self::TakeProfitLimit,
                Self::TrailingStop,
                Self::Short,
                Self::Protect,
                Self::Cancel,
            ],
        }
    }

    /// The words on a page.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::LimitGtc => "limit GTC",
            Self::LimitIoc => "limit IOC",
            Self::LimitFok => "limit FOK",
            Self::LimitGtd => "limit GTD",
            Self::LimitMaker => "limit maker",
            Self::Stop => "stop",
            Self::StopLimit => "stop limit",
            Self::TakeProfit => "take profit",
            Self::TakeProfitLimit => "take profit limit",
            Self::TrailingStop => "trailing stop",
            Self::Oco => "OCO pair",
            Self::Short => "short",
            Self::Protect => "with exits",
            Self::Replace => "replace",
            Self::Cancel => "cancel",
            Self::Provocation => "errors",
            Self::Tidy => "clearing up",
        }
    }

    /// Whether its orders trade as soon as they arrive, so that its first fill tells of speed and not of the market.
    #[must_use]
    pub const fn at_once(self) -> bool {
        match self {
            Self::Market
            | Self::LimitGtc
            | Self::LimitIoc
            | Self::LimitFok
            | Self::LimitGtd
            | Self::Short
            | Self::Replace
            | Self::Tidy => true,
            Self::LimitMaker
            | Self::Stop
            | Self::StopLimit
            | Self::TakeProfit
            | Self::TakeProfitLimit
            | Self::TrailingStop
            | Self::Oco
            | Self::Protect
            | Self::Cancel
            | Self::Provocation => false,
        }
    }
}

impl fmt::Display for Trade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
