//! Plays a capture into the venue. Hands inputs over when they are due; never reads the file itself.

use crate::replay::{Due, Played, Progress, Replay, ReplayReport, Speed};
use domain::{Span, Symbol, Time};
use exchange::{BestView, Input, Print, Refill, SetLevels, Tag};
use tokio::sync::{mpsc, watch};

/// Moves made in one turn, so that requests are never starved.
const MOVES_MAX: usize = 256;
/// How long a capture waits for its first listener after its book stands; then it plays for itself.
const AUDIENCE_WAIT: Span = Span::from_secs(20);
/// How often it looks for one.
const AUDIENCE_LOOK: Span = Span::from_millis(20);
/// How long a capture at full speed waits for a slow listener before it looks again.
const CALM_WAIT: Span = Span::from_millis(2);
/// The tag of inputs whose refusal is counted and not answered.
const MARKET_TAG: Tag = Tag::new(0);

/// One input of the market.
#[derive(Debug)]
pub(crate) struct Move {
    /// Where.
    pub(crate) symbol: Symbol,
    /// What.
    pub(crate) input: Input,
    /// The capture's own time of it, when it comes from one.
    pub(crate) captured: Option<Time>,
}

/// Whether every listener keeps up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listeners {
    /// All are close behind.
    Calm,
    /// Some lag.
    Behind,
    /// Nobody listens.
    Nobody,
}

/// What moves the market from outside the venue.
pub(crate) enum Driver {
    /// Nothing.
    Still,
    /// A capture.
    Replay(Box<ReplayDriver>),
}

/// Whether the capture's first message may pass: whoever listens from the start misses nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// The book does not stand yet.
    NotAwaited,
    /// The book stands since this instant, and nobody listens.
    Awaited(Time),
    /// Somebody listens, or nobody came in time.
    There,
}

/// A capture being played.
pub(crate) struct ReplayDriver {
    symbol: Symbol,
    speed: Speed,
    ahead: mpsc::Receiver<Due>,
    next: Option<Due>,
    /// The machine's and the capture's instant at the first move.
    start: Option<(Time, Time)>,
    waiting: Option<Time>,
    audience: Audience,
    report: watch::Sender<ReplayReport>,
    crossed: u64,
    refused: u64,
    over: Progress,
}

impl ReplayDriver {
    pub(crate) fn new(
        (replay, first): (Replay, Due),
        symbol: Symbol,
        speed: Speed,
        report: watch::Sender<ReplayReport>,
    ) -> Self {
        Self {
            symbol,
            speed,
            ahead: replay.play(),
            next: Some(first),
            start: None,
            waiting: None,
            audience: Audience::NotAwaited,
            report,
            crossed: 0,
            refused: 0,
            over: Progress::Playing,
        }
    }

    fn due(&self, now: Time) -> Option<Time> {
        if let Some(until) = self.waiting {
            return Some(until);
        }
        self.next.as_ref().map(|next| self.due_at(next, now))
    }

    fn due_at(&self, due: &Due, now: Time) -> Time {
        match (self.speed, self.start) {
            (Speed::Fastest, _) | (Speed::Permille(_), None) => now,
            (Speed::Permille(permille), Some((started, captured))) => {
                let since = i128::from(due.captured.since(captured).nanos());
                let scaled = since
                    .saturating_mul(1_000)
                    .checked_div(i128::from(permille))
                    .unwrap_or(since);
                started.plus(Span::from_nanos(i64::try_from(scaled).unwrap_or(i64::MAX)))
            }
        }
    }

    fn moves(&mut self, now: Time, listeners: Listeners) -> Vec<Move> {
        self.waiting = None;
        let mut moves = Vec::new();
        while moves.len() < MOVES_MAX {
            if self.awaits_audience(now, listeners) {
                self.waiting = Some(now.plus(AUDIENCE_LOOK));
                break;
            }
            if self.speed == Speed::Fastest && listeners == Listeners::Behind {
                self.waiting = Some(now.plus(CALM_WAIT));
                break;
            }
            let Some(next) = self.next.take().or_else(|| self.ahead.try_recv().ok()) else {
                break;
            };
            if self.due_at(&next, now) > now {
                self.next = Some(next);
                break;
            }
            self.start.get_or_insert((now, next.captured));
            match self.input(next.played) {
                Some(one) => moves.push(one),
                None => break,
            }
        }
        moves
    }

    /// After the first move, the book: nothing more until somebody listens.
    fn awaits_audience(&mut self, now: Time, listeners: Listeners) -> bool {
        let since = match self.audience {
            Audience::There => return false,
            Audience::NotAwaited if self.start.is_none() => return false,
            Audience::NotAwaited => now,
            Audience::Awaited(since) => since,
        };
        if listeners == Listeners::Nobody && now < since.plus(AUDIENCE_WAIT) {
            self.audience = Audience::Awaited(since);
            return true;
        }
        self.audience = Audience::There;
        // The capture's clock begins with its audience.
        self.start = None;
        false
    }

    fn input(&mut self, played: Played) -> Option<Move> {
        let symbol = self.symbol;
        let (input, at) = match played {
            Played::Levels { at, levels } => {
                let batch = SetLevels {
                    tag: MARKET_TAG,
                    symbol,
                    refill: Refill::Taken,
                    levels,
                };
                (Input::SetLevels(batch), at)
            }
            Played::Trade {
                id,
                price,
                qty,
                taker,
                at,
            } => {
                let print = Print {
                    tag: MARKET_TAG,
                    symbol,
                    id,
                    price,
                    qty,
                    taker,
                    at,
                };
                (Input::Print(print), at)
            }
            Played::End(report) => {
                self.end(*report);
                return None;
            }
        };
        Some(Move {
            symbol,
            input,
            captured: Some(at),
        })
    }

    fn end(&mut self, mut report: ReplayReport) {
        self.over = Progress::Ended;
        report.crossed = self.crossed;
        report.refused = self.refused;
        match &report.trouble {
            None => tracing::info!(
                symbol = report.symbol,
                lines = report.lines,
                depth = report.depth,
                trades = report.trades,
                gaps = report.gaps,
                crossed = report.crossed,
                "the capture was played to its end; the book stays as it is"
            ),
            Some(trouble) => tracing::error!(
                symbol = report.symbol,
                lines = report.lines,
                depth = report.depth,
                trades = report.trades,
                gaps = report.gaps,
                crossed = report.crossed,
                %trouble,
                "the capture could not be played to its end; the book stays as it is"
            ),
        }
        self.report.send_replace(report);
    }
}

impl Driver {
    /// The one symbol that moves, while a capture is played.
    pub(crate) const fn only(&self) -> Option<Symbol> {
        match self {
            Self::Replay(replay) => Some(replay.symbol),
            Self::Still => None,
        }
    }

    /// When the next move is due, by the machine's clock; `None` while nothing is known to be.
    pub(crate) fn due(&self, now: Time) -> Option<Time> {
        match self {
            Self::Still => None,
            Self::Replay(replay) => replay.due(now),
        }
    }

    /// Waits until the next move of a capture is known.
    pub(crate) async fn ready(&mut self) {
        match self {
            Self::Replay(replay) if replay.next.is_none() && replay.over == Progress::Playing => {
                replay.next = replay.ahead.recv().await;
                if replay.next.is_none() {
                    replay.over = Progress::Ended;
                }
            }
            Self::Still | Self::Replay(_) => std::future::pending().await,
        }
    }

    /// The moves that are due.
    pub(crate) fn moves(&mut self, now: Time, listeners: Listeners) -> Vec<Move> {
        match self {
            Self::Still => Vec::new(),
            Self::Replay(replay) => replay.moves(now, listeners),
        }
    }

    /// Looks at the book after a move of a capture: it must never be crossed, and no move may be refused.
    pub(crate) fn look(&mut self, best: &BestView, refused: Option<exchange::RefuseReason>) {
        let Self::Replay(replay) = self else {
            return;
        };
        if let (Some((bid, _)), Some((ask, _))) = (best.bid, best.ask)
            && bid >= ask
        {
            replay.crossed = replay.crossed.saturating_add(1);
        }
        if let Some(reason) = refused {
            replay.refused = replay.refused.saturating_add(1);
            tracing::warn!(%reason, "the exchange refused a message of the capture");
        }
    }
}
