//! Why a spot request is refused, with Binance's codes and words: parameters only spot has, and the engine's reasons.
//! Never a judgement.

use exchange::RefuseReason;

/// Why a spot request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SpotRefusal {
    /// A number must be above zero.
    NotPositive(&'static str),
    /// A number is larger than any order's.
    Overflow(&'static str),
    /// A value is none of those a parameter may have.
    BadData(&'static str),
    /// A kind of strategy below the smallest.
    BadStrategyType,
    /// No such restriction of a cancel.
    BadCancelRestrictions,
    /// No such side to peg to.
    BadPegPriceType,
    /// No such way to count from a peg.
    BadPegOffsetType,
    /// Parameters that exclude each other.
    BadCombination,
    /// A parameter that needs another one.
    AlsoSend(&'static str),
    /// Two parameters of which only one came.
    Together(&'static str, &'static str),
    /// More than a day between start and end.
    WindowTooLong,
    /// An iceberg of a leg that does not rest.
    IcebergLife {
        /// The iceberg's parameter.
        iceberg: &'static str,
        /// The parameter that must be `GTC`.
        life: &'static str,
    },
    /// A type without a limit cannot be pegged.
    PegOrderType,
    /// The list asked about was never here.
    NoSuchList,
    /// The order with that number bears another name.
    WrongClientId,
    /// The working order of a list in which one pays the other must buy.
    OpoWorkingSide,
    /// The pending orders of such a list must sell.
    OpoPendingSide,
    /// The exchange offers no smart order routing for the symbol.
    NoRouting,
    /// The engine did not end the order.
    Cancel(RefuseReason),
    /// The engine did not make the order smaller.
    Amend(RefuseReason),
}

impl SpotRefusal {
    /// Binance's code.
    pub(crate) fn code(&self) -> i32 {
        match self {
            Self::NotPositive(_) => -1013,
            Self::NoRouting => -1020,
            Self::Overflow(_) => -1108,
            Self::WindowTooLong => -1127,
            Self::BadCombination | Self::AlsoSend(_) | Self::Together(..) => -1128,
            Self::BadData(_) => -1130,
            Self::BadStrategyType => -1134,
            Self::BadCancelRestrictions => -1145,
            Self::IcebergLife { .. } => -1160,
            Self::BadPegPriceType => -1210,
            Self::BadPegOffsetType => -1211,
            Self::PegOrderType => -2010,
            Self::NoSuchList => -2018,
            Self::WrongClientId => -2039,
            Self::OpoWorkingSide => -1222,
            Self::OpoPendingSide => -1223,
            Self::Cancel(reason) => match words(*reason).0 {
                -2010 => -2011,
                code => code,
            },
            Self::Amend(reason) => match words(*reason).0 {
                -2010 | -2011 => -2038,
                code => code,
            },
        }
    }

    /// Binance's words.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::NotPositive(name) => format!("Invalid {name}."),
            Self::NoRouting => "This operation is not supported.".into(),
            Self::Overflow(name) => format!("Parameter '{name}' overflowed."),
            Self::WindowTooLong => "More than 24 hours between startTime and endTime.".into(),
            Self::BadCombination => "Combination of optional parameters invalid.".into(),
            Self::AlsoSend(name) => format!(
                "Combination of optional parameters invalid. Recommendation: '{name}' should also be sent."
            ),
            Self::Together(one, other) => {
                format!("Fields [{one}, {other}] must be sent together or omitted entirely.")
            }
            Self::BadData(name) => format!("Data sent for parameter '{name}' is not valid."),
            Self::BadStrategyType => "strategyType was less than 1000000.".into(),
            Self::BadCancelRestrictions => "Invalid cancelRestrictions".into(),
            Self::IcebergLife { iceberg, life } => {
                format!("Parameter '{iceberg}' is not supported if '{life}' is not GTC.")
            }
            Self::BadPegPriceType => "Invalid pegPriceType.".into(),
            Self::BadPegOffsetType => "Invalid pegOffsetType.".into(),
            Self::PegOrderType => "This order type may not use pegged price.".into(),
            Self::NoSuchList => "Order list does not exist.".into(),
            Self::WrongClientId => "Client order ID is not correct for this order ID.".into(),
            Self::OpoWorkingSide => "Working order in an OPO list must be a bid.".into(),
            Self::OpoPendingSide => "Pending orders in an OPO list must be asks.".into(),
            Self::Cancel(reason) | Self::Amend(reason) => words(*reason).1.into(),
        }
    }
}

/// The code and words for each reason of the engine, where an order is placed.
pub(crate) fn words(reason: RefuseReason) -> (i32, &'static str) {
    WORDS
        .iter()
        .find(|(of, ..)| *of == reason)
        .map_or((-1000, UNKNOWN), |(_, code, words)| (*code, words))
}

/// What is said where there are no better words.
const UNKNOWN: &str = "An unknown error occurred while processing the request.";
const UNSUPPORTED: &str = "This operation is not supported.";
const PRICE_FILTER: &str = "Filter failure: PRICE_FILTER";
const LOT_SIZE: &str = "Filter failure: LOT_SIZE";
const NOTIONAL: &str = "Filter failure: NOTIONAL";
const PRECISION: &str = "Precision is over the maximum defined for this asset.";

/// Every reason of the engine once: rules on shape, filters, and what the matching engine says.
const WORDS: [(RefuseReason, i32, &str); RefuseReason::ALL.len()] = [
    (RefuseReason::UnknownSymbol, -1121, "Invalid symbol."),
    (
        RefuseReason::UnknownAccount,
        -2015,
        "Invalid API-key, IP, or permissions for action.",
    ),
    (RefuseReason::UnknownOrder, -2011, "Unknown order sent."),
    (RefuseReason::SymbolListed, -1020, UNSUPPORTED),
    (RefuseReason::AccountOpen, -1020, UNSUPPORTED),
    (RefuseReason::BadListing, -1020, UNSUPPORTED),
    (RefuseReason::FeeTooFine, -1020, UNSUPPORTED),
    (RefuseReason::PriceOffTick, -1013, PRICE_FILTER),
    (RefuseReason::PriceOutOfRange, -1013, PRICE_FILTER),
    (RefuseReason::TriggerOffTick, -1013, PRICE_FILTER),
    (RefuseReason::TriggerOutOfRange, -1013, PRICE_FILTER),
    (RefuseReason::QtyOffStep, -1013, LOT_SIZE),
    (RefuseReason::QtyTooSmall, -1013, LOT_SIZE),
    (RefuseReason::QtyTooLarge, -1013, LOT_SIZE),
    (
        RefuseReason::MarketQtyTooLarge,
        -1013,
        "Filter failure: MARKET_LOT_SIZE",
    ),
    (RefuseReason::NotionalTooSmall, -1013, NOTIONAL),
    (RefuseReason::NotionalTooLarge, -1013, NOTIONAL),
    (
        RefuseReason::TooManyOrders,
        -1013,
        "Filter failure: MAX_NUM_ORDERS",
    ),
    (
        RefuseReason::TooManyStops,
        -1013,
        "Filter failure: MAX_NUM_ALGO_ORDERS",
    ),
    (
        RefuseReason::TooManyOrdersOfAccount,
        -1013,
        "Filter failure: EXCHANGE_MAX_NUM_ORDERS",
    ),
    (
        RefuseReason::InsufficientBalance,
        -2010,
        "Account has insufficient balance for requested action.",
    ),
    (
        RefuseReason::DuplicateClientId,
        -2010,
        "Duplicate order sent.",
    ),
    (
        RefuseReason::WouldMatch,
        -2010,
        "Order would immediately match and take.",
    ),
    (
        RefuseReason::WouldTrigger,
        -2010,
        "Order would trigger immediately.",
    ),
    (RefuseReason::TooLarge, -1111, PRECISION),
    (RefuseReason::TooFine, -1111, PRECISION),
    (RefuseReason::BatchTooLong, -1020, UNSUPPORTED),
    (RefuseReason::MarketClosed, -2010, "Market is closed."),
    (
        RefuseReason::AccountBarred,
        -2010,
        "This account may not place or cancel orders.",
    ),
    (
        RefuseReason::UnsupportedCombination,
        -2010,
        "Unsupported order combination",
    ),
    (
        RefuseReason::PegUnsupported,
        -2010,
        "This order type may not use pegged price.",
    ),
    (
        RefuseReason::PegSideUnsupported,
        -2010,
        "This price peg cannot be used with this order type.",
    ),
    (
        RefuseReason::PegTooDeep,
        -2010,
        "Order book liquidity is too low for this pegged order.",
    ),
    (
        RefuseReason::BookTooThin,
        -2010,
        "Order book liquidity is less than LOT_SIZE filter minimum quantity.",
    ),
    (
        RefuseReason::PriceOutOfBand,
        -1013,
        "Filter failure: PERCENT_PRICE_BY_SIDE",
    ),
    (
        RefuseReason::IcebergTooLarge,
        -2010,
        "IcebergQty exceeds QTY.",
    ),
    (
        RefuseReason::IcebergTooManyParts,
        -1013,
        "Filter failure: ICEBERG_PARTS",
    ),
    (
        RefuseReason::TooManyIcebergs,
        -1013,
        "Filter failure: MAX_NUM_ICEBERG_ORDERS",
    ),
    (
        RefuseReason::TrailingOutOfRange,
        -1013,
        "Filter failure: TRAILING_DELTA",
    ),
    (
        RefuseReason::PositionTooLarge,
        -1013,
        "Filter failure: MAX_POSITION",
    ),
    (
        RefuseReason::TooManyLists,
        -1013,
        "Filter failure: MAX_NUM_ORDER_LISTS",
    ),
    (RefuseReason::UnknownList, -2011, "Unknown order list sent."),
    (
        RefuseReason::DuplicateListId,
        -2010,
        "Duplicate order sent.",
    ),
    (
        RefuseReason::ListTypeUnsupported,
        -1116,
        "Invalid orderType.",
    ),
    (
        RefuseReason::OcoTypeUnsupported,
        -1158,
        "Order type not supported in OCO.",
    ),
    (
        RefuseReason::OcoBothLimit,
        -1168,
        "At least one OCO order must be contingent.",
    ),
    (
        RefuseReason::OcoBuyLimitAbove,
        -1165,
        "A limit order in a buy OCO must be below.",
    ),
    (
        RefuseReason::OcoSellLimitBelow,
        -1166,
        "A limit order in a sell OCO must be above.",
    ),
    (
        RefuseReason::OcoBuyStopBelow,
        -1196,
        "A stop loss order in a buy OCO must be above.",
    ),
    (
        RefuseReason::OcoSellStopAbove,
        -1197,
        "A stop loss order in a sell OCO must be below.",
    ),
    (
        RefuseReason::OcoBuyTakeAbove,
        -1198,
        "A take profit order in a buy OCO must be below.",
    ),
    (
        RefuseReason::OcoSellTakeBelow,
        -1199,
        "A take profit order in a sell OCO must be above.",
    ),
    (
        RefuseReason::OcoBadPrices,
        -2010,
        "The relationship of the prices for the orders is not correct.",
    ),
    (
        RefuseReason::OpoSideUnsupported,
        -1222,
        "Working order in an OPO list must be a bid.",
    ),
    (RefuseReason::ClientIdMismatch, -2011, "Unknown order sent."),
    (
        RefuseReason::CancelRestricted,
        -2011,
        "Order was not canceled due to cancel restrictions.",
    ),
    (
        RefuseReason::AmendIncrease,
        -2010,
        "Order amend (quantity increase) is not supported.",
    ),
    (
        RefuseReason::AmendNoChange,
        -2010,
        "The requested action would change no state; rejecting.",
    ),
    (RefuseReason::AmendBelowFilled, -2010, "Invalid quantity."),
    (
        RefuseReason::AmendPendingOpo,
        -2010,
        "Order amend (pending OPO order) is not supported.",
    ),
    (
        RefuseReason::TooManyAmends,
        -2010,
        "Filter failure: MAX_NUM_ORDER_AMENDS",
    ),
];

#[cfg(test)]
mod tests;
