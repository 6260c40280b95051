//! Finds the holes in the kept candles of a venue and has them filled with the venue's own. Never touches an order.

use super::registry::{LapseReason, absence, candles_row};
use super::{Known, MarketFeed, MarketWish};
use domain::{Interval, Machine, Span, Symbol, Time};
use market::{BackfillEffect, BackfillInput, ClosedCandle, Coverage, GapReason, GapState};
use std::collections::BTreeMap;
use store::{CandleMark, KeptCandle};

/// Candles of each interval that a first start fetches, and minutes.
const CELLS_AT_FIRST: i64 = 300;
const MINUTES_AT_FIRST: i64 = 1_000;
/// Candles of each interval before the last kept one that a later start fetches anew: some may have been left in doubt.
const CELLS_ANEW: i64 = 50;
/// How far the venue's clock and ours may be apart at either end of a cut.
const CLOCK_SLACK: Span = Span::from_secs(5);

/// The intervals whose candles are kept whole. Seconds are not: a day of them is too much to fetch.
fn intervals() -> impl Iterator<Item = Interval> {
    Interval::ALL
        .into_iter()
        .filter(|interval| *interval != Interval::S1)
}

impl MarketFeed {
    /// Takes up what was open, and doubts what was missed before this start.
    pub(super) fn begin(&mut self, now: Time, known: &Known, out: &mut Vec<MarketWish>) {
        for row in &known.open {
            self.resume(now, row, out);
        }
        let minutes = known.kept.iter();
        for ((symbol, _), end) in minutes.filter(|((_, interval), _)| *interval == Interval::M1) {
            let down = (*end, LapseReason::Down);
            self.depth_lost(now, *symbol, down, out);
            self.trades_lost(now, *symbol, down, out);
        }
        let kept = &known.kept;
        for interval in intervals() {
            let cells = if interval == Interval::M1 {
                (MINUTES_AT_FIRST, MINUTES_AT_FIRST)
            } else {
                (CELLS_AT_FIRST, CELLS_ANEW)
            };
            let doubt = |symbol| {
                let back = |from: Time, cells: i64| from.plus(interval.span().times(-cells));
                let (from, reason) = match kept.get(&(symbol, interval)) {
                    Some(end) => (back(*end, cells.1), GapReason::Down),
                    None => (back(now, cells.0), GapReason::BeforeFirstStart),
                };
                Some(BackfillInput::Doubt {
                    interval,
                    from,
                    until: now,
                    reason,
                })
            };
            self.each_backfill(now, doubt, out);
        }
    }

    /// The stream broke: nothing is heard from the last word on.
    pub(super) fn cut(&mut self, now: Time, out: &mut Vec<MarketWish>) {
        self.cut_at.get_or_insert(now);
        if self.kept.is_some() {
            // It never stood: what the first one will begin with covers this.
            return;
        }
        let heard: Vec<(Symbol, Time)> = self
            .symbols
            .iter()
            .map(|(symbol, feed)| (*symbol, feed.sync.heard().unwrap_or(now)))
            .collect();
        for (symbol, from) in heard {
            self.trades_lost(now, symbol, (from, LapseReason::Cut), out);
        }
    }

    /// The stream is back: whatever it did not say is in doubt, from the last word before the cut on.
    pub(super) fn mend_cut(&mut self, now: Time, out: &mut Vec<MarketWish>) {
        let Some(cut_at) = self.cut_at.take() else {
            return;
        };
        let heard: BTreeMap<Symbol, Option<Time>> = self
            .symbols
            .iter()
            .map(|(symbol, feed)| (*symbol, feed.sync.heard()))
            .collect();
        for interval in intervals() {
            let doubt = |symbol| {
                let heard = heard.get(&symbol).copied().flatten().unwrap_or(cut_at);
                Some(BackfillInput::Doubt {
                    interval,
                    from: heard.min(cut_at).plus(CLOCK_SLACK.times(-1)),
                    until: now.plus(CLOCK_SLACK),
                    reason: GapReason::Cut,
                })
            };
            self.each_backfill(now, doubt, out);
        }
    }

    /// A candle that may lack trades is in doubt.
    pub(super) fn doubt_partial(
        &mut self,
        now: Time,
        closed: &ClosedCandle,
        out: &mut Vec<MarketWish>,
    ) {
        let candle = &closed.candle;
        if closed.coverage == Coverage::Whole || candle.interval == Interval::S1 {
            return;
        }
        let doubt = BackfillInput::Doubt {
            interval: candle.interval,
            from: candle.open_time,
            until: candle.open_time.plus(candle.interval.span()),
            reason: GapReason::Partial,
        };
        self.backfill(now, candle.symbol, doubt, out);
    }

    pub(super) fn each_backfill(
        &mut self,
        now: Time,
        input: impl Fn(Symbol) -> Option<BackfillInput>,
        out: &mut Vec<MarketWish>,
    ) {
        let symbols: Vec<Symbol> = self.symbols.keys().copied().collect();
        for symbol in symbols {
            if let Some(input) = input(symbol) {
                self.backfill(now, symbol, input, out);
            }
        }
    }

    pub(super) fn backfill(
        &mut self,
        now: Time,
        symbol: Symbol,
        input: BackfillInput,
        out: &mut Vec<MarketWish>,
    ) {
        let Some(feed) = self.symbols.get_mut(&symbol) else {
            return;
        };
        let mut effects = Vec::new();
        feed.backfill.step(now, input, &mut effects);
        for effect in effects {
            match effect {
                BackfillEffect::Ask { interval, from } => {
                    self.pace.push(symbol, (interval, from));
                }
                BackfillEffect::Keep(candle) => out.push(MarketWish::Keep(KeptCandle {
                    candle,
                    mark: CandleMark::Venue,
                })),
                BackfillEffect::Absent(cells) => out.push(absence(now, symbol, cells)),
                BackfillEffect::Changed(gap) => out.push(candles_row(symbol, &gap)),
                BackfillEffect::Found(gap) => {
                    tracing::info!(symbol = %symbol, interval = %gap.interval, from = %gap.from, until = %gap.until, reason = gap.reason.words(), "candles may lack something; the venue is asked for them");
                    out.push(candles_row(symbol, &gap));
                }
                BackfillEffect::Closed(gap) => {
                    out.push(candles_row(symbol, &gap));
                    if gap.interval == Interval::M1 {
                        self.minutes_whole(now, (symbol, &gap), out);
                    }
                    let GapState::Closed { candles, .. } = gap.state else {
                        continue;
                    };
                    tracing::info!(symbol = %symbol, interval = %gap.interval, from = %gap.from, until = %gap.until, candles, "candles that may have lacked something are whole");
                }
            }
        }
    }
}
