//! Lets the crowd of the perpetuals trade by the clock. Never a trader of its own.

use crate::venue::crowd::Paused;
use domain::{Span, Time};
use exchange::crowd::CrowdPlan;
use exchange::crowd::perpetual::PerpetualCrowd;
use exchange::futures::{Futures, FuturesInput};

/// The crowd and when it moves.
#[derive(Debug)]
pub(crate) struct FuturesCrowd {
    crowd: PerpetualCrowd,
    /// How long it rests at least, and since when.
    rest: Span,
    paused: Paused,
    moved: Time,
}

impl FuturesCrowd {
    pub(crate) fn new(plan: CrowdPlan, now: Time) -> Self {
        Self {
            crowd: PerpetualCrowd::new(plan, now),
            rest: Span::ZERO,
            paused: Paused::No,
            moved: now,
        }
    }

    /// Lets it stand still, or go on.
    pub(crate) const fn set_paused(&mut self, paused: Paused) {
        self.paused = paused;
    }

    pub(crate) fn due(&self) -> Option<Time> {
        if self.paused == Paused::Yes {
            return None;
        }
        let wish = self.crowd.wake_at()?;
        Some(wish.max(self.moved.plus(self.rest)))
    }

    /// Makes it rest longer than it would: a long way of time is passed in few moves.
    pub(crate) const fn rest_at_least(&mut self, rest: Span) {
        self.rest = rest;
    }

    pub(crate) fn moves(&mut self, now: Time, futures: &Futures) -> Vec<FuturesInput> {
        if self.due().is_none_or(|due| due > now) {
            return Vec::new();
        }
        self.moved = now;
        let mut inputs = Vec::new();
        self.crowd.step(now, futures, &mut inputs);
        inputs
    }
}
