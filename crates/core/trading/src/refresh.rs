//! Which accounts' whole balances are wanted from the venue, and when to ask. Never holds a balance.

use crate::config::QUERY_DELAYS;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{AccountId, Span, Time};

/// Shortest time between two questions for the same account's balances.
const REFRESH_PAUSE: Span = Span::from_secs(1);

/// One account's wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wanted {
    /// When to ask; `None` while nothing is wanted.
    at: Option<Time>,
    /// When it was last asked.
    asked: Option<Time>,
    /// Whether a question was asked since it was last wanted.
    question: Question,
}

/// How far a wish has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// No question was asked since: what comes now was asked for before, and may be of before.
    Due,
    /// It was asked.
    Asked,
}

/// All accounts' wishes.
#[derive(Debug, Clone)]
pub(crate) struct Refresh(BTreeMap<AccountId, Wanted>);

impl Refresh {
    /// Everything is wanted, as after a start.
    pub(crate) fn of_all(accounts: impl Iterator<Item = AccountId>, at: Time) -> Self {
        let wanted = Wanted {
            at: Some(at),
            asked: None,
            question: Question::Due,
        };
        Self(accounts.map(|account| (account, wanted)).collect())
    }

    /// An account's balances may have changed in a way nobody will report.
    pub(crate) fn want(&mut self, account: AccountId, now: Time) {
        let wanted = self.0.entry(account).or_insert(Wanted {
            at: None,
            asked: None,
            question: Question::Due,
        });
        wanted.question = Question::Due;
        let soonest = wanted
            .asked
            .map_or(now, |at| now.max(at.plus(REFRESH_PAUSE)));
        wanted.at = Some(wanted.at.unwrap_or(soonest).min(soonest));
    }

    /// The venue said everything. A wish for which no question was asked yet stands: the answer may be of before it.
    pub(crate) fn got(&mut self, account: AccountId) {
        if let Some(wanted) = self.0.get_mut(&account) {
            match wanted.question {
                Question::Asked => wanted.at = None,
                Question::Due => {}
            }
        }
    }

    pub(crate) fn next_due(&self) -> Option<Time> {
        self.0.values().filter_map(|wanted| wanted.at).min()
    }

    /// The accounts to ask about; asked again after a pause unless the answer comes.
    pub(crate) fn take_due(&mut self, now: Time) -> Vec<AccountId> {
        let [.., pause] = QUERY_DELAYS;
        let mut due = Vec::new();
        for (account, wanted) in &mut self.0 {
            if wanted.at.is_some_and(|at| at <= now) {
                *wanted = Wanted {
                    at: Some(now.plus(pause)),
                    asked: Some(now),
                    question: Question::Asked,
                };
                due.push(*account);
            }
        }
        due
    }
}

#[cfg(test)]
mod tests;
