//! The public market as the venue reports it. Never a book that is kept.

use super::VenueSymbol;
pub use crate::binance::{DepthSnapshot, Listing, SkippedSymbol};
use domain::{Amount, Interval, Price, Qty, Rate, Span, Time};

/// The mark of a contract and what comes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The contract.
    pub symbol: VenueSymbol,
    /// The price positions are valued at.
    pub mark: Price,
    /// The price of what the contract is on; absent where there is none.
    pub index: Option<Price>,
    /// The funding rate that would be paid next; absent for a contract without funding.
    pub funding: Option<Rate>,
    /// When it is paid next; absent for a contract without funding.
    pub next_funding: Option<Time>,
    /// When the venue said it.
    pub at: Time,
}

/// One payment of funding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundingPaid {
    /// The contract.
    pub symbol: VenueSymbol,
    /// The share of the value that longs paid to shorts; below zero the other way round.
    pub rate: Rate,
    /// The mark the value was reckoned at, where the venue says.
    pub mark: Option<Price>,
    /// When.
    pub at: Time,
}

/// The rules of a contract's funding where they differ from the usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundingRule {
    /// The contract.
    pub symbol: VenueSymbol,
    /// Highest rate.
    pub cap: Rate,
    /// Lowest rate.
    pub floor: Rate,
    /// How often it is paid.
    pub interval: Span,
}

/// How much of a contract is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInterest {
    /// The contract.
    pub symbol: VenueSymbol,
    /// Base held long, which is as much as is held short.
    pub qty: Qty,
    /// When.
    pub at: Time,
}

/// A candle of the stream: as it stands while its interval runs, and once more when it is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueCandle {
    /// The contract.
    pub symbol: VenueSymbol,
    /// Its length.
    pub interval: Interval,
    /// Whether it can still change.
    pub state: CandleState,
    /// Start of the interval.
    pub open_time: Time,
    /// First price.
    pub open: Price,
    /// Highest price.
    pub high: Price,
    /// Lowest price.
    pub low: Price,
    /// Last price.
    pub close: Price,
    /// Base traded.
    pub volume: Qty,
    /// Quote traded.
    pub quote_volume: Amount,
    /// Number of trades.
    pub trade_count: u64,
}

/// Whether a candle can still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandleState {
    /// Its interval runs.
    Running,
    /// Its interval is over.
    Closed,
}
