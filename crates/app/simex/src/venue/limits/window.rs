//! A count that begins anew with each window of time. Never knows what it counts.

use domain::{Span, Time};

/// A count in a window of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// When the window it counts in began.
    pub(super) start: Time,
    count: u32,
}

impl Window {
    /// Nothing counted.
    pub(super) const EMPTY: Self = Self {
        start: Time::from_nanos(i64::MIN),
        count: 0,
    };

    /// Counts more; the count of this window.
    pub(super) fn add(&mut self, now: Time, window: Span, more: u32) -> u32 {
        let start = now.floor_to(window);
        if self.start != start {
            *self = Self { start, count: 0 };
        }
        self.count = self.count.saturating_add(more);
        self.count
    }

    /// Counts less, in the window of this instant only.
    pub(super) fn take(&mut self, now: Time, window: Span, less: u32) {
        if self.start == now.floor_to(window) {
            self.count = self.count.saturating_sub(less);
        }
    }

    /// The count of this window.
    pub(super) fn count(&self, now: Time, window: Span) -> u32 {
        if self.start == now.floor_to(window) {
            self.count
        } else {
            0
        }
    }
}
