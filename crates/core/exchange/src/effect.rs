//! What the exchange says. Facts in the order in which they became true; never a wish.

use crate::ids::{
    ExchangeOrderId, ExchangeTradeId, ExecutionId, OrderListId, PreventedMatchId, Tag, UpdateId,
};
use crate::listing::{Listing, SymbolRules, SymbolState};
use crate::reference::ExecutionRules;
use crate::refusal::RefuseReason;
use crate::terms::AccountTerms;
use crate::view::{Amendment, OrderListView, OrderView, PreventedMatch};
use alloc::boxed::Box;
use domain::{
    AccountId, Amount, Asset, Balance, ClientOrderId, Liquidity, Price, Qty, Side, Symbol, Time,
};

/// One thing the exchange says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A symbol is listed.
    Listed(Box<Listing>),
    /// An account is open.
    AccountOpened(Box<AccountTerms>),
    /// An account trades on other terms from here on.
    TermsSet(Box<AccountTerms>),
    /// A symbol trades, or not, from here on.
    StatusSet(SymbolState),
    /// Orders in a symbol keep another grid and other bounds from here on.
    RulesSet(Box<SymbolRules>),
    /// A symbol has other rules of execution from here on.
    ExecutionSet(Box<ExecutionRules>),
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
    /// The list asked for stands or has stood; its reports follow in the same step.
    ListAccepted {
        /// Of the request.
        tag: Tag,
        /// The list's number.
        list: OrderListId,
    },
    /// The list asked to end has ended; its reports follow in the same step.
    ListCancelled {
        /// Of the request.
        tag: Tag,
        /// The list's number.
        list: OrderListId,
    },
    /// What came of both halves of a replacement; the last word on it in its step.
    Replaced(Box<Replaced>),
    /// An order was made smaller; its report came before.
    Amended {
        /// Of the request.
        tag: Tag,
        /// What changed.
        amendment: Box<Amendment>,
    },
    /// Where an order list stands.
    List(Box<ListReport>),
    /// A match between orders of one account or trade group did not take place.
    Prevented(Box<PreventedMatch>),
    /// A trailing order follows the price: it has begun to, or has seen a better one.
    Trailed(Box<Trail>),
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
    /// Next execution id of the symbol.
    pub execution: ExecutionId,
    /// Next prevented match id of the symbol.
    pub prevented: PreventedMatchId,
    /// Next order list id, over all symbols.
    pub list: OrderListId,
}

/// What came of both halves of a replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// Of the request.
    pub tag: Tag,
    /// The end of the old order.
    pub cancel: ReplaceHalf,
    /// The new order.
    pub place: ReplaceHalf,
}

/// What came of one half of a replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplaceHalf {
    /// It was done; the order it is about.
    Done(ExchangeOrderId),
    /// It was refused.
    Failed(RefuseReason),
    /// It was not tried, since the other half failed.
    NotAttempted,
}

/// What happened to an order list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListEvent {
    /// It was taken in.
    Started,
    /// One of its orders bears another name.
    Updated,
    /// None of its orders is open any more.
    Done,
}

/// Something that happened to an order list, with the list after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListReport {
    /// The list, after.
    pub list: OrderListView,
    /// What happened.
    pub event: ListEvent,
    /// When.
    pub at: Time,
}

/// How far a trailing order has followed the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trail {
    /// The order.
    pub order: ExchangeOrderId,
    /// When it began to follow.
    pub since: Time,
    /// The best price it has seen since.
    pub best: Price,
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Execution {
    /// It was taken in: to work, to sleep or to wait for another order of its list.
    New,
    /// The working order of its list is filled: it works or sleeps from here on.
    Activated,
    /// Its trigger was reached: it works from here on.
    Triggered,
    /// It traded.
    Trade(Execute),
    /// It was made smaller, in its place.
    Amended {
        /// Its name before.
        orig_client_id: ClientOrderId,
        /// All that was ordered before.
        orig_qty: Qty,
    },
    /// It lost quantity, or ended, instead of trading with an order of the same account or trade group.
    Prevented(Prevention),
    /// The account ended it.
    Cancelled {
        /// The name of the cancel.
        cancel_id: ClientOrderId,
    },
    /// The exchange ended it, for the reason in its status.
    Expired,
}

/// One order's part in a prevented match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prevention {
    /// The prevented match.
    pub id: PreventedMatchId,
    /// The other order.
    pub counter: ExchangeOrderId,
    /// What this order lost.
    pub lost: Qty,
    /// The price at which they would have traded.
    pub price: Price,
    /// The base that would have been traded.
    pub qty: Qty,
    /// The quote that would have been traded.
    pub quote: Amount,
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
    /// What the fee is in: what was received, or what the account takes a discount for.
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
    /// Rises with everything that happens to orders of the symbol.
    pub id: ExecutionId,
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
            Execution::New
            | Execution::Activated
            | Execution::Triggered
            | Execution::Amended { .. }
            | Execution::Prevented(_)
            | Execution::Cancelled { .. }
            | Execution::Expired => None,
        }
    }
}
