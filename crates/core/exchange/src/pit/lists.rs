//! Order lists: how they come in, what the end of one order means for the others, and when a list is done.
//! Never matches: its orders do that like any other.

mod draft;

use super::Pit;
use super::ending::Ending;
use super::stops::priceless;
use crate::accounts::Count;
use crate::effect::{Effect, Execution, ListEvent, ListReport};
use crate::ids::OrderListId;
use crate::input::{CancelList, ListKey, PlaceList};
use crate::order::Order;
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use crate::turn::Ended;
use crate::view::{
    ExpireReason, ListKind, ListStatus, ListedOrder, ListedOrders, OrderListView, OrderStatus,
};
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use domain::{ClientOrderId, OrderId};
use draft::Draft;

impl Pit<'_> {
    /// An account asks for an order list.
    pub(crate) fn place_list(&mut self, ask: &PlaceList, owner: usize) {
        match self.sight().list_drafted(ask, owner) {
            Ok(draft) => self.take_list_in(ask, owner, draft),
            Err(reason) => self.turn.refuse(ask.tag, reason),
        }
    }

    fn take_list_in(&mut self, ask: &PlaceList, owner: usize, draft: Draft) {
        let id = OrderListId::new(self.ids.list.take());
        let Draft { kind, orders } = draft;
        let mut orders: Vec<Box<Order>> = orders
            .into_iter()
            .map(|order| {
                let mut order = self.numbered(order);
                order.list = Some(id);
                order
            })
            .collect();
        let Some(listed) = listed(&orders) else {
            return;
        };
        let view = OrderListView {
            id,
            client_id: ask
                .client_id
                .unwrap_or_else(|| self.made_list_name(ask, id)),
            account: ask.account,
            symbol: ask.symbol,
            kind,
            status: ListStatus::Executing,
            orders: listed,
            opened: self.turn.now,
            updated: self.turn.now,
        };
        self.count_list(owner, Count::Up);
        self.turn.say(Effect::ListAccepted {
            tag: ask.tag,
            list: id,
        });
        self.tell_list(owner, view, ListEvent::Started);
        if !kind.triggers() {
            for order in orders {
                self.enter(order);
            }
            return;
        }
        let pending = orders.split_off(1);
        for mut working in orders {
            self.lock(&working);
            self.begin_work(&mut working);
            self.report(&working, Execution::New);
            // The others stand in line before the working order can be filled.
            for order in pending.iter().cloned() {
                self.pend(order);
            }
            self.work(working);
        }
    }

    /// An order of a list waits for the working one.
    fn pend(&mut self, mut order: Box<Order>) {
        order.status = OrderStatus::Pending;
        self.lock(&order);
        self.report(&order, Execution::New);
        let (id, owner, seating) = (order.id, order.owner, order.seating());
        let slot = self.market.book.orders.insert(order);
        self.seat(seating, Count::Up);
        if let Some(account) = self.accounts.get_mut(owner) {
            account.open.insert(id, (self.market.index, slot));
        }
    }

    fn made_list_name(&self, ask: &PlaceList, id: OrderListId) -> ClientOrderId {
        ClientOrderId::new(&format!("l-{id}")).unwrap_or_else(|_| {
            ClientOrderId::of(self.turn.now, ask.account, OrderId::new(id.get()))
        })
    }

    fn count_list(&mut self, owner: usize, count: Count) {
        let market = self.market.index;
        let account = self.accounts.get_mut(owner);
        if let Some(seat) = account.and_then(|account| account.seat_mut(market)) {
            seat.lists = count.after(seat.lists);
        }
    }

    /// Keeps how a list stands, and tells it.
    pub(super) fn tell_list(&mut self, owner: usize, list: OrderListView, event: ListEvent) {
        if let Some(account) = self.accounts.get_mut(owner) {
            account.remember_list(self.market.index, list);
        }
        self.turn.say(Effect::List(Box::new(ListReport {
            list,
            event,
            at: self.turn.now,
        })));
    }

    /// An account asks for the end of an order list.
    pub(crate) fn cancel_list(&mut self, ask: &CancelList, owner: usize) {
        let found = self
            .sight()
            .check_may_cancel(owner)
            .and_then(|()| self.open_list(owner, ask.list));
        let list = match found {
            Ok(list) => list,
            Err(reason) => return self.turn.refuse(ask.tag, reason),
        };
        self.turn.say(Effect::ListCancelled {
            tag: ask.tag,
            list: list.id,
        });
        for slot in self.open_slots(owner, &list) {
            if let Some(order) = self.lift(slot) {
                let cancel_id = ask.cancel_id.unwrap_or_else(|| self.made_name(&order, "c"));
                self.end(order, Ending::cancelled(cancel_id));
            }
        }
    }

    fn open_list(&self, owner: usize, key: ListKey) -> Result<OrderListView, RefuseReason> {
        let unknown = RefuseReason::UnknownList;
        let account = self.accounts.get(owner).ok_or(unknown)?;
        let id = match key {
            ListKey::Exchange(id) | ListKey::Both(id, _) => id,
            ListKey::Client(name) => *account.list_names.get(&name).ok_or(unknown)?,
        };
        let (market, list) = account.open_lists.get(&id).ok_or(unknown)?;
        if *market != self.market.index {
            return Err(unknown);
        }
        match key {
            ListKey::Both(_, name) if name != list.client_id => Err(RefuseReason::ClientIdMismatch),
            ListKey::Both(..) | ListKey::Exchange(_) | ListKey::Client(_) => Ok(*list),
        }
    }

    /// Where the open orders of a list stand.
    fn open_slots(&self, owner: usize, list: &OrderListView) -> Vec<Slot> {
        let Some(account) = self.accounts.get(owner) else {
            return Vec::new();
        };
        let orders = list.orders.iter();
        orders
            .filter_map(|order| account.open.get(&order.id).map(|(_, slot)| *slot))
            .collect()
    }

    /// A list hears of the end of one of its orders.
    pub(super) fn mind_list(&mut self, ended: Ended) {
        let account = self.accounts.get(ended.owner);
        let list = account.and_then(|account| account.open_lists.get(&ended.list));
        let Some((_, list)) = list.copied() else {
            return;
        };
        let worked = list.kind.triggers() && list.orders.first().id == ended.order;
        match (worked, ended.status, ended.cancel_id) {
            (true, OrderStatus::Filled, _) => self.activate(&list, ended),
            (true, _, cancel_id) => {
                self.release_bought(ended);
                let ending = cancel_id.map_or(
                    Ending::expired(ExpireReason::WorkingExpired),
                    Ending::cancelled,
                );
                self.end_others(ended.owner, &list, ending);
            }
            (false, _, Some(cancel_id)) => {
                self.end_others(ended.owner, &list, Ending::cancelled(cancel_id));
            }
            // The other order of the pair ended it, and goes on.
            (false, OrderStatus::Expired(ExpireReason::OcoTrigger), None) => {}
            (false, OrderStatus::Filled, None) => {}
            (false, _, None) => {
                let ending = Ending::expired(ExpireReason::OcoTrigger);
                self.end_others(ended.owner, &list, ending);
            }
        }
        self.close_list(ended.owner, list.id);
    }

    fn end_others(&mut self, owner: usize, list: &OrderListView, ending: Ending) {
        for slot in self.open_slots(owner, list) {
            if let Some(order) = self.lift(slot) {
                self.end(order, ending);
            }
        }
    }

    /// What a working order has bought for a list that ends goes free.
    fn release_bought(&mut self, ended: Ended) {
        self.unlock_base(ended.owner, ended.held);
    }

    fn unlock_base(&mut self, owner: usize, atoms: i128) {
        if atoms <= 0 {
            return;
        }
        let base = self.market.base;
        if let Some(account) = self.accounts.get_mut(owner) {
            account.lock(base, atoms.saturating_neg());
        }
        self.turn.touch_balance(owner, base);
    }

    /// A list without an open order is done.
    fn close_list(&mut self, owner: usize, id: OrderListId) {
        let account = self.accounts.get(owner);
        let list = account.and_then(|account| account.open_lists.get(&id));
        let Some((_, mut list)) = list.copied() else {
            return;
        };
        if !self.open_slots(owner, &list).is_empty() {
            return;
        }
        list.status = ListStatus::AllDone;
        list.updated = self.turn.now;
        self.count_list(owner, Count::Down);
        self.tell_list(owner, list, ListEvent::Done);
    }

    /// The working order is filled: the pending orders come in, or are rejected.
    fn activate(&mut self, list: &OrderListView, ended: Ended) {
        let slots = self.open_slots(ended.owner, list);
        if list.kind.pays() {
            self.size_by(ended.owner, &slots, ended.held);
        }
        let judged: Vec<Result<(), RefuseReason>> = slots
            .iter()
            .map(|slot| self.sight().judged_pending(*slot))
            .collect();
        let together = match list.kind {
            ListKind::Otoco | ListKind::Opoco => self.sight().judged_pair(&slots),
            ListKind::Oco | ListKind::Oto | ListKind::Opo => Ok(()),
        };
        let refused = together.is_err() || judged.iter().any(Result::is_err);
        for (slot, verdict) in slots.into_iter().zip(judged) {
            let Some(order) = self.lift(slot) else {
                continue;
            };
            if !refused {
                self.let_in(order);
            } else if verdict.is_err() || together.is_err() {
                self.expire(order, ExpireReason::Rejected);
            } else {
                self.expire(order, ExpireReason::OcoTrigger);
            }
        }
    }

    /// A pending order sleeps or works from here on.
    fn let_in(&mut self, mut order: Box<Order>) {
        if order.kind.wakes().is_some() {
            self.sight().start_trailing(&mut order);
            order.status = OrderStatus::Sleeping;
            order.updated = self.turn.now;
            self.report(&order, Execution::Activated);
            return self.sleep(order);
        }
        let pegged = match order.kind.peg() {
            Some(peg) => self.peg_now(&mut order, peg),
            None => Ok(()),
        };
        if pegged.is_err() {
            return self.expire(order, ExpireReason::Rejected);
        }
        self.begin_work(&mut order);
        self.report(&order, Execution::Activated);
        self.work(order);
    }

    /// Pending orders sell what the working one has bought, in whole steps; the rest goes free.
    fn size_by(&mut self, owner: usize, slots: &[Slot], held: i128) {
        let grid = self.market.grid.clone();
        let mut needed: i128 = 0;
        for slot in slots {
            let Some(order) = self.market.book.orders.get_mut(*slot) else {
                continue;
            };
            let most = grid.whole_steps(grid.largest(priceless(order)));
            order.lots = grid.lots_of(held).min(most);
            order.qty = grid.qty(order.lots);
            order.reserved = grid.base(order.lots);
            let slice = order.iceberg.and_then(|qty| grid.step_lots(qty).ok());
            order.slice = slice.unwrap_or(0).min(order.lots);
            needed = needed.max(order.reserved);
        }
        self.unlock_base(owner, held.saturating_sub(needed));
    }
}

/// The orders of a list by number and name.
fn listed(orders: &[Box<Order>]) -> Option<ListedOrders> {
    let mut listed = orders.iter().map(|order| ListedOrder {
        id: order.id,
        client_id: order.client_id,
    });
    let (first, second) = (listed.next()?, listed.next()?);
    Some(ListedOrders::new(first, second, listed.next()))
}
