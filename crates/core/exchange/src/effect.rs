//! What the exchange says. Facts in the order in which they became true; never a wish.

use crate::ids::{ExchangeOrderId, ExchangeTradeId, Tag, UpdateId};
use crate::input::{AccountTerms, Listing};
use crate::refusal::RefuseReason;
use alloc::boxed::Box;
use domain::{
    AccountId, Amount, Asset, Balance, ClientOrderId, Liquidity, OrderKind, Price, Qty,
    SelfTradePrevention, Side, Symbol, Time,
};

/// One thing the exchange says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A symbol is listed.
    Listed(Box<Listing>),
    /// An account is open.
    AccountOpened(AccountTerms),
    /// The order asked for stands or has stood; its reports follow in the same step.
    Accepted {
        /// Of the request.
        tag: Tag,
        /// The order's number.
        order: ExchangeOrderId,
    },
    /// The order asked to end has ended; its report follows in the same step.
    Cancelled {
        /// Of the request.
        tag: Tag,
        /// The order's number.
        order: ExchangeOrderId,
    },
    /// An input was refused and changed nothing.
    Refused {
        /// Of the input.
        tag: Tag,
        /// Why.
        reason: RefuseReason,
    },
    /// Something happened to an account's order.
    Report(Box<OrderReport>),
    /// A trade, for everyone to see.
    Trade(Trade),
    /// One displayed level changed; each such effect raises the symbol's update id by one.
    LevelChanged(LevelChange),
    /// What an account holds of one asset changed; one per asset and step, with the final values.
    BalanceChanged {
        /// Who.
        account: AccountId,
        /// Free and locked.
        balance: Balance,
        /// When.
        at: Time,
    },
    /// Numbers below these marks may have been used; to be kept before anything else of the step is shown.
    IdsReserved(IdMarks),
}

/// Numbers that no later run may use below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdMarks {
    /// The symbol the trade and update marks belong to.
    pub symbol: Symbol,
    /// Next order id, over all symbols.
    pub order: ExchangeOrderId,
    /// Next trade id of the symbol.
    pub trade: ExchangeTradeId,
    /// Next update id of the symbol.
    pub update: UpdateId,
}

/// Where an order stands at the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderStatus {
    /// A stop order that waits for its trigger.
    Sleeping,
    /// Stands in the book (or is about to), nothing traded.
    New,
    /// Stands in the book, some of it traded.
    PartiallyFilled,
    /// All of it traded.
    Filled,
    /// Ended by the account.
    Cancelled,
    /// Ended by the exchange.
    Expired(ExpireReason),
}

/// Why the exchange ended an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpireReason {
    /// The rest of an immediate-or-cancel order.
    ImmediateOrCancel,
    /// A fill-or-kill order that could not fill as a whole.
    FillOrKill,
    /// The book had nothing more for an order without a price.
    NoLiquidity,
    /// It would have traded with an order of the same account.
    SelfTrade,
    /// A woken stop order ran out of money.
    InsufficientBalance,
}

/// An order as the exchange knows it: what an order answer or a query shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderView {
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
    /// How, with its prices.
    pub kind: OrderKind,
    /// How much was ordered.
    pub qty: Qty,
    /// Self-trade prevention mode.
    pub self_trade: SelfTradePrevention,
    /// Where it stands.
    pub status: OrderStatus,
    /// Base traded so far.
    pub filled: Qty,
    /// Quote traded so far.
    pub quote_filled: Amount,
    /// When it was placed.
    pub opened: Time,
    /// When it last changed.
    pub updated: Time,
    /// When it began to work: at once, or when its trigger was reached.
    pub working_since: Option<Time>,
    /// Its place in time priority: lower stood earlier. Absent while it sleeps.
    pub priority: Option<u64>,
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Execution {
    /// It was taken in.
    New,
    /// Its trigger was reached: it works from here on.
    Triggered,
    /// It traded.
    Trade(Execute),
    /// The account ended it.
    Cancelled,
    /// The exchange ended it, for the reason in its status.
    Expired,
}

/// One execution of one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Execute {
    /// The trade.
    pub trade: ExchangeTradeId,
    /// Price.
    pub price: Price,
    /// Base.
    pub qty: Qty,
    /// Quote.
    pub quote: Amount,
    /// What the exchange took (below zero: gave) of `fee_asset`.
    pub fee: Amount,
    /// What was received, and so what the fee is in.
    pub fee_asset: Asset,
    /// Maker or taker.
    pub liquidity: Liquidity,
}

/// Something that happened to an account's order, with the order after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderReport {
    /// The order, after.
    pub order: OrderView,
    /// What happened.
    pub execution: Execution,
    /// When.
    pub at: Time,
}

/// One execution of an account, as its list of trades shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountTrade {
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
    /// The execution.
    pub execution: Execute,
    /// When.
    pub at: Time,
}

/// Who made a trade of the tape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TradeSource {
    /// The matching engine; the id is the engine's.
    Engine,
    /// A capture; the id is the capture's.
    Capture,
}

/// A trade of the tape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trade {
    /// What.
    pub symbol: Symbol,
    /// Its id, in the numbering of its source.
    pub id: ExchangeTradeId,
    /// Who made it.
    pub source: TradeSource,
    /// Price.
    pub price: Price,
    /// Base.
    pub qty: Qty,
    /// The side that took.
    pub taker: Side,
    /// The buying order, where an account's.
    pub buyer: Option<ExchangeOrderId>,
    /// The selling order, where an account's.
    pub seller: Option<ExchangeOrderId>,
    /// When.
    pub at: Time,
}

/// A displayed level after its change; zero means it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelChange {
    /// Where.
    pub symbol: Symbol,
    /// Bids (`Buy`) or asks (`Sell`).
    pub side: Side,
    /// Price.
    pub price: Price,
    /// All that is displayed there.
    pub qty: Qty,
    /// Exactly one more than the symbol's previous.
    pub update_id: UpdateId,
    /// When.
    pub at: Time,
}

impl OrderStatus {
    /// Whether the order may still trade.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Sleeping | Self::New | Self::PartiallyFilled => true,
            Self::Filled | Self::Cancelled | Self::Expired(_) => false,
        }
    }
}

impl OrderReport {
    /// The row this report adds to the account's list of trades, if it is one.
    #[must_use]
    pub const fn trade(&self) -> Option<AccountTrade> {
        match self.execution {
            Execution::Trade(execution) => Some(AccountTrade {
                account: self.order.account,
                symbol: self.order.symbol,
                order: self.order.id,
                client_id: self.order.client_id,
                side: self.order.side,
                execution,
                at: self.at,
            }),
            Execution::New | Execution::Triggered | Execution::Cancelled | Execution::Expired => {
                None
            }
        }
    }
}
