//! One open order from its kept form, and where it stands again. Never judges it anew.

use crate::book::Links;
use crate::grid::{self, Grid};
use crate::market::Market;
use crate::order::{Order, Trailing};
use crate::order_type::Trigger;
use crate::slab::Slot;
use crate::view::{OrderStatus, OrderView};
use alloc::boxed::Box;
use domain::Price;

/// Puts an order back where it stood: in the book, asleep, or pending.
pub(super) fn stand(market: &mut Market, order: Box<Order>) -> Option<Slot> {
    let (id, status, kind) = (order.id, order.status, order.kind);
    let (limit, price, trigger) = (order.limit, order.price, order.trigger);
    let approach = kind.approach(order.side);
    match (status, kind.wakes()) {
        (OrderStatus::Pending, _) => Some(market.book.orders.insert(order)),
        (OrderStatus::Sleeping, Some(Trigger::At(_))) => {
            let key = (trigger?, id);
            let slot = market.book.orders.insert(order);
            market.stops_mut(approach?).insert(key, slot);
            Some(slot)
        }
        (OrderStatus::Sleeping, Some(Trigger::Trailing { .. })) => {
            let slot = market.book.orders.insert(order);
            market.trailing.insert(id, slot);
            Some(slot)
        }
        (OrderStatus::Sleeping, None) => None,
        (
            OrderStatus::New
            | OrderStatus::PartiallyFilled
            | OrderStatus::Filled
            | OrderStatus::Cancelled
            | OrderStatus::Expired(_),
            _,
        ) => {
            let at = (limit?, price?);
            let slot = market.book.orders.insert(order);
            market.book.join(at, slot);
            Some(slot)
        }
    }
}

/// An open order from its kept form.
pub(super) fn revived(view: &OrderView, owner: usize, grid: &Grid) -> Option<Box<Order>> {
    let ticks = |price: Option<Price>| price.map(|p| grid.ticks(p)).transpose().ok();
    let price = match view.kind.peg() {
        Some(_) => view.pegged_price,
        None => view.kind.limit_price(),
    };
    let (limit, trigger) = (ticks(price)?, ticks(view.kind.trigger())?);
    let lots = grid.lots(view.qty).ok()?;
    let filled = grid.lots(view.filled).ok()?;
    let prevented = grid.lots(view.prevented).ok()?;
    let left = lots.checked_sub(filled)?.checked_sub(prevented)?;
    let hidden = grid.lots(view.hidden).ok()?;
    let unsized_yet = view.status == OrderStatus::Pending && lots == 0;
    if (left == 0 && !unsized_yet) || (left > 0 && hidden >= left) {
        return None;
    }
    let tracking = view.tracking.map(|tracking| {
        Some(Trailing {
            since: tracking.since,
            best: ticks(tracking.best)?,
        })
    });
    let slice = view.iceberg.map_or(Some(0), |qty| grid.lots(qty).ok())?;
    Some(Box::new(Order {
        id: view.id,
        client_id: view.client_id,
        account: view.account,
        owner,
        symbol: view.symbol,
        side: view.side,
        kind: view.kind,
        qty: view.qty,
        quote_ordered: view.quote_ordered,
        iceberg: view.iceberg,
        self_trade: view.self_trade,
        labels: view.labels,
        list: view.list,
        status: view.status,
        limit,
        price,
        trigger,
        trail: tracking.map_or(Some(None), |trail| trail.map(Some))?,
        lots,
        filled,
        prevented,
        slice,
        hidden,
        quote: grid::whole_atoms(view.quote_filled.parts()).ok()?,
        reserved: grid::whole_atoms(view.locked.parts()).ok()?,
        held: grid::whole_atoms(view.held.parts()).ok()?,
        last_trade: view.last_trade,
        prevented_match: view.prevented_match,
        amends: view.amends,
        opened: view.opened,
        updated: view.updated,
        working_since: view.working_since,
        priority: view.priority,
        links: Links::default(),
    }))
}
