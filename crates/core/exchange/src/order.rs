//! An order inside the engine: whole ticks, lots and atoms. Never decides; the pit moves it.

use crate::book::{Links, Queued};
use crate::grid::{self, Grid};
use crate::ids::{ExchangeOrderId, ExchangeTradeId, OrderListId, PreventedMatchId};
use crate::order_type::{Labels, OrderType, SelfTradeMode};
use crate::view::{OrderStatus, OrderView, Tracking};
use alloc::boxed::Box;
use domain::{AccountId, Amount, ClientOrderId, Price, Qty, Side, Symbol, Time};

/// An order that may still trade, or that has just ended.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) id: ExchangeOrderId,
    pub(crate) client_id: ClientOrderId,
    pub(crate) account: AccountId,
    /// Where the account stands in the list of accounts.
    pub(crate) owner: usize,
    pub(crate) symbol: Symbol,
    pub(crate) side: Side,
    pub(crate) kind: OrderType,
    pub(crate) qty: Qty,
    pub(crate) quote_ordered: Option<Amount>,
    pub(crate) iceberg: Option<Qty>,
    pub(crate) self_trade: SelfTradeMode,
    pub(crate) labels: Labels,
    pub(crate) list: Option<OrderListId>,
    pub(crate) status: OrderStatus,
    /// Worst price it works at, in ticks; none for an order without a price, or whose peg has not read the book yet.
    pub(crate) limit: Option<u64>,
    /// The same price as it is written.
    pub(crate) price: Option<Price>,
    /// Stop price in ticks; none for an order that never sleeps or trails from the start.
    pub(crate) trigger: Option<u64>,
    /// How far it has followed the price; none before it began, and for an order that does not trail.
    pub(crate) trail: Option<Trailing>,
    /// All that was ordered, in lots.
    pub(crate) lots: u64,
    /// What has traded, in lots.
    pub(crate) filled: u64,
    /// What was lost to prevented matches, in lots.
    pub(crate) prevented: u64,
    /// What an iceberg shows at a time, in lots; zero shows all.
    pub(crate) slice: u64,
    /// What it does not show while it stands in the book, in lots.
    pub(crate) hidden: u64,
    /// What has traded, in atoms of quote.
    pub(crate) quote: i128,
    /// What is still needed for it, in atoms of what it gives.
    pub(crate) reserved: i128,
    /// What it has bought that stays locked for its list, in atoms of base.
    pub(crate) held: i128,
    pub(crate) last_trade: Option<ExchangeTradeId>,
    pub(crate) prevented_match: Option<PreventedMatchId>,
    pub(crate) amends: u32,
    pub(crate) opened: Time,
    pub(crate) updated: Time,
    pub(crate) working_since: Option<Time>,
    pub(crate) priority: Option<u64>,
    /// Where it stands in the queue of its level.
    pub(crate) links: Links,
}

/// How far a trailing order has followed the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trailing {
    pub(crate) since: Time,
    /// The best price seen since, in ticks; none before the first trade.
    pub(crate) best: Option<u64>,
}

/// What an open order counts as, among its account's orders of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seating {
    pub(crate) owner: usize,
    /// The side of the book it rests on, if it rests.
    pub(crate) rests: Option<Side>,
    /// Whether it waits for a trigger, now or later.
    pub(crate) waits: Waits,
    pub(crate) iceberg: Iceberg,
}

/// Whether an order waits for a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    ForTrigger,
    No,
}

/// Whether an order shows only a part of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Iceberg {
    Yes,
    No,
}

/// Boxed, so that an order moves between its places without being copied.
impl Queued for Box<Order> {
    fn side(&self) -> Side {
        self.side
    }

    fn shown(&self) -> u64 {
        self.showing()
    }

    fn links(&self) -> &Links {
        &self.links
    }

    fn links_mut(&mut self) -> &mut Links {
        &mut self.links
    }
}

impl Order {
    /// Lots that may still trade.
    pub(crate) const fn left(&self) -> u64 {
        self.lots
            .saturating_sub(self.filled)
            .saturating_sub(self.prevented)
    }

    /// Lots it shows while it stands in the book.
    pub(crate) const fn showing(&self) -> u64 {
        self.left().saturating_sub(self.hidden)
    }

    /// How it counts while it stands as it does.
    pub(crate) const fn seating(&self) -> Seating {
        let rests = match self.status {
            OrderStatus::Pending | OrderStatus::Sleeping => None,
            OrderStatus::New
            | OrderStatus::PartiallyFilled
            | OrderStatus::Filled
            | OrderStatus::Cancelled
            | OrderStatus::Expired(_) => Some(self.side),
        };
        let waits = match (rests, self.kind.wakes()) {
            (None, Some(_)) => Waits::ForTrigger,
            (None, None) | (Some(_), _) => Waits::No,
        };
        Seating {
            owner: self.owner,
            rests,
            waits,
            iceberg: if self.iceberg.is_some() {
                Iceberg::Yes
            } else {
                Iceberg::No
            },
        }
    }

    /// Shows the next slice of an iceberg; all of any other order.
    pub(crate) const fn show_slice(&mut self) {
        self.hidden = match self.slice {
            0 => 0,
            slice => self.left().saturating_sub(slice),
        };
    }

    /// The order as others see it.
    pub(crate) fn view(&self, grid: &Grid) -> OrderView {
        let filled = match self.filled {
            0 => Qty::ZERO,
            all if all == self.lots => self.qty,
            part => grid.qty(part),
        };
        let part = |lots: u64| match lots {
            0 => Qty::ZERO,
            lots => grid.qty(lots),
        };
        let held = if self.status.is_open() { self.held } else { 0 };
        OrderView {
            id: self.id,
            client_id: self.client_id,
            account: self.account,
            symbol: self.symbol,
            side: self.side,
            kind: self.kind,
            qty: self.qty,
            quote_ordered: self.quote_ordered,
            iceberg: self.iceberg,
            hidden: part(self.hidden),
            self_trade: self.self_trade,
            labels: self.labels,
            list: self.list,
            status: self.status,
            filled,
            quote_filled: grid::amount_of(self.quote),
            last_trade: self.last_trade,
            prevented: part(self.prevented),
            prevented_match: self.prevented_match,
            pegged_price: self.kind.peg().and(self.price),
            tracking: self.trail.map(|trail| Tracking {
                since: trail.since,
                best: trail.best.and_then(|ticks| grid.price(ticks)),
            }),
            locked: grid::amount_of(self.reserved),
            held: grid::amount_of(held),
            amends: self.amends,
            opened: self.opened,
            updated: self.updated,
            working_since: self.working_since,
            priority: self.priority,
        }
    }
}
