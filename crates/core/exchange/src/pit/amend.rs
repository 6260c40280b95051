//! What an account may still do to an open order: make it smaller in its place, end it under conditions, or put another in its place.

use super::Pit;
use super::filters;
use super::stops::priceless;
use crate::effect::{Effect, Execution, ListEvent, ReplaceHalf, Replaced};
use crate::ids::ExchangeOrderId;
use crate::input::{Amend, Cancel, CancelRestriction, OrderKey, Replace, ReplaceMode};
use crate::order::Order;
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use crate::view::{Amendment, OrderStatus};
use alloc::boxed::Box;
use alloc::format;
use domain::{ClientOrderId, Qty};

/// What an order becomes.
#[derive(Debug, Clone, Copy)]
struct Change {
    lots: u64,
    qty: Qty,
    /// The name asked for; none keeps the order's own.
    client_id: Option<ClientOrderId>,
}

impl Pit<'_> {
    /// An account asks for the end of an order.
    pub(crate) fn cancel_asked(&mut self, ask: &Cancel, owner: usize) {
        match self.cancellable(ask, owner) {
            Ok(slot) => self.cancel(ask.tag, slot, ask.cancel_id),
            Err(reason) => self.turn.refuse(ask.tag, reason),
        }
    }

    /// Where an order stands that this cancel may end.
    fn cancellable(&self, ask: &Cancel, owner: usize) -> Result<Slot, RefuseReason> {
        self.sight().check_may_cancel(owner)?;
        let slot = self.open_slot(owner, ask.order)?;
        let order = self.market.book.orders.get(slot);
        let order = order.ok_or(RefuseReason::UnknownOrder)?;
        let allowed = match (ask.restriction, order.status) {
            (CancelRestriction::Any, _)
            | (CancelRestriction::OnlyNew, OrderStatus::New | OrderStatus::Sleeping)
            | (CancelRestriction::OnlyPartiallyFilled, OrderStatus::PartiallyFilled) => true,
            (CancelRestriction::OnlyNew | CancelRestriction::OnlyPartiallyFilled, _) => false,
        };
        if allowed {
            Ok(slot)
        } else {
            Err(RefuseReason::CancelRestricted)
        }
    }

    /// Where an account's open order stands.
    fn open_slot(&self, owner: usize, key: OrderKey) -> Result<Slot, RefuseReason> {
        let unknown = RefuseReason::UnknownOrder;
        let account = self.accounts.get(owner).ok_or(unknown)?;
        let id = match key {
            OrderKey::Exchange(id) | OrderKey::Both(id, _) => id,
            OrderKey::Client(name) => {
                let name = (self.market.index, name);
                *account.names.get(&name).ok_or(unknown)?
            }
        };
        let (market, slot) = account.open.get(&id).ok_or(unknown)?;
        if *market != self.market.index {
            return Err(unknown);
        }
        let order = self.market.book.orders.get(*slot).ok_or(unknown)?;
        match key {
            OrderKey::Both(_, name) if name != order.client_id => {
                Err(RefuseReason::ClientIdMismatch)
            }
            OrderKey::Both(..) | OrderKey::Exchange(_) | OrderKey::Client(_) => Ok(*slot),
        }
    }

    /// An account asks for another order in the place of one.
    pub(crate) fn replace(&mut self, ask: &Replace, owner: usize) {
        let tag = ask.place.tag;
        if let Err(reason) = self.sight().filtered(&ask.place, owner) {
            return self.turn.refuse(tag, reason);
        }
        let cancel = match self.cancellable(&ask.cancel, owner) {
            Ok(slot) => {
                let id = self.market.book.orders.get(slot).map(|order| order.id);
                self.cancel(tag, slot, ask.cancel.cancel_id);
                // The other orders of its list end before the next one is judged.
                self.settle_down();
                ReplaceHalf::Done(id.unwrap_or(ExchangeOrderId::new(0)))
            }
            Err(reason) => ReplaceHalf::Failed(reason),
        };
        let tries = match (cancel, ask.mode) {
            (ReplaceHalf::Done(_), _) | (_, ReplaceMode::AllowFailure) => true,
            (ReplaceHalf::Failed(_) | ReplaceHalf::NotAttempted, ReplaceMode::StopOnFailure) => {
                false
            }
        };
        let place = if tries {
            self.place_half(ask, owner)
        } else {
            ReplaceHalf::NotAttempted
        };
        self.turn
            .say(Effect::Replaced(Box::new(Replaced { tag, cancel, place })));
    }

    fn place_half(&mut self, ask: &Replace, owner: usize) -> ReplaceHalf {
        match self.sight().judged(&ask.place, owner) {
            Ok(order) => {
                let order = self.numbered(order);
                let id = order.id;
                self.take_in(ask.place.tag, order);
                ReplaceHalf::Done(id)
            }
            Err(reason) => ReplaceHalf::Failed(reason),
        }
    }

    /// An account asks for less of an order.
    pub(crate) fn amend(&mut self, ask: &Amend, owner: usize) {
        let (slot, change) = match self.amendable(ask, owner) {
            Ok(found) => found,
            Err(reason) => return self.turn.refuse(ask.tag, reason),
        };
        let twin = self
            .market
            .book
            .orders
            .get(slot)
            .and_then(|order| self.twin(order));
        let both = [
            Some((slot, change.client_id)),
            twin.map(|twin| (twin, None)),
        ];
        for (slot, client_id) in both.into_iter().flatten() {
            let change = Change {
                client_id,
                ..change
            };
            if let Some(amendment) = self.shrink_order(slot, change) {
                self.turn.say(Effect::Amended {
                    tag: ask.tag,
                    amendment: Box::new(amendment),
                });
            }
        }
        self.rename_in_list(owner, slot);
    }

    fn amendable(&self, ask: &Amend, owner: usize) -> Result<(Slot, Change), RefuseReason> {
        self.sight().check_may_cancel(owner)?;
        let slot = self.open_slot(owner, ask.order)?;
        let order = self.market.book.orders.get(slot);
        let order = order.ok_or(RefuseReason::UnknownOrder)?;
        if order.lots == 0 {
            return Err(RefuseReason::AmendPendingOpo);
        }
        let lots = filters::lots(&self.market.grid, ask.qty, priceless(order))?;
        if lots > order.lots {
            return Err(RefuseReason::AmendIncrease);
        }
        if lots == order.lots {
            return Err(RefuseReason::AmendNoChange);
        }
        if lots <= order.filled.saturating_add(order.prevented) {
            return Err(RefuseReason::AmendBelowFilled);
        }
        if order.amends >= self.market.listing.limits.amend_max {
            return Err(RefuseReason::TooManyAmends);
        }
        let mut smaller = order.clone();
        smaller.lots = lots;
        self.sight().check_value(&smaller, None)?;
        let client_id = match ask.client_id {
            Some(name) if name == order.client_id => name,
            Some(name) => {
                self.sight().check_name(owner, Some(name))?;
                name
            }
            None => {
                let kind = format!("a{}", order.amends.saturating_add(1));
                self.made_name(order, &kind)
            }
        };
        let change = Change {
            lots,
            qty: ask.qty,
            client_id: Some(client_id),
        };
        Ok((slot, change))
    }

    /// Makes an order smaller where it stands, and tells it.
    fn shrink_order(&mut self, slot: Slot, change: Change) -> Option<Amendment> {
        let before = self.market.book.orders.get(slot)?.clone();
        let mut order = before.clone();
        order.lots = change.lots;
        order.qty = change.qty;
        order.client_id = change.client_id.unwrap_or(order.client_id);
        order.amends = order.amends.saturating_add(1);
        order.updated = self.turn.now;
        let unit = i128::from(before.left());
        let need = before.reserved.checked_div(unit)?;
        let need = need.saturating_mul(i128::from(order.left()));
        // Less is needed, which is always covered.
        self.relock(&mut order, need).ok()?;
        let rests = order.seating().rests.is_some();
        if let (true, Some(ticks), Some(price)) = (rests, order.limit, order.price) {
            self.turn.touch(self.market, order.side, (ticks, price));
            let shows = before.showing().min(order.left());
            order.hidden = order.left().saturating_sub(shows);
            let at = (order.side, ticks);
            let gone = before.showing().saturating_sub(shows);
            self.market.book.shrink(at, gone);
        }
        self.rename(&before, &order);
        let execution = Execution::Amended {
            orig_client_id: before.client_id,
            orig_qty: before.qty,
        };
        let market = &mut *self.market;
        let told = self
            .turn
            .report((&market.grid, &mut market.ids), &order, execution);
        let id = told.map(|report| report.id)?;
        let amendment = Amendment {
            account: order.account,
            symbol: order.symbol,
            order: order.id,
            execution: id,
            orig_client_id: before.client_id,
            client_id: order.client_id,
            orig_qty: before.qty,
            qty: order.qty,
            at: self.turn.now,
        };
        if let Some(account) = self.accounts.get_mut(order.owner) {
            account
                .amendments
                .insert((amendment.order, amendment.execution), amendment);
        }
        *self.market.book.orders.get_mut(slot)? = order;
        Some(amendment)
    }

    fn rename(&mut self, before: &Order, after: &Order) {
        let market = self.market.index;
        if let Some(account) = self.accounts.get_mut(after.owner) {
            if before.client_id != after.client_id {
                account.release_name(market, before.client_id);
            }
            account.names.insert((market, after.client_id), after.id);
        }
    }

    /// A list hears of another name of one of its orders.
    fn rename_in_list(&mut self, owner: usize, slot: Slot) {
        let Some(order) = self.market.book.orders.get(slot) else {
            return;
        };
        let (id, client_id, list) = (order.id, order.client_id, order.list);
        let account = self.accounts.get(owner);
        let lists = account.map(|account| &account.open_lists);
        let found = list.and_then(|list| lists?.get(&list));
        let Some((_, mut list)) = found.copied() else {
            return;
        };
        let mut orders = list.orders.iter();
        if orders.any(|order| order.id == id && order.client_id == client_id) {
            return;
        }
        list.orders.rename(id, client_id);
        list.updated = self.turn.now;
        self.tell_list(owner, list, ListEvent::Updated);
    }
}
