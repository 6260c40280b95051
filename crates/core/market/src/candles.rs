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
    /// A closed candle read back from the store, before any trade, in the order they were told. One of the shortest
    /// interval fills the longer ones still forming; one of a longer interval says that it is closed. Nothing is told.
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
    /// a stored candle of an interval not kept, out of order or after a trade.
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

    /// Whether every trade so far of the candle of `interval` that is still forming is in it.
    #[must_use]
    pub fn forming_coverage(&self, interval: Interval) -> Option<Coverage> {
        let series = self
            .series
            .iter()
            .find(|series| series.interval() == interval)?;
        let (from, coverage_so_far) = series.forming_from()?;
        let until = from.plus(interval.span());
        Some(coverage_so_far.max(coverage(self.seen_from(), &self.missing, from, until)))
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
        let Ok(quote) = trade.price.times(trade.qty) else {
            self.counts.refused += 1;
            self.series.iter_mut().for_each(Series::spoil);
            return;
        };
        for series in &mut self.series {
            match series.fold(&trade, quote, self.rules.symbol) {
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
        let newest = self.seen.is_none_or(|seen| trade.id > seen.last);
        if newest {
            self.clock = Some(Clock {
                venue: trade.at,
                ours: now,
            });
        }
        let Some(mut seen) = self.seen else {
            self.seen = Some(Seen {
                first: trade.id,
                last: trade.id,
                from: just_after(trade.at),
                until: trade.at,
            });
            return true;
        };
        let (ids, span) = if newest {
            let ids = (seen.last.saturating_add(1), trade.id.saturating_sub(1));
            let span = (seen.until.min(trade.at), seen.until.max(trade.at));
            (seen.last, seen.until) = (trade.id, trade.at);
            (ids, span)
        } else if trade.id < seen.first && self.rules.ids == TradeIds::Consecutive {
            let ids = (trade.id.saturating_add(1), seen.first.saturating_sub(1));
            let span = (seen.from.min(trade.at), seen.from.max(trade.at));
            (seen.first, seen.from) = (trade.id, seen.from.min(just_after(trade.at)));
            (ids, span)
        } else {
            let filled = self.missing.fill(trade.id);
            self.counts.missing -= u64::from(filled);
            return filled;
        };
        self.seen = Some(seen);
        if ids.0 <= ids.1 && self.rules.ids == TradeIds::Consecutive {
            self.missing.skipped(ids, span);
            self.counts.missing += ids.1 - ids.0 + 1;
            let (first, last) = ids;
            out.extend([CandleEffect::Missing { first, last }]);
        }
        true
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

    /// Takes a stored candle back, as long as no trade has come.
    fn stored(&mut self, closed: &ClosedCandle) {
        let candle = &closed.candle;
        let fits = candle.symbol == self.rules.symbol
            && self.counts.trades == 0
            && candle.check().is_ok()
            && self.is_next(candle);
        if !fits {
            self.counts.refused += 1;
            return;
        }
        let shortest = self.rules.intervals.first() == Some(&candle.interval);
        let until = candle.open_time;
        for series in &mut self.series {
            if series.interval() == candle.interval {
                series.restore_closed(candle);
            } else if shortest {
                series.close_until(until);
                if series.restore_part(closed).is_err() {
                    self.counts.refused += 1;
                }
                // A longer candle that ended with this one was told in the same turn as this one.
                series.close_until(until.plus(candle.interval.span()));
            }
        }
        if !shortest {
            return;
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

    /// Whether its interval is kept and nothing from its start on was closed before.
    fn is_next(&self, candle: &Candle) -> bool {
        let shortest = self.series.first().map(Series::interval);
        self.series
            .iter()
            .find(|series| series.interval() == candle.interval)
            .is_some_and(|series| {
                Some(series.interval()) != shortest || !series.is_closed(candle.open_time)
            })
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

/// Trades of the same instant may have come before the first that was seen.
fn just_after(at: Time) -> Time {
    at.plus(Span::from_nanos(1))
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
            CandleInput::Through(venue) if venue > now.plus(Span::from_millis(AHEAD_MS_MAX)) => {
                self.counts.refused += 1;
            }
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
