//! The end of everything open, of one symbol or of an account, by the venue's own call where that ends nothing else. Passes
//! always. Never ends what holds a position, and never a stranger's order.

use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::RequestId;
use crate::pursuit::delay;
use crate::trading::Trading;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{AccountId, CancelAll, CancelOrder, OrderId, OrderState, Origin, Symbol, Time};

/// Fewer orders than these are ended one by one.
const SWEPT_MIN: usize = 2;

impl Trading {
    /// Somebody wishes everything open to end that is not an exit.
    pub(crate) fn cancel_all(
        &mut self,
        now: Time,
        request: RequestId,
        (account, symbol, origin): (AccountId, Option<Symbol>, Origin),
        out: &mut Vec<Effect>,
    ) {
        let open = self.open_orders().filter(|order| {
            let of = order.order.terms().symbol;
            order.order.account() == account && symbol.is_none_or(|only| only == of)
        });
        let ids = open.map(|order| order.order.id());
        // What holds a position only takes risk away; without it the position would be bare.
        let ids: Vec<OrderId> = ids.filter(|id| !self.state.is_exit(*id)).collect();
        let asked = self.end_all(now, (ids, origin), out);
        Self::answer(request, Answer::CancelsAsked(asked), out);
    }

    /// Asks for the end of these orders, symbol by symbol; in what order they were asked for.
    pub(crate) fn end_all(
        &mut self,
        now: Time,
        (orders, origin): (Vec<OrderId>, Origin),
        out: &mut Vec<Effect>,
    ) -> Vec<OrderId> {
        let mut places: BTreeMap<(AccountId, Symbol), Vec<OrderId>> = BTreeMap::new();
        for id in orders {
            if let Some(order) = self.order(id) {
                let place = (order.order.account(), order.order.terms().symbol);
                places.entry(place).or_default().push(id);
            }
        }
        let asked = places.values().flatten().copied().collect();
        for (place, orders) in places {
            if self.may_sweep(place, &orders) {
                self.sweep(now, place, (orders, origin), out);
            } else {
                for order in orders {
                    self.ask_cancel(now, order, origin, out);
                }
            }
        }
        asked
    }

    /// Whether the venue's own call would end exactly these orders: it ends whatever is open in the symbol.
    fn may_sweep(&self, (account, symbol): (AccountId, Symbol), orders: &[OrderId]) -> bool {
        let Some(check) = self.checks.get(account) else {
            return false;
        };
        let is_stranger = check.foreign.iter().any(|stated| stated.symbol == symbol);
        let holds = self.open_orders().any(|order| {
            let (wish, id) = (&order.order, order.order.id());
            wish.account() == account && wish.terms().symbol == symbol && self.state.is_exit(id)
        });
        let are_working = orders.iter().all(|order| {
            let state = self.order(*order).map(|order| order.state);
            matches!(state, Some(OrderState::Working { .. }))
        });
        // The venue's call ends all that is open: what is not among these would go with them.
        let of_all = self.open_orders().filter(|order| {
            let wish = &order.order;
            wish.account() == account && wish.terms().symbol == symbol
        });
        // Before the first round nobody knows whose orders are there.
        orders.len() >= SWEPT_MIN
            && of_all.count() == orders.len()
            && check.rounds > 0
            && !is_stranger
            && !holds
            && are_working
    }

    fn sweep(
        &mut self,
        now: Time,
        (account, symbol): (AccountId, Symbol),
        (orders, origin): (Vec<OrderId>, Origin),
        out: &mut Vec<Effect>,
    ) {
        let mut cancels = Vec::with_capacity(orders.len());
        for order in orders {
            let Some(known) = self.order(order) else {
                continue;
            };
            let (client_id, asked_before) = (known.order.client_id(), known.cancel_asked);
            let kind = known.order.terms().kind;
            if asked_before.is_none() {
                let at = now;
                self.record(Event::CancelAsked { order, origin, at }, out);
            }
            self.pursuits.change(order, |p| {
                p.cancel.sent();
                p.ask.start_by(now.plus(delay(3)));
            });
            let cancel = CancelOrder {
                id: order,
                client_id,
                account,
                symbol,
            };
            cancels.push((cancel, kind));
        }
        out.push(Effect::CancelAll {
            cleared: self.gate.clear_cancel_all(CancelAll { account, symbol }),
            orders: cancels,
        });
    }
}

#[cfg(test)]
mod tests;
