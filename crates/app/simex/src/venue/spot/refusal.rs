//! Why a spot request is refused, with Binance's codes and words: parameters only spot has, and the engine's reasons.
//! Never a judgement.

use crate::venue::refusal::ServerTrouble;
use crate::venue::wording::{Said, Wording, refusals};
use exchange::RefuseReason;

refusals! {
    /// Why a spot request was refused.
    SpotRefusal {
        /// A number must be above zero.
        NotPositive(name: &'static str) = 400, -1013, "Invalid {name}.";
        /// The exchange offers no smart order routing for the symbol.
        NoRouting = 400, -1020, "This operation is not supported.";
        /// A number is larger than any order's.
        Overflow(name: &'static str) = 400, -1108, "Parameter '{name}' overflowed.";
        /// More than a day between start and end.
        WindowTooLong = 400, -1127, "More than 24 hours between startTime and endTime.";
        /// Parameters that exclude each other.
        BadCombination = 400, -1128, "Combination of optional parameters invalid.";
        /// A parameter that needs another one.
        AlsoSend(name: &'static str) = 400, -1128,
            "Combination of optional parameters invalid. Recommendation: '{name}' should also be sent.";
        /// Two parameters of which only one came.
        Together(one: &'static str, other: &'static str) = 400, -1128,
            "Fields [{one}, {other}] must be sent together or omitted entirely.";
        /// A value is none of those a parameter may have.
        BadData(name: &'static str) = 400, -1130, "Data sent for parameter '{name}' is not valid.";
        /// A kind of strategy below the smallest.
        BadStrategyType = 400, -1134, "strategyType was less than 1000000.";
        /// No such restriction of a cancel.
        BadCancelRestrictions = 400, -1145, "Invalid cancelRestrictions";
        /// An iceberg of a leg that does not rest: its parameter, and the one that must be `GTC`.
        IcebergLife { iceberg: &'static str, life: &'static str } = 400, -1160,
            "Parameter '{iceberg}' is not supported if '{life}' is not GTC.";
        /// No such side to peg to.
        BadPegPriceType = 400, -1210, "Invalid pegPriceType.";
        /// No such way to count from a peg.
        BadPegOffsetType = 400, -1211, "Invalid pegOffsetType.";
        /// A type without a limit cannot be pegged.
        PegOrderType = 400, -2010, "This order type may not use pegged price.";
        /// The list asked about was never here.
        NoSuchList = 400, -2018, "Order list does not exist.";
        /// One half of a cancel-replace failed.
        ReplacedInPart = 409, -2021, "Order cancel-replace partially failed.";
        /// Both halves of a cancel-replace failed.
        NotReplaced = 400, -2022, "Order cancel-replace failed.";
        /// The order with that number bears another name.
        WrongClientId = 400, -2039, "Client order ID is not correct for this order ID.";
        /// The working order of a list in which one pays the other must buy.
        OpoWorkingSide = 400, -1222, "Working order in an OPO list must be a bid.";
        /// The pending orders of such a list must sell.
        OpoPendingSide = 400, -1223, "Pending orders in an OPO list must be asks.";
    }
}

/// What the engine refused, and on which errand: Binance has codes of its own for placing, ending and amending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngineRefusal {
    /// An order or a list was to be placed, or anything else was to be done.
    Placing(RefuseReason),
    /// An order or a list was to be ended.
    Ending(RefuseReason),
    /// An order was to be made smaller.
    Amending(RefuseReason),
}

impl EngineRefusal {
    /// How it is told.
    pub(crate) fn said(&self) -> Said {
        let (errand, reason): (&[Row], RefuseReason) = match self {
            Self::Placing(reason) => (&[], *reason),
            Self::Ending(reason) => (ENDING, *reason),
            Self::Amending(reason) => (AMENDING, *reason),
        };
        let mut rows = errand.iter().chain(PLACING);
        rows.find(|(of, ..)| *of == reason).map_or_else(
            || ServerTrouble::Unknown.said(),
            |(_, code, words)| Said {
                status: 400,
                code: *code,
                words: (*words).to_owned(),
            },
        )
    }
}

/// Every wording of the engine's reasons.
pub(crate) fn spot_wordings() -> impl Iterator<Item = Wording> {
    let rows = PLACING.iter().chain(ENDING).chain(AMENDING);
    rows.map(|(_, code, words)| Wording { code: *code, words })
}

/// A reason, its code and its words.
type Row = (RefuseReason, i32, &'static str);

/// What no request is answered with: set-up and levers alone bring it about.
#[cfg(test)]
const UNSAID: &[RefuseReason] = &[
    RefuseReason::SymbolListed,
    RefuseReason::AccountOpen,
    RefuseReason::BadListing,
    RefuseReason::FeeTooFine,
    RefuseReason::BatchTooLong,
];
const PRICE_FILTER: &str = "Filter failure: PRICE_FILTER";
const LOT_SIZE: &str = "Filter failure: LOT_SIZE";
const NOTIONAL: &str = "Filter failure: NOTIONAL";
const PRECISION: &str = "Precision is over the maximum defined for this asset.";

/// What stands on every errand: rules on shape, filters, and what the matching engine says of new orders.
const PLACING: &[Row] = &[
    (RefuseReason::UnknownSymbol, -1121, "Invalid symbol."),
    (
        RefuseReason::UnknownAccount,
        -2015,
        "Invalid API-key, IP, or permissions for action.",
    ),
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
        RefuseReason::BookEmpty,
        -2010,
        "Order book liquidity is less than symbol minimum quantity.",
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
];

/// What the matching engine says where an order or a list is to be ended.
const ENDING: &[Row] = &[
    (RefuseReason::MarketClosed, -2011, "Market is closed."),
    (
        RefuseReason::AccountBarred,
        -2011,
        "This account may not place or cancel orders.",
    ),
    (RefuseReason::UnknownOrder, -2011, "Unknown order sent."),
    (RefuseReason::UnknownList, -2011, "Unknown order list sent."),
    (RefuseReason::ClientIdMismatch, -2011, "Unknown order sent."),
    (
        RefuseReason::CancelRestricted,
        -2011,
        "Order was not canceled due to cancel restrictions.",
    ),
];

/// What it says where an order is to be made smaller.
const AMENDING: &[Row] = &[
    (RefuseReason::MarketClosed, -2038, "Market is closed."),
    (
        RefuseReason::AccountBarred,
        -2038,
        "This account may not place or cancel orders.",
    ),
    (
        RefuseReason::DuplicateClientId,
        -2038,
        "Duplicate order sent.",
    ),
    (RefuseReason::UnknownOrder, -2038, "Unknown order sent."),
    (RefuseReason::ClientIdMismatch, -2038, "Unknown order sent."),
    (
        RefuseReason::AmendIncrease,
        -2038,
        "Order amend (quantity increase) is not supported.",
    ),
    (
        RefuseReason::AmendNoChange,
        -2038,
        "The requested action would change no state; rejecting.",
    ),
    (RefuseReason::AmendBelowFilled, -2038, "Invalid quantity."),
    (
        RefuseReason::AmendPendingOpo,
        -2038,
        "Order amend (pending OPO order) is not supported.",
    ),
    (
        RefuseReason::TooManyAmends,
        -2038,
        "Filter failure: MAX_NUM_ORDER_AMENDS",
    ),
];

#[cfg(test)]
mod tests;
