//! How orders end and what is locked for them goes free, for single orders and for pairs that lock the larger need once.
//! Never trades.

use super::Pit;
use crate::effect::{Effect, Execution};
use crate::ids::Tag;
use crate::order::Order;
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use crate::turn::Ended;
use crate::view::{ExpireReason, ListKind, OrderListView, OrderStatus};
use alloc::boxed::Box;
use alloc::format;
use domain::{ClientOrderId, OrderId};

/// How an order ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    pub(super) status: OrderStatus,
    pub(super) execution: Execution,
    pub(super) cancel_id: Option<ClientOrderId>,
}

impl Ending {
    pub(super) const fn expired(reason: ExpireReason) -> Self {
        Self {
            status: OrderStatus::Expired(reason),
            execution: Execution::Expired,
            cancel_id: None,
        }
    }

    pub(super) const fn cancelled(cancel_id: ClientOrderId) -> Self {
        Self {
            status: OrderStatus::Cancelled,
            execution: Execution::Cancelled { cancel_id },
            cancel_id: Some(cancel_id),
        }
    }
}

impl Pit<'_> {
    /// Ends an open order for its account.
    pub(crate) fn cancel(&mut self, tag: Tag, slot: Slot, cancel_id: Option<ClientOrderId>) {
        let Some(order) = self.lift(slot) else {
            return self.turn.refuse(tag, RefuseReason::UnknownOrder);
        };
        let id = order.id;
        let cancel_id = cancel_id.unwrap_or_else(|| self.made_name(&order, "c"));
        self.turn.say(Effect::Cancelled { tag, order: id });
        self.end(order, Ending::cancelled(cancel_id));
    }

    /// A name made from an order's number; two kinds of names never meet.
    pub(super) fn made_name(&self, order: &Order, kind: &str) -> ClientOrderId {
        let id = order.id;
        ClientOrderId::new(&format!("{kind}-{id}")).unwrap_or_else(|_| {
            ClientOrderId::of(self.turn.now, order.account, OrderId::new(id.get()))
        })
    }

    pub(super) fn expire(&mut self, order: Box<Order>, reason: ExpireReason) {
        self.end(order, Ending::expired(reason));
    }

    /// Ends an order that stands nowhere any more: what is locked for it and not for its twin goes free.
    pub(super) fn end(&mut self, order: Box<Order>, ending: Ending) {
        let beside = self.twin_need(&order);
        self.end_beside(order, ending, beside);
    }

    /// Ends an order beside a twin that needs so many of the same locked atoms.
    fn end_beside(&mut self, mut order: Box<Order>, ending: Ending, beside: i128) {
        self.unlock_beside(&mut order, beside);
        let held = order.held;
        if held != 0 && ending.status != OrderStatus::Filled {
            self.release_held(&mut order);
        }
        order.status = ending.status;
        order.updated = self.turn.now;
        let market = &mut *self.market;
        let told = self
            .turn
            .report((&market.grid, &mut market.ids), &order, ending.execution);
        if let (Some(report), Some(account)) = (told, self.accounts.get_mut(order.owner)) {
            account.remember(market.index, &report.order);
        }
        if let Some(list) = order.list {
            self.turn.ended.push_back(Ended {
                owner: order.owner,
                list,
                order: order.id,
                status: ending.status,
                held: order.held,
                cancel_id: ending.cancel_id,
            });
        }
    }

    pub(super) fn unlock(&mut self, order: &mut Order) {
        self.unlock_beside(order, 0);
    }

    fn unlock_beside(&mut self, order: &mut Order, beside: i128) {
        let given = self.market.given(order.side);
        let freed = core::mem::take(&mut order.reserved).saturating_sub(beside);
        if freed <= 0 {
            return;
        }
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.lock(given, freed.saturating_neg());
        }
        self.turn.touch_balance(order.owner, given);
    }

    /// Locks what an order needs and its twin has not locked yet.
    pub(super) fn lock(&mut self, order: &Order) {
        let more = order.reserved.saturating_sub(self.twin_need(order));
        if more <= 0 {
            return;
        }
        let given = self.market.given(order.side);
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.lock(given, more);
        }
        self.turn.touch_balance(order.owner, given);
    }

    /// Gives an order another need, if what is free covers the difference.
    pub(super) fn relock(&mut self, order: &mut Order, need: i128) -> Result<(), RefuseReason> {
        let beside = self.twin_need(order);
        let more = need.max(beside).saturating_sub(order.reserved.max(beside));
        let given = self.market.given(order.side);
        if let Some(account) = self.accounts.get_mut(order.owner) {
            if more > account.holding(given).free {
                return Err(RefuseReason::InsufficientBalance);
            }
            account.lock(given, more);
        }
        order.reserved = need;
        if more != 0 {
            self.turn.touch_balance(order.owner, given);
        }
        Ok(())
    }

    /// What an order has bought for its list goes free.
    fn release_held(&mut self, order: &mut Order) {
        let held = core::mem::take(&mut order.held);
        let base = self.market.base;
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account.lock(base, held.saturating_neg());
        }
        self.turn.touch_balance(order.owner, base);
    }

    /// The other order of a pair while it is open.
    pub(super) fn twin(&self, order: &Order) -> Option<Slot> {
        let account = self.accounts.get(order.owner)?;
        let (_, list) = account.open_lists.get(&order.list?)?;
        let id = twin_id(list, order)?;
        account.open.get(&id).map(|(_, slot)| *slot)
    }

    fn twin_need(&self, order: &Order) -> i128 {
        if order.list.is_none() {
            return 0;
        }
        let twin = self.twin(order);
        let twin = twin.and_then(|slot| self.market.book.orders.get(slot));
        twin.map_or(0, |twin| twin.reserved)
    }

    /// An order of a pair begins to work or to trade: the other one ends. What is locked covers the first from here on.
    pub(super) fn resolve_pair(&mut self, slot: Slot) {
        let Some(order) = self.market.book.orders.get(slot) else {
            return;
        };
        if order.list.is_none() {
            return;
        }
        let need = order.reserved;
        let Some(twin) = self.twin(order) else {
            return;
        };
        if let Some(other) = self.lift(twin) {
            self.end_beside(other, Ending::expired(ExpireReason::OcoTrigger), need);
        }
    }
}

/// The number of the other order of a pair.
fn twin_id(list: &OrderListView, order: &Order) -> Option<crate::ids::ExchangeOrderId> {
    let mut pair = list.orders.iter().skip(match list.kind {
        ListKind::Oco => 0,
        ListKind::Otoco | ListKind::Opoco => 1,
        ListKind::Oto | ListKind::Opo => return None,
    });
    let (one, other) = (pair.next()?.id, pair.next()?.id);
    if order.id == one {
        Some(other)
    } else if order.id == other {
        Some(one)
    } else {
        None
    }
}
