//! When each account is compared with its venue, and what a round showed that the next has to confirm.
//! Kept beside the journal: after a start every account is compared anyway.

use crate::breaks::{BreakKey, Sides};
use crate::config::{CHECK_EVERY, CONFIRM_DELAYS, QUERY_DELAYS, START_PATIENCE};
use crate::statement::StatedOrder;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{AccountId, Time};

/// A disagreement that one round showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Suspect {
    pub(crate) sides: Sides,
    /// When the round that showed it first was asked for.
    pub(crate) first_seen: Time,
    /// When the round that showed it last was taken.
    pub(crate) answered: Time,
    pub(crate) rounds: u32,
}

/// One account's comparison.
#[derive(Debug, Clone, Default)]
pub(crate) struct Check {
    due: Option<Time>,
    /// Rounds taken since the start.
    pub(crate) rounds: u64,
    /// Rounds in a row that showed something to be confirmed.
    doubtful: usize,
    /// When the first round since the start was answered.
    first: Option<Time>,
    /// When the last round was asked for.
    pub(crate) last: Option<Time>,
    pub(crate) suspects: BTreeMap<BreakKey, Suspect>,
    /// Open orders at the venue that are not ours.
    pub(crate) foreign: Vec<StatedOrder>,
}

/// All accounts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Checks(BTreeMap<AccountId, Check>);

impl Checks {
    /// Everything is to be compared, as after a start.
    pub(crate) fn of_all(accounts: impl Iterator<Item = AccountId>, at: Time) -> Self {
        let due = Check {
            due: Some(at),
            ..Check::default()
        };
        Self(accounts.map(|account| (account, due.clone())).collect())
    }

    pub(crate) fn get(&self, account: AccountId) -> Option<&Check> {
        self.0.get(&account)
    }

    pub(crate) fn get_mut(&mut self, account: AccountId) -> Option<&mut Check> {
        self.0.get_mut(&account)
    }

    pub(crate) fn next_due(&self) -> Option<Time> {
        self.0.values().filter_map(|check| check.due).min()
    }

    /// The accounts to ask about; asked again after a pause unless the answer comes.
    pub(crate) fn take_due(&mut self, now: Time) -> Vec<AccountId> {
        let [.., pause] = QUERY_DELAYS;
        let mut due = Vec::new();
        for (account, check) in &mut self.0 {
            if check.due.is_some_and(|at| at <= now) {
                check.due = Some(now.plus(pause));
                due.push(*account);
            }
        }
        due
    }

    /// The account is to be compared by then.
    pub(crate) fn want(&mut self, account: AccountId, at: Time) {
        if let Some(check) = self.0.get_mut(&account) {
            check.due = Some(check.due.unwrap_or(at).min(at));
        }
    }
}

impl Check {
    /// A round was taken: the next one follows soon where something is to be confirmed.
    pub(crate) fn done(&mut self, now: Time, asked_at: Time) {
        self.rounds = self.rounds.saturating_add(1);
        self.last = Some(asked_at);
        self.first = self.first.or(Some(now));
        let [.., longest] = CONFIRM_DELAYS;
        let pause = if self.suspects.is_empty() {
            self.doubtful = 0;
            CHECK_EVERY
        } else {
            let pause = CONFIRM_DELAYS.get(self.doubtful).copied();
            self.doubtful = self.doubtful.saturating_add(1);
            pause.unwrap_or(longest)
        };
        self.due = Some(now.plus(pause));
    }

    /// Whether every disagreement that was there at the start has been confirmed or is gone.
    pub(crate) fn has_settled(&self, now: Time) -> bool {
        let waited = self
            .first
            .is_some_and(|first| now >= first.plus(START_PATIENCE));
        self.suspects.is_empty() || waited
    }
}
