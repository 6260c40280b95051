//! Reducing an order where it stands: its request, what the engine makes of it, and what quantity reports tell.
//! Never ends an order.

use super::requests::{HeardNothing, take_up_by};
use super::{Question, World, Wrong};
use crate::venue::{Said, Venue, refusal};
use domain::{AccountId, AmendOrder, ClientOrderId, Qty, Span, Symbol, Time};
use exchange::{Amend, OrderKey};
use gate::Cleared;
use protocols::binance_spot::ask;
use trading::{AmendAnswer, AmendInput, Input, NotSentReason, VenueWords};

impl World {
    /// The one call that a cleared reduction makes; no halt stands in its way.
    pub(super) fn send_amendment(
        &mut self,
        cleared: Cleared<AmendOrder>,
        send_by: Time,
        deadline: Time,
    ) -> Result<(), Wrong> {
        let amend = *cleared.get();
        let now = self.house.clock(self.truth);
        let not_sent = |reason| {
            vec![Input::Amend(AmendInput::Answered {
                order: amend.id,
                answer: AmendAnswer::NotSent(reason),
            })]
        };
        if now > send_by {
            return self.turn(not_sent(NotSentReason::TooLate));
        }
        let take_up = take_up_by(deadline);
        let call = self
            .figures
            .instrument(amend.symbol)
            .and_then(|instrument| ask::amend(cleared, instrument, take_up).ok());
        let Some(call) = call else {
            return self.turn(not_sent(NotSentReason::NotBuilt));
        };
        let window = Span::from_nanos(take_up.since(now).nanos()).min(call.life());
        self.send(Question::Amend(amend), window);
        Ok(())
    }

    /// The engine takes a reduction up; what the house hears of it.
    pub(super) fn executed_amendment(&mut self, amend: &AmendOrder) -> Result<Vec<Input>, Wrong> {
        let (answer, qty, said) = self.venue.amend(self.truth, amend);
        self.spread(said)?;
        let of = (amend.account, amend.client_id);
        let told = qty.and_then(|qty| told_qty(of, (qty, Qty::ZERO)));
        let order = amend.id;
        let answered = Input::Amend(AmendInput::Answered { order, answer });
        Ok(told.into_iter().chain([answered]).collect())
    }

    /// What an answer to a question about an order tells of its quantity.
    pub(super) fn qty_of(&self, symbol: Symbol, client_id: ClientOrderId) -> Option<Input> {
        let view = self.venue.order(symbol, client_id)?;
        told_qty((self.figures.account, client_id), (view.qty, view.filled))
    }
}

/// What the house makes of a reduction of which it heard nothing.
pub(super) const fn unheard(amend: &AmendOrder, heard: HeardNothing) -> Input {
    let answer = match heard {
        HeardNothing::NotSent => AmendAnswer::NotSent(NotSentReason::NoConnection),
        HeardNothing::Unknown => AmendAnswer::Unknown,
    };
    Input::Amend(AmendInput::Answered {
        order: amend.id,
        answer,
    })
}

/// The venue said of what quantity an order is, and what of it has traded. One that was made smaller than that was of more.
pub(crate) fn told_qty(
    (account, client_id): (AccountId, ClientOrderId),
    (qty, filled): (Qty, Qty),
) -> Option<Input> {
    let told = AmendInput::Told {
        account,
        client_id,
        qty,
    };
    (filled <= qty).then_some(Input::Amend(told))
}

impl Venue {
    /// A wish for less of an order reaches the engine; the quantity it has after it, where it was done.
    pub(crate) fn amend(
        &mut self,
        now: Time,
        amend: &AmendOrder,
    ) -> (AmendAnswer, Option<Qty>, Said) {
        let tag = self.tag();
        let effects = self.step(
            now,
            exchange::Input::Amend(Amend {
                tag,
                account: amend.account,
                symbol: amend.symbol,
                order: OrderKey::Client(amend.client_id),
                client_id: Some(amend.client_id),
                qty: amend.qty,
            }),
        );
        let mut said = Said::default();
        self.hear(&effects, &mut said);
        let view = self.order(amend.symbol, amend.client_id);
        let open = view.is_some_and(|view| view.status.is_open());
        match refusal(&effects) {
            None => (AmendAnswer::Done, view.map(|view| view.qty), said),
            Some(text) if open => {
                let words = VenueWords { code: -2038, text };
                (AmendAnswer::Refused(words), None, said)
            }
            Some(_) => (AmendAnswer::NotOpen, None, said),
        }
    }
}
