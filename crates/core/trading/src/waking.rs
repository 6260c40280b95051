//! When trading must look at time again, and which time passed unwatched. Never reads a clock.

use crate::config::WATCH_PACE;
use crate::trading::Trading;
use domain::Time;

impl Trading {
    /// When time must be looked at next: for the next deed, and often while a request may be under way.
    pub(crate) fn planned(&self) -> Option<Time> {
        let question = self.pursuits.next_question();
        let question = question.map(|at| self.paused_until.map_or(at, |until| at.max(until)));
        let watch = self.stepped.filter(|_| !self.state.asked.is_empty());
        let watch = watch.map(|stepped| stepped.plus(WATCH_PACE));
        let cancel = self.pursuits.next_cancel();
        let alarm = self.pursuits.next_alarm();
        let time_up = self.pursuits.next_time();
        let refresh = self.refresh.next_due();
        let check = self.checks.next_due();
        let guard = self.guard_watch.next_due();
        let proposal = self.next_proposal();
        let leg = self.leg_watch.values().min().copied();
        let times = [
            question, cancel, alarm, refresh, check, watch, time_up, guard, proposal, leg,
        ];
        times.into_iter().flatten().min()
    }

    pub(crate) fn look_at_clock(&mut self, now: Time) {
        if let (Some(planned), Some(stepped)) = (self.planned(), self.stepped) {
            self.pursuits.unwatched(planned.max(stepped), now);
        }
        self.stepped = Some(now);
    }
}
