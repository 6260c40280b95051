//! Every no of USD-M futures, in Binance's codes and words. Never an internal text.

use super::numbers::short;
use crate::venue::refusal::ServerTrouble;
use crate::venue::wording::{Said, Told, Wording, refusals};
use domain::{Amount, Price};
use exchange::futures::{FuturesRefusal, FuturesRefusal as R};

refusals! {
    /// Why a futures request was refused.
    No {
        /// Conditional orders have an endpoint of their own.
        AlgoOnly = 400, -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.";
        /// A client order id that is none.
        ClientId = 400, -4015,
            "Client order id is not valid.";
        /// A number has more places than the contract.
        Precision = 400, -1111,
            "Precision is over the maximum defined for this asset.";
        /// A quantity that is not above zero.
        Qty = 400, -4003,
            "Quantity less than or equal to zero.";
        /// A price that is not above zero.
        Price = 400, -4001,
            "Price less than 0.";
        /// A trigger that is not above zero.
        Trigger = 400, -4006,
            "Stop price less than zero.";
        /// An activation price that is not above zero.
        Activation = 400, -4135,
            "Invalid activation price.";
        /// The order's value is below this.
        Notional(least: Amount) = 400, -4164,
            "Order's notional must be no smaller than {least} (unless you choose reduce only)."
            where least = short(*least);
        /// A changed order's value is below this.
        AmendedNotional(least: Amount) = 400, -5029,
            "Order's notional must be no smaller than {least}"
            where least = short(*least);
        /// A buyer's price may be at most this.
        PriceAbove(most: Price) = 400, -4016,
            "Limit price can't be higher than {most}.";
        /// A seller's price must be at least this.
        PriceBelow(least: Price) = 400, -4024,
            "Limit price can't be lower than {least}.";
        /// No such position side.
        PositionSide = 400, -4060,
            "Invalid position side.";
        /// No such working type.
        WorkingType(sent: String) = 400, -4031,
            "Invalid parameter working type: {sent}";
        /// No such place in the book to take a price from.
        PriceMatch = 400, -5037,
            "Invalid price match";
        /// Only orders with a price take it from the book.
        PriceMatchKind = 400, -5038,
            "Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT";
        /// No such self-trade prevention mode.
        SelfTrade = 400, -5039,
            "Invalid self trade prevention mode";
        /// No such kind of answer.
        AnswerKind = 400, -1136,
            "Invalid newOrderRespType.";
        /// That leverage cannot be.
        Leverage(sent: u64) = 400, -4028,
            "Leverage {sent} is not valid";
        /// A batch of so many orders.
        BatchSize(sent: usize) = 400, -4082,
            "Invalid number of batch place orders: {sent}";
        /// A batch of too many cancels.
        CancelSize = 400, -4032,
            "Exceed maximum cancel order size.";
        /// A quantity beside closing the whole position.
        QtyWithClose = 400, -4137,
            "Quantity must be zero with closePosition equals true.";
        /// This type cannot close the whole position.
        CloseWith(kind: &'static str) = 400, -4136,
            "Target strategy invalid for orderType {kind},closePosition true";
        /// A value that this parameter cannot have.
        Value(name: &'static str) = 400, -1130,
            "Data sent for parameter '{name}' is not valid.";
        /// No such listen key.
        ListenKey = 400, -1125,
            "This listenKey does not exist.";
        /// It ends before it begins.
        StartAfterEnd = 400, -1023,
            "Start time is greater than end time.";
        /// More time between start and end than so many days.
        Interval(days: u32) = 400, -4165,
            "Maximum time interval is {days} days.";
        /// The amount is no number above zero.
        MarginAmount = 400, -4055,
            "Amount must be positive.";
        /// No such kind of contract.
        ContractType = 400, -4104, "Invalid contract type";
        /// The account may not trade.
        Barred = 400, -4088, "User can not place order currently";
        /// Orders of the contract cannot be changed: it does not trade.
        AmendClosed = 400, -5024,
            "Symbol is not in trading status. Order amendment is not permitted.";
        /// The order to change was never here.
        MissingOrder = 400, -2013,
            "Order does not exist.";
        /// Two parameters that exclude each other.
        Combination = 400, -1128,
            "Combination of optional parameters invalid.";
        /// There is no such path: it, and the method it was asked with.
        UnknownPath(path: String, method: &'static str) = 404, -5000, "Path {path}, Method {method} is invalid";
        /// The path is retired; another one is there.
        Retired(path: &'static str, instead: &'static str) = 404, -5000,
            "GET {path} is retired, please use GET {instead}";
        /// The account has no portfolio margin.
        NotPortfolio = 400, -21001,
            "Request ID is not a Portfolio Margin Account.";
    }
    within {
        /// The engine refused.
        Engine(FuturesRefusal);
    }
}

impl From<FuturesRefusal> for No {
    fn from(reason: FuturesRefusal) -> Self {
        Self::Engine(reason)
    }
}

/// The code and words for each reason of the engine that a request or a stream is told.
const ENGINE: &[(FuturesRefusal, i32, &str)] = &[
    (R::UnknownSymbol, -1121, "Invalid symbol."),
    (
        R::UnknownAccount,
        -2015,
        "Invalid API-key, IP, or permissions for action.",
    ),
    (R::UnknownOrder, -2011, "Unknown order sent."),
    (R::UnknownAlgo, -2011, "Unknown order sent."),
    (R::NotTrading, -4141, "Symbol is closed."),
    (
        R::ReduceOnlyStatus,
        -4140,
        "Invalid symbol status for opening position.",
    ),
    (R::PriceOffTick, -4014, "Price not increased by tick size."),
    (
        R::TriggerOffTick,
        -4014,
        "Price not increased by tick size.",
    ),
    (R::PriceTooLow, -4013, "Price less than min price."),
    (R::PriceTooHigh, -4002, "Price greater than max price."),
    (
        R::PriceAboveBand,
        -4016,
        "Price is higher than mark price multiplier cap.",
    ),
    (
        R::PriceBelowBand,
        -4024,
        "Price is lower than mark price multiplier floor.",
    ),
    (
        R::TriggerOutOfRange,
        -4007,
        "Stop price greater than max price.",
    ),
    (R::CallbackOutOfRange, -2007, "Invalid callBack rate"),
    (R::QtyOffStep, -4023, "Qty not increased by step size."),
    (R::QtyTooSmall, -4004, "Quantity less than min quantity."),
    (R::QtyTooLarge, -4005, "Quantity greater than max quantity."),
    (R::TooManyOrders, -2025, "Reach max open order limit."),
    (
        R::TooManyOrdersOfAccount,
        -2025,
        "Reach max open order limit.",
    ),
    (R::TooManyAlgos, -4045, "Reach max stop order limit."),
    (R::DuplicateClientId, -4116, "ClientOrderId is duplicated."),
    (R::InsufficientMargin, -2019, "Margin is insufficient."),
    (
        R::LeverageCap,
        -2027,
        "Exceeded the maximum allowable position at current leverage.",
    ),
    (
        R::ReduceOnlyRejected,
        -2022,
        "ReduceOnly Order is rejected.",
    ),
    (
        R::ReduceOnlyConflict,
        -1106,
        "Parameter 'reduceonly' sent when not required.",
    ),
    (
        R::WouldTake,
        -5022,
        "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history",
    ),
    (
        R::WouldNotFill,
        -5021,
        "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history",
    ),
    (R::WouldTrigger, -2021, "Order would immediately trigger."),
    (
        R::NoMarketPrice,
        -4131,
        "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
    ),
    (R::NoMatchPrice, -5041, "No depth matches this BBO order"),
    (
        R::GoodTillTooSoon,
        -5040,
        "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000",
    ),
    (
        R::PositionSideMismatch,
        -4061,
        "Order's position side does not match user's setting.",
    ),
    (
        R::CloseNeedsMarket,
        -4137,
        "Quantity must be zero with closePosition equals true.",
    ),
    (
        R::QtyMissing,
        -1102,
        "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
    ),
    (
        R::CloseExists,
        -4130,
        "An open stop or take profit order with GTE and closePosition in the direction is existing.",
    ),
    (R::SideChanged, -1117, "Invalid side."),
    (R::SameOrder, -5027, "No need to modify the order."),
    (
        R::TooManyAmendments,
        -5026,
        "Exceed maximum modify order limit.",
    ),
    (
        R::LeverageTooLowForMargin,
        -2028,
        "Leverage is smaller than permitted: insufficient margin balance.",
    ),
    (
        R::LeverageReductionIsolated,
        -4161,
        "Leverage reduction is not supported in Isolated Margin Mode with open positions.",
    ),
    (R::SameMarginType, -4046, "No need to change margin type."),
    (
        R::OpenOrdersForbidMargin,
        -4047,
        "Margin type cannot be changed if there exists open orders.",
    ),
    (
        R::PositionForbidsMargin,
        -4048,
        "Margin type cannot be changed if there exists position.",
    ),
    (
        R::IsolatedInMultiAssets,
        -4168,
        "Unable to adjust to isolated-margin mode under the Multi-Assets mode.",
    ),
    (
        R::SamePositionMode,
        -4059,
        "No need to change position side.",
    ),
    (
        R::OpenOrdersForbidMode,
        -4067,
        "Position side cannot be changed if there exists open orders.",
    ),
    (
        R::PositionForbidsMode,
        -4068,
        "Position side cannot be changed if there exists position.",
    ),
    (
        R::SameAssetsMode,
        -4171,
        "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.",
    ),
    (
        R::IsolatedForbidsMultiAssets,
        -4167,
        "Unable to adjust to Multi-Assets mode with symbols of USDⓈ-M Futures under isolated-margin mode.",
    ),
    (
        R::OpenOrdersForbidAssets,
        -4170,
        "Unable to adjust Multi-Assets Mode with open orders in USDⓈ-M Futures.",
    ),
    (
        R::MarginForbidsAssets,
        -4169,
        "Unable to adjust Multi-Assets Mode with insufficient margin balance in USDⓈ-M Futures.",
    ),
    (
        R::DebtForbidsAssets,
        -4172,
        "Unable to adjust Multi-Assets Mode with a negative wallet balance of margin available asset in USDⓈ-M Futures account.",
    ),
    (
        R::NotIsolated,
        -4049,
        "Add margin only support for isolated position.",
    ),
    (
        R::NoPosition,
        -4054,
        "Cannot add position margin: position is 0.",
    ),
    (R::AmountNotPositive, -4055, "Amount must be positive."),
    (R::CrossTooSmall, -4050, "Cross balance insufficient."),
    (R::IsolatedTooSmall, -4051, "Isolated balance insufficient."),
    (
        R::CountdownOutOfRange,
        -1130,
        "Data sent for parameter 'countdownTime' is not valid.",
    ),
    (
        R::TooLarge,
        -1111,
        "Precision is over the maximum defined for this asset.",
    ),
    (
        R::TooFine,
        -1111,
        "Precision is over the maximum defined for this asset.",
    ),
];

/// What no request is answered with: set-up and levers alone bring it about, or whoever asked words it himself.
#[cfg(test)]
const UNSAID: &[FuturesRefusal] = &[
    R::UnknownAsset,
    R::SymbolListed,
    R::AssetListed,
    R::AccountOpen,
    R::BadListing,
    R::FundingRate,
    R::FeeTooFine,
    R::NotGrantable,
    R::NotWithdrawable,
    R::StatusForbidden,
    R::BatchTooLong,
    R::SameFeeBurn,
    R::LeverageOutOfRange,
    R::NotionalTooSmall,
];

impl Told for FuturesRefusal {
    fn said(&self) -> Said {
        let found = ENGINE.iter().find(|(known, ..)| known == self);
        found.map_or_else(
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
pub(crate) fn usdm_wordings() -> impl Iterator<Item = Wording> {
    ENGINE
        .iter()
        .map(|(_, code, words)| Wording { code: *code, words })
}

#[cfg(test)]
mod tests;
