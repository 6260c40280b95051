//! Every no of USD-M futures, in Binance's codes and words. Never an internal text.

use super::numbers::short;
use domain::{Amount, Price};
use exchange::futures::{FuturesRefusal, FuturesRefusal as R};

/// What is said of an operation that requests cannot reach.
const UNSUPPORTED: (i32, &str) = (-1020, "This operation is not supported.");

/// Why a futures request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum No {
    /// The engine refused.
    Engine(FuturesRefusal),
    /// Conditional orders have an endpoint of their own.
    AlgoOnly,
    /// A client order id that is none.
    ClientId,
    /// A number has more places than the contract.
    Precision,
    /// A quantity that is not above zero.
    Qty,
    /// A price that is not above zero.
    Price,
    /// A trigger that is not above zero.
    Trigger,
    /// An activation price that is not above zero.
    Activation,
    /// The order's value is below this.
    Notional(Amount),
    /// A changed order's value is below this.
    AmendedNotional(Amount),
    /// A buyer's price may be at most this.
    PriceAbove(Price),
    /// A seller's price must be at least this.
    PriceBelow(Price),
    /// No such position side.
    PositionSide,
    /// No such working type.
    WorkingType(String),
    /// No such place in the book to take a price from.
    PriceMatch,
    /// Only orders with a price take it from the book.
    PriceMatchKind,
    /// No such self-trade prevention mode.
    SelfTrade,
    /// No such kind of answer.
    AnswerKind,
    /// That leverage cannot be.
    Leverage(u64),
    /// A batch of so many orders.
    BatchSize(usize),
    /// A batch of too many cancels.
    CancelSize,
    /// A quantity beside closing the whole position.
    QtyWithClose,
    /// This type cannot close the whole position.
    CloseWith(&'static str),
    /// A value that this parameter cannot have.
    Value(&'static str),
    /// No such listen key.
    ListenKey,
    /// It ends before it begins.
    StartAfterEnd,
    /// More time between start and end than so many days.
    Interval(u32),
    /// The amount is no number above zero.
    MarginAmount,
    /// The order to change was never here.
    MissingOrder,
    /// Two parameters that exclude each other.
    Combination,
    /// The account has no portfolio margin.
    NotPortfolio,
}

impl No {
    /// Binance's code.
    pub(crate) fn code(&self) -> i32 {
        match self {
            Self::Engine(reason) => engine(*reason).0,
            Self::AlgoOnly => -4120,
            Self::ClientId => -4015,
            Self::Precision => -1111,
            Self::Qty => -4003,
            Self::Price => -4001,
            Self::Trigger => -4006,
            Self::Activation => -4135,
            Self::Notional(_) => -4164,
            Self::AmendedNotional(_) => -5029,
            Self::PriceAbove(_) => -4016,
            Self::PriceBelow(_) => -4024,
            Self::PositionSide => -4060,
            Self::WorkingType(_) => -4031,
            Self::PriceMatch => -5037,
            Self::PriceMatchKind => -5038,
            Self::SelfTrade => -5039,
            Self::AnswerKind => -1136,
            Self::Leverage(_) => -4028,
            Self::BatchSize(_) => -4082,
            Self::CancelSize => -4032,
            Self::QtyWithClose => -4137,
            Self::CloseWith(_) => -4136,
            Self::Value(_) => -1130,
            Self::ListenKey => -1125,
            Self::StartAfterEnd => -1023,
            Self::Interval(_) => -4165,
            Self::MarginAmount => -4055,
            Self::MissingOrder => -2013,
            Self::Combination => -1128,
            Self::NotPortfolio => -21001,
        }
    }

    /// Binance's words.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Engine(reason) => engine(*reason).1.into(),
            Self::AlgoOnly => "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.".into(),
            Self::ClientId => "Client order id is not valid.".into(),
            Self::Precision => "Precision is over the maximum defined for this asset.".into(),
            Self::Qty => "Quantity less than or equal to zero.".into(),
            Self::Price => "Price less than 0.".into(),
            Self::Trigger => "Stop price less than zero.".into(),
            Self::Activation => "Invalid activation price.".into(),
            Self::Notional(least) => format!(
                "Order's notional must be no smaller than {} (unless you choose reduce only).",
                short(*least)
            ),
            Self::AmendedNotional(least) => {
                format!("Order's notional must be no smaller than {}", short(*least))
            }
            Self::PriceAbove(most) => format!("Limit price can't be higher than {most}."),
            Self::PriceBelow(least) => format!("Limit price can't be lower than {least}."),
            Self::PositionSide => "Invalid position side.".into(),
            Self::WorkingType(sent) => format!("Invalid parameter working type: {sent}"),
            Self::PriceMatch => "Invalid price match".into(),
            Self::PriceMatchKind => {
                "Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT".into()
            }
            Self::SelfTrade => "Invalid self trade prevention mode".into(),
            Self::AnswerKind => "Invalid newOrderRespType.".into(),
            Self::Leverage(sent) => format!("Leverage {sent} is not valid"),
            Self::BatchSize(sent) => format!("Invalid number of batch place orders: {sent}"),
            Self::CancelSize => "Exceed maximum cancel order size.".into(),
            Self::QtyWithClose => "Quantity must be zero with closePosition equals true.".into(),
            Self::CloseWith(kind) => {
                format!("Target strategy invalid for orderType {kind},closePosition true")
            }
            Self::Value(name) => format!("Data sent for parameter '{name}' is not valid."),
            Self::ListenKey => "This listenKey does not exist.".into(),
            Self::StartAfterEnd => "Start time is greater than end time.".into(),
            Self::Interval(days) => format!("Maximum time interval is {days} days."),
            Self::MarginAmount => "Amount must be positive.".into(),
            Self::MissingOrder => "Order does not exist.".into(),
            Self::Combination => "Combination of optional parameters invalid.".into(),
            Self::NotPortfolio => "Request ID is not a Portfolio Margin Account.".into(),
        }
    }
}

impl From<FuturesRefusal> for No {
    fn from(reason: FuturesRefusal) -> Self {
        Self::Engine(reason)
    }
}

/// The code and words for each reason of the engine.
const ENGINE: &[(FuturesRefusal, i32, &str)] = &[
    (R::UnknownSymbol, -1121, "Invalid symbol."),
    (
        R::UnknownAccount,
        -2015,
        "Invalid API-key, IP, or permissions for action.",
    ),
    (R::UnknownAsset, -1126, "This asset is not supported."),
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
    (
        R::NotionalTooSmall,
        -4164,
        "Order's notional must be no smaller than 5.0 (unless you choose reduce only).",
    ),
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
    (R::LeverageOutOfRange, -4028, "Invalid leverage"),
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
    (R::SameFeeBurn, -4046, "No need to change margin type."),
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
    (R::NotWithdrawable, -2018, "Balance is insufficient."),
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
    (R::SymbolListed, -1020, "This operation is not supported."),
    (R::AssetListed, -1020, "This operation is not supported."),
    (R::AccountOpen, -1020, "This operation is not supported."),
    (R::BadListing, -1020, "This operation is not supported."),
    (R::FundingRate, -1020, "This operation is not supported."),
    (R::FeeTooFine, -1020, "This operation is not supported."),
    (R::NotGrantable, -1020, "This operation is not supported."),
    (
        R::StatusForbidden,
        -1020,
        "This operation is not supported.",
    ),
    (R::BatchTooLong, -1020, "This operation is not supported."),
];

/// The code and words for a reason of the engine.
fn engine(reason: FuturesRefusal) -> (i32, &'static str) {
    let found = ENGINE.iter().find(|(known, ..)| *known == reason);
    found.map_or(UNSUPPORTED, |(_, code, words)| (*code, words))
}

#[cfg(test)]
mod tests;
