//! What a venue does to an account on margin by itself: money it moves that is of no trade, positions it closes, margin it
//! calls for. Facts of the venue; never a sum of our own.

use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, PositionSide, Price, Symbol, Time, VenueOrderId};

/// Most payments of an account kept to know a repeated one by, and to be shown.
pub(crate) const PAYMENTS_KEPT_MAX: usize = 1_024;
/// Most closed positions of an account kept to know them by, and to be shown.
pub(crate) const CLOSES_KEPT_MAX: usize = 256;

/// Why money moved without a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaymentKind {
    /// Funding, paid to those on the other side or received from them.
    Funding,
    /// Between wallets of the same holder.
    Transfer,
    /// What a liquidation cost, or what the insurance fund covered.
    Insurance,
    /// One asset turned into another by the venue, to settle a debt.
    Exchange,
    /// Anything else the venue has a word for: gifts, rebates, fees given back.
    Other,
}

impl PaymentKind {
    /// The fixed name of the kind.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Funding => "funding",
            Self::Transfer => "transfer",
            Self::Insurance => "insurance",
            Self::Exchange => "exchange",
            Self::Other => "other",
        }
    }
}

/// One movement of an account's money that is of no trade, as the venue lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payment {
    /// When, by the venue's clock.
    pub at: Time,
    /// The venue's number of it, unique within its kind.
    pub id: u64,
    /// Why.
    pub kind: PaymentKind,
    /// The contract it is about, if any.
    pub symbol: Option<Symbol>,
    /// Of what.
    pub asset: Asset,
    /// What came, or below zero what went.
    pub amount: Amount,
}

/// Why a venue closed a position by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CloseKind {
    /// Its margin ran out.
    Liquidated,
    /// It was closed against another's loss.
    Deleveraged,
    /// The contract ended.
    Settled,
}

impl CloseKind {
    /// The kind in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Liquidated => "liquidated by the venue",
            Self::Deleveraged => "closed by the venue against another's loss",
            Self::Settled => "settled by the venue as the contract ended",
        }
    }
}

/// An order by which the venue closed a position of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VenueClose {
    /// When, by the venue's clock.
    pub at: Time,
    /// The venue's id of its order.
    pub venue_order: VenueOrderId,
    /// The contract.
    pub symbol: Symbol,
    /// Which of its positions.
    pub side: PositionSide,
    /// Why.
    pub kind: CloseKind,
}

/// Margin that a venue calls for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarginCall {
    /// The account.
    pub account: AccountId,
    /// The positions whose margin runs out.
    pub positions: Vec<CalledPosition>,
    /// When, by the venue's clock.
    pub at: Time,
}

/// A position whose margin runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalledPosition {
    /// The contract.
    pub symbol: Symbol,
    /// Which of its positions.
    pub side: PositionSide,
    /// Base held: above zero long, below zero short.
    pub held: Amount,
    /// The price it is valued at.
    pub mark: Price,
    /// Margin below which it is liquidated.
    pub maintenance: Amount,
}
