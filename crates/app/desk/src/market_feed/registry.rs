//! Which spans of trades and books lacked something, and every gap as a row to keep, so that a restart forgets none.
//! Never touches an order.

use super::{MarketFeed, MarketWish};
use domain::{Symbol, Time};
use market::{Cells, Gap, GapReason, GapState, LossReason};
use store::{Absence, GapKind, GapRow, GapStanding};

/// A span in which a symbol's trades or book were not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lapse {
    from: Time,
    until: Option<Time>,
    reason: LapseReason,
    found: Time,
}

/// Why nothing was heard, or what was heard was not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LapseReason {
    Down,
    Cut,
    Gap,
    Crossed,
    NumbersRestarted,
}

impl LapseReason {
    const ALL: [Self; 5] = [
        Self::Down,
        Self::Cut,
        Self::Gap,
        Self::Crossed,
        Self::NumbersRestarted,
    ];

    /// Its fixed word, under which it is kept.
    const fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Cut => "cut",
            Self::Gap => "sequence-gap",
            Self::Crossed => "crossed",
            Self::NumbersRestarted => "numbers-restarted",
        }
    }

    pub(super) const fn of(reason: LossReason) -> Self {
        match reason {
            LossReason::StreamEnded => Self::Cut,
            LossReason::Gap { .. } => Self::Gap,
            LossReason::Crossed => Self::Crossed,
            LossReason::NumbersRestarted => Self::NumbersRestarted,
        }
    }
}

/// What one symbol's trades and book lack.
#[derive(Debug, Default)]
pub(super) struct Lapses {
    depth: Option<Lapse>,
    /// A span of trades is open until the minutes over it are the venue's: those are what is kept of trades.
    trades: Vec<Lapse>,
}

/// Most spans of trades of one symbol that wait for their minutes.
const TRADE_LAPSES_MAX: usize = 1_000;

impl MarketFeed {
    /// Takes an open gap up again where the desk left it when it stopped.
    pub(super) fn resume(&mut self, now: Time, row: &GapRow, out: &mut Vec<MarketWish>) {
        let Some(feed) = self.symbols.get_mut(&row.symbol) else {
            return;
        };
        match (row.kind, row.interval.zip(row.until)) {
            (GapKind::Candles, Some((interval, until))) => {
                let reason = GapReason::ALL
                    .into_iter()
                    .find(|reason| reason.name() == row.reason)
                    .unwrap_or(GapReason::Down);
                let gap = Gap {
                    interval,
                    from: row.from,
                    until,
                    reason,
                    found: row.found,
                    failures: row.failures,
                    state: GapState::Open,
                };
                self.backfill(now, row.symbol, market::BackfillInput::Resume(gap), out);
            }
            (GapKind::Candles, None) => {}
            (GapKind::Depth, _) => feed.lapses.depth = Some(lapse(row)),
            (GapKind::Trades, _) => feed.lapses.trades.push(lapse(row)),
        }
    }

    /// The book of a symbol is not trusted from here on.
    pub(super) fn depth_lost(
        &mut self,
        now: Time,
        symbol: Symbol,
        (from, reason): (Time, LapseReason),
        out: &mut Vec<MarketWish>,
    ) {
        let Some(feed) = self.symbols.get_mut(&symbol) else {
            return;
        };
        if feed.lapses.depth.is_none() {
            let lapse = begun(now, from, reason);
            feed.lapses.depth = Some(lapse);
            out.push(row(GapKind::Depth, symbol, lapse, None));
        }
    }

    /// The book of a symbol is the venue's again: a snapshot took the place of what was missed.
    pub(super) fn depth_live(&mut self, now: Time, symbol: Symbol, out: &mut Vec<MarketWish>) {
        let feed = self.symbols.get_mut(&symbol);
        if let Some(mut lapse) = feed.and_then(|feed| feed.lapses.depth.take()) {
            lapse.until = Some(now);
            let end = Some((now, GapStanding::Repaired));
            out.push(row(GapKind::Depth, symbol, lapse, end));
        }
    }

    /// Trades of a symbol are not heard from here on.
    pub(super) fn trades_lost(
        &mut self,
        now: Time,
        symbol: Symbol,
        (from, reason): (Time, LapseReason),
        out: &mut Vec<MarketWish>,
    ) {
        let Some(feed) = self.symbols.get_mut(&symbol) else {
            return;
        };
        let trades = &mut feed.lapses.trades;
        let lasts = trades.last().is_some_and(|lapse| lapse.until.is_none());
        if !lasts && trades.len() < TRADE_LAPSES_MAX {
            let lapse = begun(now, from, reason);
            trades.push(lapse);
            out.push(row(GapKind::Trades, symbol, lapse, None));
        }
    }

    /// Trades are heard again; what was missed is open until the minutes over it are fetched.
    pub(super) fn trades_back(&mut self, now: Time, out: &mut Vec<MarketWish>) {
        for (symbol, feed) in &mut self.symbols {
            for lapse in &mut feed.lapses.trades {
                if lapse.until.is_none() {
                    lapse.until = Some(now);
                    out.push(row(GapKind::Trades, *symbol, *lapse, None));
                }
            }
        }
    }

    /// The minutes of a span are the venue's: the trades in it are in them.
    pub(super) fn minutes_whole(
        &mut self,
        now: Time,
        (symbol, gap): (Symbol, &Gap),
        out: &mut Vec<MarketWish>,
    ) {
        let Some(feed) = self.symbols.get_mut(&symbol) else {
            return;
        };
        feed.lapses.trades.retain(|lapse| {
            let inside = lapse
                .until
                .is_some_and(|until| gap.from <= lapse.from && until <= gap.until);
            if inside {
                let end = Some((now, standing(gap)));
                out.push(row(GapKind::Trades, symbol, *lapse, end));
            }
            !inside
        });
    }
}

fn begun(now: Time, from: Time, reason: LapseReason) -> Lapse {
    Lapse {
        from: from.min(now),
        until: None,
        reason,
        found: now,
    }
}

fn lapse(row: &GapRow) -> Lapse {
    let reason = LapseReason::ALL
        .into_iter()
        .find(|reason| reason.name() == row.reason);
    Lapse {
        from: row.from,
        until: row.until,
        reason: reason.unwrap_or(LapseReason::Down),
        found: row.found,
    }
}

fn row(
    kind: GapKind,
    symbol: Symbol,
    lapse: Lapse,
    end: Option<(Time, GapStanding)>,
) -> MarketWish {
    MarketWish::Gap(GapRow {
        kind,
        symbol,
        interval: None,
        from: lapse.from,
        until: lapse.until,
        reason: lapse.reason.name().to_owned(),
        found: lapse.found,
        failures: 0,
        standing: end.map_or(GapStanding::Open, |(_, standing)| standing),
        closed: end.map(|(at, _)| at),
        candles: None,
    })
}

/// Where a gap of candles stands, by name: one of which the venue had no candle at all is absent there.
pub(super) const fn standing(gap: &Gap) -> GapStanding {
    match gap.state {
        GapState::Open => GapStanding::Open,
        GapState::Closed { candles: 0, .. } => GapStanding::Absent,
        GapState::Closed { .. } => GapStanding::Repaired,
    }
}

/// A gap of candles as it is kept.
pub(super) fn candles_row(symbol: Symbol, gap: &Gap) -> MarketWish {
    let (closed, candles) = match gap.state {
        GapState::Open => (None, None),
        GapState::Closed { at, candles } => (Some(at), Some(candles)),
    };
    MarketWish::Gap(GapRow {
        kind: GapKind::Candles,
        symbol,
        interval: Some(gap.interval),
        from: gap.from,
        until: Some(gap.until),
        reason: gap.reason.name().to_owned(),
        found: gap.found,
        failures: gap.failures,
        standing: standing(gap),
        closed,
        candles,
    })
}

/// Cells of which the venue has no candle, as they are kept.
pub(super) const fn absence(now: Time, symbol: Symbol, cells: Cells) -> MarketWish {
    MarketWish::Absent(Absence {
        symbol,
        interval: cells.interval,
        from: cells.from,
        until: cells.until,
        told: now,
    })
}
