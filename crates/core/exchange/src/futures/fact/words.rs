//! The words of single values: numbers, names, and one fixed word per variant of each enum. The words stay the same for ever.

use super::line::{FuturesFactError, Said, Words};
use crate::futures::ids::{AlgoId, AmendmentId, TranId};
use crate::futures::listing::{FuturesStatus, MarginUse};
use crate::futures::refusal::FuturesRefusal;
use crate::futures::view::{
    AlgoKind, AlgoPrice, AlgoStatus, AssetsMode, FeeBurn, FuturesExpiry, FuturesLife,
    FuturesOrderStatus, IncomeKind, MarginChangeKind, MarginType, OrderOrigin, PositionMode,
    PositionSide, PriceMatch, Protect, Reduce, Working,
};
use crate::ids::{ExchangeOrderId, ExchangeTradeId, UpdateId};
use core::fmt;
use core::str::FromStr;
use domain::{
    AccountId, Amount, Asset, ClientOrderId, Liquidity, Price, Qty, Rate, SelfTradePrevention,
    Side, Span, Symbol, Text, Time, VenueId,
};

macro_rules! plain {
    ($($name:ty),* $(,)?) => {$(
        impl Said for $name {
            fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, " {self}")
            }

            fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
                words.parsed()
            }
        }
    )*};
}

plain!(
    u8,
    u32,
    u64,
    i128,
    Amount,
    Price,
    Qty,
    Rate,
    Time,
    Span,
    Asset,
    Symbol,
    VenueId,
    AccountId,
    ClientOrderId,
    ExchangeOrderId,
    ExchangeTradeId,
    UpdateId,
    AlgoId,
    TranId,
    AmendmentId,
    Side,
    Liquidity,
    SelfTradePrevention,
);

impl Said for Text<40> {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " {self}")
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        let word = words.word()?;
        Self::new(word).map_err(|_| words.bad())
    }
}

/// No such word; whoever reads a line knows its place.
const NO_WORD: FuturesFactError = FuturesFactError::BadWord { place: 0 };

macro_rules! named {
    ($($name:ident { $($variant:ident = $word:literal),* $(,)? })*) => {$(
        impl FromStr for $name {
            type Err = FuturesFactError;

            fn from_str(word: &str) -> Result<Self, FuturesFactError> {
                match word {
                    $($word => Ok(Self::$variant),)*
                    _ => Err(NO_WORD),
                }
            }
        }

        impl Said for $name {
            fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => concat!(" ", $word),)*
                })
            }

            fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
                words.parsed()
            }
        }
    )*};
}

named! {
    FuturesStatus {
        PendingTrading = "pending-trading", Trading = "trading", PreSettle = "pre-settle",
        Settling = "settling", Closed = "closed",
    }
    MarginUse { Counts = "counts", Idle = "idle" }
    PositionSide { Both = "both", Long = "long", Short = "short" }
    PositionMode { OneWay = "one-way", Hedge = "hedge" }
    AssetsMode { Single = "single", Multi = "multi" }
    MarginType { Cross = "cross", Isolated = "isolated" }
    FeeBurn { On = "on", Off = "off" }
    Reduce { Only = "only", Free = "free" }
    Working { Mark = "mark", Contract = "contract" }
    Protect { On = "on", Off = "off" }
    MarginChangeKind { UserAdjust = "user-adjust", Trade = "trade" }
    PriceMatch {
        Opponent = "opponent", Opponent5 = "opponent5", Opponent10 = "opponent10",
        Opponent20 = "opponent20", Queue = "queue", Queue5 = "queue5", Queue10 = "queue10",
        Queue20 = "queue20",
    }
    AlgoStatus {
        New = "new", Triggering = "triggering", Triggered = "triggered", Finished = "finished",
        Cancelled = "cancelled", Expired = "expired", Rejected = "rejected",
    }
    FuturesExpiry {
        ImmediateOrCancel = "immediate-or-cancel", FillOrKill = "fill-or-kill",
        NoLiquidity = "no-liquidity", SelfTrade = "self-trade",
        GoodTillDate = "good-till-date", NothingToReduce = "nothing-to-reduce",
        Liquidation = "liquidation", Settlement = "settlement",
    }
    IncomeKind {
        Transfer = "transfer", WelcomeBonus = "welcome-bonus", RealizedPnl = "realized-pnl",
        FundingFee = "funding-fee", Commission = "commission",
        InsuranceClear = "insurance-clear", ReferralKickback = "referral-kickback",
        CommissionRebate = "commission-rebate", ApiRebate = "api-rebate",
        ContestReward = "contest-reward",
        CrossCollateralTransfer = "cross-collateral-transfer",
        OptionsPremiumFee = "options-premium-fee", OptionsSettleProfit = "options-settle-profit",
        InternalTransfer = "internal-transfer", AutoExchange = "auto-exchange",
        DeliveredSettlement = "delivered-settlement", SwapDeposit = "swap-deposit",
        SwapWithdraw = "swap-withdraw",
        PositionLimitIncreaseFee = "position-limit-increase-fee",
        StrategyUmFuturesTransfer = "strategy-um-futures-transfer",
        FuturesPresent = "futures-present", FeeReturn = "fee-return",
        BfusdReward = "bfusd-reward",
    }
}

impl FromStr for FuturesRefusal {
    type Err = FuturesFactError;

    fn from_str(word: &str) -> Result<Self, FuturesFactError> {
        Self::named(word).ok_or(NO_WORD)
    }
}

impl Said for FuturesRefusal {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " {self}")
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        words.parsed()
    }
}

impl Said for FuturesLife {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gtc => f.write_str(" gtc"),
            Self::Ioc => f.write_str(" ioc"),
            Self::Fok => f.write_str(" fok"),
            Self::Gtx => f.write_str(" gtx"),
            Self::Gtd(until) => write!(f, " gtd {until}"),
        }
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        match words.word()? {
            "gtc" => Ok(Self::Gtc),
            "ioc" => Ok(Self::Ioc),
            "fok" => Ok(Self::Fok),
            "gtx" => Ok(Self::Gtx),
            "gtd" => Ok(Self::Gtd(words.parsed()?)),
            _ => Err(words.bad()),
        }
    }
}

impl Said for FuturesOrderStatus {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str(" new"),
            Self::PartiallyFilled => f.write_str(" partially-filled"),
            Self::Filled => f.write_str(" filled"),
            Self::Cancelled => f.write_str(" cancelled"),
            Self::Expired(reason) => {
                f.write_str(" expired")?;
                reason.say(f)
            }
        }
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        match words.word()? {
            "new" => Ok(Self::New),
            "partially-filled" => Ok(Self::PartiallyFilled),
            "filled" => Ok(Self::Filled),
            "cancelled" => Ok(Self::Cancelled),
            "expired" => Ok(Self::Expired(words.parsed()?)),
            _ => Err(words.bad()),
        }
    }
}

impl Said for AlgoPrice {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(price) => write!(f, " at {price}"),
            Self::Matched(price_match) => {
                f.write_str(" match")?;
                price_match.say(f)
            }
        }
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        match words.word()? {
            "at" => Ok(Self::At(words.parsed()?)),
            "match" => Ok(Self::Matched(words.parsed()?)),
            _ => Err(words.bad()),
        }
    }
}

impl Said for AlgoKind {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stop { trigger, price } => {
                write!(f, " stop {trigger}")?;
                price.say(f)
            }
            Self::TakeProfit { trigger, price } => {
                write!(f, " take-profit {trigger}")?;
                price.say(f)
            }
            Self::StopMarket { trigger } => write!(f, " stop-market {trigger}"),
            Self::TakeProfitMarket { trigger } => write!(f, " take-profit-market {trigger}"),
            Self::TrailingStopMarket {
                activation,
                callback,
            } => {
                f.write_str(" trailing-stop-market")?;
                activation.say(f)?;
                callback.say(f)
            }
        }
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        match words.word()? {
            "stop" => Ok(Self::Stop {
                trigger: words.parsed()?,
                price: AlgoPrice::hear(words)?,
            }),
            "take-profit" => Ok(Self::TakeProfit {
                trigger: words.parsed()?,
                price: AlgoPrice::hear(words)?,
            }),
            "stop-market" => Ok(Self::StopMarket {
                trigger: words.parsed()?,
            }),
            "take-profit-market" => Ok(Self::TakeProfitMarket {
                trigger: words.parsed()?,
            }),
            "trailing-stop-market" => Ok(Self::TrailingStopMarket {
                activation: Option::hear(words)?,
                callback: words.parsed()?,
            }),
            _ => Err(words.bad()),
        }
    }
}

impl Said for OrderOrigin {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str(" account"),
            Self::Algo { id, kind } => {
                write!(f, " algo {id}")?;
                kind.say(f)
            }
            Self::Liquidation => f.write_str(" liquidation"),
            Self::Deleveraging => f.write_str(" deleveraging"),
            Self::Settlement => f.write_str(" settlement"),
        }
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        match words.word()? {
            "account" => Ok(Self::Account),
            "algo" => Ok(Self::Algo {
                id: words.parsed()?,
                kind: AlgoKind::hear(words)?,
            }),
            "liquidation" => Ok(Self::Liquidation),
            "deleveraging" => Ok(Self::Deleveraging),
            "settlement" => Ok(Self::Settlement),
            _ => Err(words.bad()),
        }
    }
}
