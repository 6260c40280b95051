//! What is listed: contracts with their rules, brackets and funding, and assets that can stand as margin. Values only.

use alloc::vec::Vec;
use domain::{Amount, Asset, Instrument, Qty, Rate, Span, Time};

/// Most brackets of one contract.
pub(crate) const BRACKETS_MAX: usize = 50;

/// A perpetual contract with everything that governs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FuturesListing {
    /// Grid, bounds, assets; its kind is linear and its settlement asset is the margin asset.
    pub instrument: Instrument,
    /// Smallest quantity, largest quantity and step of an order without a price.
    pub market_lot: MarketLot,
    /// Bounds on open orders of one account.
    pub limits: FuturesLimits,
    /// Bounds on prices around the mark price.
    pub bands: PriceBands,
    /// Notional brackets, lowest first, without gaps.
    pub brackets: Vec<Bracket>,
    /// How funding is reckoned.
    pub funding: FundingTerms,
    /// Share of a liquidated notional that goes to the insurance fund.
    pub liquidation_fee: Rate,
    /// Since when it trades.
    pub onboarded: Time,
}

/// Bounds on the quantity of an order without a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarketLot {
    /// Smallest.
    pub min: Qty,
    /// Largest.
    pub max: Qty,
    /// Step; a multiple of the contract's own step.
    pub step: Qty,
}

/// How many orders one account may have open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuturesLimits {
    /// Open orders in the symbol.
    pub open_max: u32,
    /// Waiting conditional orders in the symbol; over all symbols there is a bound beside it.
    pub algo_max: u32,
}

/// Bounds on prices around the mark price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceBands {
    /// A buyer's limit is at most so many times the mark price.
    pub multiplier_up: Amount,
    /// A seller's limit is at least so many times the mark price.
    pub multiplier_down: Amount,
    /// An order without a price trades at most so far from the mark price, as a share of it.
    pub market_take_bound: Rate,
    /// A protected conditional order ends when mark and last price differ by more than this share at its trigger.
    pub trigger_protect: Rate,
}

/// One notional bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    /// Notional from which it holds.
    pub floor: Amount,
    /// Notional up to which it holds.
    pub cap: Amount,
    /// Highest leverage in it.
    pub leverage: u32,
    /// Maintenance margin rate.
    pub maintenance: Rate,
    /// What is taken off the maintenance margin, so that it does not jump at the floor; reckoned by the exchange.
    pub cum: Amount,
}

/// How funding is reckoned and paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundingTerms {
    /// Time between two payments, whole hours, at whole multiples of itself since the epoch.
    pub interval: Span,
    /// Highest rate.
    pub cap: Rate,
    /// Lowest rate.
    pub floor: Rate,
    /// Interest of eight hours.
    pub interest: Rate,
    /// Notional at which the premium is measured in the book.
    pub impact_notional: Amount,
}

/// Whether a contract trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FuturesStatus {
    /// Listed, not yet open: no orders.
    PendingTrading,
    /// Open.
    Trading,
    /// Positions may only shrink.
    PreSettle,
    /// Halted: orders can only be cancelled.
    Settling,
    /// Closed for good: positions were settled at the mark price.
    Closed,
}

/// An asset that can stand as margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarginAsset {
    /// Which.
    pub asset: Asset,
    /// Cut from the index when it is owned, in multi-assets mode.
    pub bid_buffer: Rate,
    /// Added to the index when it is owed, in multi-assets mode.
    pub ask_buffer: Rate,
    /// Cut when it is sold to cover a debt.
    pub exchange_bid_buffer: Rate,
    /// Added when it is bought to cover a debt.
    pub exchange_ask_buffer: Rate,
    /// Whether it counts as margin in multi-assets mode.
    pub margin: MarginUse,
    /// A debt in this asset below this is covered from other assets, in multi-assets mode.
    pub auto_exchange: Amount,
}

/// Whether an asset counts as margin in multi-assets mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarginUse {
    /// It does.
    Counts,
    /// It does not.
    Idle,
}
