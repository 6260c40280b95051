//! Keeps the past of an account as its venue tells it: round after round every history is walked from where it was read to,
//! page by page, one question at a time. Never asks for the next page before the last is on disk, never reads what a record says.

mod standing;
mod walk;

pub use standing::{HistoryStanding, HistoryState};

use crate::clock::Clock;
use crate::handle::Shared;
use crate::portfolio::Grade;
use crate::product::Product;
use crate::venue_link::VenueLink;
use domain::{Span, Time};
use protocols::history::Source;
use protocols::{binance_spot, binance_usdm};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::{HistoryStep, HistoryWalkRow, Reader, StoreError};
use tokio::sync::{Notify, oneshot};
use walk::End;

/// From a start to the first round: what trading needs to know comes before it.
const FIRST_AFTER: Span = Span::from_secs(300);
/// After a round in which something stood still the next begins this soon, where it would not begin sooner.
const AFTER_TROUBLE: Span = Span::from_secs(300);
/// Most histories of an account.
const HISTORIES_MAX: u32 = 500;

/// From when on and how often the histories of the accounts are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryRules {
    /// The first instant asked for, where the venue does not number its records.
    pub since: Time,
    /// From the begin of a start to the first round.
    pub first_after: Span,
    /// From the end of a round to the next; none: only a person asks for a round.
    pub every: Option<Span>,
    /// Between two questions at least; a history that weighs much at the venue waits a multiple of it.
    pub pause: Span,
}

impl HistoryRules {
    /// From `since` on, every so often; the first round five minutes after the start, a question a second.
    #[must_use]
    pub const fn of(since: Time, every: Option<Span>) -> Self {
        Self {
            since,
            first_after: FIRST_AFTER,
            every,
            pause: Span::from_secs(1),
        }
    }
}

/// A step on its way to the loop. The answer comes when it is on disk; a sender that is dropped says that it is not.
#[derive(Debug)]
pub(crate) struct HistoryArrival {
    pub(crate) step: HistoryStep,
    pub(crate) kept: oneshot::Sender<()>,
}

/// Rung when a person wants a round at once.
#[derive(Debug, Default)]
pub(crate) struct Bell(Notify);

impl Bell {
    /// Asks for a round; one that is asked for during a round begins after it.
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }
}

/// Keeps the histories of an account until it is dropped.
pub(crate) async fn keep(link: Arc<VenueLink>, shared: Arc<Kept>, rules: HistoryRules) {
    let symbols: Vec<_> = link.instruments().map(|i| i.venue_symbol).collect();
    match link.product {
        Product::Spot => {
            let sources = binance_spot::history::HistorySource::of_account(symbols);
            Keeper::of(link, shared, rules).run(&sources).await;
        }
        Product::UsdM => {
            let sources = binance_usdm::history::HistorySource::of_account(symbols);
            Keeper::of(link, shared, rules).run(&sources).await;
        }
    }
}

/// What the keepers of all accounts share with the rest of the desk.
#[derive(Debug)]
pub(crate) struct Kept {
    reader: Reader,
    clock: Arc<Clock>,
}

impl Kept {
    pub(crate) fn of(shared: &Shared) -> Arc<Self> {
        Arc::new(Self {
            reader: shared.reader.clone(),
            clock: Arc::clone(&shared.clock),
        })
    }
}

/// The one who keeps the histories of one account.
struct Keeper {
    link: Arc<VenueLink>,
    shared: Arc<Kept>,
    rules: HistoryRules,
}

/// How a round went.
#[derive(Debug, Default)]
struct Round {
    whole: usize,
    not_served: usize,
    troubles: Vec<String>,
    breaks: u64,
}

impl Keeper {
    const fn of(link: Arc<VenueLink>, shared: Arc<Kept>, rules: HistoryRules) -> Self {
        Self {
            link,
            shared,
            rules,
        }
    }

    async fn run<S: Source>(self, sources: &[S]) {
        let first = self.rules.every.map(|_| self.rules.first_after);
        self.wait(first).await;
        loop {
            let next = match self.round(sources).await {
                Ok(round) => {
                    self.say(&round, sources.len());
                    match round.troubles.is_empty() {
                        true => self.rules.every,
                        false => self.sooner(),
                    }
                }
                Err(error) => {
                    tracing::error!(error = %error, "how far the histories were read is not to be read from the store");
                    let words = "the store does not say how far they were read".to_owned();
                    self.tell(Grade::Degraded, words);
                    self.sooner()
                }
            };
            self.wait(next).await;
        }
    }

    /// After a round in which something stood still.
    fn sooner(&self) -> Option<Span> {
        self.rules.every.map(|every| every.min(AFTER_TROUBLE))
    }

    /// Until it is time, if ever, or a person rings.
    async fn wait(&self, span: Option<Span>) {
        let rung = self.link.histories.0.notified();
        let Some(span) = span else {
            return rung.await;
        };
        tokio::select! {
            () = tokio::time::sleep(duration(span)) => {}
            () = rung => {}
        }
    }

    async fn round<S: Source>(&self, sources: &[S]) -> Result<Round, StoreError> {
        let account = self.link.account;
        let rows = self.shared.reader.history_walks(account, HISTORIES_MAX);
        let rows = rows.await?.into_iter();
        let mut known: BTreeMap<_, HistoryWalkRow> = rows
            .filter(|row| row.name.account == account)
            .map(|row| ((row.name.kind.clone(), row.name.subject.clone()), row))
            .collect();
        let mut round = Round::default();
        for source in sources {
            let name = (source.kind().to_owned(), subject(source));
            let (end, breaks) = self.walk(*source, known.remove(&name)).await;
            round.breaks = round.breaks.saturating_add(breaks);
            match end {
                End::Whole => round.whole = round.whole.saturating_add(1),
                End::Rests => round.not_served = round.not_served.saturating_add(1),
                End::Still(words) => round.troubles.push(format!("{}: {words}", title(source))),
            }
            tokio::time::sleep(duration(self.rules.pause)).await;
        }
        Ok(round)
    }

    fn say(&self, round: &Round, of: usize) {
        let mut words = format!("{} of {of} histories whole", round.whole);
        if round.not_served > 0 {
            words = format!("{words}, {} not served by the venue", round.not_served);
        }
        if round.breaks > 0 {
            words = format!("{words}, {} breaks in pages", round.breaks);
        }
        if let Some(trouble) = round.troubles.first() {
            words = format!("{words}, {} stand still: {trouble}", round.troubles.len());
        }
        let grade = match (round.troubles.is_empty(), round.breaks) {
            (true, 0) => Grade::Healthy,
            (true, _) | (false, _) => Grade::Degraded,
        };
        self.tell(grade, words);
    }

    fn tell(&self, grade: Grade, words: String) {
        let now = self.shared.clock.now();
        let name = self.link.histories_name();
        self.link.health.stands(name, grade, words, now);
    }
}

/// What of its kind a source tells of; empty where there is one history of the kind.
fn subject(source: &impl Source) -> String {
    source.subject().unwrap_or_default()
}

/// A source in words: `trades BTCUSDT`.
fn title(source: &impl Source) -> String {
    match source.subject() {
        Some(subject) => format!("{} {subject}", source.kind()),
        None => source.kind().to_owned(),
    }
}

fn duration(span: Span) -> Duration {
    Duration::from_nanos(u64::try_from(span.nanos()).unwrap_or(0))
}

#[cfg(test)]
mod tests;
