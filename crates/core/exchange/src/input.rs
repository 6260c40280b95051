//! What can happen to the exchange. Values only; never a judgement.

use crate::ids::{ExchangeOrderId, ExchangeTradeId, OrderListId, Tag};
use crate::listing::{Listing, SymbolRules, SymbolStatus};
use crate::order_type::{Labels, OrderQty, OrderType, SelfTradeMode};
use crate::reference::ExecutionRules;
use crate::terms::AccountTerms;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{AccountId, Asset, ClientOrderId, Price, Qty, Side, Symbol, Time};

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
    /// Some of what an account has free is taken away.
    Withdraw {
        /// Comes back in a refusal.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Of what.
        asset: Asset,
        /// How much.
        qty: Qty,
    },
    /// An open account trades on other terms from here on.
    SetTerms {
        /// Comes back in a refusal.
        tag: Tag,
        /// All of its terms.
        terms: AccountTerms,
    },
    /// A symbol trades, or not, from here on.
    SetStatus {
        /// Comes back in a refusal.
        tag: Tag,
        /// Where.
        symbol: Symbol,
        /// Whether it trades.
        status: SymbolStatus,
    },
    /// Orders in a symbol keep another grid and other bounds from here on; those that stand stay. A tick or step must be a
    /// whole number of what the symbol was listed with.
    SetRules {
        /// Comes back in a refusal.
        tag: Tag,
        /// All of them.
        rules: Box<SymbolRules>,
    },
    /// A symbol has another reference price, or another range of execution, from here on.
    SetExecution {
        /// Comes back in a refusal.
        tag: Tag,
        /// All of them; `since` is the instant of this step.
        rules: ExecutionRules,
    },
    /// The exchange ends all open orders of a symbol.
    ExpireAll {
        /// Comes back in a refusal.
        tag: Tag,
        /// Where.
        symbol: Symbol,
    },
    /// An account asks for an order.
    Place(Place),
    /// An account asks for an order list.
    PlaceList(Box<PlaceList>),
    /// An account asks for the end of an order.
    Cancel(Cancel),
    /// An account asks for the end of an order list.
    CancelList(CancelList),
    /// An account asks for another order in the place of one.
    Replace(Box<Replace>),
    /// An account asks for less of an order.
    Amend(Amend),
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
    pub kind: OrderType,
    /// How much.
    pub size: OrderQty,
    /// How much of it the book shows at a time; absent shows all.
    pub iceberg: Option<Qty>,
    /// What happens when it would meet an order of the same account or trade group.
    pub self_trade: SelfTradeMode,
    /// The account's own labels.
    pub labels: Labels,
}

impl Place {
    /// A plain order in the words of the house: all of it shown, without labels.
    #[must_use]
    pub fn plain(
        tag: Tag,
        (account, client_id): (AccountId, Option<ClientOrderId>),
        symbol: Symbol,
        (side, qty): (Side, Qty),
        (kind, self_trade): (impl Into<OrderType>, impl Into<SelfTradeMode>),
    ) -> Self {
        Self {
            tag,
            account,
            client_id,
            symbol,
            side,
            kind: kind.into(),
            size: OrderQty::Base(qty),
            iceberg: None,
            self_trade: self_trade.into(),
            labels: Labels::default(),
        }
    }
}

/// One order of a list, without its side and quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Its name among the account's open orders of the symbol; the exchange makes one when absent.
    pub client_id: Option<ClientOrderId>,
    /// How, with its prices.
    pub kind: OrderType,
    /// How much of it the book shows at a time; absent shows all.
    pub iceberg: Option<Qty>,
    /// The account's own labels.
    pub labels: Labels,
}

/// One order of a list that stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Single {
    /// Which way.
    pub side: Side,
    /// How much base.
    pub qty: Qty,
    /// The order.
    pub leg: Leg,
}

/// Two orders of a list of which only one may execute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Which way both go.
    pub side: Side,
    /// How much base each has.
    pub qty: Qty,
    /// The one that is priced higher.
    pub above: Leg,
    /// The one that is priced lower.
    pub below: Leg,
}

/// What an order list is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListShape {
    /// One cancels the other.
    Oco(Pair),
    /// One triggers the other: the pending order comes in once the working one is filled.
    Oto {
        /// Comes in at once.
        working: Single,
        /// Waits.
        pending: Single,
    },
    /// One triggers a pair of which one cancels the other.
    Otoco {
        /// Comes in at once.
        working: Single,
        /// Waits.
        pending: Pair,
    },
    /// One pays the other: the pending order sells what the working one has bought.
    Opo {
        /// Comes in at once.
        working: Single,
        /// Which way the pending order goes.
        side: Side,
        /// Waits, and has its quantity from the working order.
        pending: Leg,
    },
    /// One pays a pair of which one cancels the other.
    Opoco {
        /// Comes in at once.
        working: Single,
        /// Which way the pending pair goes.
        side: Side,
        /// Waits; the one that is priced higher.
        above: Leg,
        /// Waits; the one that is priced lower.
        below: Leg,
    },
}

/// An order list asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceList {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Its name among the account's open order lists; the exchange makes one when absent.
    pub client_id: Option<ClientOrderId>,
    /// What.
    pub symbol: Symbol,
    /// What happens when one of its orders would meet an order of the same account or trade group.
    pub self_trade: SelfTradeMode,
    /// Its orders.
    pub shape: ListShape,
}

/// How an account names one of its orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderKey {
    /// By the exchange's number.
    Exchange(ExchangeOrderId),
    /// By the account's own name: the latest order that bore it.
    Client(ClientOrderId),
    /// By number, and it must bear this name.
    Both(ExchangeOrderId, ClientOrderId),
}

/// How an account names one of its order lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKey {
    /// By the exchange's number.
    Exchange(OrderListId),
    /// By the account's own name: the latest list that bore it.
    Client(ClientOrderId),
    /// By number, and it must bear this name.
    Both(OrderListId, ClientOrderId),
}

/// Which orders a cancel may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CancelRestriction {
    /// Any open one.
    Any,
    /// Only one of which nothing has traded.
    OnlyNew,
    /// Only one of which some has traded.
    OnlyPartiallyFilled,
}

/// The end of an order asked for. An order of a list takes the whole list with it.
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
    /// Only if it stands so.
    pub restriction: CancelRestriction,
    /// A name for this cancel, shown in its report; the exchange makes one when absent.
    pub cancel_id: Option<ClientOrderId>,
}

impl Cancel {
    /// The end of an order however it stands, under a name the exchange makes.
    #[must_use]
    pub const fn plain(tag: Tag, (account, symbol): (AccountId, Symbol), order: OrderKey) -> Self {
        Self {
            tag,
            account,
            symbol,
            order,
            restriction: CancelRestriction::Any,
            cancel_id: None,
        }
    }
}

/// The end of an order list asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelList {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// Which.
    pub list: ListKey,
    /// A name for this cancel, shown in its reports; the exchange makes one when absent.
    pub cancel_id: Option<ClientOrderId>,
}

/// Whether a new order is tried when the old one could not be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReplaceMode {
    /// It is not.
    StopOnFailure,
    /// It is.
    AllowFailure,
}

/// The end of an order and another one in its place, in one step. Rules that need no book judge the new order before anything ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replace {
    /// Whether the second half depends on the first.
    pub mode: ReplaceMode,
    /// The first half; its account, symbol and tag are those of the second.
    pub cancel: Cancel,
    /// The second half.
    pub place: Place,
}

/// A smaller quantity for an open order that keeps its place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amend {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// Which.
    pub order: OrderKey,
    /// Its name from here on; the exchange makes one when absent.
    pub client_id: Option<ClientOrderId>,
    /// All that is ordered from here on, what has traded included.
    pub qty: Qty,
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
