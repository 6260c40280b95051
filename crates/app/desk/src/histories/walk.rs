//! One walk through one history: asks, has each page written with its records and the cursor behind it, and only then goes on.
//! Never asks again without a bound, never drops a page that was answered.

use super::{HistoryArrival, Keeper, duration, subject, title};
use crate::inbox::Arrival;
use domain::{Span, Time};
use protocols::history::{Break, Cursor, Page, Pager, Source};
use protocols::{Answer, Disposition, Trouble};
use store::{HistoryName, HistoryPage, HistoryStep, HistoryWalkRow, NewHistoryRecord};
use tokio::sync::oneshot;

/// Times a page is asked for before the walk stands still until the next round; each time the wire itself tries a few times.
const TRIES_MAX: u32 = 4;
/// The first wait after a failed try, in pauses; it doubles.
const FIRST_WAIT: i64 = 5;
/// How long a history rests that the venue does not serve this key.
const REST: Span = Span::from_secs(86_400);
/// What the venue is told last may still be on its way into its lists.
const JUST_PAST: Span = Span::from_millis(1_000);

/// How a walk ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At its end: everything is kept.
    Whole,
    /// The venue does not serve it, or did not lately.
    Rests,
    /// Before its end, for this reason; the next round goes on.
    Still(String),
}

/// What became of a page.
enum Got {
    Page(Answer, Page),
    NotServed(String),
    Still(String),
}

/// What an answer that is no page asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The same question later.
    Again,
    /// A rest: this key may not ask it, or there is nobody to answer it.
    NotServed,
}

impl Keeper {
    /// Walks a history from where it was read to, and says how many breaks its pages had.
    pub(super) async fn walk<S: Source>(
        &self,
        source: S,
        row: Option<HistoryWalkRow>,
    ) -> (End, u64) {
        let now = self.shared.clock.now();
        let rests = row.as_ref().and_then(|row| row.rests_until);
        if rests.is_some_and(|until| now < until) {
            return (End::Rests, 0);
        }
        // An earlier begin wished for reads everything once more: what is kept already stays as it is.
        let row = row.filter(|row| self.rules.since >= row.since);
        let ahead = self.link.client.clock_offset().unwrap_or(Span::ZERO);
        let until = now.plus(ahead).plus(Span::from_nanos(-JUST_PAST.nanos()));
        let mut step = self.first_step(&source, row.as_ref());
        let cursor = row.map(|row| Cursor {
            id: row.cursor_id,
            at: row.cursor_at,
        });
        let mut pager = Pager::resumed(source, cursor, (self.rules.since, until));
        let mut breaks = 0_u64;
        loop {
            let (answer, page) = match self.page(&source, &mut pager).await {
                None => return (End::Whole, breaks),
                Some(Got::Page(answer, page)) => (answer, page),
                Some(Got::NotServed(words)) => {
                    return (self.rest(&source, step, words).await, breaks);
                }
                Some(Got::Still(words)) => return (self.stop(step, words).await, breaks),
            };
            for told in &page.breaks {
                tracing::warn!(history = %title(&source), found = %words(told), "a page of a history is not as it should be");
                breaks = breaks.saturating_add(1);
            }
            let Some(kept) = self.kept_page(&source, answer, page) else {
                let words = "a page could not be named".to_owned();
                return (End::Still(words), breaks);
            };
            let reached = pager.cursor();
            step.cursor_id = step.cursor_id.max(reached.id);
            step.cursor_at = step.cursor_at.max(reached.at);
            step.page = Some(kept);
            let is_over = pager.ask().is_none();
            if is_over {
                step.whole_until = Some(until);
            }
            if !self.keep_step(step.clone()).await {
                let words = "a page could not be written".to_owned();
                return (End::Still(words), breaks);
            }
            if is_over {
                return (End::Whole, breaks);
            }
            let pauses = i64::from(source.pace());
            tokio::time::sleep(duration(self.rules.pause.times(pauses))).await;
        }
    }

    /// The walk as it stands before its first page.
    fn first_step(&self, source: &impl Source, row: Option<&HistoryWalkRow>) -> HistoryStep {
        HistoryStep {
            name: HistoryName {
                account: self.link.account,
                kind: source.kind().to_owned(),
                subject: subject(source),
            },
            since: row.map_or(self.rules.since, |row| row.since),
            cursor_id: row.map_or(0, |row| row.cursor_id),
            cursor_at: row.map_or(Time::from_millis(0), |row| row.cursor_at),
            whole_until: row.and_then(|row| row.whole_until),
            trouble: None,
            rests_until: None,
            page: None,
        }
    }

    /// The next page, asked for a few times; none when the walk is over.
    async fn page<S: Source>(&self, source: &S, pager: &mut Pager<S>) -> Option<Got> {
        let mut words = String::new();
        for tried in 0..TRIES_MAX {
            let call = pager.ask()?.that_can_wait();
            match self.link.ask(call).await {
                None => "the venue did not answer".clone_into(&mut words),
                Some(answer) => match pager.read(&answer) {
                    Ok(page) => return Some(Got::Page(answer, page)),
                    Err(trouble) => {
                        words = trouble.to_string();
                        if answer.is_success() {
                            // Something new to learn from: its bytes are kept though nobody could read them.
                            let raw = self.raw(source, &answer);
                            self.link.bring_raw(raw).await;
                        }
                        match meaning(&trouble) {
                            Meaning::NotServed => return Some(Got::NotServed(words)),
                            Meaning::Again => {}
                        }
                    }
                },
            }
            let wait = FIRST_WAIT.saturating_mul(1_i64 << tried.min(TRIES_MAX));
            tokio::time::sleep(duration(self.rules.pause.times(wait))).await;
        }
        Some(Got::Still(words))
    }

    fn raw(&self, source: &impl Source, answer: &Answer) -> Option<store::RawArrival> {
        let what = format!("history-{}", source.kind());
        self.link.raw_bytes(&what, answer.received, &answer.body)
    }

    fn kept_page(&self, source: &impl Source, answer: Answer, page: Page) -> Option<HistoryPage> {
        Some(HistoryPage {
            raw: self.raw(source, &answer)?,
            records: page
                .records
                .into_iter()
                .map(|record| NewHistoryRecord {
                    id: record.id,
                    at: record.at,
                    start: record.start,
                    length: record.raw.len(),
                })
                .collect(),
            breaks: page.breaks.iter().map(words).collect(),
        })
    }

    async fn rest(&self, source: &impl Source, step: HistoryStep, words: String) -> End {
        tracing::warn!(history = %title(source), reason = %words, "the venue does not serve a history; it is asked for again in a day");
        let until = self.shared.clock.now().plus(REST);
        let step = HistoryStep {
            trouble: Some(words),
            rests_until: Some(until),
            page: None,
            ..step
        };
        self.keep_step(step).await;
        End::Rests
    }

    async fn stop(&self, step: HistoryStep, words: String) -> End {
        let step = HistoryStep {
            trouble: Some(words.clone()),
            page: None,
            ..step
        };
        self.keep_step(step).await;
        End::Still(words)
    }

    /// Whether a step reached the disk.
    async fn keep_step(&self, step: HistoryStep) -> bool {
        let (kept, is_kept) = oneshot::channel();
        let arrival = HistoryArrival { step, kept };
        self.link.keep(Arrival::History(Box::new(arrival))).await;
        is_kept.await.is_ok()
    }
}

/// What an answer that is no page asks for.
pub(super) fn meaning(trouble: &Trouble) -> Meaning {
    match (trouble.status, trouble.disposition) {
        (404 | 410, _) | (_, Disposition::Fatal) => Meaning::NotServed,
        (_, Disposition::Rejected(_)) => Meaning::NotServed,
        (
            _,
            Disposition::Retry { .. }
            | Disposition::Banned { .. }
            | Disposition::Ambiguous
            | Disposition::Protocol,
        ) => Meaning::Again,
    }
}

/// A break in words.
pub(super) fn words(found: &Break) -> String {
    match found {
        Break::Doubled { id } => format!("record {id} came twice in one page"),
        Break::OutOfOrder { id } => format!("record {id} stands before an older one"),
        Break::Outside { id } => format!("record {id} lies outside what was asked for"),
        Break::Missing { told, given } => {
            format!("the venue counts {told} records and gave {given}")
        }
        Break::Forgotten { from, to } => {
            format!("the venue no longer tells what was between {from} and {to}")
        }
        Break::TooDense { at } => {
            format!("more records than a page holds bear the instant {at}")
        }
    }
}
