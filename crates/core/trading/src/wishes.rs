//! What people and programs wish: orders, cancels, halts, switches. Each wish is answered.

use crate::config::{REQUEST_LIFE, SEND_WITHIN, WORDS_BYTES_MAX};
use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::{Cause, RequestId};
use crate::pursuit::{Pursuit, delay};
use crate::trading::Trading;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{
    AccountId, ClientOrderId, ListId, NewOrder, OrderId, OrderState, OrderTerms, Origin, Scope,
    Time,
};
use gate::{Cleared, Hold, Moved, Refusal, Rule, SwitchOf, SwitchPosition};

impl Trading {
    pub(crate) fn place(
        &mut self,
        now: Time,
        request: RequestId,
        (account, origin, terms): (AccountId, Origin, OrderTerms),
        out: &mut Vec<Effect>,
    ) {
        let answer = match self.open_order(now, (account, origin, terms), out) {
            Ok(order) => {
                let client_id = ClientOrderId::of(now, account, order);
                Answer::Accepted { order, client_id }
            }
            Err((order, refusal)) => Answer::Refused { order, refusal },
        };
        Self::answer(request, answer, out);
    }

    /// Has an order cleared, recorded and sent, or its refusal recorded.
    pub(crate) fn open_order(
        &mut self,
        now: Time,
        wish: (AccountId, Origin, OrderTerms),
        out: &mut Vec<Effect>,
    ) -> Result<OrderId, (OrderId, Refusal)> {
        self.open_order_by(now, wish, None, out)
    }

    /// The same, of an exit at a backup where `moved` says of what.
    pub(crate) fn open_order_by(
        &mut self,
        now: Time,
        (account, origin, terms): (AccountId, Origin, OrderTerms),
        moved: Option<Moved>,
        out: &mut Vec<Effect>,
    ) -> Result<OrderId, (OrderId, Refusal)> {
        let order = self.state.order_next;
        let wish = self.numbered(now, account, origin, terms);
        let cleared = wish.and_then(|wish| match moved {
            None => self.gate.clear(now, wish),
            Some(moved) => self.gate.clear_moved(now, wish, moved),
        });
        let held = cleared.and_then(|cleared| {
            // The gate counts what it clears in the same breath; without a hold nothing may leave.
            let hold = self.gate.hold_of(order);
            let uncounted = || Refusal::plain(Rule::NotCounted, Scope::Account(account));
            Ok((hold.ok_or_else(uncounted)?, cleared))
        });
        let (hold, cleared) = match held {
            Ok(held) => held,
            Err(refusal) => {
                let event = Event::Refused {
                    order,
                    account,
                    origin,
                    terms,
                    refusal: refusal.clone(),
                    at: now,
                };
                self.record(event, out);
                self.halt_repetition(now, &refusal, out);
                return Err((order, refusal));
            }
        };
        self.open(now, (*cleared.get(), None), hold, out);
        Self::send(now, cleared, out);
        Ok(order)
    }

    /// Records an order that is cleared and will be sent, and has its fate asked for should no answer come.
    pub(crate) fn open(
        &mut self,
        now: Time,
        (order, list): (NewOrder, Option<ListId>),
        hold: Hold,
        out: &mut Vec<Effect>,
    ) {
        let deadline = now.plus(REQUEST_LIFE);
        let event = Event::Opened {
            order,
            hold,
            list,
            at: now,
            deadline,
        };
        self.record(event, out);
        let mut pursuit = Pursuit::new(deadline);
        pursuit.ask.start(deadline);
        pursuit.unknown_from(now);
        self.pursuits.insert(order.id(), pursuit);
        self.watch_times(order.id());
    }

    pub(crate) fn send(now: Time, cleared: Cleared<NewOrder>, out: &mut Vec<Effect>) {
        out.push(Effect::Place {
            cleared,
            send_by: now.plus(SEND_WITHIN),
            deadline: now.plus(REQUEST_LIFE),
        });
    }

    pub(crate) fn cancel(
        &mut self,
        now: Time,
        request: RequestId,
        (order, origin): (OrderId, Origin),
        out: &mut Vec<Effect>,
    ) {
        let answer = match self.order(order).map(|order| order.state) {
            None => Answer::UnknownOrder(order),
            Some(OrderState::Ended { .. }) => Answer::AlreadyEnded(order),
            Some(OrderState::Asked { .. } | OrderState::Working { .. }) => {
                self.ask_cancel(now, order, origin, out);
                Answer::Done
            }
        };
        Self::answer(request, answer, out);
    }

    /// Wishes the end of an open order, and sends the cancel in this turn. The wish stands until the order is over. The
    /// end of one order of a pair is the end of both: one cancel leaves, and the wish stands for each.
    pub(crate) fn ask_cancel(
        &mut self,
        now: Time,
        order: OrderId,
        origin: Origin,
        out: &mut Vec<Effect>,
    ) {
        let other = self.other_of_pair(order);
        let other = other.filter(|other| self.is_open(*other));
        for order in [Some(order), other].into_iter().flatten() {
            let asked_before = self.order(order).and_then(|order| order.cancel_asked);
            if asked_before.is_none() {
                let at = now;
                self.record(Event::CancelAsked { order, origin, at }, out);
            }
        }
        if let Some(other) = other {
            let account = self.order(other).map(|other| other.order.account());
            if account.is_some_and(|account| self.gate.is_margined(account)) {
                // Two orders to the venue, which ends neither for the other.
                self.send_cancel(now, other, out);
            } else {
                let at = now.plus(delay(3));
                self.pursuits.change(other, |p| p.ask.start_by(at));
            }
        }
        self.send_cancel(now, order, out);
    }

    pub(crate) fn release(
        &mut self,
        now: Time,
        request: RequestId,
        (scope, cause): (Scope, Cause),
        out: &mut Vec<Effect>,
    ) {
        if !self.state.halts.contains_key(&scope) {
            return Self::answer(request, Answer::NotHalted(scope), out);
        }
        let event = Event::Released {
            scope,
            cause: cause.bounded(),
            at: now,
        };
        self.record(event, out);
        Self::answer(request, Answer::Done, out);
    }

    pub(crate) fn set_switch(
        &mut self,
        now: Time,
        request: RequestId,
        (switch, position, cause): (SwitchOf, SwitchPosition, Cause),
        out: &mut Vec<Effect>,
    ) {
        let event = Event::SwitchSet {
            switch,
            position,
            cause: cause.bounded(),
            at: now,
        };
        self.record(event, out);
        Self::answer(request, Answer::Done, out);
    }
}

impl Cause {
    pub(crate) fn bounded(self) -> Self {
        let reason = bounded(self.reason);
        Self { reason, ..self }
    }
}

/// Words no longer than what is kept, cut between characters.
pub(crate) fn bounded(mut words: String) -> String {
    let end = words.floor_char_boundary(WORDS_BYTES_MAX);
    words.truncate(end);
    words
}
