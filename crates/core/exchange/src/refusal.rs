//! Why the exchange says no. Data for whoever words it on a wire; never prose of a venue.

use core::fmt;

/// Why an input was refused; nothing was changed by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefuseReason {
    /// No such symbol is listed.
    UnknownSymbol,
    /// No such account is open.
    UnknownAccount,
    /// No open order of the account bears that number or name.
    UnknownOrder,
    /// The symbol is listed already.
    SymbolListed,
    /// The account is open already.
    AccountOpen,
    /// The listing's grid or bounds contradict themselves or are finer than the exchange counts.
    BadListing,
    /// A fee rate has more than 8 decimal places.
    FeeTooFine,
    /// A price is not a multiple of the tick.
    PriceOffTick,
    /// A price lies outside the bounds of the symbol.
    PriceOutOfRange,
    /// A trigger price is not a multiple of the tick.
    TriggerOffTick,
    /// A trigger price lies outside the bounds of the symbol.
    TriggerOutOfRange,
    /// The quantity is not a multiple of the step.
    QtyOffStep,
    /// The quantity is below the smallest.
    QtyTooSmall,
    /// The quantity is above the largest.
    QtyTooLarge,
    /// The quantity is above the largest of an order without a price.
    MarketQtyTooLarge,
    /// The order's value in quote is below the smallest.
    NotionalTooSmall,
    /// The order's value in quote is above the largest.
    NotionalTooLarge,
    /// The account has as many open orders in the symbol as it may.
    TooManyOrders,
    /// The account has as many sleeping stop orders in the symbol as it may.
    TooManyStops,
    /// The account has as many open orders over all symbols as the exchange keeps.
    TooManyOrdersOfAccount,
    /// The account's free balance does not cover the order.
    InsufficientBalance,
    /// An open order of the account bears the same name.
    DuplicateClientId,
    /// A maker-only order would take.
    WouldMatch,
    /// The last price is already past the trigger.
    WouldTrigger,
    /// A sum is larger than the exchange counts.
    TooLarge,
    /// An amount is finer than the exchange counts.
    TooFine,
    /// A batch holds more levels than one message may.
    BatchTooLong,
}

impl RefuseReason {
    /// Every reason, for tables that must word each of them.
    pub const ALL: [Self; 27] = [
        Self::UnknownSymbol,
        Self::UnknownAccount,
        Self::UnknownOrder,
        Self::SymbolListed,
        Self::AccountOpen,
        Self::BadListing,
        Self::FeeTooFine,
        Self::PriceOffTick,
        Self::PriceOutOfRange,
        Self::TriggerOffTick,
        Self::TriggerOutOfRange,
        Self::QtyOffStep,
        Self::QtyTooSmall,
        Self::QtyTooLarge,
        Self::MarketQtyTooLarge,
        Self::NotionalTooSmall,
        Self::NotionalTooLarge,
        Self::TooManyOrders,
        Self::TooManyStops,
        Self::TooManyOrdersOfAccount,
        Self::InsufficientBalance,
        Self::DuplicateClientId,
        Self::WouldMatch,
        Self::WouldTrigger,
        Self::TooLarge,
        Self::TooFine,
        Self::BatchTooLong,
    ];

    /// The short name, the same for ever.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownSymbol => "unknown-symbol",
            Self::UnknownAccount => "unknown-account",
            Self::UnknownOrder => "unknown-order",
            Self::SymbolListed => "symbol-listed",
            Self::AccountOpen => "account-open",
            Self::BadListing => "bad-listing",
            Self::FeeTooFine => "fee-too-fine",
            Self::PriceOffTick => "price-off-tick",
            Self::PriceOutOfRange => "price-out-of-range",
            Self::TriggerOffTick => "trigger-off-tick",
            Self::TriggerOutOfRange => "trigger-out-of-range",
            Self::QtyOffStep => "qty-off-step",
            Self::QtyTooSmall => "qty-too-small",
            Self::QtyTooLarge => "qty-too-large",
            Self::MarketQtyTooLarge => "market-qty-too-large",
            Self::NotionalTooSmall => "notional-too-small",
            Self::NotionalTooLarge => "notional-too-large",
            Self::TooManyOrders => "too-many-orders",
            Self::TooManyStops => "too-many-stops",
            Self::TooManyOrdersOfAccount => "too-many-orders-of-account",
            Self::InsufficientBalance => "insufficient-balance",
            Self::DuplicateClientId => "duplicate-client-id",
            Self::WouldMatch => "would-match",
            Self::WouldTrigger => "would-trigger",
            Self::TooLarge => "too-large",
            Self::TooFine => "too-fine",
            Self::BatchTooLong => "batch-too-long",
        }
    }
}

impl fmt::Display for RefuseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
