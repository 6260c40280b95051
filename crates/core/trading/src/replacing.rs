//! Putting another order in the place of a working one, in one request. The old order and the new one each keep a fate of
//! their own; never more is let out than both together may cost.

use crate::config::{REAFFIRM_COUNT_MAX, REQUEST_LIFE, SEND_WITHIN};
use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::RequestId;
use crate::pursuit::delay;
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::{CancelOrder, NewOrder, OrderId, OrderState, OrderTerms, Origin, ReplaceOrder, Time};
use gate::{Refusal, Rule};

impl Trading {
    /// Somebody wishes for another order in the place of a working one. The old one is not asked to be cancelled: where
    /// the replacement does not come about it goes on as it was.
    pub(crate) fn replace(
        &mut self,
        now: Time,
        request: RequestId,
        (old, origin, terms): (OrderId, Origin, OrderTerms),
        out: &mut Vec<Effect>,
    ) {
        let cancel = match self.replaceable(old, &terms) {
            Ok(cancel) => cancel,
            Err(answer) => return Self::answer(request, answer, out),
        };
        let wish = self.numbered(now, cancel.account, origin, terms);
        let cleared = wish.and_then(|order| {
            let replace = ReplaceOrder { cancel, order };
            self.gate.clear_replace(now, replace)
        });
        let order = self.state.order_next;
        let held = cleared.and_then(|cleared| {
            let hold = self.gate.hold_of(order);
            let uncounted =
                || Refusal::plain(Rule::NotCounted, domain::Scope::Symbol(terms.symbol));
            Ok((hold.ok_or_else(uncounted)?, cleared))
        });
        let (hold, cleared) = match held {
            Ok(held) => held,
            Err(refusal) => {
                let event = Event::Refused {
                    order,
                    account: cancel.account,
                    origin,
                    terms,
                    refusal: refusal.clone(),
                    at: now,
                };
                self.record(event, out);
                self.halt_repetition(now, &refusal, out);
                return Self::answer(request, Answer::Refused { order, refusal }, out);
            }
        };
        let wish: NewOrder = cleared.get().order;
        self.open(now, (wish, None), hold, out);
        let event = Event::ReplaceAsked {
            order: old,
            by: order,
            origin,
            at: now,
        };
        self.record(event, out);
        // A replacement that a halt stopped on its way out is not sent on: without its first half it would be another wish.
        self.pursuits
            .change(order, |p| p.reaffirms = REAFFIRM_COUNT_MAX);
        self.pursuits
            .change(old, |p| p.ask.start_by(now.plus(delay(3))));
        out.push(Effect::Replace {
            cleared,
            send_by: now.plus(SEND_WITHIN),
            deadline: now.plus(REQUEST_LIFE),
        });
        let client_id = wish.client_id();
        Self::answer(request, Answer::Accepted { order, client_id }, out);
    }

    /// The cancel of an order that may be replaced, or why it may not.
    fn replaceable(&self, old: OrderId, terms: &OrderTerms) -> Result<CancelOrder, Answer> {
        let found = self.order(old).ok_or(Answer::UnknownOrder(old))?;
        match found.state {
            OrderState::Ended { .. } => return Err(Answer::AlreadyEnded(old)),
            OrderState::Asked { .. } => return Err(Answer::NotReplaceable(old)),
            OrderState::Working { .. } => {}
        }
        let symbol = found.order.terms().symbol;
        let is_guarded = self.state.guard_of(old).is_some();
        let is_other = found.list.is_some() || found.cancel_asked.is_some() || is_guarded;
        if is_other || symbol != terms.symbol {
            return Err(Answer::NotReplaceable(old));
        }
        Ok(CancelOrder {
            id: old,
            client_id: found.order.client_id(),
            account: found.order.account(),
            symbol,
        })
    }
}

#[cfg(test)]
mod tests;
