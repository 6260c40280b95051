//! Orders, order lists, amendments and prevented matches as others see them. Values only.

use crate::ids::{ExchangeOrderId, ExchangeTradeId, ExecutionId, OrderListId, PreventedMatchId};
use crate::order_type::{Labels, OrderType, SelfTradeMode, words};
use domain::{AccountId, Amount, ClientOrderId, Price, Qty, Side, Symbol, Time};

/// Where an order stands at the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderStatus {
    /// Waits for the working order of its list to be filled.
    Pending,
    /// Waits for its trigger.
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
    /// It would have traded with an order of the same account or trade group.
    SelfTrade,
    /// A woken order ran out of money.
    InsufficientBalance,
    /// A woken or pending order broke a rule when its moment came.
    Rejected,
    /// The other order of its pair began to work, or ended.
    OcoTrigger,
    /// The working order of its list ended before it was filled.
    WorkingExpired,
    /// The exchange ended all orders of the symbol.
    ExchangeCancelled,
    /// It would have traded further from the reference price than the symbol's range of execution.
    PriceRange,
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
    pub kind: OrderType,
    /// How much base was ordered; zero for an order that waits for its quantity.
    pub qty: Qty,
    /// How much quote was ordered, where that is how its size was named.
    pub quote_ordered: Option<Amount>,
    /// How much of it the book shows at a time, for an iceberg.
    pub iceberg: Option<Qty>,
    /// How much of it the book does not show while it stands there.
    pub hidden: Qty,
    /// Self-trade prevention mode.
    pub self_trade: SelfTradeMode,
    /// The account's own labels.
    pub labels: Labels,
    /// The list it belongs to.
    pub list: Option<OrderListId>,
    /// Where it stands.
    pub status: OrderStatus,
    /// Base traded so far.
    pub filled: Qty,
    /// Quote traded so far.
    pub quote_filled: Amount,
    /// The latest of its trades.
    pub last_trade: Option<ExchangeTradeId>,
    /// Base lost to prevented matches.
    pub prevented: Qty,
    /// The latest of its prevented matches.
    pub prevented_match: Option<PreventedMatchId>,
    /// The price the peg gave it, once it has one.
    pub pegged_price: Option<Price>,
    /// How far a trailing order has followed the price.
    pub tracking: Option<Tracking>,
    /// What its need is in what it gives, while it is open. Two orders of a pair lock the larger need once.
    pub locked: Amount,
    /// What it has bought that stays locked for the pending orders of its list.
    pub held: Amount,
    /// How often it was amended.
    pub amends: u32,
    /// When it was placed.
    pub opened: Time,
    /// When it last changed.
    pub updated: Time,
    /// When it began to work: at once, or when its trigger was reached or its list let it in.
    pub working_since: Option<Time>,
    /// Its place in time priority: lower stood earlier. Absent while it sleeps or is pending.
    pub priority: Option<u64>,
}

/// How far a trailing order has followed the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tracking {
    /// When it began.
    pub since: Time,
    /// The best price seen since; absent before the first.
    pub best: Option<Price>,
}

/// What kind of order list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListKind {
    /// One cancels the other.
    Oco,
    /// One triggers the other.
    Oto,
    /// One triggers a pair of which one cancels the other.
    Otoco,
    /// One pays the other.
    Opo,
    /// One pays a pair of which one cancels the other.
    Opoco,
}

words!(
    ListKind,
    Oco = "oco",
    Oto = "oto",
    Otoco = "otoco",
    Opo = "opo",
    Opoco = "opoco",
);

/// Whether an order list is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListStatus {
    /// At least one of its orders is.
    Executing,
    /// None of its orders is.
    AllDone,
}

words!(ListStatus, Executing = "executing", AllDone = "all-done");

/// An order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedOrder {
    /// Its number.
    pub id: ExchangeOrderId,
    /// The account's name for it.
    pub client_id: ClientOrderId,
}

/// An order list as the exchange knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderListView {
    /// The exchange's number.
    pub id: OrderListId,
    /// The account's name for it.
    pub client_id: ClientOrderId,
    /// Who.
    pub account: AccountId,
    /// What.
    pub symbol: Symbol,
    /// What kind.
    pub kind: ListKind,
    /// Whether it is open.
    pub status: ListStatus,
    /// Its orders: the working one first, and of a pair the stop-loss order before the other.
    pub orders: ListedOrders,
    /// When it was placed.
    pub opened: Time,
    /// When it last changed.
    pub updated: Time,
}

/// Two or three orders of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedOrders {
    first: ListedOrder,
    second: ListedOrder,
    third: Option<ListedOrder>,
}

/// A change of an order's quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amendment {
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// The order.
    pub order: ExchangeOrderId,
    /// The execution that reported it.
    pub execution: ExecutionId,
    /// Its name before.
    pub orig_client_id: ClientOrderId,
    /// Its name after.
    pub client_id: ClientOrderId,
    /// All that was ordered before.
    pub orig_qty: Qty,
    /// All that is ordered after.
    pub qty: Qty,
    /// When.
    pub at: Time,
}

/// A match that did not take place, since both orders were of one account or trade group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreventedMatch {
    /// Its number.
    pub id: PreventedMatchId,
    /// Where.
    pub symbol: Symbol,
    /// Who would have taken.
    pub taker: AccountId,
    /// The order that would have taken.
    pub taker_order: ExchangeOrderId,
    /// Who would have been taken from.
    pub maker: AccountId,
    /// The order that stood there.
    pub maker_order: ExchangeOrderId,
    /// The trade group of the taker.
    pub group: Option<u32>,
    /// The mode that decided.
    pub mode: SelfTradeMode,
    /// The price at which they would have traded.
    pub price: Price,
    /// What the taker lost, where it lost something.
    pub taker_lost: Option<Qty>,
    /// What the maker lost, where it lost something.
    pub maker_lost: Option<Qty>,
    /// When.
    pub at: Time,
}

impl OrderStatus {
    /// Whether the order may still trade.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Pending | Self::Sleeping | Self::New | Self::PartiallyFilled => true,
            Self::Filled | Self::Cancelled | Self::Expired(_) => false,
        }
    }
}

impl OrderView {
    /// The price it works at: the limit, or what the peg gave.
    #[must_use]
    pub fn working_price(&self) -> Option<Price> {
        self.pegged_price.or_else(|| self.kind.limit_price())
    }
}

impl ListKind {
    /// Whether the pending orders sell what the working one has bought.
    #[must_use]
    pub const fn pays(self) -> bool {
        match self {
            Self::Opo | Self::Opoco => true,
            Self::Oco | Self::Oto | Self::Otoco => false,
        }
    }

    /// Whether its first order works alone before the others.
    #[must_use]
    pub const fn triggers(self) -> bool {
        match self {
            Self::Oto | Self::Otoco | Self::Opo | Self::Opoco => true,
            Self::Oco => false,
        }
    }
}

impl ListedOrders {
    /// Two orders and perhaps a third.
    #[must_use]
    pub const fn new(first: ListedOrder, second: ListedOrder, third: Option<ListedOrder>) -> Self {
        Self {
            first,
            second,
            third,
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = ListedOrder> + use<> {
        [Some(self.first), Some(self.second), self.third]
            .into_iter()
            .flatten()
    }

    /// The working order of a list that has one.
    pub(crate) const fn first(&self) -> ListedOrder {
        self.first
    }

    /// Gives one of them another name.
    pub(crate) fn rename(&mut self, id: ExchangeOrderId, client_id: ClientOrderId) {
        let all = [
            Some(&mut self.first),
            Some(&mut self.second),
            self.third.as_mut(),
        ];
        for order in all.into_iter().flatten() {
            if order.id == id {
                order.client_id = client_id;
            }
        }
    }
}
