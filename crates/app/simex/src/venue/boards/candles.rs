//! Candles of one symbol in every interval at once, folded from its trades and kept up to a bound.
//! Never a hole between two candles: where nothing traded, a flat one stands. Never a trade by itself.

use super::figures;
use super::interval::{Interval, Zone};
use std::collections::VecDeque;

/// Candles kept of each interval; enough for the largest page of any product.
const KEPT: usize = 1_600;
/// Candles of a minute are kept for the longest rolling window.
const MINUTES_KEPT: usize = 7 * 24 * 60 + 60;

/// One candle. Prices in hundred-millionths, instants in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candle {
    pub(crate) start: i64,
    pub(crate) open: i64,
    pub(crate) high: i64,
    pub(crate) low: i64,
    pub(crate) close: i64,
    /// Hundred-millionths of base.
    pub(crate) volume: i128,
    /// Value in quote, sixteen places.
    pub(crate) value: i128,
    /// What buyers took.
    pub(crate) taker_volume: i128,
    pub(crate) taker_value: i128,
    pub(crate) count: u64,
    /// First and last trade, where any.
    pub(crate) trades: Option<(u64, u64)>,
}

/// Candles of one interval, one after the other without a hole.
#[derive(Debug, Clone)]
struct Series {
    interval: Interval,
    kept: usize,
    candles: VecDeque<Candle>,
    /// Where the last one ends.
    end: i64,
}

/// Candles of every interval.
#[derive(Debug, Clone)]
pub(crate) struct Candles {
    series: Vec<Series>,
}

/// Which candles are asked for: instants in milliseconds, both ends included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) interval: Interval,
    pub(crate) zone: Zone,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    pub(crate) rows: usize,
}

impl Candle {
    /// A candle in which nothing traded.
    pub(crate) const fn flat(start: i64, price: i64) -> Self {
        Self {
            start,
            open: price,
            high: price,
            low: price,
            close: price,
            volume: 0,
            value: 0,
            taker_volume: 0,
            taker_value: 0,
            count: 0,
            trades: None,
        }
    }

    /// Takes a later candle, or part of one, in.
    pub(crate) fn merge(&mut self, later: &Self) {
        if later.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = Self {
                start: self.start,
                ..*later
            };
            return;
        }
        self.high = self.high.max(later.high);
        self.low = self.low.min(later.low);
        self.close = later.close;
        self.volume = self.volume.saturating_add(later.volume);
        self.value = self.value.saturating_add(later.value);
        self.taker_volume = self.taker_volume.saturating_add(later.taker_volume);
        self.taker_value = self.taker_value.saturating_add(later.taker_value);
        self.count = self.count.saturating_add(later.count);
        self.trades = match (self.trades, later.trades) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (one, other) => one.or(other),
        };
    }

    /// Takes a price in that nobody traded at: a mark, an index.
    pub(crate) const fn look(&mut self, price: i64) {
        if self.count == 0 {
            self.open = price;
            self.high = price;
            self.low = price;
        }
        if price > self.high {
            self.high = price;
        }
        if price < self.low {
            self.low = price;
        }
        self.close = price;
        self.count = self.count.saturating_add(1);
    }

    /// What was paid on average, in hundred-millionths, halves away from zero; nothing when nothing traded.
    pub(crate) fn average(&self) -> Option<i64> {
        (self.volume > 0)
            .then(|| i64::try_from(figures::nearest(self.value, self.volume)).unwrap_or(i64::MAX))
    }
}

impl Series {
    fn new(interval: Interval) -> Self {
        let kept = match interval {
            Interval::M1 => MINUTES_KEPT,
            Interval::S1
            | Interval::M3
            | Interval::M5
            | Interval::M15
            | Interval::M30
            | Interval::H1
            | Interval::H2
            | Interval::H4
            | Interval::H6
            | Interval::H8
            | Interval::H12
            | Interval::D1
            | Interval::D3
            | Interval::W1
            | Interval::Month => KEPT,
        };
        Self {
            interval,
            kept,
            // A queue that grows by doubling would make memory leap for weeks, until the slowest interval is full.
            candles: VecDeque::with_capacity(kept),
            end: i64::MIN,
        }
    }

    fn push(&mut self, candle: Candle) {
        if self.candles.len() >= self.kept {
            self.candles.pop_front();
        }
        self.end = self.interval.next(candle.start, Zone::UTC);
        self.candles.push_back(candle);
    }

    /// Lets time come: flat candles stand where nothing traded, the last one holds `at`.
    fn roll(&mut self, at: i64) {
        if at < self.end {
            return;
        }
        let Some(close) = self.candles.back().map(|last| last.close) else {
            return;
        };
        let missed = at.saturating_sub(self.end) / self.interval.usual();
        if usize::try_from(missed).unwrap_or(usize::MAX) > self.kept {
            // All that is kept would be flat: begin where the kept ones begin.
            let kept = i64::try_from(self.kept).unwrap_or(i64::MAX);
            let back = self.interval.usual().saturating_mul(kept);
            self.end = self.interval.start(at.saturating_sub(back), Zone::UTC);
            self.candles.clear();
        }
        while self.end <= at {
            self.push(Candle::flat(self.end, close));
        }
    }

    /// Takes part of a candle in that begins at `part.start`.
    fn add(&mut self, part: &Candle) {
        self.roll(part.start);
        match self.candles.back_mut() {
            Some(last) => last.merge(part),
            None => self.push(Candle {
                start: self.interval.start(part.start, Zone::UTC),
                ..*part
            }),
        }
    }

    fn look(&mut self, at: i64, price: i64) {
        self.roll(at);
        match self.candles.back_mut() {
            Some(last) => last.look(price),
            None => {
                let mut first = Candle::flat(self.interval.start(at, Zone::UTC), price);
                first.look(price);
                self.push(first);
            }
        }
    }

    /// The candles that begin at an instant or later, oldest first.
    fn since(&self, from: i64) -> impl DoubleEndedIterator<Item = &Candle> {
        let first = self.candles.partition_point(|candle| candle.start < from);
        self.candles.range(first..)
    }
}

impl Candles {
    pub(crate) fn new() -> Self {
        Self {
            series: Interval::ALL.into_iter().map(Series::new).collect(),
        }
    }

    fn series(&self, interval: Interval) -> Option<&Series> {
        self.series.iter().find(|one| one.interval == interval)
    }

    /// A trade, as a candle of its own.
    pub(crate) fn trade(&mut self, trade: &Candle) {
        for series in &mut self.series {
            series.add(trade);
        }
    }

    /// A price that nobody traded at.
    pub(crate) fn look(&mut self, at: i64, price: i64) {
        for series in &mut self.series {
            series.look(at, price);
        }
    }

    /// A stretch of the past so long: the intervals that are shorter begin after it.
    pub(crate) fn past(&mut self, span: i64, part: &Candle) {
        let fits = |series: &&mut Series| series.interval.usual() >= span;
        for series in self.series.iter_mut().filter(fits) {
            series.add(part);
        }
    }

    /// Lets time come in every interval.
    pub(crate) fn roll(&mut self, at: i64) {
        for series in &mut self.series {
            series.roll(at);
        }
    }

    /// A page of candles, oldest first: the first ones from its start where it names one, else the last ones.
    pub(crate) fn page(&self, page: &Page) -> Vec<Candle> {
        if page.interval.is_same_in(page.zone) {
            let Some(series) = self.series(page.interval) else {
                return Vec::new();
            };
            return cut(series.candles.iter().copied(), page);
        }
        cut(self.folded(page).into_iter(), page)
    }

    /// Candles of a zone, folded from shorter ones; the first may be cut short by the bound and is left out.
    fn folded(&self, page: &Page) -> Vec<Candle> {
        let (interval, zone) = (page.interval, page.zone);
        let Some(base) = self.series(interval.base_in(zone)) else {
            return Vec::new();
        };
        let from = page
            .from
            .map_or(i64::MIN, |from| interval.start(from, zone));
        let is_whole = base.candles.len() < base.kept;
        let mut folded: Vec<Candle> = Vec::new();
        let mut end = i64::MIN;
        for part in base.since(from) {
            match folded.last_mut() {
                Some(last) if part.start < end => last.merge(part),
                Some(_) | None => {
                    let start = interval.start(part.start, zone);
                    end = interval.next(start, zone);
                    if start == part.start || is_whole {
                        folded.push(Candle { start, ..*part });
                    } else {
                        // Its beginning is no longer kept.
                        end = i64::MIN;
                    }
                }
            }
        }
        folded
    }

    /// The candle of an interval and zone that holds the last instant told.
    pub(crate) fn forming(&self, interval: Interval, zone: Zone) -> Option<Candle> {
        let last = self.series(interval)?.candles.back()?;
        if interval.is_same_in(zone) {
            return Some(*last);
        }
        let base = self.series(interval.base_in(zone))?;
        let from = interval.start(base.candles.back()?.start, zone);
        let folded = fold(base.since(from))?;
        Some(Candle {
            start: from,
            ..folded
        })
    }

    /// All that traded in minutes from `from` on, and the price before it.
    pub(crate) fn window(&self, from: i64) -> Option<(Candle, i64)> {
        let minutes = self.series(Interval::M1)?;
        let all = fold(minutes.since(from))?;
        let earlier = minutes
            .candles
            .partition_point(|candle| candle.start < from);
        let before = earlier
            .checked_sub(1)
            .and_then(|index| minutes.candles.get(index))
            .map_or(all.open, |candle| candle.close);
        Some((all, before))
    }

    /// All that traded in seconds from `from` on.
    pub(crate) fn seconds(&self, from: i64) -> Option<Candle> {
        fold(self.series(Interval::S1)?.since(from))
    }
}

/// One candle out of many that follow each other.
fn fold<'a>(mut parts: impl Iterator<Item = &'a Candle>) -> Option<Candle> {
    let mut whole = *parts.next()?;
    for part in parts {
        whole.merge(part);
    }
    Some(whole)
}

fn cut(
    candles: impl DoubleEndedIterator<Item = Candle> + ExactSizeIterator + Clone,
    page: &Page,
) -> Vec<Candle> {
    let inside = |candle: &Candle| {
        page.from.is_none_or(|from| candle.start >= from)
            && page.until.is_none_or(|until| candle.start <= until)
    };
    if page.from.is_some() {
        return candles.filter(inside).take(page.rows).collect();
    }
    let mut last: Vec<Candle> = candles.rev().filter(inside).take(page.rows).collect();
    last.reverse();
    last
}

#[cfg(test)]
mod tests;
