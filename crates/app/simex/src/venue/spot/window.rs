//! A stretch of time that a history request asks for. Never what lies in it.

use super::order_params::refuse;
use super::refusal::SpotRefusal;
use crate::venue::http::TimeUnit;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use domain::{Span, Time};

/// The longest stretch one request may ask for.
const WINDOW_MAX: Span = Span::from_secs(86_400);
/// Instants at or above this are in microseconds.
const MICROS_FROM: u64 = 100_000_000_000_000;

/// From an instant, to an instant, both, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    start: Option<Edge>,
    end: Option<Edge>,
}

/// An instant in the unit it was named in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    at: Time,
    unit: TimeUnit,
}

impl Window {
    /// The `startTime` and `endTime` of a request.
    pub(crate) fn read(params: &Params) -> Result<Self, Refusal> {
        let start = edge(params, "startTime")?;
        let end = edge(params, "endTime")?;
        if let (Some(start), Some(end)) = (start, end) {
            if end.at < start.at {
                return Err(refuse(SpotRefusal::BadData("startTime")));
            }
            if end.at.since(start.at) > WINDOW_MAX {
                return Err(refuse(SpotRefusal::WindowTooLong));
            }
        }
        Ok(Self { start, end })
    }

    /// Whether neither end is named.
    pub(crate) const fn is_open(&self) -> bool {
        self.start.is_none() && self.end.is_none()
    }

    /// Whether it has a first instant.
    pub(crate) const fn has_start(&self) -> bool {
        self.start.is_some()
    }

    /// Whether an instant lies in it; both ends count, to the unit they were named in.
    pub(crate) fn holds(&self, at: Time) -> bool {
        let shown = |edge: &Edge| (edge.unit.show(at), edge.unit.show(edge.at));
        let after = |edge| matches!(shown(edge), (at, start) if at >= start);
        let before = |edge| matches!(shown(edge), (at, end) if at <= end);
        self.start.as_ref().is_none_or(after) && self.end.as_ref().is_none_or(before)
    }

    /// A page of rows in the order of time: the oldest from its start on, or, without one, the latest.
    pub(crate) fn page<T>(&self, all: Vec<T>, rows: usize, at: impl Fn(&T) -> Time) -> Vec<T> {
        let mut held: Vec<T> = all.into_iter().filter(|one| self.holds(at(one))).collect();
        if self.has_start() {
            held.truncate(rows);
        } else {
            held.drain(..held.len().saturating_sub(rows));
        }
        held
    }
}

/// An instant in milliseconds or microseconds that may be absent.
fn edge(params: &Params, name: &'static str) -> Result<Option<Edge>, Refusal> {
    let Some(number) = params.number(name)? else {
        return Ok(None);
    };
    let (unit, nanos_each) = if number >= MICROS_FROM {
        (TimeUnit::Micros, 1_000)
    } else {
        (TimeUnit::Millis, 1_000_000)
    };
    let nanos = i64::try_from(number).ok();
    let nanos = nanos.and_then(|number| number.checked_mul(nanos_each));
    let at = Time::from_nanos(nanos.unwrap_or(i64::MAX));
    Ok(Some(Edge { at, unit }))
}

#[cfg(test)]
mod tests;
