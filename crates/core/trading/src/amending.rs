//! Reducing a working order where it stands. The venue's word alone makes it smaller, and only then is less held; whatever is
//! said late or twice never makes it larger again.

use crate::amendment::{AmendAnswer, AmendEvent, AmendInput};
use crate::config::{REQUEST_LIFE, SEND_WITHIN};
use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::{RequestId, VenueWords};
use crate::pursuit::delay;
use crate::recover_error::RecoverError;
use crate::state::State;
use crate::trading::Trading;
use crate::wishes::bounded;
use alloc::vec::Vec;
use domain::{
    AccountId, AmendOrder, ClientOrderId, OrderId, OrderKind, OrderState, Origin, Qty, Time,
};
use gate::Gate;

impl Trading {
    /// Takes whatever happens to wishes of this kind.
    pub(crate) fn amendment(&mut self, now: Time, input: AmendInput, out: &mut Vec<Effect>) {
        match input {
            AmendInput::Wish {
                request,
                order,
                qty,
                origin,
            } => self.amend(now, request, (order, qty, origin), out),
            AmendInput::Answered { order, answer } => self.amend_answered(now, order, answer, out),
            AmendInput::Told {
                account,
                client_id,
                qty,
            } => self.told_qty(now, (account, client_id), qty, out),
        }
    }

    fn amend(
        &mut self,
        now: Time,
        request: RequestId,
        (order, qty, origin): (OrderId, Qty, Origin),
        out: &mut Vec<Effect>,
    ) {
        let amend = match self.amendable(order, qty) {
            Ok(amend) => amend,
            Err(answer) => return Self::answer(request, answer, out),
        };
        let cleared = match self.gate.clear_amend(amend) {
            Ok(cleared) => cleared,
            Err(refusal) => return Self::answer(request, Answer::NotSet(refusal), out),
        };
        let at = now;
        let asked = AmendEvent::Asked {
            order,
            qty,
            origin,
            at,
        };
        self.record(Event::Amend(asked), out);
        // Should no answer come, a question tells.
        self.pursuits
            .change(order, |p| p.ask.start_by(now.plus(delay(3))));
        out.push(Effect::Amend {
            cleared,
            send_by: now.plus(SEND_WITHIN),
            deadline: now.plus(REQUEST_LIFE),
        });
        Self::answer(request, Answer::Done, out);
    }

    /// What shall be asked of the venue, or why it may not be.
    fn amendable(&self, order: OrderId, qty: Qty) -> Result<AmendOrder, Answer> {
        let found = self.order(order).ok_or(Answer::UnknownOrder(order))?;
        let no = Answer::NotAmendable(order);
        let filled = match found.state {
            OrderState::Ended { .. } => return Err(Answer::AlreadyEnded(order)),
            OrderState::Asked { .. } => return Err(no),
            OrderState::Working { filled, .. } => filled,
        };
        let terms = found.order.terms();
        let price = match terms.kind {
            OrderKind::Limit { price, .. } | OrderKind::LimitMaker { price } => price,
            OrderKind::Market
            | OrderKind::Stop { .. }
            | OrderKind::StopLimit { .. }
            | OrderKind::TakeProfit { .. }
            | OrderKind::TakeProfitLimit { .. }
            | OrderKind::TrailingStop { .. } => return Err(no),
        };
        let is_other = found.list.is_some() || found.cancel_asked.is_some();
        if is_other || self.state.is_exit(order) || qty == terms.qty || qty <= filled {
            return Err(no);
        }
        Ok(AmendOrder {
            id: order,
            client_id: found.order.client_id(),
            account: found.order.account(),
            symbol: terms.symbol,
            side: terms.side,
            qty,
            price,
        })
    }

    fn amend_answered(
        &mut self,
        now: Time,
        order: OrderId,
        answer: AmendAnswer,
        out: &mut Vec<Effect>,
    ) {
        if !self.is_open(order) {
            return;
        }
        match answer {
            // What it is of was told before this.
            AmendAnswer::Done => {}
            AmendAnswer::Refused(words) => self.not_amended(now, order, words, out),
            AmendAnswer::NotSent(reason) => {
                let text = reason.words().into();
                self.not_amended(now, order, VenueWords { code: 0, text }, out);
            }
            // It ended meanwhile, or may be of either: the question tells.
            AmendAnswer::NotOpen => {
                self.pursuits.change(order, |p| p.ask.start_by(now));
            }
            AmendAnswer::Unknown => {
                self.pursuits
                    .change(order, |p| p.ask.start_by(now.plus(delay(0))));
            }
        }
    }

    fn not_amended(&mut self, now: Time, order: OrderId, words: VenueWords, out: &mut Vec<Effect>) {
        let words = VenueWords {
            code: words.code,
            text: bounded(words.text),
        };
        let at = now;
        let refused = AmendEvent::Refused { order, words, at };
        self.record(Event::Amend(refused), out);
    }

    /// A venue said of what quantity an order of ours is. It only ever becomes smaller, so the smaller word is the later one.
    /// Nobody here makes an exit smaller: where the venue has less of one, the three-way check says so.
    pub(crate) fn told_qty(
        &mut self,
        now: Time,
        (account, client_id): (AccountId, ClientOrderId),
        to: Qty,
        out: &mut Vec<Effect>,
    ) {
        let Some(found) = self.order_by_client_id(client_id) else {
            return;
        };
        let (order, from) = (found.order.id(), found.order.terms().qty);
        let is_lone = found.list.is_none() && !self.state.is_exit(order);
        let is_ours = found.order.account() == account && is_lone;
        let OrderState::Working { filled, .. } = found.state else {
            return;
        };
        if is_ours && to < from && to >= filled && !to.is_zero() {
            let at = now;
            let amended = AmendEvent::Amended {
                order,
                from,
                to,
                at,
            };
            self.record(Event::Amend(amended), out);
            // What has traded may be all there is of it.
            self.settle(now, order, out);
        }
    }
}

impl State {
    /// Takes an event of this kind: an order that is of less sets less aside.
    pub(crate) fn apply_amendment(
        &mut self,
        gate: &mut Gate,
        event: &AmendEvent,
    ) -> Result<(), RecoverError> {
        match event {
            AmendEvent::Asked { .. } | AmendEvent::Refused { .. } => Ok(()),
            AmendEvent::Amended { order, to, .. } => {
                let tracked = self.get_mut(*order)?;
                if tracked.order.state.is_ended() || tracked.order.list.is_some() {
                    return Err(RecoverError::OutOfOrder(*order));
                }
                let reduced = tracked.order.order.reduced_to(*to);
                tracked.order.order = reduced.map_err(|_| RecoverError::OutOfOrder(*order))?;
                gate.ended(*order);
                self.hold_again(gate, *order)
            }
        }
    }
}

#[cfg(test)]
mod tests;
