//! A person's word on an order that the venue had and denies for good. Never on an order of which the venue says anything
//! else, or nothing.

use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::{Cause, RequestId};
use crate::pursuit::Denial;
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::{OrderId, OrderState, Time};

impl Trading {
    pub(crate) fn settle_by_hand(
        &mut self,
        now: Time,
        request: RequestId,
        (order, cause): (OrderId, Cause),
        out: &mut Vec<Effect>,
    ) {
        let denial = self.pursuits.get(order).map_or(Denial::No, |p| p.denial);
        let answer = match (
            self.order(order).map(|o| (o.state, o.order.account())),
            denial,
        ) {
            (None, _) => Answer::UnknownOrder(order),
            (Some((OrderState::Ended { .. }, _)), _) => Answer::AlreadyEnded(order),
            (Some((OrderState::Asked { .. }, _)), _)
            | (Some((OrderState::Working { .. }, _)), Denial::No) => Answer::NotDenied(order),
            (Some((OrderState::Working { filled, .. }, account)), Denial::Standing) => {
                let event = Event::Settled {
                    order,
                    filled,
                    cause: cause.bounded(),
                    at: now,
                };
                self.record(event, out);
                self.rest_of(now, order);
                self.refresh.want(account, now);
                Answer::Done
            }
        };
        Self::answer(request, answer, out);
    }
}

#[cfg(test)]
mod tests;
