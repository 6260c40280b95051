//! The average price of the latest minutes, weighted by quantity, exact in ticks and lots. Never rounds before it is asked.

use alloc::collections::VecDeque;
use domain::Time;

const SECONDS_A_MINUTE: i64 = 60;
const MILLIS_A_SECOND: i64 = 1_000;

/// All trades of one second.
#[derive(Debug, Clone, Copy)]
struct Second {
    at: i64,
    /// Sum of ticks times lots.
    value: i128,
    lots: i128,
}

/// Trades of the latest minutes, by the second.
#[derive(Debug, Clone)]
pub(crate) struct Average {
    seconds_max: i64,
    seconds: VecDeque<Second>,
}

/// A price as a fraction: `value / lots` ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) value: i128,
    pub(crate) lots: i128,
}

impl Reference {
    /// A price of whole ticks.
    pub(crate) fn at(ticks: u64) -> Self {
        Self {
            value: i128::from(ticks),
            lots: 1,
        }
    }
}

impl Average {
    pub(crate) fn over(minutes: u32) -> Self {
        Self {
            seconds_max: i64::from(minutes).saturating_mul(SECONDS_A_MINUTE),
            seconds: VecDeque::new(),
        }
    }

    /// A trade of so many lots.
    pub(crate) fn add(&mut self, now: Time, (ticks, lots): (u64, u64)) {
        if self.seconds_max == 0 {
            return;
        }
        let at = second(now);
        let lots = i128::from(lots);
        let value = i128::from(ticks).saturating_mul(lots);
        match self.seconds.back_mut() {
            Some(last) if last.at >= at => {
                last.value = last.value.saturating_add(value);
                last.lots = last.lots.saturating_add(lots);
            }
            Some(_) | None => self.seconds.push_back(Second { at, value, lots }),
        }
        let oldest = at.saturating_sub(self.seconds_max);
        while self.seconds.front().is_some_and(|first| first.at <= oldest) {
            self.seconds.pop_front();
        }
    }

    /// The average at an instant; none when nothing traded in its minutes.
    pub(crate) fn at(&self, now: Time) -> Option<Reference> {
        let oldest = second(now).saturating_sub(self.seconds_max);
        let mut sum = Reference { value: 0, lots: 0 };
        for second in self.seconds.iter().filter(|second| second.at > oldest) {
            sum.value = sum.value.saturating_add(second.value);
            sum.lots = sum.lots.saturating_add(second.lots);
        }
        (sum.lots > 0).then_some(sum)
    }
}

const fn second(now: Time) -> i64 {
    now.millis().div_euclid(MILLIS_A_SECOND)
}
