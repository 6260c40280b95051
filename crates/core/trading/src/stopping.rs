//! The switch: halting, cancelling and flattening a scope, each press with its number and with what came of it. Never releases,
//! and never says that an order is over before the venue has.
// GATE-10 GATE-11

mod event;
mod flattening;
mod folding;
mod press;

pub use event::{NotFlattened, StopEvent, StopInput};
pub(crate) use flattening::LegWatch;
pub(crate) use folding::Presses;
pub use press::{
    DRY_TRIES_MAX, LEG_ORDERS_MAX, Leg, LegEnd, LegOutcome, OrderEnd, PRESSES_KEPT_MAX, Press,
    StopVerb, Tally,
};

use crate::effect::{Answer, Effect};
use crate::event::Event;
use crate::input::{Cause, HaltReach, RequestId};
use crate::trading::Trading;
use alloc::sync::Arc;
use alloc::vec::Vec;
use domain::{Amount, OrderId, Origin, PositionKey, PressId, Scope, Time};

impl Trading {
    /// All presses in memory, oldest first.
    pub fn presses(&self) -> impl DoubleEndedIterator<Item = &Arc<Press>> + '_ {
        self.state.presses.kept.values()
    }

    /// A press in memory.
    #[must_use]
    pub fn press(&self, press: PressId) -> Option<&Arc<Press>> {
        self.state.presses.kept.get(&press)
    }

    pub(crate) fn stop(&mut self, now: Time, input: StopInput, out: &mut Vec<Effect>) {
        match input {
            StopInput::Cancel {
                request,
                scope,
                cause,
            } => {
                let press = self.cancel_scope(now, scope, cause.bounded(), out);
                Self::answer(request, Answer::Pressed(press), out);
            }
            StopInput::Flatten {
                request,
                scope,
                cause,
            } => {
                let answer = match self.flatten_scope(now, scope, cause, out) {
                    Ok(press) => Answer::Pressed(press),
                    Err(why) => Answer::NotFlattened(why),
                };
                Self::answer(request, answer, out);
            }
        }
    }

    pub(crate) fn halt(
        &mut self,
        now: Time,
        request: RequestId,
        (scope, reach, cause): (Scope, HaltReach, Cause),
        out: &mut Vec<Effect>,
    ) {
        let cause = cause.bounded();
        self.set_halt(now, (scope, reach), cause.clone(), out);
        let orders = match reach {
            HaltReach::NewOnly => Vec::new(),
            HaltReach::AndCancel => self.open_in(scope),
        };
        let verb = StopVerb::Halt(reach);
        let origin = cause.origin;
        let press = self.pressed(now, (verb, scope, cause), (orders.clone(), Vec::new()), out);
        self.end_all(now, (orders, origin), out);
        Self::answer(request, Answer::Pressed(press), out);
    }

    fn cancel_scope(
        &mut self,
        now: Time,
        scope: Scope,
        cause: Cause,
        out: &mut Vec<Effect>,
    ) -> PressId {
        let orders = self.open_in(scope);
        let origin = cause.origin;
        let told = (orders.clone(), Vec::new());
        let press = self.pressed(now, (StopVerb::Cancel, scope, cause), told, out);
        self.end_all(now, (orders, origin), out);
        press
    }

    /// Halts a scope, ends everything open in it, and has every position in it closed at the market. The house may ask for it as
    /// well as a person. It goes on by itself until each position is flat, too small to be traded, or given up.
    pub(crate) fn flatten_scope(
        &mut self,
        now: Time,
        scope: Scope,
        cause: Cause,
        out: &mut Vec<Effect>,
    ) -> Result<PressId, NotFlattened> {
        match scope {
            Scope::Global | Scope::Venue(_) | Scope::Account(_) | Scope::Symbol(_) => {}
            Scope::User(_) | Scope::Strategy(_) => return Err(NotFlattened::NotOfPositions(scope)),
        }
        let running = self
            .presses()
            .find(|p| p.scope == scope && p.is_flattening());
        if let Some(running) = running {
            return Err(NotFlattened::Runs(running.id));
        }
        let cause = cause.bounded();
        // What is flat must stay flat until a person says otherwise.
        let halts = &self.state.halts;
        if !halts.contains_key(&scope) && !halts.contains_key(&Scope::Global) {
            self.set_halt(now, (scope, HaltReach::AndCancel), cause.clone(), out);
        }
        let legs = self.legs_in(scope);
        let orders = self.open_in(scope);
        let exits = self.exits_of(&legs);
        let covered = orders.iter().copied().chain(exits).collect();
        let origin = cause.origin;
        let press = self.pressed(now, (StopVerb::Flatten, scope, cause), (covered, legs), out);
        self.end_all(now, (orders, origin), out);
        self.watch_legs(now, press);
        Ok(press)
    }

    /// An order that was over under a press lives after all: its end is asked for once more.
    pub(crate) fn end_again(&mut self, now: Time, order: OrderId, out: &mut Vec<Effect>) {
        if self.state.is_exit(order) {
            return;
        }
        if let Some(origin) = self.state.presses.ended_by(order) {
            self.ask_cancel(now, order, origin, out);
        }
    }

    fn set_halt(
        &mut self,
        now: Time,
        (scope, reach): (Scope, HaltReach),
        cause: Cause,
        out: &mut Vec<Effect>,
    ) {
        let event = Event::Halted {
            scope,
            reach,
            cause,
            at: now,
        };
        self.record(event, out);
    }

    /// Gives a press its number.
    fn pressed(
        &mut self,
        now: Time,
        (verb, scope, cause): (StopVerb, Scope, Cause),
        (orders, legs): (Vec<OrderId>, Vec<(PositionKey, Amount)>),
        out: &mut Vec<Effect>,
    ) -> PressId {
        let press = self.state.presses.next;
        let event = StopEvent::Pressed {
            press,
            verb,
            scope,
            orders,
            legs,
            cause,
            at: now,
        };
        self.record(Event::Stop(event), out);
        press
    }

    /// The open orders in a scope that hold no position. Those only take risk away; without them a position would be bare.
    fn open_in(&self, scope: Scope) -> Vec<OrderId> {
        let open = self
            .open_orders()
            .filter(|o| self.gate.covers(scope, &o.order));
        let ids = open.map(|o| o.order.id());
        ids.filter(|id| !self.state.is_exit(*id)).collect()
    }

    /// The open exits that hold positions which are closed.
    fn exits_of(&self, legs: &[(PositionKey, Amount)]) -> Vec<OrderId> {
        let of = |key: PositionKey| legs.iter().any(|(leg, _)| *leg == key);
        let open = self.open_orders().filter(|o| of(o.order.position()));
        let ids = open.map(|o| o.order.id());
        ids.filter(|id| self.state.is_exit(*id)).collect()
    }

    /// What is held in a scope: on spot what our own trades brought in, of contracts what is long or short.
    fn legs_in(&self, scope: Scope) -> Vec<(PositionKey, Amount)> {
        let held = self.positions().map(|p| (p.key(), p.net()));
        let in_scope = held.filter(|(key, net)| {
            let venue = self.gate.account(key.account).map(|account| account.venue);
            let within = match scope {
                Scope::Global => true,
                Scope::Venue(of) => venue == Some(of),
                Scope::Account(of) => key.account == of,
                Scope::Symbol(of) => key.symbol == of,
                Scope::User(_) | Scope::Strategy(_) => false,
            };
            within && !self.is_flat(key.account, *net)
        });
        in_scope.collect()
    }
}

impl Cause {
    /// A cause of the house itself.
    #[must_use]
    pub const fn house(reason: alloc::string::String) -> Self {
        Self {
            origin: Origin::House,
            reason,
        }
    }
}

#[cfg(test)]
mod tests;
