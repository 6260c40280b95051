//! Which cells of a page of the venue's candles it has nothing of. Never takes the newest silence for an answer.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use domain::{Candle, Interval, Span, Time};

/// How long after a cell's end the venue's silence about it counts, where no later candle shows that it spoke of it.
pub const SETTLED_AFTER: Span = Span::from_secs(60);

/// A run of cells of one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cells {
    /// Their length.
    pub interval: Interval,
    /// Start of the first.
    pub from: Time,
    /// End of the last.
    pub until: Time,
}

/// The spans of these cells of which a page has no candle with a trade, oldest first. A page is the venue's answer to an ask
/// for all of them.
#[must_use]
pub fn absent_runs(cells: Cells, page: &[Candle], now: Time) -> Vec<(Time, Time)> {
    let span = cells.interval.span();
    // One that contradicts itself is there, whatever it says.
    let there = page
        .iter()
        .filter(|candle| candle.trade_count > 0 || candle.check().is_err())
        .map(|candle| candle.open_time.floor_to(span));
    let there: BTreeSet<Time> = there
        .filter(|cell| cells.from <= *cell && *cell < cells.until)
        .collect();
    let spoke_later = page.iter().any(|candle| candle.open_time >= cells.until);
    let settled = now.plus(SETTLED_AFTER.times(-1)).floor_to(span);
    let end = match spoke_later {
        true => cells.until,
        false => cells.until.min(settled),
    };
    let (mut runs, mut cursor) = (Vec::new(), cells.from);
    for cell in there {
        if cell > cursor {
            runs.push((cursor, cell));
        }
        cursor = cell.plus(span);
    }
    if end > cursor {
        runs.push((cursor, end));
    }
    runs
}
