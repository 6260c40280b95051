//! Walks an account's history page by page: what to ask next, and what a page holds, raw. Cursors go by number where the
//! venue numbers, else by windows of time that are halved while they hold more than one answer can. Never sends.

mod rows;
mod source;

pub use rows::{Break, Record};
pub use source::{Layout, Shape, Source};

use crate::answer::Answer;
use crate::call::Call;
use crate::trouble::Trouble;
use alloc::vec;
use alloc::vec::Vec;
use domain::{Span, Time};

/// The smallest step of the venue's clock.
const MILLISECOND: Span = Span::from_millis(1);

/// Up to where a history was read; kept by the caller, given back to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The next number, where the venue numbers.
    pub id: u64,
    /// The next instant, where it does not.
    pub at: Time,
}

/// One page of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its records, each once, as the venue wrote them.
    pub records: Vec<Record>,
    /// What is wrong with it; the records stand all the same.
    pub breaks: Vec<Break>,
}

/// A walk through one history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager<S> {
    source: S,
    walk: Walk,
    /// What lies between the cursor and the earliest that the venue still tells; told with the first page.
    forgotten: Option<Window>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Walk {
    /// The next number to ask from; done when a page came back empty.
    Numbers { next: u64, done: Done },
    /// Windows still to be asked for, the earliest last.
    Windows { open: Vec<Window>, until: Time },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Yes,
    No,
}

/// From when to when, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    from: Time,
    to: Time,
}

impl<S: Source> Pager<S> {
    /// A walk from a cursor; histories by time end with the instant `until`, which must lie in the past, histories by
    /// number with the last number there is.
    #[must_use]
    pub fn new(source: S, cursor: Cursor, until: Time) -> Self {
        let walk = match source.shape() {
            Shape::Numbered => Walk::Numbers {
                next: cursor.id,
                done: Done::No,
            },
            Shape::Timed { longest } => Walk::Windows {
                open: windows((cursor.at, until), longest),
                until,
            },
        };
        Self {
            source,
            walk,
            forgotten: None,
        }
    }

    /// A walk that goes on from where an earlier one came to, or begins at the instant `since`: as much earlier as a record
    /// of it may still change or come late, and no earlier than the venue remembers. A cursor that lies before what the
    /// venue remembers is told as a break with the first page.
    #[must_use]
    pub fn resumed(source: S, cursor: Option<Cursor>, (since, until): (Time, Time)) -> Self {
        let settled = |at: Time| back(at, source.settles()).max(since);
        let from = cursor.map_or(since, |cursor| settled(cursor.at));
        let oldest = source.remembers().map(|span| back(until, span));
        let begin = Cursor {
            id: cursor.map_or(0, |cursor| cursor.id),
            at: oldest.map_or(from, |oldest| oldest.max(from)),
        };
        let forgotten = match (source.shape(), cursor, oldest) {
            (Shape::Timed { .. }, Some(kept), Some(oldest)) if kept.at < oldest => Some(Window {
                from: kept.at,
                to: back(oldest, MILLISECOND),
            }),
            (Shape::Timed { .. } | Shape::Numbered, _, _) => None,
        };
        Self {
            forgotten,
            ..Self::new(source, begin, until)
        }
    }

    /// What to ask next; `None` when the walk is over.
    #[must_use]
    pub fn ask(&self) -> Option<Call> {
        match &self.walk {
            Walk::Numbers { next, done } => match done {
                Done::Yes => None,
                Done::No => Some(self.source.ask_from(*next)),
            },
            Walk::Windows { open, .. } => open
                .last()
                .map(|window| self.source.ask_between(window.from, window.to)),
        }
    }

    /// Up to where everything was read.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        match &self.walk {
            Walk::Numbers { next, .. } => Cursor {
                id: *next,
                at: Time::from_millis(0),
            },
            Walk::Windows { open, until } => Cursor {
                id: 0,
                at: open
                    .last()
                    .map_or_else(|| until.plus(MILLISECOND), |window| window.from),
            },
        }
    }

    /// Reads the answer to what was asked last. A window that holds more than one answer can is parted and gives no
    /// records yet.
    ///
    /// # Errors
    /// The answer is no success or no page; the cursor stays, and the same is asked again.
    pub fn read(&mut self, answer: &Answer) -> Result<Page, Trouble> {
        let sheet = rows::sheet(answer, &self.source)?;
        let mut page = self.taken(sheet);
        if let Some(Window { from, to }) = self.forgotten.take() {
            page.breaks.push(Break::Forgotten { from, to });
        }
        Ok(page)
    }

    fn taken(&mut self, sheet: rows::Sheet) -> Page {
        let nothing = Page {
            records: Vec::new(),
            breaks: Vec::new(),
        };
        match &mut self.walk {
            Walk::Numbers { next, done } => {
                let page = rows::numbered(sheet.rows, *next);
                match page.records.last().and_then(|last| last.number()) {
                    Some(last) => *next = last.saturating_add(1),
                    None => *done = Done::Yes,
                }
                page
            }
            Walk::Windows { open, .. } => {
                let Some(window) = open.pop() else {
                    return nothing;
                };
                if sheet.is_full
                    && let Some(halves) = halves(window)
                {
                    open.extend(halves);
                    return nothing;
                }
                rows::timed(sheet, (back(window.from, self.source.slack()), window.to))
            }
        }
    }
}

/// So much earlier.
fn back(at: Time, span: Span) -> Time {
    at.plus(Span::from_nanos(span.nanos().saturating_neg()))
}

/// The span in windows the venue answers for, the earliest last.
fn windows((from, until): (Time, Time), longest: Span) -> Vec<Window> {
    let mut open = Vec::new();
    let mut from = from;
    while from <= until {
        let to = from.plus(longest).plus(Span::from_millis(-1)).min(until);
        open.push(Window { from, to });
        from = to.plus(MILLISECOND);
    }
    open.reverse();
    open
}

/// Both halves, the earlier last; `None` for a window of one instant.
fn halves(window: Window) -> Option<Vec<Window>> {
    let length = window.to.since(window.from).millis();
    if length < 1 {
        return None;
    }
    let middle = window.from.plus(Span::from_millis(length / 2));
    Some(vec![
        Window {
            from: middle.plus(MILLISECOND),
            to: window.to,
        },
        Window {
            from: window.from,
            to: middle,
        },
    ])
}

#[cfg(test)]
mod tests;
