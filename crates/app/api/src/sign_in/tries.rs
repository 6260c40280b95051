//! The stored counters of failed sign-ins: one for the address that was typed, one for where the try came from.
//! A try is counted before it is judged; a success takes its count back. Never stores what was typed.

use crate::problem::Problem;
use crate::session::{Source, database_silent, sign_in_permit};
use crate::state::AppState;
use desk::{PeopleChange, SigninFailureRow};
use domain::Time;
use identity::{Email, Failures, LockoutRules};
use tokio::sync::MutexGuard;

/// The keys of the counters that took one try; `None` where a lock held.
#[derive(Debug)]
pub(super) struct Tries {
    subject: Option<String>,
    source: Option<String>,
}

/// Whether a try may be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// It was counted on both counters.
    Counted,
    /// A lock holds: whatever comes of the check, the answer is no.
    Locked,
}

impl Tries {
    pub(super) const fn judged(&self) -> Judged {
        match (&self.subject, &self.source) {
            (Some(_), Some(_)) => Judged::Counted,
            (None, _) | (_, None) => Judged::Locked,
        }
    }

    /// What a success changes: the address starts afresh; the source gets back what this try took, and no more,
    /// so that one good account cannot wash away guesses at others. The turn is held until the changes are written.
    pub(super) async fn cleared<'a>(
        &self,
        state: &'a AppState,
    ) -> Result<(MutexGuard<'a, ()>, Vec<PeopleChange>), Problem> {
        let turn = state.sign_in_turn().lock().await;
        let mut changes = Vec::new();
        if let Some(subject) = self.subject.clone() {
            changes.push(PeopleChange::ClearSigninFailures { subject });
        }
        if let Some(key) = &self.source
            && let Some(stored) = stored(state, key).await?
        {
            let count = stored.count.saturating_sub(1);
            let unlocked = count < LockoutRules::SOURCE.failures_max;
            let given_back = Failures {
                count,
                since: stored.since,
                locked_until: stored.locked_until.filter(|_| !unlocked),
            };
            changes.push(PeopleChange::PutSigninFailures(row(key, given_back)));
        }
        Ok((turn, changes))
    }
}

/// Counts a try on both counters, in one commit; tries at once wait for each other here.
pub(super) async fn charge(
    state: &AppState,
    source: &Source,
    typed: &str,
) -> Result<Tries, Problem> {
    let turn = state.sign_in_turn().lock().await;
    let now = state.now();
    let subject = format!("subject:{}", Email::failure_key(typed));
    let source = format!("source:{}", source.key());
    let (subject, first) = charged(state, subject, (&LockoutRules::SUBJECT, now)).await?;
    let (source, second) = charged(state, source, (&LockoutRules::SOURCE, now)).await?;
    let changes: Vec<PeopleChange> = first.into_iter().chain(second).collect();
    if !changes.is_empty() {
        state
            .desk()
            .record_sign_in(sign_in_permit()?, changes)
            .await
            .map_err(Problem::from)?;
    }
    drop(turn);
    Ok(Tries { subject, source })
}

async fn charged(
    state: &AppState,
    key: String,
    (rules, now): (&LockoutRules, Time),
) -> Result<(Option<String>, Option<PeopleChange>), Problem> {
    match Failures::charge(stored(state, &key).await?, rules, now) {
        Ok(after) => {
            let change = PeopleChange::PutSigninFailures(row(&key, after));
            Ok((Some(key), Some(change)))
        }
        Err(lock) => {
            tracing::warn!(locked_until = %lock.until, "a sign-in was tried while a lock holds");
            Ok((None, None))
        }
    }
}

async fn stored(state: &AppState, key: &str) -> Result<Option<Failures>, Problem> {
    let row = state
        .desk()
        .people(sign_in_permit()?)
        .signin_failures(key)
        .await
        .map_err(database_silent)?;
    Ok(row.map(|row| Failures {
        count: u32::try_from(row.failures).unwrap_or(u32::MAX),
        since: row.window_start,
        locked_until: row.locked_until,
    }))
}

fn row(key: &str, failures: Failures) -> SigninFailureRow {
    SigninFailureRow {
        subject: key.to_owned(),
        failures: u64::from(failures.count),
        window_start: failures.since,
        locked_until: failures.locked_until,
    }
}
