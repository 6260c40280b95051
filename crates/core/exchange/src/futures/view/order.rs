//! Orders, conditional orders and trades as others see them. Values only; never a judgement.

use super::PositionSide;
use crate::futures::ids::{AlgoId, AmendmentId};
use crate::ids::{ExchangeOrderId, ExchangeTradeId};
use domain::{
    AccountId, Amount, Asset, ClientOrderId, Liquidity, Price, Qty, Rate, SelfTradePrevention,
    Side, Symbol, Time,
};

/// How long a limit order may live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FuturesLife {
    /// Good till cancelled.
    Gtc,
    /// What does not fill at once ends.
    Ioc,
    /// All at once or nothing.
    Fok,
    /// Only as maker.
    Gtx,
    /// Good till an instant.
    Gtd(Time),
}

/// Where in the book a price is taken from on arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PriceMatch {
    /// The best price of the other side.
    Opponent,
    /// The fifth price of the other side.
    Opponent5,
    /// The tenth price of the other side.
    Opponent10,
    /// The twentieth price of the other side.
    Opponent20,
    /// The best price of the own side.
    Queue,
    /// The fifth price of the own side.
    Queue5,
    /// The tenth price of the own side.
    Queue10,
    /// The twentieth price of the own side.
    Queue20,
}

/// Whether an order may only make a position smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reduce {
    /// It may only shrink one.
    Only,
    /// It may do either.
    Free,
}

/// The price that wakes a conditional order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Working {
    /// The mark price.
    Mark,
    /// The price of the last trade.
    Contract,
}

/// Whether a conditional order looks at the distance of mark and last price when it wakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protect {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// The price of the limit order a conditional order becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlgoPrice {
    /// This price.
    At(Price),
    /// The book's price when it wakes.
    Matched(PriceMatch),
}

/// What wakes a conditional order and what it becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlgoKind {
    /// Against the holder, then a limit order.
    Stop {
        /// The price that wakes it.
        trigger: Price,
        /// The limit of the order it becomes.
        price: AlgoPrice,
    },
    /// In favour of the holder, then a limit order.
    TakeProfit {
        /// The price that wakes it.
        trigger: Price,
        /// The limit of the order it becomes.
        price: AlgoPrice,
    },
    /// Against the holder, then a market order.
    StopMarket {
        /// The price that wakes it.
        trigger: Price,
    },
    /// In favour of the holder, then a market order.
    TakeProfitMarket {
        /// The price that wakes it.
        trigger: Price,
    },
    /// When the price turns by a share from its best, then a market order.
    TrailingStopMarket {
        /// The price from which it follows; absent: at once.
        activation: Option<Price>,
        /// By how much it must turn: 0.001 to 0.1.
        callback: Rate,
    },
}

/// Where an order comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderOrigin {
    /// The account placed it.
    Account,
    /// A conditional order woke.
    Algo {
        /// Which.
        id: AlgoId,
        /// Its kind.
        kind: AlgoKind,
    },
    /// The exchange closes a position that lacks margin.
    Liquidation,
    /// The exchange closes a position against another that lacked margin.
    Deleveraging,
    /// The exchange closes a position of a contract that ends.
    Settlement,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FuturesOrderStatus {
    /// Stands in the book (or is about to), nothing traded.
    New,
    /// Some of it traded.
    PartiallyFilled,
    /// All of it traded.
    Filled,
    /// Ended by the account, or by the exchange on its behalf.
    Cancelled,
    /// Ended by the exchange.
    Expired(FuturesExpiry),
}

/// Why the exchange ended an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FuturesExpiry {
    /// The rest of an immediate-or-cancel order.
    ImmediateOrCancel,
    /// A fill-or-kill order that could not fill as a whole.
    FillOrKill,
    /// The book had nothing more within the market bound.
    NoLiquidity,
    /// It would have traded with an order of the same account: the venue says *expired in match*.
    SelfTrade,
    /// Its date has passed.
    GoodTillDate,
    /// Nothing is left that it may reduce.
    NothingToReduce,
    /// The exchange closes the account's positions.
    Liquidation,
    /// The contract closed.
    Settlement,
}

/// An order as the exchange knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuturesOrder {
    /// The exchange's number.
    pub id: ExchangeOrderId,
    /// The account's name for it.
    pub client_id: ClientOrderId,
    /// Who.
    pub account: AccountId,
    /// What.
    pub symbol: Symbol,
    /// Which way.
    pub side: Side,
    /// Which position it is for.
    pub position_side: PositionSide,
    /// Its limit; none for a market order.
    pub price: Option<Price>,
    /// How long it may live; a market order's is `Gtc`.
    pub life: FuturesLife,
    /// How its price was found, where the book gave it.
    pub price_match: Option<PriceMatch>,
    /// How much was ordered, amendments included.
    pub qty: Qty,
    /// How much traded.
    pub filled: Qty,
    /// What that was worth.
    pub quote_filled: Amount,
    /// Average price of what traded, to eight decimal places, half to even.
    pub average: Option<Price>,
    /// Whether it may only reduce.
    pub reduce: Reduce,
    /// Self-trade prevention mode.
    pub self_trade: SelfTradePrevention,
    /// Where it comes from.
    pub origin: OrderOrigin,
    /// Where it stands.
    pub status: FuturesOrderStatus,
    /// When it was placed.
    pub opened: Time,
    /// When it last changed.
    pub updated: Time,
    /// Its place in time priority: lower stood earlier.
    pub priority: u64,
    /// How often it was amended.
    pub amendments: u32,
}

/// One execution of one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuturesFill {
    /// The trade.
    pub trade: ExchangeTradeId,
    /// Price.
    pub price: Price,
    /// How much.
    pub qty: Qty,
    /// What that is worth.
    pub quote: Amount,
    /// What the exchange took (below zero: gave) of `fee_asset`.
    pub fee: Amount,
    /// What the fee is in.
    pub fee_asset: Asset,
    /// Profit or loss the trade made real.
    pub realised: Amount,
    /// Maker or taker.
    pub liquidity: Liquidity,
}

/// One execution of an account, as its list of trades shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuturesTrade {
    /// Who.
    pub account: AccountId,
    /// What.
    pub symbol: Symbol,
    /// The order that traded.
    pub order: ExchangeOrderId,
    /// The account's name for that order.
    pub client_id: ClientOrderId,
    /// Which way.
    pub side: Side,
    /// Which position.
    pub position_side: PositionSide,
    /// The execution.
    pub fill: FuturesFill,
    /// When.
    pub at: Time,
}

/// One change of an order's price or quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amendment {
    /// Its number.
    pub id: AmendmentId,
    /// Who.
    pub account: AccountId,
    /// What.
    pub symbol: Symbol,
    /// Which order.
    pub order: ExchangeOrderId,
    /// The account's name for it.
    pub client_id: ClientOrderId,
    /// Price before and after.
    pub price: (Price, Price),
    /// Whole quantity before and after.
    pub qty: (Qty, Qty),
    /// Its place among the amendments of the order, from one.
    pub count: u32,
    /// When.
    pub at: Time,
}

/// Where a conditional order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlgoStatus {
    /// Waits.
    New,
    /// Its trigger was reached: its order is on the way to the engine.
    Triggering,
    /// Its order is in the engine.
    Triggered,
    /// Its order has ended.
    Finished,
    /// Ended by the account, or by the exchange on its behalf.
    Cancelled,
    /// Ended by the exchange unawakened.
    Expired,
    /// The engine refused its order.
    Rejected,
}

/// A conditional order as the exchange knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlgoOrder {
    /// The exchange's number.
    pub id: AlgoId,
    /// The account's name for it.
    pub client_id: ClientOrderId,
    /// Who.
    pub account: AccountId,
    /// What.
    pub symbol: Symbol,
    /// Which way.
    pub side: Side,
    /// Which position it is for.
    pub position_side: PositionSide,
    /// What wakes it and what it becomes.
    pub kind: AlgoKind,
    /// How much; none closes the whole position.
    pub qty: Option<Qty>,
    /// How the order it becomes may live.
    pub life: FuturesLife,
    /// The price that wakes it.
    pub working: Working,
    /// Whether it looks at the distance of mark and last price.
    pub protect: Protect,
    /// Whether it may only reduce.
    pub reduce: Reduce,
    /// Self-trade prevention of the order it becomes.
    pub self_trade: SelfTradePrevention,
    /// When it ends unawakened.
    pub good_till: Option<Time>,
    /// Where it stands.
    pub status: AlgoStatus,
    /// Why the engine refused its order, where it did.
    pub refusal: Option<crate::futures::FuturesRefusal>,
    /// The order it became.
    pub actual: Option<ExchangeOrderId>,
    /// The best price a trailing order has seen since it follows.
    pub extreme: Option<Price>,
    /// When it was placed.
    pub opened: Time,
    /// When it last changed.
    pub updated: Time,
    /// When it woke.
    pub triggered: Option<Time>,
}

impl FuturesOrderStatus {
    /// Whether the order may still trade.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::New | Self::PartiallyFilled => true,
            Self::Filled | Self::Cancelled | Self::Expired(_) => false,
        }
    }
}

impl AlgoStatus {
    /// Whether it still waits for its trigger.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        match self {
            Self::New => true,
            Self::Triggering
            | Self::Triggered
            | Self::Finished
            | Self::Cancelled
            | Self::Expired
            | Self::Rejected => false,
        }
    }
}

impl AlgoKind {
    /// The price that wakes it, where one is named beforehand.
    #[must_use]
    pub const fn trigger(&self) -> Option<Price> {
        match self {
            Self::Stop { trigger, .. }
            | Self::TakeProfit { trigger, .. }
            | Self::StopMarket { trigger }
            | Self::TakeProfitMarket { trigger } => Some(*trigger),
            Self::TrailingStopMarket { .. } => None,
        }
    }

    /// The limit of the order it becomes; none for a market order.
    #[must_use]
    pub const fn price(&self) -> Option<AlgoPrice> {
        match self {
            Self::Stop { price, .. } | Self::TakeProfit { price, .. } => Some(*price),
            Self::StopMarket { .. }
            | Self::TakeProfitMarket { .. }
            | Self::TrailingStopMarket { .. } => None,
        }
    }
}
