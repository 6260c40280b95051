//! Plays a capture into the exchange: the snapshot first, then every diff and trade in the order captured.
//! Never skips silently: what is stale, missing or cut is counted and told.

use crate::capture::{CaptureError, Captured, Line, Lines};
use domain::{Price, Qty, Side, Time};
use exchange::{ExchangeTradeId, HouseLevel};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// Events read ahead of the clock.
const READ_AHEAD_MAX: usize = 4_096;

/// How fast a capture is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    /// Thousandths of the speed it was captured at: 1,000 is as it happened.
    Permille(u32),
    /// As fast as everyone who listens can take it.
    Fastest,
}

impl Speed {
    /// As it happened.
    pub const REAL: Self = Self::Permille(1_000);

    /// Reads `max`, or a factor like `1`, `10`, `0.5` (at most three decimals, above zero).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "max" {
            return Some(Self::Fastest);
        }
        let factor = Price::parse(text).ok()?;
        let (units, places) = factor.parts();
        let scale = 10_i128.checked_pow(3_u32.checked_sub(places)?)?;
        let permille = units.checked_mul(scale)?;
        u32::try_from(permille).ok().map(Self::Permille)
    }
}

/// What was played of a capture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayReport {
    /// The venue's name of the instrument.
    pub symbol: String,
    /// Lines read.
    pub lines: u64,
    /// Depth messages played, the snapshot not counted.
    pub depth: u64,
    /// Depth messages older than the snapshot: contained in it, so not played.
    pub stale: u64,
    /// Trades played.
    pub trades: u64,
    /// Best-bid-and-ask lines, which the book already says.
    pub quotes: u64,
    /// Lines of other streams or symbols.
    pub others: u64,
    /// Places where update ids do not follow each other.
    pub gaps: u64,
    /// Times the book was crossed after a message.
    pub crossed: u64,
    /// Messages the exchange refused.
    pub refused: u64,
    /// Why the capture ended before its end, if it did.
    pub trouble: Option<CaptureError>,
    /// Whether everything that can be played was played.
    pub progress: Progress,
}

/// How far a replay is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Progress {
    /// Still playing.
    #[default]
    Playing,
    /// At its end; the book stays as it was last.
    Ended,
}

/// One thing to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Played {
    /// House levels; `at` is the capture's event time.
    Levels { at: Time, levels: Vec<HouseLevel> },
    /// A trade of the tape.
    Trade {
        id: ExchangeTradeId,
        price: Price,
        qty: Qty,
        taker: Side,
        at: Time,
    },
    /// The capture is over.
    End(Box<ReplayReport>),
}

/// One thing to play and when it was captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) captured: Time,
    pub(crate) played: Played,
}

/// A capture ready to be played.
pub(crate) struct Replay {
    path: PathBuf,
    report: ReplayReport,
    snapshot_update: u64,
    /// Prices with a quantity, to take away what a later snapshot no longer has.
    standing: BTreeSet<(Side, Price)>,
    /// Update id of the last depth message played.
    last_update: u64,
    chained: Chained,
}

/// Whether a depth message was played since the last snapshot: the first may begin before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chained {
    No,
    Yes,
}

impl Replay {
    /// Finds the symbol and the snapshot of a capture.
    pub(crate) fn open(path: &Path) -> Result<(Self, Due), CaptureError> {
        let mut lines = Lines::open(path)?;
        let mut symbol = None;
        let mut snapshot = None;
        while symbol.is_none() || snapshot.is_none() {
            let Some(captured) = lines.next() else {
                break;
            };
            // Before the snapshot nothing can be played, so a broken line there is the end of it.
            let captured = captured?;
            match captured.line {
                Line::Snapshot {
                    last_update,
                    levels,
                } if snapshot.is_none() => {
                    snapshot = Some((captured.captured, last_update, levels));
                }
                Line::Diff { symbol: name, .. } | Line::Trade { symbol: name, .. } => {
                    symbol.get_or_insert(name);
                }
                Line::Snapshot { .. } | Line::Quote | Line::Other => {}
            }
        }
        let missing = || CaptureError::NoSnapshot {
            path: path.to_owned(),
            lines: lines.number().saturating_sub(1),
        };
        let (captured, snapshot_update, levels) = snapshot.ok_or_else(missing)?;
        let replay = Self {
            path: path.to_owned(),
            report: ReplayReport {
                symbol: symbol.ok_or_else(missing)?,
                ..ReplayReport::default()
            },
            snapshot_update,
            standing: levels
                .iter()
                .map(|level| (level.side, level.price))
                .collect(),
            last_update: snapshot_update,
            chained: Chained::No,
        };
        let first = Due {
            captured,
            played: Played::Levels {
                at: captured,
                levels,
            },
        };
        Ok((replay, first))
    }

    /// The venue's name of the instrument.
    pub(crate) fn symbol(&self) -> &str {
        &self.report.symbol
    }

    /// Reads the capture on a thread of its own and hands it out in order, reading only so far ahead.
    pub(crate) fn play(self) -> mpsc::Receiver<Due> {
        let (out, due) = mpsc::channel(READ_AHEAD_MAX);
        tokio::task::spawn_blocking(move || self.read_all(&out));
        due
    }

    fn read_all(mut self, out: &mpsc::Sender<Due>) {
        let mut latest = Time::from_nanos(i64::MIN);
        let trouble = match Lines::open(&self.path) {
            Err(error) => Some(error),
            Ok(mut lines) => loop {
                match lines.next() {
                    None => break None,
                    Some(Err(error)) => break Some(error),
                    Some(Ok(captured)) => {
                        self.report.lines = lines.number();
                        latest = captured.captured;
                        if let Some(due) = self.one(captured)
                            && out.blocking_send(due).is_err()
                        {
                            return;
                        }
                    }
                }
            },
        };
        self.report.trouble = trouble;
        self.report.progress = Progress::Ended;
        let end = Due {
            captured: latest,
            played: Played::End(Box::new(self.report)),
        };
        if out.blocking_send(end).is_err() {
            tracing::debug!("the exchange stopped before its capture ended");
        }
    }

    fn one(&mut self, Captured { captured, line }: Captured) -> Option<Due> {
        let played = match line {
            Line::Snapshot {
                last_update,
                levels,
            } => self.snapshot(captured, last_update, levels)?,
            Line::Diff {
                symbol,
                first,
                last,
                at,
                levels,
            } if symbol == self.report.symbol => self.diff((first, last), at, levels)?,
            Line::Trade {
                symbol,
                id,
                price,
                qty,
                taker,
                at,
            } if symbol == self.report.symbol => {
                self.report.trades += 1;
                Played::Trade {
                    id,
                    price,
                    qty,
                    taker,
                    at,
                }
            }
            Line::Quote => {
                self.report.quotes += 1;
                return None;
            }
            Line::Diff { .. } | Line::Trade { .. } | Line::Other => {
                self.report.others += 1;
                return None;
            }
        };
        Some(Due { captured, played })
    }

    /// A snapshot replaces the book; the one the replay began with is already played.
    fn snapshot(
        &mut self,
        at: Time,
        last_update: u64,
        mut levels: Vec<HouseLevel>,
    ) -> Option<Played> {
        if last_update == self.snapshot_update || last_update <= self.last_update {
            return None;
        }
        let fresh: BTreeSet<_> = levels
            .iter()
            .map(|level| (level.side, level.price))
            .collect();
        for (side, price) in self.standing.difference(&fresh) {
            levels.push(HouseLevel {
                side: *side,
                price: *price,
                qty: Qty::ZERO,
            });
        }
        self.standing = fresh;
        self.last_update = last_update;
        self.chained = Chained::No;
        Some(Played::Levels { at, levels })
    }

    fn diff(
        &mut self,
        (first, last): (u64, u64),
        at: Time,
        levels: Vec<HouseLevel>,
    ) -> Option<Played> {
        if last <= self.last_update {
            self.report.stale += 1;
            return None;
        }
        let expected = self.last_update.saturating_add(1);
        let follows = match self.chained {
            Chained::No => first <= expected,
            Chained::Yes => first == expected,
        };
        if !follows {
            self.report.gaps += 1;
        }
        self.chained = Chained::Yes;
        self.last_update = last;
        self.report.depth += 1;
        for level in &levels {
            let key = (level.side, level.price);
            if level.qty.is_zero() {
                self.standing.remove(&key);
            } else {
                self.standing.insert(key);
            }
        }
        Some(Played::Levels { at, levels })
    }
}

#[cfg(test)]
mod tests;
