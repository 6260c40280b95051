//! Binance's words for what the engine knows: sides, statuses, kinds, modes. Never a number.

use domain::{SelfTradePrevention, Side};
use exchange::futures::{
    AlgoStatus, FuturesExpiry, FuturesLife, FuturesOrder, FuturesOrderStatus, IncomeKind,
    MarginType, OrderOrigin, PositionSide, PriceMatch, UpdateReason, Working,
};

use super::algo_params;

pub(crate) const fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    }
}

pub(crate) const fn position_side(side: PositionSide) -> &'static str {
    match side {
        PositionSide::Both => "BOTH",
        PositionSide::Long => "LONG",
        PositionSide::Short => "SHORT",
    }
}

pub(crate) const fn life(life: FuturesLife) -> &'static str {
    match life {
        FuturesLife::Gtc => "GTC",
        FuturesLife::Ioc => "IOC",
        FuturesLife::Fok => "FOK",
        FuturesLife::Gtx => "GTX",
        FuturesLife::Gtd(_) => "GTD",
    }
}

/// The date of a life that has one, else zero.
pub(crate) const fn good_till(life: FuturesLife) -> i64 {
    match life {
        FuturesLife::Gtd(date) => date.millis(),
        FuturesLife::Gtc | FuturesLife::Ioc | FuturesLife::Fok | FuturesLife::Gtx => 0,
    }
}

pub(crate) const fn status(status: FuturesOrderStatus) -> &'static str {
    match status {
        FuturesOrderStatus::New => "NEW",
        FuturesOrderStatus::PartiallyFilled => "PARTIALLY_FILLED",
        FuturesOrderStatus::Filled => "FILLED",
        FuturesOrderStatus::Cancelled => "CANCELED",
        FuturesOrderStatus::Expired(FuturesExpiry::SelfTrade) => "EXPIRED_IN_MATCH",
        FuturesOrderStatus::Expired(
            FuturesExpiry::ImmediateOrCancel
            | FuturesExpiry::FillOrKill
            | FuturesExpiry::NoLiquidity
            | FuturesExpiry::GoodTillDate
            | FuturesExpiry::NothingToReduce
            | FuturesExpiry::Liquidation
            | FuturesExpiry::Settlement,
        ) => "EXPIRED",
    }
}

/// The number that stands in the stream for why an order expired.
pub(crate) const fn expiry(status: FuturesOrderStatus) -> &'static str {
    match status {
        FuturesOrderStatus::Expired(reason) => match reason {
            FuturesExpiry::SelfTrade => "1",
            FuturesExpiry::ImmediateOrCancel => "2",
            FuturesExpiry::NothingToReduce => "4",
            FuturesExpiry::Liquidation => "5",
            FuturesExpiry::Settlement => "7",
            FuturesExpiry::NoLiquidity => "9",
            FuturesExpiry::FillOrKill | FuturesExpiry::GoodTillDate => "0",
        },
        FuturesOrderStatus::New
        | FuturesOrderStatus::PartiallyFilled
        | FuturesOrderStatus::Filled
        | FuturesOrderStatus::Cancelled => "0",
    }
}

/// What an order is in the book.
pub(crate) const fn kind(order: &FuturesOrder) -> &'static str {
    match order.price {
        Some(_) => "LIMIT",
        None => "MARKET",
    }
}

/// What an order was asked for as.
pub(crate) const fn original_kind(order: &FuturesOrder) -> &'static str {
    match &order.origin {
        OrderOrigin::Algo { kind, .. } => algo_params::word(kind),
        OrderOrigin::Account
        | OrderOrigin::Liquidation
        | OrderOrigin::Deleveraging
        | OrderOrigin::Settlement => kind(order),
    }
}

pub(crate) const fn working(working: Working) -> &'static str {
    match working {
        Working::Mark => "MARK_PRICE",
        Working::Contract => "CONTRACT_PRICE",
    }
}

pub(crate) const fn price_match(place: Option<PriceMatch>) -> &'static str {
    match place {
        None => "NONE",
        Some(PriceMatch::Opponent) => "OPPONENT",
        Some(PriceMatch::Opponent5) => "OPPONENT_5",
        Some(PriceMatch::Opponent10) => "OPPONENT_10",
        Some(PriceMatch::Opponent20) => "OPPONENT_20",
        Some(PriceMatch::Queue) => "QUEUE",
        Some(PriceMatch::Queue5) => "QUEUE_5",
        Some(PriceMatch::Queue10) => "QUEUE_10",
        Some(PriceMatch::Queue20) => "QUEUE_20",
    }
}

pub(crate) const fn self_trade(mode: SelfTradePrevention) -> &'static str {
    match mode {
        SelfTradePrevention::Allow => "NONE",
        SelfTradePrevention::ExpireTaker => "EXPIRE_TAKER",
        SelfTradePrevention::ExpireMaker => "EXPIRE_MAKER",
        SelfTradePrevention::ExpireBoth => "EXPIRE_BOTH",
    }
}

pub(crate) const fn algo_status(status: AlgoStatus) -> &'static str {
    match status {
        AlgoStatus::New => "NEW",
        AlgoStatus::Triggering => "TRIGGERING",
        AlgoStatus::Triggered => "TRIGGERED",
        AlgoStatus::Finished => "FINISHED",
        AlgoStatus::Cancelled => "CANCELED",
        AlgoStatus::Expired => "EXPIRED",
        AlgoStatus::Rejected => "REJECTED",
    }
}

/// The margin type as answers about positions say it.
pub(crate) const fn margin(margin: MarginType) -> &'static str {
    match margin {
        MarginType::Cross => "cross",
        MarginType::Isolated => "isolated",
    }
}

/// The margin type as settings say it.
pub(crate) const fn margin_setting(margin: MarginType) -> &'static str {
    match margin {
        MarginType::Cross => "CROSSED",
        MarginType::Isolated => "ISOLATED",
    }
}

pub(crate) const fn reason(reason: UpdateReason) -> &'static str {
    match reason {
        UpdateReason::Deposit => "DEPOSIT",
        UpdateReason::Withdraw => "WITHDRAW",
        UpdateReason::Order => "ORDER",
        UpdateReason::FundingFee => "FUNDING_FEE",
        UpdateReason::MarginTransfer => "MARGIN_TRANSFER",
        UpdateReason::MarginTypeChange => "MARGIN_TYPE_CHANGE",
        UpdateReason::InsuranceClear => "INSURANCE_CLEAR",
        UpdateReason::AdminDeposit => "ADMIN_DEPOSIT",
        UpdateReason::AdminWithdraw => "ADMIN_WITHDRAW",
        UpdateReason::Adjustment => "ADJUSTMENT",
        UpdateReason::AssetTransfer => "ASSET_TRANSFER",
        UpdateReason::AutoExchange => "AUTO_EXCHANGE",
        UpdateReason::SwapDeposit => "COIN_SWAP_DEPOSIT",
        UpdateReason::SwapWithdraw => "COIN_SWAP_WITHDRAW",
    }
}

/// Binance's names of movements; two of them are spelt as Binance spells them.
const INCOME: &[(IncomeKind, &str)] = &[
    (IncomeKind::Transfer, "TRANSFER"),
    (IncomeKind::WelcomeBonus, "WELCOME_BONUS"),
    (IncomeKind::RealizedPnl, "REALIZED_PNL"),
    (IncomeKind::FundingFee, "FUNDING_FEE"),
    (IncomeKind::Commission, "COMMISSION"),
    (IncomeKind::InsuranceClear, "INSURANCE_CLEAR"),
    (IncomeKind::ReferralKickback, "REFERRAL_KICKBACK"),
    (IncomeKind::CommissionRebate, "COMMISSION_REBATE"),
    (IncomeKind::ApiRebate, "API_REBATE"),
    (IncomeKind::ContestReward, "CONTEST_REWARD"),
    (
        IncomeKind::CrossCollateralTransfer,
        "CROSS_COLLATERAL_TRANSFER",
    ),
    (IncomeKind::OptionsPremiumFee, "OPTIONS_PREMIUM_FEE"),
    (IncomeKind::OptionsSettleProfit, "OPTIONS_SETTLE_PROFIT"),
    (IncomeKind::InternalTransfer, "INTERNAL_TRANSFER"),
    (IncomeKind::AutoExchange, "AUTO_EXCHANGE"),
    (IncomeKind::DeliveredSettlement, "DELIVERED_SETTELMENT"),
    (IncomeKind::SwapDeposit, "COIN_SWAP_DEPOSIT"),
    (IncomeKind::SwapWithdraw, "COIN_SWAP_WITHDRAW"),
    (
        IncomeKind::PositionLimitIncreaseFee,
        "POSITION_LIMIT_INCREASE_FEE",
    ),
    (
        IncomeKind::StrategyUmFuturesTransfer,
        "STRATEGY_UMFUTURES_TRANSFER",
    ),
    (IncomeKind::FuturesPresent, "FUTURES_PRESENT"),
    (IncomeKind::FeeReturn, "FEE_RETURN"),
    (IncomeKind::BfusdReward, "BFUSD_REWARD"),
];

pub(crate) fn income(kind: IncomeKind) -> &'static str {
    let found = INCOME.iter().find(|(known, _)| *known == kind);
    found.map_or("", |(_, word)| word)
}

/// The movement of this name.
pub(crate) fn income_kind(word: &str) -> Option<IncomeKind> {
    let found = INCOME.iter().find(|(_, known)| *known == word);
    found.map(|(kind, _)| *kind)
}
