//! How much may be asked of a venue at this moment: its windows, its demands for silence, and a breaker that lets a venue
//! that does not answer rest. A reserve is kept for cancels. Never waits and never sends.

mod breaker;
mod window;

pub use breaker::BreakerState;

use crate::outcome::NotSent;
use breaker::Breaker;
use domain::{Span, Time};
use protocols::{Bound, Charge, Demand, ListedLimit, Purpose, RateLimit};
use window::{End, Taken, Window};

/// Silence after a 429 that names no time.
const PAUSE_DEFAULT: Span = Span::from_secs(10);
/// Silence after a 418 that names no time: the shortest ban of the venue.
const BAN_DEFAULT: Span = Span::from_secs(120);
/// Cancels that may pass one demand for silence: risk must be able to leave, and what goes on asking is banned.
const CANCELS_PER_PAUSE_MAX: u32 = 10;

/// The windows, demands and breaker of one address or one account at a venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limiter {
    windows: Vec<Window>,
    paused_until: Option<Time>,
    orders_paused_until: Option<Time>,
    banned_until: Option<Time>,
    cancels_left: u32,
    breaker: Breaker,
}

/// What is wanted of a venue, as far as a limiter looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The path it goes to.
    pub path: &'a str,
    /// What it weighs.
    pub weight: u32,
    /// What it does there.
    pub purpose: Purpose,
}

/// The leave to send one request; it is given back by saying what became of the request.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a request whose end is not told stays counted until its window is over"]
pub struct Leave {
    taken: Vec<(usize, Taken)>,
    begun: Time,
    purpose: Purpose,
}

/// When a call was begun and what it was for: what its end says of the venue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight {
    begun: Time,
    purpose: Purpose,
}

/// What an answer tells a limiter.
pub struct Heard<'a> {
    /// Its HTTP status.
    pub status: u16,
    /// What the venue demands by it.
    pub demand: Demand,
    /// The number in a header.
    pub header: &'a dyn Fn(&str) -> Option<u32>,
}

/// How much is taken of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// What requests take out of it.
    pub charge: Charge,
    /// Length of its window.
    pub every: Span,
    /// Taken in the running window, what is under way included.
    pub used: u32,
    /// How much may be taken in one window.
    pub most: u32,
    /// How much of that only cancels may take.
    pub reserve: u32,
}

// ORD-07
impl Limiter {
    /// Untouched windows for those of a venue's limits that bind `bound`.
    #[must_use]
    pub fn new(limits: &[RateLimit], bound: Bound) -> Self {
        let bound_so = limits.iter().filter(|limit| limit.bound == bound);
        Self {
            windows: bound_so.map(|limit| Window::new(*limit)).collect(),
            paused_until: None,
            orders_paused_until: None,
            banned_until: None,
            cancels_left: 0,
            breaker: Breaker::default(),
        }
    }

    /// Takes what `call` costs out of every window that counts it.
    ///
    /// # Errors
    /// The venue asked for silence, it rests, or a window is spent for this purpose; nothing was taken.
    pub fn take(&mut self, now: Time, call: &Wanted<'_>) -> Result<Leave, NotSent> {
        if let Some(until) = self.banned_until.filter(|until| now < *until) {
            return Err(NotSent::Banned { until });
        }
        let paused = self.paused_until.filter(|until| now < *until);
        match (call.purpose, paused) {
            (Purpose::Cancel, Some(until)) if self.cancels_left == 0 => {
                return Err(NotSent::Paused { until });
            }
            (Purpose::Cancel, _) | (Purpose::Question | Purpose::Read | Purpose::Survey, None) => {}
            (
                Purpose::Question
                | Purpose::Read
                | Purpose::Survey
                | Purpose::Place { .. }
                | Purpose::Change { .. }
                | Purpose::Reduce { .. },
                Some(until),
            ) => {
                return Err(NotSent::Paused { until });
            }
            (Purpose::Place { .. } | Purpose::Change { .. } | Purpose::Reduce { .. }, None) => {
                if let Some(until) = self.orders_paused_until.filter(|until| now < *until) {
                    return Err(NotSent::Paused { until });
                }
            }
        }
        let costs = self.costs(now, call)?;
        self.breaker
            .admit(now, call.purpose)
            .map_err(|until| NotSent::Resting { until })?;
        if paused.is_some() {
            self.cancels_left = self.cancels_left.saturating_sub(1);
        }
        let mut taken = Vec::with_capacity(costs.len());
        for (index, cost) in costs {
            if let Some(window) = self.windows.get_mut(index) {
                taken.push((index, window.take(cost, call.purpose)));
            }
        }
        Ok(Leave {
            taken,
            begun: now,
            purpose: call.purpose,
        })
    }

    /// The request was answered.
    pub fn answered(&mut self, now: Time, leave: Leave, heard: &Heard<'_>) {
        let end = match heard.status {
            200..300 => End::Done,
            _ => End::Refused,
        };
        for (index, taken) in leave.taken {
            if let Some(window) = self.windows.get_mut(index) {
                window.turn(now);
                let told = window.rule().header.and_then(heard.header);
                window.answered(taken, told, end);
            }
        }
        self.obey(now, heard.demand);
    }

    fn obey(&mut self, now: Time, demand: Demand) {
        match demand {
            Demand::Nothing | Demand::MendClock => {}
            Demand::FewerOrders { after } => {
                let until = now.plus(after.unwrap_or(PAUSE_DEFAULT));
                self.orders_paused_until = self.orders_paused_until.max(Some(until));
            }
            Demand::Silence { after } => {
                if self.paused_until.is_none_or(|until| until <= now) {
                    self.cancels_left = CANCELS_PER_PAUSE_MAX;
                }
                let until = now.plus(after.unwrap_or(PAUSE_DEFAULT));
                self.paused_until = self.paused_until.max(Some(until));
            }
            Demand::Absence { after } => {
                let until = now.plus(after.unwrap_or(BAN_DEFAULT));
                self.banned_until = self.banned_until.max(Some(until));
            }
        }
    }

    /// An answer came after its request was counted as lost: what it demands holds, and what it counts is the least that
    /// can be true.
    pub fn told_late(&mut self, now: Time, heard: &Heard<'_>) {
        for window in &mut self.windows {
            window.turn(now);
            if let Some(told) = window.rule().header.and_then(heard.header) {
                window.told(told);
            }
        }
        self.obey(now, heard.demand);
    }

    /// The request may have reached the venue and no whole answer came back.
    pub fn lost(&mut self, now: Time, leave: Leave) {
        for (index, taken) in leave.taken {
            if let Some(window) = self.windows.get_mut(index) {
                window.turn(now);
                window.lost(&taken);
            }
        }
    }

    /// The request certainly never left.
    pub fn given_back(&mut self, now: Time, leave: Leave) {
        for (index, taken) in leave.taken {
            if let Some(window) = self.windows.get_mut(index) {
                window.turn(now);
                window.given_back(&taken);
            }
        }
    }

    /// The venue answered a request that was begun then; whatever was said, it is there.
    pub fn worked(&mut self, begun: Time) {
        self.breaker.worked(begun);
    }

    /// The venue could not be reached, or failed; `scatter` is any number that differs between callers.
    pub fn failed(&mut self, now: Time, scatter: u64) {
        self.breaker.failed(now, scatter);
    }

    /// The venue answered a call, whatever it said.
    pub(crate) fn seen(&mut self, sight: Sight) {
        self.worked(sight.begun);
    }

    /// A call failed. What can wait may ask where nobody trades: its failing keeps no order from the venue.
    pub(crate) fn missed(&mut self, now: Time, (sight, scatter): (Sight, u64)) {
        match sight.purpose {
            Purpose::Survey => {}
            Purpose::Question
            | Purpose::Read
            | Purpose::Cancel
            | Purpose::Place { .. }
            | Purpose::Change { .. }
            | Purpose::Reduce { .. } => self.failed(now, scatter),
        }
    }

    /// Whether the venue is let rest.
    #[must_use]
    pub const fn breaker(&self) -> BreakerState {
        self.breaker.state()
    }

    /// Takes the venue's own word on one of its limits; a limit that is not known here is left alone. The list speaks of
    /// weight and requests of an address and of orders of an account: an account's weight is a limit of other paths.
    pub fn learn(&mut self, listed: &ListedLimit) {
        let bound = match listed.charge {
            Charge::Weight | Charge::Request => Bound::Address,
            Charge::Order => Bound::Account,
        };
        let found = self.windows.iter_mut().find(|window| {
            let rule = window.rule();
            rule.charge == listed.charge && rule.every == listed.every && rule.bound == bound
        });
        if let Some(window) = found {
            window.allow(listed.most);
        }
    }

    /// What is taken of each limit at `now`.
    pub fn usage(&mut self, now: Time) -> Vec<Usage> {
        let looked = |window: &mut Window| {
            window.turn(now);
            Usage {
                charge: window.rule().charge,
                every: window.rule().every,
                used: window.used(),
                most: window.most(),
                reserve: window.reserve(),
            }
        };
        self.windows.iter_mut().map(looked).collect()
    }

    /// What the call costs in each window that counts it; a weight is counted by one window only.
    fn costs(&mut self, now: Time, call: &Wanted<'_>) -> Result<Vec<(usize, u32)>, NotSent> {
        let mut costs = Vec::new();
        let mut weighed = false;
        for (index, window) in self.windows.iter_mut().enumerate() {
            window.turn(now);
            let rule = window.rule();
            if !rule.counts(call.path) {
                continue;
            }
            let cost = match (rule.charge, call.purpose) {
                (Charge::Weight, _) if weighed => continue,
                (Charge::Weight, _) => call.weight,
                (Charge::Request, _)
                | (
                    Charge::Order,
                    Purpose::Place { .. } | Purpose::Change { .. } | Purpose::Reduce { .. },
                ) => 1,
                (
                    Charge::Order,
                    Purpose::Question | Purpose::Read | Purpose::Survey | Purpose::Cancel,
                ) => continue,
            };
            weighed |= rule.charge == Charge::Weight;
            if !window.has_room(cost, call.purpose) {
                return Err(NotSent::Budget {
                    ready: window.ends(),
                });
            }
            costs.push((index, cost));
        }
        Ok(costs)
    }
}

impl Leave {
    /// What its call would show of the venue.
    pub(crate) const fn sight(&self) -> Sight {
        Sight {
            begun: self.begun,
            purpose: self.purpose,
        }
    }
}

#[cfg(test)]
mod tests;
