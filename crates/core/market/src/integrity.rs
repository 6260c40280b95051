//! Looks at kept candles: holes, starts off the grid, parts that contradict each other, sums of minutes, and the venue's own.
//! Never mends: it names what is wrong, and what would be right.

use crate::absent::{Cells, absent_runs};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{Amount, Candle, CandleError, Qty, Time};

/// What is wrong with kept candles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// None is kept where one should be.
    Hole,
    /// One starts off its grid.
    Misaligned,
    /// The parts of one contradict each other.
    Contradiction,
    /// A longer one is not the sum of its minutes.
    Sum,
    /// The venue's own is another.
    Differs,
    /// The venue has none there.
    Surplus,
}

impl Flaw {
    /// Its fixed word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hole => "hole",
            Self::Misaligned => "misaligned",
            Self::Contradiction => "contradiction",
            Self::Sum => "sum",
            Self::Differs => "differs",
            Self::Surplus => "surplus",
        }
    }
}

/// Something wrong with kept candles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub flaw: Flaw,
    /// Where.
    pub cells: Cells,
    /// The candle that is wrong; a hole has none.
    pub kept: Option<Candle>,
    /// The venue's own, where it was asked and has one.
    pub venue: Option<Candle>,
}

/// What is wrong with the kept candles of these cells by themselves. In the `excused` spans a missing one is no hole: the
/// venue has none, or it is being fetched.
#[must_use]
pub fn look(cells: Cells, kept: &[Candle], excused: &[(Time, Time)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut there = BTreeSet::new();
    for candle in kept {
        match fault(candle) {
            None => {
                there.insert(candle.open_time);
            }
            Some(flaw) => findings.push(Finding {
                flaw,
                cells: cell_of(cells, candle.open_time),
                kept: Some(*candle),
                venue: None,
            }),
        }
    }
    let faulty: BTreeSet<Time> = findings.iter().map(|finding| finding.cells.from).collect();
    let missing =
        |cell: &Time| !there.contains(cell) && !faulty.contains(cell) && !within(excused, *cell);
    findings.extend(
        runs(cells, missing)
            .into_iter()
            .map(|(from, until)| Finding {
                flaw: Flaw::Hole,
                cells: Cells {
                    from,
                    until,
                    ..cells
                },
                kept: None,
                venue: None,
            }),
    );
    findings
}

/// Which of the longer candles are not the sum of their minutes. Only those are looked at whose minutes are all given, which
/// is what `whole` says of a span.
#[must_use]
pub fn sums(
    longer: &[Candle],
    minutes: &[Candle],
    whole: impl Fn(Time, Time) -> bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for candle in longer {
        let until = candle.open_time.plus(candle.interval.span());
        if !whole(candle.open_time, until) {
            continue;
        }
        let first = minutes.partition_point(|minute| minute.open_time < candle.open_time);
        let last = minutes.partition_point(|minute| minute.open_time < until);
        let parts = minutes.get(first..last).unwrap_or_default();
        if folded(candle, parts) != Some(*candle) {
            findings.push(Finding {
                flaw: Flaw::Sum,
                cells: Cells {
                    interval: candle.interval,
                    from: candle.open_time,
                    until,
                },
                kept: Some(*candle),
                venue: None,
            });
        }
    }
    findings
}

/// What a page of the venue's own candles says against the kept ones of these cells. Where the venue's candle contradicts
/// itself nothing is said; the newest silence of the venue is no answer.
#[must_use]
pub fn against(cells: Cells, kept: &[Candle], page: &[Candle], now: Time) -> Vec<Finding> {
    let inside = |at: Time| cells.from <= at && at < cells.until;
    let ours: BTreeMap<Time, Candle> = kept.iter().map(|one| (one.open_time, *one)).collect();
    let sound = |one: &&Candle| {
        inside(one.open_time)
            && one.interval == cells.interval
            && one.trade_count > 0
            && fault(one).is_none()
    };
    let mut findings = Vec::new();
    for venue in page.iter().filter(sound) {
        let mine = ours.get(&venue.open_time);
        let flaw = match mine {
            None => Flaw::Hole,
            Some(mine) if mine == venue => continue,
            Some(mine) => fault(mine).unwrap_or(Flaw::Differs),
        };
        findings.push(Finding {
            flaw,
            cells: cell_of(cells, venue.open_time),
            kept: mine.copied(),
            venue: Some(*venue),
        });
    }
    // A page with nothing on it is more likely a venue in trouble than one without any trade: it takes nothing away.
    let absent = match page {
        [] => Vec::new(),
        _ => absent_runs(cells, page, now),
    };
    for mine in kept.iter().filter(|one| inside(one.open_time)) {
        let flaw = match fault(mine) {
            // Off the grid there is never one of the venue.
            Some(Flaw::Misaligned) => Flaw::Misaligned,
            _ if within(&absent, mine.open_time) => Flaw::Surplus,
            _ => continue,
        };
        findings.push(Finding {
            flaw,
            cells: cell_of(cells, mine.open_time),
            kept: Some(*mine),
            venue: None,
        });
    }
    findings
}

/// What is wrong with a candle by itself.
fn fault(candle: &Candle) -> Option<Flaw> {
    match candle.check() {
        Err(CandleError::Misaligned) => return Some(Flaw::Misaligned),
        Err(CandleError::OutOfRange) => return Some(Flaw::Contradiction),
        Ok(()) => {}
    }
    let traded = candle.volume != Qty::ZERO;
    (traded != (candle.trade_count > 0)).then_some(Flaw::Contradiction)
}

/// The candle that minutes make, of the length and start of `like`; `None` where there are none or a sum does not fit.
fn folded(like: &Candle, minutes: &[Candle]) -> Option<Candle> {
    let (first, last) = (minutes.first()?, minutes.last()?);
    let mut whole = Candle {
        symbol: first.symbol,
        open: first.open,
        close: last.close,
        high: first.high,
        low: first.low,
        volume: Qty::ZERO,
        quote_volume: Amount::ZERO,
        trade_count: 0,
        ..*like
    };
    for minute in minutes {
        whole.high = whole.high.max(minute.high);
        whole.low = whole.low.min(minute.low);
        whole.volume = whole.volume.plus(minute.volume).ok()?;
        whole.quote_volume = whole.quote_volume.plus(minute.quote_volume).ok()?;
        whole.trade_count = whole.trade_count.checked_add(minute.trade_count)?;
    }
    Some(whole)
}

fn cell_of(cells: Cells, at: Time) -> Cells {
    let span = cells.interval.span();
    let from = at.floor_to(span);
    Cells {
        from,
        until: from.plus(span),
        ..cells
    }
}

/// Runs of cells of which `holds` is true, oldest first.
fn runs(cells: Cells, holds: impl Fn(&Time) -> bool) -> Vec<(Time, Time)> {
    let span = cells.interval.span();
    let (mut found, mut begun, mut cell) = (Vec::new(), None, cells.from.floor_to(span));
    while cell < cells.until {
        match (holds(&cell), begun) {
            (true, None) => begun = Some(cell),
            (false, Some(from)) => {
                found.push((from, cell));
                begun = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
        cell = cell.plus(span);
    }
    found.extend(begun.map(|from| (from, cell)));
    found
}

fn within(spans: &[(Time, Time)], at: Time) -> bool {
    spans.iter().any(|(from, until)| *from <= at && at < *until)
}

#[cfg(test)]
mod tests;
