//! Orders whose fate nobody knows for too long: said once, and the symbol is halted until a person releases it. Never ends
//! an order, never frees what it holds.

use crate::effect::Effect;
use crate::event::Event;
use crate::input::{Cause, HaltReach};
use crate::trading::Trading;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{OrderId, Origin, Scope, Symbol, Time};

impl Trading {
    /// Says which orders have been unknown for too long, and trips their symbols.
    pub(crate) fn alarm(&mut self, now: Time, out: &mut Vec<Effect>) {
        for (order, since) in self.pursuits.take_alarms(now) {
            if self.is_open(order) {
                let at = now;
                self.record(Event::Unresolved { order, since, at }, out);
                self.trip(now, order, out);
            }
        }
    }

    /// Halts what is new in the symbol of an order. A halt that a person pressed there stays as it is.
    fn trip(&mut self, now: Time, order: OrderId, out: &mut Vec<Effect>) {
        let reason = format!("it is not known where order {order} stands");
        if let Some(symbol) = self.order(order).map(|o| o.order.terms().symbol) {
            self.halt_symbol(now, symbol, reason, out);
        }
    }

    /// Halts what is new in a symbol until a person releases it. A halt that stands there stays as it is.
    pub(crate) fn halt_symbol(
        &mut self,
        now: Time,
        symbol: Symbol,
        reason: String,
        out: &mut Vec<Effect>,
    ) {
        let scope = Scope::Symbol(symbol);
        if self.state.halts.contains_key(&scope) {
            return;
        }
        let origin = Origin::House;
        let event = Event::Halted {
            scope,
            reach: HaltReach::NewOnly,
            cause: Cause { origin, reason },
            at: now,
        };
        self.record(event, out);
    }
}

#[cfg(test)]
mod tests;
