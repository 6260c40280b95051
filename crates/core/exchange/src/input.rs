//! What can happen to the exchange. Values only; never a judgement.

use crate::ids::{ExchangeOrderId, ExchangeTradeId, Tag};
use alloc::vec::Vec;
use domain::{
    AccountId, Asset, ClientOrderId, Instrument, OrderKind, Price, Qty, Rate, SelfTradePrevention,
    Side, Symbol, Time,
};

/// One thing that happens to the exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// An instrument is listed.
    AddInstrument {
        /// Comes back in a refusal.
        tag: Tag,
        /// What is listed.
        listing: Listing,
    },
    /// An account is opened.
    AddAccount {
        /// Comes back in a refusal.
        tag: Tag,
        /// Who, and what it pays.
        account: AccountTerms,
        /// What it holds at first.
        balances: Vec<(Asset, Qty)>,
    },
    /// An account is given more of an asset.
    Deposit {
        /// Comes back in a refusal.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Of what.
        asset: Asset,
        /// How much.
        qty: Qty,
    },
    /// An account asks for an order.
    Place(Place),
    /// An account asks for the end of an order.
    Cancel(Cancel),
    /// An account asks for the end of all its open orders of a symbol.
    CancelAll {
        /// Comes back in every answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Where.
        symbol: Symbol,
    },
    /// The house shows other quantities: one depth message, applied as a whole.
    SetLevels(SetLevels),
    /// A trade of a capture passes over the tape.
    Print(Print),
    /// An anonymous trader of the house takes from the book at once; what does not fill is forgotten.
    Take(Take),
}

/// An instrument with the bounds on how many orders an account may have open in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// Grid, bounds, assets.
    pub instrument: Instrument,
    /// Bounds on open orders.
    pub limits: OrderLimits,
}

/// How many orders one account may have open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderLimits {
    /// Open orders in the symbol, sleeping ones included.
    pub open_max: u32,
    /// Sleeping stop orders in the symbol.
    pub stop_max: u32,
}

/// An account and what it pays for trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountTerms {
    /// Who.
    pub account: AccountId,
    /// Fee as a share of what is received when its order rested; below zero is a rebate. At most 8 decimal places.
    pub maker: Rate,
    /// Fee as a share of what is received when its order took. At most 8 decimal places.
    pub taker: Rate,
}

/// An order asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Its name among the account's open orders of the symbol; the exchange makes one when absent.
    pub client_id: Option<ClientOrderId>,
    /// What.
    pub symbol: Symbol,
    /// Which way.
    pub side: Side,
    /// How, with its prices.
    pub kind: OrderKind,
    /// How much base.
    pub qty: Qty,
    /// What happens when it would meet an order of the same account; the arriving order's mode counts.
    pub self_trade: SelfTradePrevention,
}

/// How an account names one of its orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderKey {
    /// By the exchange's number.
    Exchange(ExchangeOrderId),
    /// By the account's own name: the latest order that bore it.
    Client(ClientOrderId),
}

/// The end of an order asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancel {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// Which.
    pub order: OrderKey,
}

/// What happens to house levels that accounts have taken from since the last batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refill {
    /// They show again what the house last set: the market of a capture does not know of our accounts.
    Taken,
    /// Only the levels named in the batch change.
    Named,
}

/// The quantity the house shows at one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HouseLevel {
    /// Bids (`Buy`) or asks (`Sell`).
    pub side: Side,
    /// Price, on the tick.
    pub price: Price,
    /// Quantity on the step; zero takes the level away.
    pub qty: Qty,
}

/// A batch of house levels. Removals come first, then additions; a level that reaches an account's resting order trades with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetLevels {
    /// Comes back in a refusal.
    pub tag: Tag,
    /// Where.
    pub symbol: Symbol,
    /// What happens to levels that were taken from.
    pub refill: Refill,
    /// The levels.
    pub levels: Vec<HouseLevel>,
}

/// A trade of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Print {
    /// Comes back in a refusal.
    pub tag: Tag,
    /// Where.
    pub symbol: Symbol,
    /// The capture's own id of the trade.
    pub id: ExchangeTradeId,
    /// Price.
    pub price: Price,
    /// Quantity.
    pub qty: Qty,
    /// The side that took.
    pub taker: Side,
    /// When, by the capture.
    pub at: Time,
}

/// An anonymous order of the house that takes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Take {
    /// Comes back in a refusal.
    pub tag: Tag,
    /// Where.
    pub symbol: Symbol,
    /// Which way.
    pub side: Side,
    /// How much base, on the step.
    pub qty: Qty,
    /// Worst price, on the tick; none takes whatever stands.
    pub limit: Option<Price>,
}
