//! Times set for open orders: the instant till which one is good, and when one is stale. Only asks for the end; the end
//! itself is the venue's word, as for any cancel.

use crate::config::StaleRules;
use crate::effect::Effect;
use crate::event::{Event, TimeBound};
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::{Order, OrderId, Origin, Time};

/// The next time set for an order; `None` when it is over, or its end is asked for already.
pub(crate) fn next_bound(order: &Order, rules: StaleRules) -> Option<(Time, TimeBound)> {
    if order.state.is_ended() || order.cancel_asked.is_some() {
        return None;
    }
    match (order.order.terms().kind.good_till(), order.stale_since) {
        (Some(until), _) => Some((until, TimeBound::GoodTill)),
        (None, None) => {
            let at = order.opened.plus(rules.warn_after.min(rules.cancel_after));
            Some((at, TimeBound::StaleWarning))
        }
        (None, Some(_)) => {
            let at = order.opened.plus(rules.cancel_after);
            Some((at, TimeBound::StaleEnd))
        }
    }
}

impl Trading {
    /// Has the next time of an order looked at when it comes.
    pub(crate) fn watch_times(&mut self, order: OrderId) {
        let bound = self.bound_of(order);
        self.pursuits
            .change(order, |p| p.time_up = bound.map(|(at, _)| at));
    }

    /// The next time set for an order; what holds a position has none.
    fn bound_of(&self, order: OrderId) -> Option<(Time, TimeBound)> {
        let found = self.order(order).filter(|_| !self.state.is_exit(order))?;
        next_bound(found, self.config.stale)
    }

    /// Looks at the times of the orders that are due.
    pub(crate) fn look_at_times(&mut self, now: Time, out: &mut Vec<Effect>) {
        for order in self.pursuits.take_times(now) {
            let bound = self.bound_of(order);
            if let Some((_, bound)) = bound.filter(|(at, _)| *at <= now) {
                self.record(
                    Event::TimeUp {
                        order,
                        bound,
                        at: now,
                    },
                    out,
                );
                match bound {
                    TimeBound::StaleWarning => {}
                    TimeBound::StaleEnd | TimeBound::GoodTill => {
                        self.ask_cancel(now, order, Origin::House, out);
                    }
                }
            }
            self.watch_times(order);
        }
    }
}

#[cfg(test)]
mod tests;
