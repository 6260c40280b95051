//! Why the exchange says no. Data for whoever words it on a wire; never prose of a venue.

use core::fmt;

/// Makes the reasons with their names and the list of all of them, so that none can be left out.
macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident = $name:literal,)+) => {
        /// Why an input was refused; nothing was changed by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum RefuseReason {
            $($(#[$doc])* $reason,)+
        }

        impl RefuseReason {
            /// Every reason, for tables that must word each of them.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$reason),+];

            /// The short name, the same for ever.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$reason => $name,)+
                }
            }
        }
    };
}

reasons! {
    /// No such symbol is listed.
    UnknownSymbol = "unknown-symbol",
    /// No such account is open.
    UnknownAccount = "unknown-account",
    /// No open order of the account bears that number or name.
    UnknownOrder = "unknown-order",
    /// The symbol is listed already.
    SymbolListed = "symbol-listed",
    /// The account is open already.
    AccountOpen = "account-open",
    /// The listing's grid or bounds contradict themselves or are finer than the exchange counts.
    BadListing = "bad-listing",
    /// A fee rate has more than 8 decimal places.
    FeeTooFine = "fee-too-fine",
    /// A price is not a multiple of the tick.
    PriceOffTick = "price-off-tick",
    /// A price lies outside the bounds of the symbol.
    PriceOutOfRange = "price-out-of-range",
    /// A trigger price is not a multiple of the tick.
    TriggerOffTick = "trigger-off-tick",
    /// A trigger price lies outside the bounds of the symbol.
    TriggerOutOfRange = "trigger-out-of-range",
    /// The quantity is not a multiple of the step.
    QtyOffStep = "qty-off-step",
    /// The quantity is below the smallest.
    QtyTooSmall = "qty-too-small",
    /// The quantity is above the largest.
    QtyTooLarge = "qty-too-large",
    /// The quantity is above the largest of an order without a price.
    MarketQtyTooLarge = "market-qty-too-large",
    /// The order's value in quote is below the smallest.
    NotionalTooSmall = "notional-too-small",
    /// The order's value in quote is above the largest.
    NotionalTooLarge = "notional-too-large",
    /// The account has as many open orders in the symbol as it may.
    TooManyOrders = "too-many-orders",
    /// The account has as many sleeping stop orders in the symbol as it may.
    TooManyStops = "too-many-stops",
    /// The account has as many open orders over all symbols as the exchange keeps.
    TooManyOrdersOfAccount = "too-many-orders-of-account",
    /// The account's free balance does not cover the order.
    InsufficientBalance = "insufficient-balance",
    /// An open order of the account bears the same name.
    DuplicateClientId = "duplicate-client-id",
    /// A maker-only order would take.
    WouldMatch = "would-match",
    /// The last price is already past the trigger.
    WouldTrigger = "would-trigger",
    /// A sum is larger than the exchange counts.
    TooLarge = "too-large",
    /// An amount is finer than the exchange counts.
    TooFine = "too-fine",
    /// A batch holds more levels than one message may.
    BatchTooLong = "batch-too-long",
    /// The symbol does not trade.
    MarketClosed = "market-closed",
    /// The account may neither place nor end orders.
    AccountBarred = "account-barred",
    /// Type, size, iceberg and life of the order do not go together.
    UnsupportedCombination = "unsupported-combination",
    /// Such an order has no price to peg.
    PegUnsupported = "peg-unsupported",
    /// Such an order cannot be pegged to that side of the book or live that long.
    PegSideUnsupported = "peg-side-unsupported",
    /// The book has no such level to peg to.
    PegTooDeep = "peg-too-deep",
    /// The book offers less than the smallest quantity.
    BookTooThin = "book-too-thin",
    /// The book offers nothing at all.
    BookEmpty = "book-empty",
    /// A price lies too far from the average price.
    PriceOutOfBand = "price-out-of-band",
    /// The part shown is larger than the order.
    IcebergTooLarge = "iceberg-too-large",
    /// The part shown is too small for the order.
    IcebergTooManyParts = "iceberg-too-many-parts",
    /// The account has as many open icebergs in the symbol as it may.
    TooManyIcebergs = "too-many-icebergs",
    /// The trailing distance lies outside the bounds of the symbol.
    TrailingOutOfRange = "trailing-out-of-range",
    /// The account would hold and have on order more base than it may.
    PositionTooLarge = "position-too-large",
    /// The account has as many open order lists in the symbol as it may.
    TooManyLists = "too-many-lists",
    /// No open order list of the account bears that number or name.
    UnknownList = "unknown-list",
    /// An open order list of the account bears the same name.
    DuplicateListId = "duplicate-list-id",
    /// An order of a list is of a type its place does not allow.
    ListTypeUnsupported = "list-type-unsupported",
    /// An order of a pair is of a type a pair does not allow.
    OcoTypeUnsupported = "oco-type-unsupported",
    /// Neither order of a pair waits for a trigger.
    OcoBothLimit = "oco-both-limit",
    /// The maker-only order of a buying pair lies above.
    OcoBuyLimitAbove = "oco-buy-limit-above",
    /// The maker-only order of a selling pair lies below.
    OcoSellLimitBelow = "oco-sell-limit-below",
    /// The stop-loss order of a buying pair lies below.
    OcoBuyStopBelow = "oco-buy-stop-below",
    /// The stop-loss order of a selling pair lies above.
    OcoSellStopAbove = "oco-sell-stop-above",
    /// The take-profit order of a buying pair lies above.
    OcoBuyTakeAbove = "oco-buy-take-above",
    /// The take-profit order of a selling pair lies below.
    OcoSellTakeBelow = "oco-sell-take-below",
    /// The last price does not lie between the prices of a pair.
    OcoBadPrices = "oco-bad-prices",
    /// A list in which one pays the other buys first and sells after.
    OpoSideUnsupported = "opo-side-unsupported",
    /// The order or list with that number bears another name.
    ClientIdMismatch = "client-id-mismatch",
    /// The order does not stand as the cancel requires.
    CancelRestricted = "cancel-restricted",
    /// An amendment asks for more.
    AmendIncrease = "amend-increase",
    /// An amendment asks for what is ordered already.
    AmendNoChange = "amend-no-change",
    /// An amendment leaves nothing to trade.
    AmendBelowFilled = "amend-below-filled",
    /// The order has no quantity yet.
    AmendPendingOpo = "amend-pending-opo",
    /// The order has been amended as often as it may.
    TooManyAmends = "too-many-amends",
}

impl fmt::Display for RefuseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
