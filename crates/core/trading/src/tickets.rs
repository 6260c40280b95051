//! Orders that wait for a second word of whoever wished them (GATE-14): kept exactly as they were wished, for a while, in memory
//! alone. Never sends one by itself, and a start forgets them all.

use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::{Input, RequestId};
use crate::trading::Trading;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use domain::{AccountId, OrderId, OrderTerms, Origin, Span, Time};
use gate::{Confirmed, Rule};

/// How long a second word may take, unless the desk says otherwise.
pub const TICKET_LIFE: Span = Span::from_secs(60);
/// Most orders that wait; one more pushes the oldest out.
pub const TICKETS_MAX: usize = 64;

/// An order that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The number that its refused wish got.
    pub order: OrderId,
    /// Who may confirm it: the person of this origin.
    pub origin: Origin,
    /// Until when.
    pub until: Time,
    wish: Input,
}

/// Every order that waits, by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tickets(BTreeMap<OrderId, Ticket>);

impl Tickets {
    fn keep(&mut self, ticket: Ticket) {
        self.0.insert(ticket.order, ticket);
        while self.0.len() > TICKETS_MAX {
            self.0.pop_first();
        }
    }

    /// Takes a ticket out for good: a second word is said once.
    fn take(&mut self, now: Time, order: OrderId, origin: Origin) -> Option<Ticket> {
        let found = self.0.get(&order)?;
        if found.origin.user().is_none() || found.origin.user() != origin.user() {
            return None;
        }
        self.0.remove(&order).filter(|ticket| now <= ticket.until)
    }

    fn forget_old(&mut self, now: Time) {
        self.0.retain(|_, ticket| now <= ticket.until);
    }
}

impl Trading {
    /// Orders that wait for a second word, oldest first. Some may be out of time by now.
    pub fn tickets(&self) -> impl Iterator<Item = &Ticket> + '_ {
        self.tickets.0.values()
    }

    /// Takes what happened, and keeps a wish that is refused for want of a second word.
    pub(crate) fn take_wish(&mut self, now: Time, input: Input, out: &mut Vec<Effect>) {
        let origin = wished_by(&input).filter(|_| self.gate.asks_twice());
        let Some(origin) = origin else {
            return self.take(now, input, out);
        };
        let (before, wish) = (out.len(), input.clone());
        self.take(now, input, out);
        self.tickets.forget_old(now);
        if let Some(order) = answers_since(out, before).find_map(unsaid) {
            self.tickets.keep(Ticket {
                order,
                origin,
                until: now.plus(self.config.ticket_life()),
                wish,
            });
        }
    }

    /// The person of an order that waits says it a second time: it is put before every rule again, as it was wished.
    pub(crate) fn confirm(
        &mut self,
        now: Time,
        request: RequestId,
        (refused, origin): (OrderId, Origin),
        out: &mut Vec<Effect>,
    ) {
        let ticket = self.tickets.take(now, refused, origin);
        let again = ticket.and_then(|ticket| self.again(ticket.wish, request));
        let Some((input, confirmed)) = again else {
            return Self::answer(request, Answer::NoTicket(refused), out);
        };
        let before = out.len();
        self.gate.confirm(Some(confirmed));
        self.take(now, input, out);
        self.gate.confirm(None);
        let order = answers_since(out, before).find_map(accepted);
        if let Some(order) = order {
            let at = now;
            let event = Event::Confirmed {
                refused,
                order,
                origin,
                at,
            };
            self.record(event, out);
        }
    }

    /// A wish once more, for another request, and what of it is confirmed.
    fn again(&self, mut wish: Input, to: RequestId) -> Option<(Input, Confirmed)> {
        let confirmed = if let Input::Place {
            request,
            account,
            origin,
            terms,
        }
        | Input::PlaceProtected {
            request,
            account,
            origin,
            terms,
            ..
        } = &mut wish
        {
            *request = to;
            of((*account, *origin), vec![*terms])
        } else if let Input::PlaceOco {
            request,
            account,
            origin,
            terms,
        } = &mut wish
        {
            *request = to;
            of((*account, *origin), vec![*terms.target(), *terms.stop()])
        } else if let Input::Replace {
            request,
            order,
            origin,
            terms,
        } = &mut wish
        {
            *request = to;
            let account = self.order(*order)?.order.account();
            of((account, *origin), vec![*terms])
        } else {
            return None;
        };
        Some((wish, confirmed))
    }
}

const fn of((account, origin): (AccountId, Origin), terms: Vec<OrderTerms>) -> Confirmed {
    Confirmed {
        account,
        origin,
        terms,
    }
}

/// Whose wish to trade it is, if it is one.
const fn wished_by(input: &Input) -> Option<Origin> {
    if let Input::Place { origin, .. }
    | Input::PlaceProtected { origin, .. }
    | Input::PlaceOco { origin, .. }
    | Input::Replace { origin, .. } = input
    {
        return Some(*origin);
    }
    None
}

fn answers_since(out: &[Effect], before: usize) -> impl Iterator<Item = &Answer> {
    let new = out.get(before..).unwrap_or_default();
    new.iter().filter_map(|effect| {
        if let Effect::Answer { answer, .. } = effect {
            return Some(answer);
        }
        None
    })
}

/// The order that waits by this answer.
fn unsaid(answer: &Answer) -> Option<OrderId> {
    if let Answer::Refused { order, refusal } = answer {
        return (refusal.rule == Rule::Unconfirmed).then_some(*order);
    }
    None
}

/// The order, or the first of a pair, that is on its way by this answer.
fn accepted(answer: &Answer) -> Option<OrderId> {
    if let Answer::Accepted { order, .. } = answer {
        return Some(*order);
    }
    if let Answer::OcoAccepted(oco) = answer {
        return Some(oco.target().id());
    }
    None
}

#[cfg(test)]
mod tests;
