//! Keeps the candles of one symbol without a hole: it knows which spans may lack something, asks the venue for its own
//! candles of them, and says what became of each. Never invents a candle, never asks in a hurry, never forgets an open gap.

use crate::absent::{Cells, absent_runs};
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use domain::{Candle, Interval, Machine, Span, Symbol, Time};

/// Most candles of one ask.
pub const CANDLES_PER_ASK_MAX: i64 = 1_000;
/// Gaps that were closed and are still told of.
const CLOSED_GAPS_MAX: usize = 200;
/// How long after an interval's end the venue may still work on its candle.
const GRACE: Span = Span::from_millis(3_000);
/// How long an answer is awaited.
const ANSWER_WAIT: Span = Span::from_secs(120);
/// The wait after the first failure; it doubles up to the longest.
const AGAIN_FIRST: Span = Span::from_secs(1);
const AGAIN_LONGEST: Span = Span::from_secs(60);
/// Failures after which the wait no longer doubles.
const DOUBLINGS_MAX: u32 = 6;

/// Why candles of a span may lack something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapReason {
    /// Nobody listened before the first start.
    BeforeFirstStart,
    /// The desk was not running.
    Down,
    /// The stream of trades was cut.
    Cut,
    /// Trades of it were not seen, though the stream stood.
    Partial,
    /// The venue's own candle contradicted itself.
    Unsound,
}

impl GapReason {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::BeforeFirstStart,
        Self::Down,
        Self::Cut,
        Self::Partial,
        Self::Unsound,
    ];

    /// Its fixed word, under which it is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BeforeFirstStart => "before-first-start",
            Self::Down => "down",
            Self::Cut => "cut",
            Self::Partial => "partial",
            Self::Unsound => "unsound",
        }
    }

    /// The reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::BeforeFirstStart => "before the first start",
            Self::Down => "the desk was not running",
            Self::Cut => "the stream was cut",
            Self::Partial => "trades were not seen",
            Self::Unsound => "the venue's candle contradicts itself",
        }
    }
}

/// Where a gap stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapState {
    /// Some of it is still to be fetched.
    Open,
    /// All of it was answered by the venue.
    Closed {
        /// When.
        at: Time,
        /// Candles that the venue had for it; intervals without a trade have none.
        candles: u64,
    },
}

/// A span of an interval's candles that may lack something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Of these candles.
    pub interval: Interval,
    /// Start of the first.
    pub from: Time,
    /// End of the last.
    pub until: Time,
    /// Why.
    pub reason: GapReason,
    /// When it was found, by our clock.
    pub found: Time,
    /// Asks for it that failed.
    pub failures: u32,
    /// Where it stands.
    pub state: GapState,
}

/// What may happen to the candles of a symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackfillInput {
    /// The candles of this interval may lack something in this span.
    Doubt {
        /// Of these candles.
        interval: Interval,
        /// Somewhere in the first.
        from: Time,
        /// Somewhere in the last, or its end.
        until: Time,
        /// Why.
        reason: GapReason,
    },
    /// A gap that was open when the desk stopped.
    Resume(Gap),
    /// The candles that were asked for, oldest first.
    Candles(Vec<Candle>),
    /// The candles that were asked for will not come.
    Failed,
    /// Nothing but time.
    Wake,
}

/// What is wanted, or told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackfillEffect {
    /// Ask the venue for its candles of an interval from an instant on, [`CANDLES_PER_ASK_MAX`] at most.
    Ask {
        /// Of this length.
        interval: Interval,
        /// From here on.
        from: Time,
    },
    /// The venue's own candle, to be kept in place of whatever was kept.
    Keep(Candle),
    /// A gap was found.
    Found(Gap),
    /// An open gap grew, or an ask for it failed.
    Changed(Gap),
    /// The venue has no candle of these cells: nobody traded.
    Absent(Cells),
    /// A gap was closed.
    Closed(Gap),
}

/// The gaps of one symbol.
#[derive(Debug, Clone)]
pub struct Backfill {
    symbol: Symbol,
    open: Vec<Work>,
    closed: VecDeque<Gap>,
    asked: Option<Asked>,
    /// No ask before this instant.
    rest_until: Option<Time>,
    failures: u32,
    refused_count: u64,
}

/// An open gap and how far it is worked off.
#[derive(Debug, Clone, Copy)]
struct Work {
    gap: Gap,
    next: Time,
    candles: u64,
}

/// The ask under way: for the gap that began there.
#[derive(Debug, Clone, Copy)]
struct Asked {
    interval: Interval,
    from: Time,
    until: Time,
    give_up: Time,
}

impl Backfill {
    /// A symbol of which nothing is in doubt.
    #[must_use]
    pub const fn new(symbol: Symbol) -> Self {
        Self {
            symbol,
            open: Vec::new(),
            closed: VecDeque::new(),
            asked: None,
            rest_until: None,
            failures: 0,
            refused_count: 0,
        }
    }

    /// Every open gap, and the last that were closed, in the order in which they were found and closed.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> + '_ {
        let open = self.open.iter().map(|work| work.gap);
        self.closed.iter().copied().chain(open)
    }

    /// How many gaps are open.
    #[must_use]
    pub const fn open_count(&self) -> usize {
        self.open.len()
    }

    /// Candles of the venue that were refused: not asked for, out of order, twice, or contradicting themselves.
    #[must_use]
    pub const fn refused_count(&self) -> u64 {
        self.refused_count
    }

    /// A doubt joins an open gap of its interval that it touches, so that nothing is fetched twice.
    fn doubt(&mut self, now: Time, gap: Gap, out: &mut impl Extend<BackfillEffect>) {
        if gap.from >= gap.until {
            return;
        }
        let touching = self.open.iter_mut().find(|work| {
            let known = &work.gap;
            known.interval == gap.interval && known.from <= gap.from && gap.from <= known.until
        });
        match touching {
            Some(work) => {
                let grown = gap.until > work.gap.until;
                work.gap.until = work.gap.until.max(gap.until);
                work.next = work.next.min(gap.from);
                if grown {
                    out.extend([BackfillEffect::Changed(work.gap)]);
                }
            }
            None => {
                self.open.push(Work {
                    gap,
                    next: gap.from,
                    candles: 0,
                });
                out.extend([BackfillEffect::Found(gap)]);
            }
        }
        self.ask(now, out);
    }

    /// Asks for the first open gap of which something is over.
    fn ask(&mut self, now: Time, out: &mut impl Extend<BackfillEffect>) {
        let resting = self.rest_until.is_some_and(|until| now < until);
        if resting || self.asked.is_some() {
            return;
        }
        let Some(work) = self.open.iter().find(|work| ready(work, now)) else {
            return;
        };
        let span = work.gap.interval.span();
        let over = now.plus(GRACE.times(-1)).floor_to(span);
        let most = work.next.plus(span.times(CANDLES_PER_ASK_MAX));
        let asked = Asked {
            interval: work.gap.interval,
            from: work.next,
            until: most.min(work.gap.until).min(over),
            give_up: now.plus(ANSWER_WAIT),
        };
        self.asked = Some(asked);
        out.extend([BackfillEffect::Ask {
            interval: asked.interval,
            from: asked.from,
        }]);
    }

    fn failed(&mut self, now: Time, out: &mut impl Extend<BackfillEffect>) {
        if let Some(asked) = self.asked.take() {
            let doubled = 1_i64 << self.failures.min(DOUBLINGS_MAX);
            self.failures = self.failures.saturating_add(1);
            self.rest_until = Some(now.plus(AGAIN_FIRST.times(doubled).min(AGAIN_LONGEST)));
            if let Some(work) = self.work_of(asked) {
                work.gap.failures = work.gap.failures.saturating_add(1);
                out.extend([BackfillEffect::Changed(work.gap)]);
            }
        }
    }

    fn work_of(&mut self, asked: Asked) -> Option<&mut Work> {
        let mut all = self.open.iter_mut();
        all.find(|work| work.gap.interval == asked.interval && work.next == asked.from)
    }

    fn candles(&mut self, now: Time, candles: &[Candle], out: &mut impl Extend<BackfillEffect>) {
        let Some(asked) = self.asked.take() else {
            self.refused_count += 1;
            return;
        };
        (self.failures, self.rest_until) = (0, None);
        let (mut last, mut kept, mut unsound) = (None, 0, None);
        for candle in candles.iter().filter(|one| one.open_time < asked.until) {
            let mine = (candle.symbol, candle.interval) == (self.symbol, asked.interval);
            let in_order = candle.open_time >= asked.from && last < Some(candle.open_time);
            if !mine || !in_order || candle.check().is_err() {
                self.refused_count += 1;
                let (first, _) = unsound.unwrap_or((candle.open_time, candle.open_time));
                unsound = Some((first, candle.open_time));
                continue;
            }
            last = Some(candle.open_time);
            // An interval without a trade has no candle: no price is carried over.
            if candle.trade_count > 0 {
                kept += 1;
                out.extend([BackfillEffect::Keep(*candle)]);
            }
        }
        let cells = Cells {
            interval: asked.interval,
            from: asked.from,
            until: asked.until,
        };
        // A page in which something is wrong is asked for again: its silence says nothing.
        if unsound.is_none() {
            let runs = absent_runs(cells, candles, now).into_iter();
            let absent = runs.map(|(from, until)| Cells {
                from,
                until,
                ..cells
            });
            out.extend(absent.map(BackfillEffect::Absent));
        }
        self.advance(now, asked, kept, out);
        if let Some((first, last)) = unsound {
            self.rest_until = Some(now.plus(AGAIN_LONGEST));
            let (interval, span) = (asked.interval, asked.interval.span());
            let from = first.floor_to(span).max(asked.from);
            let until = last.floor_to(span).plus(span).max(from.plus(span));
            let reason = GapReason::Unsound;
            self.doubt(now, found(interval, (from, until), reason, now), out);
        }
    }

    /// What was asked for is answered: the gap is worked off that far.
    fn advance(
        &mut self,
        now: Time,
        asked: Asked,
        kept: u64,
        out: &mut impl Extend<BackfillEffect>,
    ) {
        let Some(work) = self.work_of(asked) else {
            return;
        };
        work.next = asked.until;
        work.candles += kept;
        if work.next < work.gap.until {
            return;
        }
        let mut gap = work.gap;
        gap.state = GapState::Closed {
            at: now,
            candles: work.candles,
        };
        self.open
            .retain(|work| work.gap.interval != gap.interval || work.gap.from != gap.from);
        self.closed.push_back(gap);
        if self.closed.len() > CLOSED_GAPS_MAX {
            self.closed.pop_front();
        }
        out.extend([BackfillEffect::Closed(gap)]);
    }
}

/// Whether a candle of it is over and can be asked for.
fn ready(work: &Work, now: Time) -> bool {
    due(work) <= now
}

/// When its next candle can be asked for.
fn due(work: &Work) -> Time {
    work.next.plus(work.gap.interval.span()).plus(GRACE)
}

fn found(interval: Interval, (from, until): (Time, Time), reason: GapReason, now: Time) -> Gap {
    Gap {
        interval,
        from,
        until,
        reason,
        found: now,
        failures: 0,
        state: GapState::Open,
    }
}

impl Machine for Backfill {
    type Input = BackfillInput;
    type Effect = BackfillEffect;

    fn step(&mut self, now: Time, input: BackfillInput, out: &mut impl Extend<BackfillEffect>) {
        if self.asked.is_some_and(|asked| asked.give_up <= now) {
            self.failed(now, out);
        }
        match input {
            BackfillInput::Doubt {
                interval,
                from,
                until,
                reason,
            } => {
                let span = interval.span();
                let last = until.plus(Span::from_nanos(-1)).floor_to(span);
                let cells = (from.floor_to(span), last.plus(span));
                self.doubt(now, found(interval, cells, reason, now), out);
            }
            BackfillInput::Candles(candles) => self.candles(now, &candles, out),
            BackfillInput::Failed => self.failed(now, out),
            BackfillInput::Resume(gap) => self.doubt(now, gap, out),
            BackfillInput::Wake => {}
        }
        self.ask(now, out);
    }

    fn wake_at(&self) -> Option<Time> {
        if let Some(asked) = self.asked {
            return Some(asked.give_up);
        }
        let due = self.open.iter().map(due).min()?;
        Some(self.rest_until.map_or(due, |until| until.max(due)))
    }
}

#[cfg(test)]
mod tests;
