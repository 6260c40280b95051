//! One public trade as a venue printed it. Never one of our own fills: those are `domain::Fill`.

use domain::{Price, Qty, Side, Time};

/// One public trade of one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trade {
    /// The venue's number of the trade; grows within its symbol.
    pub id: u64,
    /// Price in quote.
    pub price: Price,
    /// Quantity of base.
    pub qty: Qty,
    /// When it happened, by the venue's clock.
    pub at: Time,
    /// The side that took from the book.
    pub taker: Side,
}

/// What a jump in trade numbers means at a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TradeIds {
    /// Each trade is one more than the one before: a jump means trades we did not see.
    Consecutive,
    /// Numbers only grow: a jump means nothing, and a number that does not grow is a repeat.
    Rising,
}
