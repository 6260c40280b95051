//! Finds the holes in the kept candles of a venue and has them filled with the venue's own. Never touches an order.

use super::{MarketFeed, MarketWish};
use domain::{Interval, Machine, Span, Symbol, Time};
use market::{BackfillEffect, BackfillInput, ClosedCandle, Coverage, GapReason, GapState};
use std::collections::BTreeMap;

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
    /// Doubts what was missed before this start. `kept` has the end of the newest kept candle of each symbol and interval.
    pub(super) fn begin(
        &mut self,
        now: Time,
        kept: &BTreeMap<(Symbol, Interval), Time>,
        out: &mut Vec<MarketWish>,
    ) {
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
                    out.push(MarketWish::AskCandles(symbol, interval, from));
                }
                BackfillEffect::Keep(candle) => out.push(MarketWish::Keep(candle)),
                BackfillEffect::Found(gap) => {
                    tracing::info!(symbol = %symbol, interval = %gap.interval, from = %gap.from, until = %gap.until, reason = gap.reason.words(), "candles may lack something; the venue is asked for them");
                }
                BackfillEffect::Closed(gap) => {
                    let GapState::Closed { candles, .. } = gap.state else {
                        continue;
                    };
                    tracing::info!(symbol = %symbol, interval = %gap.interval, from = %gap.from, until = %gap.until, candles, "candles that may have lacked something are whole");
                }
            }
        }
    }
}
