//! The names that requests and answers give to sides, types, lives, modes and states. Never a judgement.

use crate::venue::refusal::Refusal;
use domain::{Side, TimeInForce};
use exchange::{
    ExpireReason, ListKind, ListStatus, OrderStatus, OrderType, PegSide, SelfTradeMode,
};

/// The type of an order by its name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeName {
    Market,
    Limit,
    LimitMaker,
    StopLoss,
    StopLossLimit,
    TakeProfit,
    TakeProfitLimit,
}

impl TypeName {
    /// The type a request names.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        match text {
            "MARKET" => Ok(Self::Market),
            "LIMIT" => Ok(Self::Limit),
            "LIMIT_MAKER" => Ok(Self::LimitMaker),
            "STOP_LOSS" => Ok(Self::StopLoss),
            "STOP_LOSS_LIMIT" => Ok(Self::StopLossLimit),
            "TAKE_PROFIT" => Ok(Self::TakeProfit),
            "TAKE_PROFIT_LIMIT" => Ok(Self::TakeProfitLimit),
            _ => Err(Refusal::BadOrderType),
        }
    }

    /// Whether it has a price of its own.
    pub(crate) const fn priced(self) -> bool {
        match self {
            Self::Limit | Self::LimitMaker | Self::StopLossLimit | Self::TakeProfitLimit => true,
            Self::Market | Self::StopLoss | Self::TakeProfit => false,
        }
    }

    /// Whether it waits for a trigger.
    pub(crate) const fn triggered(self) -> bool {
        match self {
            Self::StopLoss | Self::StopLossLimit | Self::TakeProfit | Self::TakeProfitLimit => true,
            Self::Market | Self::Limit | Self::LimitMaker => false,
        }
    }

    /// Whether a request chooses how long it lives.
    pub(crate) const fn timed(self) -> bool {
        match self {
            Self::Limit | Self::StopLossLimit | Self::TakeProfitLimit => true,
            Self::Market | Self::LimitMaker | Self::StopLoss | Self::TakeProfit => false,
        }
    }
}

/// The side a request names.
pub(crate) fn read_side(text: &str) -> Result<Side, Refusal> {
    match text {
        "BUY" => Ok(Side::Buy),
        "SELL" => Ok(Side::Sell),
        _ => Err(Refusal::BadSide),
    }
}

/// The life a request names.
pub(crate) fn read_life(text: &str) -> Result<TimeInForce, Refusal> {
    match text {
        "GTC" => Ok(TimeInForce::Gtc),
        "IOC" => Ok(TimeInForce::Ioc),
        "FOK" => Ok(TimeInForce::Fok),
        _ => Err(Refusal::BadTimeInForce),
    }
}

/// The self-trade prevention mode a request names.
pub(crate) fn read_self_trade(text: &str) -> Option<SelfTradeMode> {
    MODES.into_iter().find(|mode| self_trade(*mode) == text)
}

/// Every self-trade prevention mode.
pub(crate) const MODES: [SelfTradeMode; 6] = [
    SelfTradeMode::Allow,
    SelfTradeMode::ExpireTaker,
    SelfTradeMode::ExpireMaker,
    SelfTradeMode::ExpireBoth,
    SelfTradeMode::Decrement,
    SelfTradeMode::Transfer,
];

pub(crate) const fn self_trade(mode: SelfTradeMode) -> &'static str {
    match mode {
        SelfTradeMode::Allow => "NONE",
        SelfTradeMode::ExpireTaker => "EXPIRE_TAKER",
        SelfTradeMode::ExpireMaker => "EXPIRE_MAKER",
        SelfTradeMode::ExpireBoth => "EXPIRE_BOTH",
        SelfTradeMode::Decrement => "DECREMENT",
        SelfTradeMode::Transfer => "TRANSFER",
    }
}

pub(crate) const fn kind(kind: &OrderType) -> &'static str {
    match kind {
        OrderType::Market => "MARKET",
        OrderType::Limit { .. } => "LIMIT",
        OrderType::LimitMaker { .. } => "LIMIT_MAKER",
        OrderType::StopLoss { .. } => "STOP_LOSS",
        OrderType::StopLossLimit { .. } => "STOP_LOSS_LIMIT",
        OrderType::TakeProfit { .. } => "TAKE_PROFIT",
        OrderType::TakeProfitLimit { .. } => "TAKE_PROFIT_LIMIT",
    }
}

/// How long an order lives; types without a choice are shown as good till cancelled.
pub(crate) const fn life(kind: &OrderType) -> &'static str {
    match kind.time_in_force() {
        Some(TimeInForce::Ioc) => "IOC",
        Some(TimeInForce::Fok) => "FOK",
        Some(TimeInForce::Gtc | TimeInForce::Gtd(_)) | None => "GTC",
    }
}

pub(crate) const fn status(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "PENDING_NEW",
        OrderStatus::Sleeping | OrderStatus::New => "NEW",
        OrderStatus::PartiallyFilled => "PARTIALLY_FILLED",
        OrderStatus::Filled => "FILLED",
        OrderStatus::Cancelled => "CANCELED",
        OrderStatus::Expired(ExpireReason::SelfTrade) => "EXPIRED_IN_MATCH",
        OrderStatus::Expired(
            ExpireReason::ImmediateOrCancel
            | ExpireReason::FillOrKill
            | ExpireReason::NoLiquidity
            | ExpireReason::InsufficientBalance
            | ExpireReason::Rejected
            | ExpireReason::OcoTrigger
            | ExpireReason::WorkingExpired
            | ExpireReason::ExchangeCancelled
            | ExpireReason::PriceRange,
        ) => "EXPIRED",
    }
}

/// Why the exchange ended an order; none for an end that has a state of its own.
pub(crate) const fn expiry(status: OrderStatus) -> Option<&'static str> {
    let OrderStatus::Expired(reason) = status else {
        return None;
    };
    match reason {
        ExpireReason::SelfTrade => None,
        ExpireReason::ImmediateOrCancel => Some("UNFILLED_IOC_QUANTITY_EXPIRED"),
        ExpireReason::FillOrKill => Some("UNFILLED_FOK_ORDER_EXPIRED"),
        ExpireReason::NoLiquidity => Some("INSUFFICIENT_LIQUIDITY"),
        ExpireReason::InsufficientBalance | ExpireReason::Rejected => Some("REJECTED"),
        ExpireReason::OcoTrigger => Some("OCO_TRIGGER"),
        ExpireReason::WorkingExpired => Some("OTO_PHASE_ONE_EXPIRED"),
        ExpireReason::ExchangeCancelled => Some("EXCHANGE_CANCELED"),
        ExpireReason::PriceRange => Some("EXECUTION_RULE_PRICE_RANGE_EXCEEDED"),
    }
}

pub(crate) const fn peg(side: PegSide) -> &'static str {
    match side {
        PegSide::Primary => "PRIMARY_PEG",
        PegSide::Market => "MARKET_PEG",
    }
}

/// Lists in which one order waits for another are shown as one kind, whatever waits.
pub(crate) const fn contingency(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Oco => "OCO",
        ListKind::Oto | ListKind::Otoco | ListKind::Opo | ListKind::Opoco => "OTO",
    }
}

pub(crate) const fn list_status(status: ListStatus) -> &'static str {
    match status {
        ListStatus::Executing => "EXECUTING",
        ListStatus::AllDone => "ALL_DONE",
    }
}

/// What a list that is asked for last said of itself.
pub(crate) const fn list_type(status: ListStatus) -> &'static str {
    match status {
        ListStatus::Executing => "EXEC_STARTED",
        ListStatus::AllDone => "ALL_DONE",
    }
}
