//! Walks an account's history page by page: what to ask next, and what a page holds, raw. Cursors go by number where the
//! venue numbers, else by windows of time that are halved while they hold more than one answer can. Never sends.

mod rows;
mod source;

pub use rows::{Break, Record};
pub use source::{HistoryKind, HistorySource, TransferRoute};

use crate::answer::Answer;
use crate::call::Call;
use crate::trouble::Trouble;
use alloc::vec;
use alloc::vec::Vec;
use domain::{Span, Time};
use source::Shape;

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
pub struct Pager {
    source: HistorySource,
    walk: Walk,
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

impl Pager {
    /// A walk from a cursor; histories by time end with the instant `until`, which must lie in the past, histories by
    /// number with the last number there is.
    #[must_use]
    pub fn new(source: HistorySource, cursor: Cursor, until: Time) -> Self {
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
        Self { source, walk }
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
        match &mut self.walk {
            Walk::Numbers { next, done } => {
                let page = rows::numbered(sheet.rows, *next);
                match page.records.last().and_then(|last| last.number()) {
                    Some(last) => *next = last.saturating_add(1),
                    None => *done = Done::Yes,
                }
                Ok(page)
            }
            Walk::Windows { open, .. } => {
                let Some(window) = open.pop() else {
                    return Ok(Page {
                        records: Vec::new(),
                        breaks: Vec::new(),
                    });
                };
                if sheet.is_full
                    && let Some(halves) = halves(window)
                {
                    open.extend(halves);
                    return Ok(Page {
                        records: Vec::new(),
                        breaks: Vec::new(),
                    });
                }
                let slack = self.source.slack();
                let from = window.from.plus(Span::from_nanos(-slack.nanos()));
                Ok(rows::timed(sheet, (from, window.to)))
            }
        }
    }
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
