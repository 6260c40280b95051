//! Candles of one symbol folded from its public trades, every interval at once.
//! Never a candle without a trade in it, never a closed candle changed, never an interval passed over in silence.

use crate::missing::Missing;
use crate::series::Series;
use crate::trade::{Trade, TradeIds};
use alloc::vec::Vec;
use domain::{Candle, Interval, Machine, Span, Symbol, Time};

/// A trade dated this far past our own clock is a broken clock somewhere, not a trade to close candles by.
const AHEAD_MS_MAX: i64 = 600_000;

/// How candles are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandleRules {
    /// The symbol.
    pub symbol: Symbol,
    /// The intervals kept.
    pub intervals: Vec<Interval>,
    /// What a jump in trade numbers means at this venue.
    pub ids: TradeIds,
    /// How long after the end of an interval its trades may still arrive before it is closed without a later trade.
    pub grace: Span,
}

/// What may happen to candles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandleInput {
    /// A public trade, live or fetched after the fact.
    Trade(Trade),
    /// A closed candle of the shortest interval, read back from the store: oldest first, before any trade.
    /// It fills the longer candles still forming and tells nothing.
    Stored(ClosedCandle),
    /// Every trade before this instant of the venue's clock has been delivered.
    Through(Time),
    /// The stream of trades broke: nothing is closed by the clock until it speaks again.
    StreamLost,
    /// Nothing but time.
    Wake,
}

/// What candles tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandleEffect {
    /// A candle is closed and will never change.
    Closed(ClosedCandle),
    /// Whole intervals in which no trade was seen; there is no candle for them.
    Empty {
        /// The interval.
        interval: Interval,
        /// Start of the first.
        from: Time,
        /// End of the last.
        until: Time,
        /// Whether that is known, or only nothing was seen.
        coverage: Coverage,
    },
    /// These trades were skipped: they should be fetched and given as trades.
    Missing {
        /// First number.
        first: u64,
        /// Last number.
        last: u64,
    },
    /// A trade came after the candle it belongs to was closed; that candle stays as it was told.
    Late {
        /// The interval whose candle lacks it.
        interval: Interval,
        /// The trade.
        trade: Trade,
    },
}

/// A candle that will not change any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedCandle {
    /// The candle.
    pub candle: Candle,
    /// Whether every trade of the interval is in it.
    pub coverage: Coverage,
    /// Highest trade number in it; `None` for a candle stored without it.
    pub last_trade: Option<u64>,
}

/// Whether all trades of a span were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// All of them.
    Whole,
    /// Some may be missing: it began before our first trade, or numbers were skipped in it.
    Partial,
}

/// What has happened so far, for measures and tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CandleCounts {
    /// Trades taken, each once.
    pub trades: u64,
    /// Trades ignored because their number was already counted.
    pub duplicates: u64,
    /// Times a trade came after a candle of its own was closed, one for each interval.
    pub late: u64,
    /// Trade numbers skipped and not filled so far.
    pub missing: u64,
    /// Inputs refused: a trade without quantity or dated far ahead of our clock, a sum that does not fit,
    /// a stored candle of another interval or after a trade.
    pub refused: u64,
    /// Candles closed.
    pub closed: u64,
}

/// Candles of one symbol.
#[derive(Debug, Clone)]
pub struct Candles {
    rules: CandleRules,
    series: Vec<Series>,
    missing: Missing,
    counts: CandleCounts,
    seen: Option<Seen>,
    clock: Option<Clock>,
}

/// The run of trade numbers looked at so far.
#[derive(Debug, Clone, Copy)]
struct Seen {
    first: u64,
    last: u64,
    /// Everything that happened from here on was looked at.
    from: Time,
    /// When the trade with the highest number happened.
    until: Time,
}

/// The venue's clock showed at least `venue` when ours showed `ours`.
#[derive(Debug, Clone, Copy)]
struct Clock {
    venue: Time,
    ours: Time,
}

impl Candles {
    /// Candles that have seen nothing yet.
    #[must_use]
    pub fn new(mut rules: CandleRules) -> Self {
        rules.intervals.sort_unstable();
        rules.intervals.dedup();
        let series = rules.intervals.iter().copied().map(Series::new).collect();
        Self {
            rules,
            series,
            missing: Missing::default(),
            counts: CandleCounts::default(),
            seen: None,
            clock: None,
        }
    }

    /// The candle of `interval` that is still forming.
    #[must_use]
    pub fn forming(&self, interval: Interval) -> Option<Candle> {
        self.series
            .iter()
            .find(|series| series.interval() == interval)
            .and_then(Series::forming)
    }

    /// What has happened so far.
    #[must_use]
    pub const fn counts(&self) -> &CandleCounts {
        &self.counts
    }

    /// The highest trade number seen: where to continue after a break.
    #[must_use]
    pub fn last_trade(&self) -> Option<u64> {
        self.seen.map(|seen| seen.last)
    }

    /// How many runs of trade numbers are skipped and not filled so far.
    #[must_use]
    pub fn missing_run_count(&self) -> usize {
        self.missing.range_count()
    }

    fn trade(&mut self, now: Time, trade: Trade, out: &mut impl Extend<CandleEffect>) {
        let latest = now.plus(Span::from_millis(AHEAD_MS_MAX));
        if trade.qty.is_zero() || trade.at > latest {
            self.counts.refused += 1;
            return;
        }
        if !self.admit(now, trade, out) {
            self.counts.duplicates += 1;
            return;
        }
        self.counts.trades += 1;
        self.close_until(trade.at, out);
        let (seen_from, missing) = (self.seen_from(), &self.missing);
        let coverage = |from, until| coverage(seen_from, missing, from, until);
        for series in &mut self.series {
            match series.fold(&trade, self.rules.symbol) {
                Ok(Some((from, until))) => out.extend([CandleEffect::Empty {
                    interval: series.interval(),
                    from,
                    until,
                    coverage: coverage(from, until),
                }]),
                Ok(None) => {}
                Err(FoldError::Late) => {
                    self.counts.late += 1;
                    let interval = series.interval();
                    out.extend([CandleEffect::Late { interval, trade }]);
                }
                Err(FoldError::TooLarge) => self.counts.refused += 1,
            }
        }
    }

    /// Whether the trade was not seen before; remembers it and what it skipped.
    fn admit(&mut self, now: Time, trade: Trade, out: &mut impl Extend<CandleEffect>) -> bool {
        let clock = Clock {
            venue: trade.at,
            ours: now,
        };
        let Some(seen) = &mut self.seen else {
            self.seen = Some(Seen {
                first: trade.id,
                last: trade.id,
                from: trade.at,
                until: trade.at,
            });
            self.clock = Some(clock);
            return true;
        };
        let skipped = if trade.id > seen.last {
            let skipped = (seen.last.saturating_add(1), trade.id.saturating_sub(1));
            let span = (seen.until.min(trade.at), seen.until.max(trade.at));
            (seen.last, seen.until) = (trade.id, trade.at);
            self.clock = Some(clock);
            Some((skipped, span))
        } else if trade.id < seen.first {
            let skipped = (trade.id.saturating_add(1), seen.first.saturating_sub(1));
            let span = (trade.at.min(seen.from), trade.at.max(seen.from));
            (seen.first, seen.from) = (trade.id, seen.from.min(trade.at));
            Some((skipped, span))
        } else {
            None
        };
        match (self.rules.ids, skipped) {
            (TradeIds::Consecutive, Some(((first, last), span))) => {
                if first <= last {
                    self.missing.skipped((first, last), span);
                    self.counts.missing += last - first + 1;
                    out.extend([CandleEffect::Missing { first, last }]);
                }
                true
            }
            (TradeIds::Consecutive, None) => {
                let filled = self.missing.fill(trade.id);
                self.counts.missing -= u64::from(filled);
                filled
            }
            // A number that does not grow is a repeat; one before the first seen cannot be told from one.
            (TradeIds::Rising, _) => trade.id == seen.last && skipped.is_some(),
        }
    }

    /// Closes, in order of their ends, the candles that ended by `until` of the venue's clock.
    fn close_until(&mut self, until: Time, out: &mut impl Extend<CandleEffect>) {
        let seen_from = self.seen_from();
        for series in &mut self.series {
            if let Some(mut closed) = series.close_until(until) {
                let from = closed.candle.open_time;
                let end = from.plus(closed.candle.interval.span());
                closed.coverage =
                    closed
                        .coverage
                        .max(coverage(seen_from, &self.missing, from, end));
                self.counts.closed += 1;
                out.extend([CandleEffect::Closed(closed)]);
            }
        }
    }

    fn seen_from(&self) -> Option<Time> {
        self.seen.map(|seen| seen.from)
    }

    /// Takes a stored candle of the shortest interval, as long as no trade has come.
    fn stored(&mut self, closed: &ClosedCandle) {
        let shortest = self.rules.intervals.first() == Some(&closed.candle.interval);
        let fits = shortest && closed.candle.symbol == self.rules.symbol && self.clock.is_none();
        if !fits || closed.candle.check().is_err() {
            self.counts.refused += 1;
            return;
        }
        let until = closed.candle.open_time;
        for series in &mut self.series {
            series.close_until(until);
            if series.restore(closed).is_err() {
                self.counts.refused += 1;
            }
        }
        if let Some(last) = closed.last_trade {
            let from = self.seen_from().unwrap_or(until);
            self.seen = Some(Seen {
                first: self.seen.map_or(last, |seen| seen.first),
                last,
                from,
                until,
            });
        }
    }

    fn stream_lost(&mut self) {
        self.clock = None;
        if self.rules.ids == TradeIds::Rising {
            self.series.iter_mut().for_each(Series::spoil);
        }
    }
}

/// Why a trade did not go into a candle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FoldError {
    /// Its candle is closed.
    Late,
    /// A sum no longer fits.
    TooLarge,
}

fn coverage(seen_from: Option<Time>, missing: &Missing, from: Time, until: Time) -> Coverage {
    let known = seen_from.is_some_and(|seen| seen <= from) && !missing.touches(from, until);
    if known {
        Coverage::Whole
    } else {
        Coverage::Partial
    }
}

impl Machine for Candles {
    type Input = CandleInput;
    type Effect = CandleEffect;

    fn step(&mut self, now: Time, input: CandleInput, out: &mut impl Extend<CandleEffect>) {
        match input {
            CandleInput::Trade(trade) => self.trade(now, trade, out),
            CandleInput::Stored(closed) => self.stored(&closed),
            CandleInput::Through(venue) => {
                self.clock = Some(Clock { venue, ours: now });
                self.close_until(venue, out);
            }
            CandleInput::StreamLost => self.stream_lost(),
            CandleInput::Wake => {
                if let Some(clock) = self.clock {
                    let passed = now.since(clock.ours);
                    let venue = clock.venue.plus(passed).plus(self.rules.grace.times(-1));
                    self.close_until(venue, out);
                }
            }
        }
    }

    fn wake_at(&self) -> Option<Time> {
        let clock = self.clock?;
        let end = self.series.iter().filter_map(Series::ends_at).min()?;
        let wait = end.since(clock.venue);
        Some(clock.ours.plus(wait).plus(self.rules.grace))
    }
}

#[cfg(test)]
mod tests;
