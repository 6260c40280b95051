//! How a venue serves: refusals, requests without an answer, slow answers, counted over a short window; too many stop the venue
//! until a person releases it (control 18). The windows begin anew with every start; what they stopped stays stopped.

use crate::breaker_event::{Breaker, Trip};
use crate::effect::Effect;
use crate::trading::Trading;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use domain::{AccountId, OrderId, OrderState, Scope, Span, Time, VenueId};
use gate::Figure;

/// How often a venue may fail within a window. A count of 0 is never reached: that breaker is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VenueBreakers {
    /// The window.
    pub window: Span,
    /// Orders refused.
    pub refusals_max: u32,
    /// Placing and cancelling requests without an answer.
    pub errors_max: u32,
    /// Orders taken later than `latency_max` after they were cleared.
    pub slow_max: u32,
    /// The longest that is not slow.
    pub latency_max: Span,
}

/// What happened within the window, by venue.
#[derive(Debug, Clone, Default)]
pub(crate) struct VenueWatch(BTreeMap<(VenueId, Breaker), VecDeque<Time>>);

impl VenueBreakers {
    const fn count_max(&self, breaker: Breaker) -> u32 {
        match breaker {
            Breaker::Refusals => self.refusals_max,
            Breaker::Errors => self.errors_max,
            Breaker::Latency => self.slow_max,
            Breaker::DailyLoss | Breaker::Drawdown => 0,
        }
    }
}

impl Trading {
    /// The venue of an account failed once more.
    pub(crate) fn venue_failed(
        &mut self,
        now: Time,
        (account, breaker): (AccountId, Breaker),
        out: &mut Vec<Effect>,
    ) {
        let Some(rules) = self.config.venue_breakers() else {
            return;
        };
        let Some(venue) = self.gate.account(account).map(|account| account.venue) else {
            return;
        };
        let count_max = rules.count_max(breaker);
        if count_max == 0 {
            return;
        }
        let seen = self.venue_watch.0.entry((venue, breaker)).or_default();
        seen.push_back(now);
        while seen.front().is_some_and(|at| now.since(*at) > rules.window) {
            seen.pop_front();
        }
        let count = u64::try_from(seen.len()).unwrap_or(u64::MAX);
        if count < u64::from(count_max) {
            return;
        }
        // It begins anew: a person who releases the venue gives it a whole window.
        seen.clear();
        let trip = Trip {
            scope: Scope::Venue(venue),
            breaker,
            value: Figure::Count(count),
            limit: Figure::Count(u64::from(count_max)),
            at: now,
        };
        self.trip_breaker(trip, out);
    }

    /// The same of the venue of an order.
    pub(crate) fn order_failed(
        &mut self,
        now: Time,
        (order, breaker): (OrderId, Breaker),
        out: &mut Vec<Effect>,
    ) {
        if let Some(account) = self.order(order).map(|found| found.order.account()) {
            self.venue_failed(now, (account, breaker), out);
        }
    }

    /// The venue took an order: late, if it did so long after it was cleared.
    pub(crate) fn taken_after(&mut self, now: Time, order: OrderId, out: &mut Vec<Effect>) {
        let Some(rules) = self.config.venue_breakers() else {
            return;
        };
        let since = match self.order(order).map(|found| found.state) {
            Some(OrderState::Asked { since, .. }) => since,
            Some(OrderState::Working { .. } | OrderState::Ended { .. }) | None => return,
        };
        if now.since(since) > rules.latency_max {
            self.order_failed(now, (order, Breaker::Latency), out);
        }
    }
}

#[cfg(test)]
mod tests;
