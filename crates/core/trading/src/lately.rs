//! Tells the gate what happened lately and which symbols are known, from the events that say so, and halts who repeats the same order too often. Never ends
//! a halt.
// Controls 7, 10, 11, 23

use crate::amendment::AmendEvent;
use crate::effect::Effect;
use crate::event::Event;
use crate::input::{Cause, HaltReach};
use crate::state::State;
use crate::trading::Trading;
use alloc::string::ToString as _;
use alloc::vec::Vec;
use domain::{OrderId, Origin, Time};
use gate::{Gate, Message, Refusal, Rule, SwitchOf, SwitchPosition};

impl State {
    /// What of an event counts towards rates, drift and repetition.
    #[expect(clippy::too_many_lines, reason = "one arm a kind of event")]
    pub(crate) fn tell_lately(&self, gate: &mut Gate, event: &Event) {
        let sent = |gate: &mut Gate, at: Time, message: Message, order: OrderId| {
            if let Some(tracked) = self.orders.get(&order) {
                gate.sent(at, message, tracked.wish());
            }
        };
        match event {
            Event::Opened { order, at, .. } => gate.sent(*at, Message::Placed, order),
            Event::CancelAsked { order, at, .. } | Event::ReplaceAsked { order, at, .. } => {
                sent(gate, *at, Message::Cancelled, *order);
            }
            Event::Amend(AmendEvent::Asked { order, at, .. }) => {
                sent(gate, *at, Message::Amended, *order);
            }
            Event::FillBooked { fill, at, .. } => {
                if let Some(tracked) = self.orders.get(&fill.order) {
                    gate.traded(*at, tracked.wish(), fill);
                }
            }
            Event::Released { scope, .. } => gate.looked_at(*scope),
            Event::SwitchSet {
                switch: SwitchOf::Symbol(symbol),
                position,
                cause,
                ..
            } => match position {
                // A person who switches a symbol on has looked at it.
                SwitchPosition::On if cause.origin.user().is_some() => {
                    gate.symbol_confirmed(*symbol);
                }
                SwitchPosition::On => {}
                SwitchPosition::Off => gate.symbol_doubted(*symbol),
            },
            Event::Amend(AmendEvent::Refused { .. } | AmendEvent::Amended { .. })
            | Event::Reaffirmed { .. }
            | Event::Refused { .. }
            | Event::Accepted { .. }
            | Event::TimeUp { .. }
            | Event::Guard { .. }
            | Event::Ended { .. }
            | Event::Unresolved { .. }
            | Event::Settled { .. }
            | Event::Reopened { .. }
            | Event::Halted { .. }
            | Event::SwitchSet {
                switch: SwitchOf::User(_) | SwitchOf::Account(_),
                ..
            }
            | Event::BalancesSeen { .. }
            | Event::Foreign { .. }
            | Event::Broken { .. }
            | Event::Contract(_)
            | Event::Proposal(_)
            | Event::Failover(_)
            | Event::Confirmed { .. }
            | Event::Stop(_)
            | Event::Breaker(_)
            | Event::BookOpened { .. }
            | Event::Compared { .. }
            | Event::ForeignTrade { .. }
            | Event::Moved { .. }
            | Event::BreakFound { .. }
            | Event::BreakEnded { .. } => {}
        }
    }
}

impl Trading {
    /// Whoever repeats the same order too often is halted until a person has looked; a halt that stands stays as it is.
    pub(crate) fn halt_repetition(&mut self, now: Time, refusal: &Refusal, out: &mut Vec<Effect>) {
        if refusal.rule != Rule::RepeatedOrders || self.state.halts.contains_key(&refusal.scope) {
            return;
        }
        let cause = Cause {
            origin: Origin::House,
            reason: refusal.to_string(),
        };
        let event = Event::Halted {
            scope: refusal.scope,
            reach: HaltReach::NewOnly,
            cause: cause.bounded(),
            at: now,
        };
        self.record(event, out);
    }
}

#[cfg(test)]
mod tests;
