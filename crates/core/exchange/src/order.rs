//! An order inside the engine: whole ticks, lots and atoms. Never decides; the pit moves it.

use crate::book::{Links, Queued};
use crate::effect::{OrderStatus, OrderView};
use crate::grid::{self, Grid};
use crate::ids::ExchangeOrderId;
use domain::{AccountId, ClientOrderId, OrderKind, Qty, SelfTradePrevention, Side, Symbol, Time};

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
    pub(crate) kind: OrderKind,
    pub(crate) qty: Qty,
    pub(crate) self_trade: SelfTradePrevention,
    pub(crate) status: OrderStatus,
    /// Worst price in ticks; none for an order without a price.
    pub(crate) limit: Option<u64>,
    /// Trigger in ticks; none for an order that never sleeps.
    pub(crate) trigger: Option<u64>,
    /// All that was ordered, in lots.
    pub(crate) lots: u64,
    /// What has traded, in lots.
    pub(crate) filled: u64,
    /// What has traded, in atoms of quote.
    pub(crate) quote: i128,
    /// What is still locked for it, in atoms of what it gives.
    pub(crate) reserved: i128,
    pub(crate) opened: Time,
    pub(crate) updated: Time,
    pub(crate) working_since: Option<Time>,
    pub(crate) priority: Option<u64>,
    /// Where it stands in the queue of its level.
    pub(crate) links: Links,
}

impl Queued for Order {
    fn side(&self) -> Side {
        self.side
    }

    fn shown(&self) -> u64 {
        self.left()
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
        self.lots.saturating_sub(self.filled)
    }

    /// The order as others see it.
    pub(crate) fn view(&self, grid: &Grid) -> OrderView {
        let filled = match self.filled {
            0 => Qty::ZERO,
            all if all == self.lots => self.qty,
            part => grid.qty(part),
        };
        OrderView {
            id: self.id,
            client_id: self.client_id,
            account: self.account,
            symbol: self.symbol,
            side: self.side,
            kind: self.kind,
            qty: self.qty,
            self_trade: self.self_trade,
            status: self.status,
            filled,
            quote_filled: grid::amount_of(self.quote),
            opened: self.opened,
            updated: self.updated,
            working_since: self.working_since,
            priority: self.priority,
        }
    }
}
