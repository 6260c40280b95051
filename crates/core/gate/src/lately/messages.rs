//! Messages to venues per second, minute and day, by scope. A span is covered by short steps, the oldest counted whole, so
//! that no stretch of its length ever has more than is told.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use domain::{Scope, Span, Time};

/// What leaves the house about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Message {
    /// A new order.
    Placed,
    /// A change of a working one.
    Amended,
    /// The wish for its end.
    Cancelled,
}

/// Over what time messages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stretch {
    Second,
    Minute,
    /// A UTC day.
    Day,
}

/// The messages of one scope. Cancels are counted apart and never use up what orders may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedMessages {
    /// The scope.
    pub scope: Scope,
    /// The day of the counts, in days since the epoch.
    pub day: i64,
    /// Orders and changes of that day.
    pub of_day: u64,
    /// Cancels of that day.
    pub cancels_of_day: u64,
    /// Orders and changes by tenth of a second, oldest first.
    pub by_tenth: Vec<(i64, u64)>,
    /// Orders and changes by second, oldest first.
    pub by_second: Vec<(i64, u64)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Messages {
    scopes: BTreeMap<Scope, Counts>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Counts {
    day: i64,
    of_day: u64,
    cancels_of_day: u64,
    second: Steps<TENTH_NANOS, 10>,
    minute: Steps<SECOND_NANOS, 60>,
}

const TENTH_NANOS: i64 = 100_000_000;
const SECOND_NANOS: i64 = 1_000_000_000;

/// Counts by steps of `NANOS`, of which `COUNT` make the stretch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Steps<const NANOS: i64, const COUNT: i64> {
    steps: VecDeque<(i64, u64)>,
}

impl<const NANOS: i64, const COUNT: i64> Steps<NANOS, COUNT> {
    fn add(&mut self, at: Time) {
        let step = at.nanos().div_euclid(NANOS);
        match self.steps.back_mut() {
            // A clock that stepped back counts as the latest instant seen.
            Some((last, count)) if *last >= step => *count = count.saturating_add(1),
            Some(_) | None => self.steps.push_back((step, 1)),
        }
        let latest = self.steps.back().map_or(step, |(last, _)| *last);
        while self
            .steps
            .front()
            .is_some_and(|(first, _)| is_over::<COUNT>(*first, latest))
        {
            self.steps.pop_front();
        }
    }

    fn count(&self, now: Time) -> u64 {
        let step = now.nanos().div_euclid(NANOS);
        let within = self
            .steps
            .iter()
            .filter(|(first, _)| !is_over::<COUNT>(*first, step));
        within.fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }
}

/// Whether a step lies wholly before the stretch that ends in `latest`.
const fn is_over<const COUNT: i64>(step: i64, latest: i64) -> bool {
    step < latest.saturating_sub(COUNT)
}

fn day_of(at: Time) -> i64 {
    at.nanos().div_euclid(Span::from_secs(86_400).nanos())
}

impl Messages {
    pub(crate) fn count(&mut self, at: Time, message: Message, scope: Scope) {
        let counts = self.scopes.entry(scope).or_default();
        let day = day_of(at);
        if counts.day < day {
            (counts.day, counts.of_day, counts.cancels_of_day) = (day, 0, 0);
        }
        match message {
            Message::Cancelled => {
                counts.cancels_of_day = counts.cancels_of_day.saturating_add(1);
            }
            Message::Placed | Message::Amended => {
                counts.of_day = counts.of_day.saturating_add(1);
                counts.second.add(at);
                counts.minute.add(at);
            }
        }
    }

    /// How many orders and changes a scope sent in the stretch that ends now.
    pub(crate) fn sent(&self, now: Time, scope: Scope, stretch: Stretch) -> u64 {
        let Some(counts) = self.scopes.get(&scope) else {
            return 0;
        };
        match stretch {
            Stretch::Second => counts.second.count(now),
            Stretch::Minute => counts.minute.count(now),
            Stretch::Day if counts.day < day_of(now) => 0,
            Stretch::Day => counts.of_day,
        }
    }

    pub(crate) fn kept(&self) -> Vec<CountedMessages> {
        let kept = self.scopes.iter().map(|(scope, counts)| CountedMessages {
            scope: *scope,
            day: counts.day,
            of_day: counts.of_day,
            cancels_of_day: counts.cancels_of_day,
            by_tenth: counts.second.steps.iter().copied().collect(),
            by_second: counts.minute.steps.iter().copied().collect(),
        });
        kept.collect()
    }

    pub(crate) fn of(kept: Vec<CountedMessages>) -> Self {
        let scopes = kept.into_iter().map(|kept| {
            let counts = Counts {
                day: kept.day,
                of_day: kept.of_day,
                cancels_of_day: kept.cancels_of_day,
                second: Steps {
                    steps: kept.by_tenth.into(),
                },
                minute: Steps {
                    steps: kept.by_second.into(),
                },
            };
            (kept.scope, counts)
        });
        Self {
            scopes: scopes.collect(),
        }
    }
}
