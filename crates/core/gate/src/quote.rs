//! What the market was last seen to offer. Never judged here.

use alloc::vec::Vec;
use domain::{Price, Qty, Symbol, Time, VenueId};

/// The best prices of one symbol at one venue, and optionally the levels behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The venue.
    pub venue: VenueId,
    /// The symbol.
    pub symbol: Symbol,
    /// Highest price somebody pays; `None` while nobody does.
    pub bid: Option<Price>,
    /// Lowest price somebody asks; `None` while nobody does.
    pub ask: Option<Price>,
    /// Price of the last trade.
    pub last: Option<Price>,
    /// When it arrived, by our clock.
    pub received: Time,
    /// Levels of both sides, best first; empty where only the touch is known.
    pub depth: Depth,
}

/// Price levels, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Depth {
    /// Buyers.
    pub bids: Vec<(Price, Qty)>,
    /// Sellers.
    pub asks: Vec<(Price, Qty)>,
}
