//! Which rows of a history a request gets: its window of time, its look-back, its page. Never what a row holds.

use super::refusal::{bad_value, too_long};
use crate::venue::call::Call;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use domain::{Span, Time};

/// A day, in seconds.
const DAY_SECS: i64 = 86_400;

/// So many days.
pub(super) const fn days(count: i64) -> Span {
    Span::from_secs(DAY_SECS.saturating_mul(count))
}

/// How a history is cut by time.
#[derive(Debug, Clone, Copy)]
pub(super) struct WindowRule {
    /// The window when no time is named.
    pub(super) usual: Span,
    /// The longest window between two named times.
    pub(super) most: Option<Span>,
    /// How far back the venue remembers for this question.
    pub(super) reach: Option<Span>,
}

/// From when to when, both included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) from: Time,
    pub(super) to: Time,
}

impl Window {
    pub(super) fn has(&self, at: Time) -> bool {
        self.from <= at && at <= self.to
    }
}

/// The window a request names, or the usual one up to its instant.
///
/// # Errors
/// Times the wrong way round, or too far apart.
pub(super) fn window(call: &Call<'_>, rule: &WindowRule) -> Result<Window, Refusal> {
    let start = instant(call.params, "startTime")?;
    let end = instant(call.params, "endTime")?;
    let back = |at: Time, span: Span| at.plus(Span::from_nanos(span.nanos().saturating_neg()));
    let (from, to) = match (start, end) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => {
            let end = rule.most.map_or(call.now, |most| from.plus(most));
            (from, end.min(call.now.max(from)))
        }
        (None, Some(to)) => (back(to, rule.usual), to),
        (None, None) => (back(call.now, rule.usual), call.now),
    };
    if from > to {
        return Err(bad_value("startTime"));
    }
    if let Some(most) = rule.most.filter(|most| to.since(from) > *most) {
        return Err(too_long(most));
    }
    let reach = rule.reach.map(|reach| back(call.now, reach));
    Ok(Window {
        from: reach.map_or(from, |oldest| oldest.max(from)),
        to,
    })
}

/// An instant in milliseconds that may be absent.
fn instant(params: &Params, name: &'static str) -> Result<Option<Time>, Refusal> {
    let ms = params.number(name)?;
    Ok(ms.map(|ms| Time::from_millis(i64::try_from(ms).unwrap_or(i64::MAX))))
}

/// A page of rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) skip: usize,
    pub(super) rows: usize,
}

/// How many rows a page has.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageRule {
    /// The parameter that tells how many rows.
    pub(super) rows: &'static str,
    /// Rows when none are named.
    pub(super) usual: u64,
    /// Most rows.
    pub(super) most: u64,
}

/// A page by its number, counted from one.
pub(super) fn numbered(
    params: &Params,
    number: &'static str,
    rule: PageRule,
) -> Result<Page, Refusal> {
    let rows = rows(params, rule)?;
    let page = params.number(number)?.unwrap_or(1);
    let before = page.checked_sub(1).ok_or_else(|| bad_value(number))?;
    let skip = usize::try_from(before)
        .unwrap_or(usize::MAX)
        .saturating_mul(rows);
    Ok(Page { skip, rows })
}

/// A page by how many rows come before it.
pub(super) fn after(params: &Params, rule: PageRule) -> Result<Page, Refusal> {
    let rows = rows(params, rule)?;
    let skip = params.number("offset")?.unwrap_or(0);
    Ok(Page {
        skip: usize::try_from(skip).unwrap_or(usize::MAX),
        rows,
    })
}

/// How many rows: more than the most give the most.
pub(super) fn rows(params: &Params, rule: PageRule) -> Result<usize, Refusal> {
    let rows = params.number(rule.rows)?.unwrap_or(rule.usual);
    if rows == 0 {
        return Err(bad_value(rule.rows));
    }
    Ok(usize::try_from(rows.min(rule.most)).unwrap_or(usize::MAX))
}

impl Page {
    /// The rows of the page.
    pub(super) fn of<T>(self, all: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        all.skip(self.skip).take(self.rows)
    }
}
