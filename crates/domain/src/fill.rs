//! One execution of one of our orders. Never edited; a venue's trade id is counted once.

use crate::asset::{Asset, Symbol};
use crate::contract::PositionSide;
use crate::hedge::PositionKey;
use crate::ids::{AccountId, OrderId, VenueTradeId};
use crate::money::{Amount, Price, Qty};
use crate::order::Side;
use crate::text::{TextError, scalar_text};
use crate::time::Time;
use core::fmt;

/// Which side of the trade gave the liquidity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Liquidity {
    /// Our order rested in the book.
    Maker,
    /// Our order took from the book.
    Taker,
}

/// One execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The venue's id of the trade, unique within `symbol`.
    pub trade: VenueTradeId,
    /// Our order.
    pub order: OrderId,
    /// The account that traded.
    pub account: AccountId,
    /// What was traded.
    pub symbol: Symbol,
    /// Our side.
    pub side: Side,
    /// The position it moved.
    pub position: PositionSide,
    /// Price in quote.
    pub price: Price,
    /// Quantity of base.
    pub qty: Qty,
    /// What the venue charged (negative is a rebate), in `fee_asset`.
    pub fee: Amount,
    /// The asset the fee was taken in.
    pub fee_asset: Asset,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// When, by the venue's clock.
    pub at: Time,
}

impl Fill {
    /// The position it moved.
    #[must_use]
    pub const fn key(&self) -> PositionKey {
        PositionKey {
            account: self.account,
            symbol: self.symbol,
            side: self.position,
        }
    }
}

impl fmt::Display for Liquidity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Maker => "maker",
            Self::Taker => "taker",
        })
    }
}

scalar_text!(Liquidity, TextError, |text| match text {
    "maker" => Ok(Self::Maker),
    "taker" => Ok(Self::Taker),
    _ => Err(TextError::BadCharacter),
});
