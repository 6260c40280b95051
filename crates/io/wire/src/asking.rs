//! Whether a question is asked once more, and after how long: few times, within a bound of time, with a wait that doubles and
//! is scattered over its whole length. Chance and time are arguments. Never for a call that does more than ask.

use crate::backoff;
use crate::client::Client;
use crate::clock;
use crate::outcome::{Lost, NotSent, Outcome};
use domain::{Span, Time};
use protocols::{Call, Demand};
use std::time::Duration;

/// Times a question is asked at most.
const TRIES_MAX: u32 = 4;
/// No question is asked again later than this after it was first asked.
const WITHIN: Span = Span::from_secs(10);
/// The longest first wait.
const FIRST_MS: i64 = 250;
/// The longest wait.
const LONGEST_MS: i64 = 4_000;
/// Shares into which a wait is scattered.
const SHARES: u64 = 1_024;

/// What becomes of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It is asked once more after this long.
    After(Span),
    /// Its outcome stands.
    No,
}

/// One question while it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    begun: Time,
    tries: u32,
    clock: Clock,
}

/// Whether the venue doubted our time in answering this question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    Trusted,
    Doubted,
}

// ORD-07
impl Asking {
    /// A question that is first asked at `now`.
    #[must_use]
    pub const fn begun(now: Time) -> Self {
        Self {
            begun: now,
            tries: 0,
            clock: Clock::Trusted,
        }
    }

    /// Whether it is asked again after this outcome and the venue's demand in it; `chance` is any number.
    pub fn again(
        &mut self,
        now: Time,
        (outcome, demand): (&Outcome, Demand),
        chance: u64,
    ) -> Again {
        self.tries = self.tries.saturating_add(1);
        let wait = match self.wait(now, (outcome, demand), chance) {
            Some(wait) if self.tries < TRIES_MAX => wait,
            Some(_) | None => return Again::No,
        };
        if now.plus(wait) > self.begun.plus(WITHIN) {
            return Again::No;
        }
        Again::After(wait)
    }

    /// How long to wait, where asking again may help at all.
    fn wait(
        &mut self,
        now: Time,
        (outcome, demand): (&Outcome, Demand),
        chance: u64,
    ) -> Option<Span> {
        match outcome {
            Outcome::Answer(answer) => match demand {
                Demand::Silence { after } => after.map(|after| later(after, chance)),
                Demand::Absence { .. } | Demand::FewerOrders { .. } => None,
                Demand::MendClock if self.clock == Clock::Doubted => None,
                Demand::MendClock => {
                    self.clock = Clock::Doubted;
                    Some(later(Span::from_millis(FIRST_MS), chance))
                }
                Demand::Nothing => (answer.status >= 500).then(|| self.scattered(chance)),
            },
            Outcome::NotSent(why) => match why {
                NotSent::Budget { ready: until }
                | NotSent::Paused { until }
                | NotSent::Resting { until } => {
                    let rest = until.since(now).max(Span::from_nanos(0));
                    Some(later(rest, chance))
                }
                NotSent::ClockUnknown | NotSent::Connect(_) => Some(self.scattered(chance)),
                NotSent::Banned { .. }
                | NotSent::Halted
                | NotSent::TooLate
                | NotSent::NoKey
                | NotSent::Vault(_) => None,
            },
            Outcome::Unknown(Lost::Timeout | Lost::Broken(_)) => Some(self.scattered(chance)),
            // It would be as large again.
            Outcome::Unknown(Lost::TooLarge { .. }) => None,
        }
    }

    /// Anything from nothing to the whole of a span that doubles with every try.
    fn scattered(&self, chance: u64) -> Span {
        let factor = 1_i64 << self.tries.saturating_sub(1).min(TRIES_MAX);
        share(FIRST_MS.saturating_mul(factor).min(LONGEST_MS), chance)
    }
}

impl Client {
    /// Asks once, and again while asking again may help: bounded in number and in time, as [`Asking`] says. A call that does
    /// more than ask is sent once, as by [`Client::send`].
    pub async fn ask(&self, call: Call) -> Outcome {
        let mut asking = Asking::begun(clock::now());
        let mut call = call;
        loop {
            let next = call.again();
            let outcome = self.send(call).await;
            let Some(next) = next else {
                return outcome;
            };
            match asking.again(
                clock::now(),
                (&outcome, self.demand(&outcome)),
                backoff::scatter(),
            ) {
                Again::No => return outcome,
                Again::After(wait) => {
                    let wait = u64::try_from(wait.millis()).unwrap_or(0);
                    tokio::time::sleep(Duration::from_millis(wait)).await;
                    call = next;
                }
            }
        }
    }

    /// What an outcome demands of whoever asks.
    fn demand(&self, outcome: &Outcome) -> Demand {
        match outcome {
            Outcome::Answer(answer) => (self.config.address.manners().demand)(answer),
            Outcome::NotSent(_) | Outcome::Unknown(_) => Demand::Nothing,
        }
    }
}

/// A told wait with a little more, so that callers do not come back together.
fn later(told: Span, chance: u64) -> Span {
    let more = share(FIRST_MS, chance);
    Span::from_nanos(told.nanos().saturating_add(more.nanos()))
}

fn share(whole_ms: i64, chance: u64) -> Span {
    let share = i64::try_from(chance % SHARES).unwrap_or(0);
    Span::from_millis(whole_ms.saturating_mul(share) / 1_023)
}

#[cfg(test)]
mod tests;
