//! Why the futures exchange says no. Data for whoever words it on a wire; the venue's own code stands beside each.

use core::fmt;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Why an input was refused; nothing was changed by it. The number is the venue's code for it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FuturesRefusal {
            $($(#[$doc])* $name,)*
        }

        /// Every reason with its short name, the same for ever.
        const NAMES: &[(FuturesRefusal, &str)] = &[$((FuturesRefusal::$name, $word),)*];
    };
}

refusals! {
    /// No such contract is listed (−1121).
    UnknownSymbol = "unknown-symbol",
    /// No such account is open.
    UnknownAccount = "unknown-account",
    /// No such margin asset is listed.
    UnknownAsset = "unknown-asset",
    /// No open order of the account bears that number or name (−2011; −2013 for an amendment).
    UnknownOrder = "unknown-order",
    /// No waiting conditional order of the account bears that number or name (−2011).
    UnknownAlgo = "unknown-algo",
    /// The contract is listed already.
    SymbolListed = "symbol-listed",
    /// The asset is listed already.
    AssetListed = "asset-listed",
    /// The account is open already.
    AccountOpen = "account-open",
    /// The listing contradicts itself or is finer than the exchange counts.
    BadListing = "bad-listing",
    /// A funding rate has more than 8 decimal places.
    FundingRate = "funding-rate",
    /// A fee rate has more than 8 decimal places.
    FeeTooFine = "fee-too-fine",
    /// The contract does not take orders (−4108, −4141).
    NotTrading = "not-trading",
    /// The contract only lets positions shrink (−4140).
    ReduceOnlyStatus = "reduce-only-status",
    /// A price is not a multiple of the tick (−4014).
    PriceOffTick = "price-off-tick",
    /// A price is below the lowest (−4013).
    PriceTooLow = "price-too-low",
    /// A price is above the highest (−4002).
    PriceTooHigh = "price-too-high",
    /// A buyer's price is too far above the mark price (−4016).
    PriceAboveBand = "price-above-band",
    /// A seller's price is too far below the mark price (−4024).
    PriceBelowBand = "price-below-band",
    /// A trigger is not a multiple of the tick (−4014).
    TriggerOffTick = "trigger-off-tick",
    /// A trigger lies outside the bounds (−4007).
    TriggerOutOfRange = "trigger-out-of-range",
    /// A callback rate is not 0.1 % to 10 % in steps of 0.1 % (−2007).
    CallbackOutOfRange = "callback-out-of-range",
    /// The quantity is not a multiple of the step (−1111, −4023).
    QtyOffStep = "qty-off-step",
    /// The quantity is below the smallest (−4004).
    QtyTooSmall = "qty-too-small",
    /// The quantity is above the largest (−4005).
    QtyTooLarge = "qty-too-large",
    /// The order's value is below the smallest, and it does not only reduce (−4164).
    NotionalTooSmall = "notional-too-small",
    /// The account has as many open orders in the symbol as it may (−2025).
    TooManyOrders = "too-many-orders",
    /// The account has as many conditional orders as it may (−4045).
    TooManyAlgos = "too-many-algos",
    /// The account has as many open orders over all symbols as the exchange keeps (−2025).
    TooManyOrdersOfAccount = "too-many-orders-of-account",
    /// An open order of the account bears the same name (−4116).
    DuplicateClientId = "duplicate-client-id",
    /// The available balance does not cover the order (−2019).
    InsufficientMargin = "insufficient-margin",
    /// The position would be larger than its leverage allows (−2027).
    LeverageCap = "leverage-cap",
    /// The order would not reduce a position (−2022).
    ReduceOnlyRejected = "reduce-only-rejected",
    /// Reduce-only does not go with hedge mode, or with closing the whole position (−1106, −4062).
    ReduceOnlyConflict = "reduce-only-conflict",
    /// A maker-only order would take (−5022).
    WouldTake = "would-take",
    /// A fill-or-kill order could not fill as a whole (−5021).
    WouldNotFill = "would-not-fill",
    /// The trigger has been reached already (−2021).
    WouldTrigger = "would-trigger",
    /// The other side shows nothing within the market bound (−4131).
    NoMarketPrice = "no-market-price",
    /// The book is not deep enough for the price asked for (−5041).
    NoMatchPrice = "no-match-price",
    /// The date is less than 600 s away (−5040).
    GoodTillTooSoon = "good-till-too-soon",
    /// The position side does not go with the position mode (−4061).
    PositionSideMismatch = "position-side-mismatch",
    /// Only market kinds close a whole position (−4137).
    CloseNeedsMarket = "close-needs-market",
    /// The order names no quantity and does not close the position (−1102).
    QtyMissing = "qty-missing",
    /// A conditional order that closes the whole position in this direction waits already (−4130).
    CloseExists = "close-exists",
    /// An amendment names another side (−5024).
    SideChanged = "side-changed",
    /// The amendment changes nothing (−5027).
    SameOrder = "same-order",
    /// The order was amended as often as it may be (−5026).
    TooManyAmendments = "too-many-amendments",
    /// The leverage is not one the contract has (−4028).
    LeverageOutOfRange = "leverage-out-of-range",
    /// The margin does not cover positions and orders at this leverage (−2028).
    LeverageTooLowForMargin = "leverage-too-low-for-margin",
    /// The leverage of an isolated position cannot be lowered (−4161).
    LeverageReductionIsolated = "leverage-reduction-isolated",
    /// The margin type is that already (−4046).
    SameMarginType = "same-margin-type",
    /// Open orders keep the margin type as it is (−4047).
    OpenOrdersForbidMargin = "open-orders-forbid-margin",
    /// A position keeps the margin type as it is (−4048).
    PositionForbidsMargin = "position-forbids-margin",
    /// Isolated margin does not go with multi-assets mode (−4168).
    IsolatedInMultiAssets = "isolated-in-multi-assets",
    /// The position mode is that already (−4059).
    SamePositionMode = "same-position-mode",
    /// Open orders keep the position mode as it is (−4067).
    OpenOrdersForbidMode = "open-orders-forbid-mode",
    /// A position keeps the position mode as it is (−4068).
    PositionForbidsMode = "position-forbids-mode",
    /// The assets mode is that already (−4171).
    SameAssetsMode = "same-assets-mode",
    /// A contract with isolated margin keeps multi-assets mode off (−4167).
    IsolatedForbidsMultiAssets = "isolated-forbids-multi-assets",
    /// Open orders keep the assets mode as it is (−4170).
    OpenOrdersForbidAssets = "open-orders-forbid-assets",
    /// The margin would not suffice in the other assets mode (−4169).
    MarginForbidsAssets = "margin-forbids-assets",
    /// A debt in a margin asset keeps multi-assets mode on (−4172).
    DebtForbidsAssets = "debt-forbids-assets",
    /// The fee setting is that already (−4046 in kind).
    SameFeeBurn = "same-fee-burn",
    /// Margin can only be moved for an isolated position (−4046 in kind).
    NotIsolated = "not-isolated",
    /// There is no such position (−4054).
    NoPosition = "no-position",
    /// The amount is nothing (−4055).
    AmountNotPositive = "amount-not-positive",
    /// The cross wallet does not cover what is to be added (−4050).
    CrossTooSmall = "cross-too-small",
    /// The isolated margin would not suffice after what is to be taken out (−4051).
    IsolatedTooSmall = "isolated-too-small",
    /// More would leave than may (−2018).
    NotWithdrawable = "not-withdrawable",
    /// Movements of this kind arise by themselves only.
    NotGrantable = "not-grantable",
    /// The countdown is below zero or longer than the exchange counts.
    CountdownOutOfRange = "countdown-out-of-range",
    /// A contract in this state cannot come to the state asked for.
    StatusForbidden = "status-forbidden",
    /// A sum is larger than the exchange counts.
    TooLarge = "too-large",
    /// An amount is finer than the exchange counts.
    TooFine = "too-fine",
    /// A batch holds more levels than one message may.
    BatchTooLong = "batch-too-long",
}

impl FuturesRefusal {
    /// Every reason, for tables that must word each of them.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(reason, _)| *reason)
    }

    /// The short name, the same for ever.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = NAMES.iter().find(|(reason, _)| *reason == self);
        found.map_or("", |(_, name)| name)
    }

    /// The reason of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(_, known)| *known == name);
        found.map(|(reason, _)| *reason)
    }
}

impl fmt::Display for FuturesRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
