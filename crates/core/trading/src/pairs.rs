//! Pairs of orders of which only one may trade: one wish, one request, two fates. Each order's fate is found out by its
//! own id; never both at once, never one without the other being asked about.

use crate::config::{REQUEST_LIFE, SEND_WITHIN};
use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::RequestId;
use crate::pursuit::delay;
use crate::trading::Trading;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{AccountId, ListId, NewOco, OcoTerms, OrderId, Origin, Scope, Time};
use gate::{Figure, Hold, Moved, Refusal, Rule};

impl Trading {
    /// Somebody wishes for a pair. Both orders are recorded before the one request that carries them leaves.
    pub(crate) fn place_oco(
        &mut self,
        now: Time,
        request: RequestId,
        wish: (AccountId, Origin, &OcoTerms),
        out: &mut Vec<Effect>,
    ) {
        let answer = match self.clear_and_open_pair(now, wish, None, out) {
            Ok(pair) => Answer::OcoAccepted(Box::new(pair)),
            Err((order, refusal)) => Answer::Refused { order, refusal },
        };
        Self::answer(request, answer, out);
    }

    /// Has a pair cleared, recorded and sent, or its refusal recorded; its first order names it.
    pub(crate) fn open_pair(
        &mut self,
        now: Time,
        wish: (AccountId, Origin, &OcoTerms),
        out: &mut Vec<Effect>,
    ) -> Result<OrderId, (OrderId, Refusal)> {
        self.open_pair_by(now, wish, None, out)
    }

    /// The same, of exits at a backup where `moved` says of what.
    pub(crate) fn open_pair_by(
        &mut self,
        now: Time,
        wish: (AccountId, Origin, &OcoTerms),
        moved: Option<Moved>,
        out: &mut Vec<Effect>,
    ) -> Result<OrderId, (OrderId, Refusal)> {
        let pair = self.clear_and_open_pair(now, wish, moved, out)?;
        Ok(pair.target().id())
    }

    fn clear_and_open_pair(
        &mut self,
        now: Time,
        (account, origin, terms): (AccountId, Origin, &OcoTerms),
        moved: Option<Moved>,
        out: &mut Vec<Effect>,
    ) -> Result<NewOco, (OrderId, Refusal)> {
        let list = ListId::new(self.state.order_next.get());
        let wish = NewOco::new((list, now), account, origin, terms).map_err(|_| no_qty(account));
        let cleared = wish.and_then(|wish| match moved {
            None => self.gate.clear_oco(now, wish),
            Some(moved) => self.gate.clear_moved_oco(now, wish, moved),
        });
        let held = cleared.and_then(|cleared| Ok((self.hold_of_pair(list, account)?, cleared)));
        let (hold, cleared) = held.map_err(|refusal| {
            self.refuse_pair(now, (list, account, origin), (terms, &refusal), out)
        })?;
        let pair = *cleared.get();
        for order in [*pair.target(), *pair.stop()] {
            self.open(now, (order, Some(list)), hold, out);
        }
        out.push(Effect::PlaceOco {
            cleared,
            send_by: now.plus(SEND_WITHIN),
            deadline: now.plus(REQUEST_LIFE),
        });
        Ok(pair)
    }

    /// Has the exits of a position on margin cleared, recorded and sent, each by a request of its own; the target names them.
    pub(crate) fn open_exits(
        &mut self,
        now: Time,
        (account, terms): (AccountId, &OcoTerms),
        out: &mut Vec<Effect>,
    ) -> Result<OrderId, (OrderId, Refusal)> {
        let (origin, list) = (Origin::House, ListId::new(self.state.order_next.get()));
        let wish = NewOco::new((list, now), account, origin, terms).map_err(|_| no_qty(account));
        let cleared = wish.and_then(|wish| self.gate.clear_exits(now, wish));
        let held = cleared.and_then(|cleared| Ok((self.hold_of_pair(list, account)?, cleared)));
        let (hold, cleared) = held.map_err(|refusal| {
            self.refuse_pair(now, (list, account, origin), (terms, &refusal), out)
        })?;
        for order in &cleared {
            self.open(now, (*order.get(), Some(list)), hold, out);
        }
        for order in cleared {
            Self::send(now, order, out);
        }
        Ok(list.target())
    }

    /// What the gate counted for a pair in the same breath as it cleared it; without a hold nothing may leave.
    fn hold_of_pair(&self, list: ListId, account: AccountId) -> Result<Hold, Refusal> {
        let hold = self.gate.hold_of(list.target());
        hold.ok_or_else(|| Refusal::plain(Rule::NotCounted, Scope::Account(account)))
    }

    /// Records that a pair was refused, under the number of its first order.
    fn refuse_pair(
        &mut self,
        now: Time,
        (list, account, origin): (ListId, AccountId, Origin),
        (terms, refusal): (&OcoTerms, &Refusal),
        out: &mut Vec<Effect>,
    ) -> (OrderId, Refusal) {
        let order = list.target();
        let event = Event::Refused {
            order,
            account,
            origin,
            terms: *terms.target(),
            refusal: refusal.clone(),
            at: now,
        };
        self.record(event, out);
        self.halt_repetition(now, refusal, out);
        (order, refusal.clone())
    }

    /// The other order of a pair, while it is in memory.
    pub(crate) fn other_of_pair(&self, order: OrderId) -> Option<OrderId> {
        let list = self.order(order)?.list?;
        let other = list.other(order);
        self.order(other).map(|found| found.order.id())
    }

    fn is_on_margin(&self, order: OrderId) -> bool {
        let account = self.order(order).map(|order| order.order.account());
        account.is_some_and(|account| self.gate.is_margined(account))
    }

    /// One order of a pair is over, so the venue has ended the other or soon will: it is asked about. The other exit on
    /// margin is for the house to end.
    pub(crate) fn ask_for_other(&mut self, now: Time, order: OrderId) {
        if let Some(other) = self.other_of_pair(order)
            && self.is_open(other)
            && !self.is_on_margin(other)
        {
            let at = now.plus(delay(0));
            self.pursuits.change(other, |p| p.ask.start_by(at));
        }
    }
}

/// No order is of nothing.
fn no_qty(account: AccountId) -> Refusal {
    let scope = Scope::Account(account);
    Refusal::new(Rule::NoQty, scope, Figure::Count(0), Figure::Count(1))
}

#[cfg(test)]
mod tests;
