//! Keeps one order book true to its venue: differences are chained, a broken chain starts over from a snapshot.
//! Never shows a book it cannot vouch for, never guesses over a gap, never asks faster than its own spacing.

use crate::book::{Book, Top};
use crate::book_diff::{BookDiff, BookSnapshot, Fit, Link};
use crate::sync_rules::{SyncCounts, SyncRules};
use alloc::collections::BTreeMap;
use domain::{Machine, Span, Time};

/// Most differences kept while a snapshot is awaited; the oldest are let go first, a later snapshot makes up for them.
const BUFFERED_DIFFS_MAX: usize = 2_000;
/// Losses in a row that make asks slower; more of them make it no slower yet.
const LOSSES_IN_A_ROW_MAX: u32 = 2;
/// Repeats in a row after which the venue is taken to have started its numbers anew.
const REPEATS_IN_A_ROW_MAX: u32 = 100;

/// What may happen to a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookInput {
    /// The stream of differences was opened: what it says next is the start of a fresh chain.
    Opened,
    /// The stream was closed.
    Closed,
    /// A difference arrived.
    Diff(BookDiff),
    /// The snapshot that was asked for arrived.
    Snapshot(BookSnapshot),
    /// The snapshot that was asked for will not come.
    SnapshotFailed,
    /// Nothing but time.
    Wake,
}

/// What a book wants done, or says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookEffect {
    /// Ask the venue for a snapshot.
    AskSnapshot,
    /// The book is true as of this update.
    Live {
        /// The venue's number of the last update in it.
        last: u64,
    },
    /// The best price or its quantity on a side is another one.
    TopChanged(Top),
    /// The book can no longer be vouched for; it is not shown until it is live again.
    Lost(LossReason),
    /// Nothing was heard on an open stream for the span in the rules.
    Silent {
        /// When it was last heard.
        since: Time,
    },
}

/// Why a live book was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossReason {
    /// The stream was closed or opened anew.
    StreamEnded,
    /// Updates between these two never came.
    Gap {
        /// Last update in the book.
        have: u64,
        /// First update of the difference that came.
        came: u64,
    },
    /// The best buyer paid as much as the best seller asked.
    Crossed,
    /// The venue's numbers went back and stayed there.
    NumbersRestarted,
}

/// Where a book stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncState {
    /// No stream.
    Closed,
    /// Differences are kept until a snapshot fits them.
    CatchingUp {
        /// Differences kept.
        buffered: usize,
    },
    /// The book is true as of this update.
    Live {
        /// The venue's number of the last update in it.
        last: u64,
    },
}

/// One book with its chain.
#[derive(Debug, Clone)]
pub struct BookSync {
    rules: SyncRules,
    book: Book,
    phase: Phase,
    counts: SyncCounts,
    heard: Option<Time>,
    asked: Option<Time>,
    failures: u32,
}

#[derive(Debug, Clone)]
enum Phase {
    Closed,
    CatchingUp {
        buffer: BTreeMap<u64, BookDiff>,
        ask: Ask,
    },
    Live(Chain),
}

/// When the next snapshot is asked for, or until when the asked one is awaited.
#[derive(Debug, Clone, Copy)]
enum Ask {
    Due(Time),
    Awaited(Time),
}

#[derive(Debug, Clone, Copy)]
struct Chain {
    last: u64,
    link: Link,
    since: Time,
    repeats: u32,
    silent: Silence,
}

/// Whether silence was already told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silence {
    Untold,
    Told,
}

impl BookSync {
    /// A book without a stream.
    #[must_use]
    pub fn new(rules: SyncRules) -> Self {
        Self {
            rules,
            book: Book::new(),
            phase: Phase::Closed,
            counts: SyncCounts::default(),
            heard: None,
            asked: None,
            failures: 0,
        }
    }

    /// The book, only while it can be vouched for.
    #[must_use]
    pub const fn book(&self) -> Option<&Book> {
        match self.phase {
            Phase::Live(_) => Some(&self.book),
            Phase::Closed | Phase::CatchingUp { .. } => None,
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> SyncState {
        match &self.phase {
            Phase::Closed => SyncState::Closed,
            Phase::CatchingUp { buffer, .. } => SyncState::CatchingUp {
                buffered: buffer.len(),
            },
            Phase::Live(chain) => SyncState::Live { last: chain.last },
        }
    }

    /// What has happened so far.
    #[must_use]
    pub const fn counts(&self) -> &SyncCounts {
        &self.counts
    }

    /// When the venue was last heard on this book, by the local clock.
    #[must_use]
    pub const fn heard(&self) -> Option<Time> {
        self.heard
    }

    /// How long ago the venue was last heard; `None` when it never was.
    #[must_use]
    pub fn age(&self, now: Time) -> Option<Span> {
        self.heard.map(|heard| now.since(heard))
    }

    fn open(&mut self, now: Time) {
        self.phase = Phase::CatchingUp {
            buffer: BTreeMap::new(),
            ask: Ask::Due(self.due(now.plus(self.rules.first_diff_wait))),
        };
    }

    /// The earliest moment not before `wish` that keeps the spacing between asks.
    fn due(&self, wish: Time) -> Time {
        let doubled = 1_i64.checked_shl(self.failures.min(30)).unwrap_or(i64::MAX);
        let spacing = self
            .rules
            .ask_spacing
            .times(doubled)
            .min(self.rules.ask_spacing_max);
        self.asked
            .map_or(wish, |asked| asked.plus(spacing).max(wish))
    }

    fn lose(&mut self, now: Time, reason: LossReason, out: &mut impl Extend<BookEffect>) {
        if let Phase::Live(chain) = &self.phase {
            // A book that broke soon after it became live is likely to break again: ask more slowly, but not much,
            // since each ask was answered.
            let held = now.since(chain.since) >= self.rules.snapshot_wait;
            self.failures = if held {
                0
            } else {
                self.failures.saturating_add(1).min(LOSSES_IN_A_ROW_MAX)
            };
            self.counts.losses += 1;
            out.extend([BookEffect::Lost(reason)]);
        }
        self.phase = Phase::Closed;
    }

    fn diff(&mut self, now: Time, diff: BookDiff, out: &mut impl Extend<BookEffect>) {
        self.counts.diffs += 1;
        self.heard = Some(now);
        let chain = match &self.phase {
            Phase::Live(chain) => *chain,
            Phase::Closed => {
                self.open(now);
                return self.keep(now, diff, out);
            }
            Phase::CatchingUp { .. } => return self.keep(now, diff, out),
        };
        let before = self.book.top();
        match diff.ids.fit(chain.last, chain.link) {
            Fit::Stale => self.repeat(now, chain, diff, out),
            Fit::Gap => {
                self.counts.gaps += 1;
                let (have, came) = (chain.last, diff.ids.first());
                self.start_over(now, LossReason::Gap { have, came }, diff, out);
            }
            fit @ (Fit::Next | Fit::Overlap) => {
                self.apply(&diff, fit);
                if self.book.is_crossed() {
                    self.counts.crossed += 1;
                    return self.start_over(now, LossReason::Crossed, diff, out);
                }
                self.phase = Phase::Live(Chain {
                    last: diff.ids.last(),
                    link: Link::Diff,
                    repeats: 0,
                    silent: Silence::Untold,
                    ..chain
                });
                let top = self.book.top();
                if top != before {
                    out.extend([BookEffect::TopChanged(top)]);
                }
            }
        }
    }

    fn apply(&mut self, diff: &BookDiff, fit: Fit) {
        self.counts.applied += 1;
        self.counts.overlaps += u64::from(fit == Fit::Overlap);
        self.counts.levels_let_go += self.book.apply_diff(&diff.bids, &diff.asks);
    }

    /// Gives the book up and begins a fresh chain with the difference that showed it was wrong.
    fn start_over(
        &mut self,
        now: Time,
        reason: LossReason,
        diff: BookDiff,
        out: &mut impl Extend<BookEffect>,
    ) {
        self.lose(now, reason, out);
        self.open(now);
        self.keep(now, diff, out);
    }

    fn repeat(
        &mut self,
        now: Time,
        chain: Chain,
        diff: BookDiff,
        out: &mut impl Extend<BookEffect>,
    ) {
        self.counts.stale += 1;
        let repeats = chain.repeats.saturating_add(1);
        if repeats > REPEATS_IN_A_ROW_MAX {
            return self.start_over(now, LossReason::NumbersRestarted, diff, out);
        }
        self.phase = Phase::Live(Chain {
            repeats,
            silent: Silence::Untold,
            ..chain
        });
    }

    /// Keeps a difference until a snapshot fits it. The first one makes a snapshot due at once:
    /// a snapshot asked for after it can no longer be older than it.
    fn keep(&mut self, now: Time, diff: BookDiff, out: &mut impl Extend<BookEffect>) {
        let due = self.due(now);
        let Phase::CatchingUp { buffer, ask } = &mut self.phase else {
            return;
        };
        if let (true, Ask::Due(_)) = (buffer.is_empty(), *ask) {
            *ask = Ask::Due(due);
        }
        if buffer.insert(diff.ids.last(), diff).is_some() {
            self.counts.stale += 1;
        }
        if buffer.len() > BUFFERED_DIFFS_MAX {
            buffer.pop_first();
            self.counts.diffs_let_go += 1;
        }
        self.ask_if_due(now, out);
    }

    fn ask_if_due(&mut self, now: Time, out: &mut impl Extend<BookEffect>) {
        let Phase::CatchingUp { ask, .. } = &mut self.phase else {
            return;
        };
        if let Ask::Awaited(until) = *ask
            && until <= now
        {
            self.counts.snapshots_failed += 1;
            return self.ask_again(now, out);
        }
        if let Ask::Due(at) = *ask
            && at <= now
        {
            *ask = Ask::Awaited(now.plus(self.rules.snapshot_wait));
            self.asked = Some(now);
            self.counts.snapshots_asked += 1;
            out.extend([BookEffect::AskSnapshot]);
        }
    }

    /// The asked snapshot was of no use: ask another, more slowly.
    fn ask_again(&mut self, now: Time, out: &mut impl Extend<BookEffect>) {
        self.failures = self.failures.saturating_add(1);
        let due = self.due(now);
        if let Phase::CatchingUp { ask, .. } = &mut self.phase {
            *ask = Ask::Due(due);
        }
        self.ask_if_due(now, out);
    }

    fn snapshot(&mut self, now: Time, snapshot: &BookSnapshot, out: &mut impl Extend<BookEffect>) {
        let Phase::CatchingUp {
            buffer,
            ask: Ask::Awaited(_),
        } = &mut self.phase
        else {
            self.counts.snapshots_unasked += 1;
            return;
        };
        self.heard = Some(now);
        let kept = core::mem::take(buffer);
        self.counts.levels_let_go += self.book.apply_snapshot(&snapshot.bids, &snapshot.asks);
        let (mut last, mut link) = (snapshot.last, Link::Snapshot);
        let mut rest = kept.into_iter();
        let mut broken = None;
        for (key, diff) in rest.by_ref() {
            let fit = diff.ids.fit(last, link);
            match fit {
                Fit::Stale => self.counts.stale += 1,
                Fit::Next | Fit::Overlap => {
                    self.apply(&diff, fit);
                    (last, link) = (diff.ids.last(), Link::Diff);
                }
                Fit::Gap => {
                    broken = Some((key, diff));
                    break;
                }
            }
        }
        if let Some(first) = broken {
            match link {
                Link::Snapshot => self.counts.snapshots_too_old += 1,
                Link::Diff => self.counts.gaps += 1,
            }
            if let Phase::CatchingUp { buffer, .. } = &mut self.phase {
                *buffer = core::iter::once(first).chain(rest).collect();
            }
            return self.ask_again(now, out);
        }
        if self.book.is_crossed() {
            self.counts.crossed += 1;
            return self.ask_again(now, out);
        }
        self.counts.lives += 1;
        self.phase = Phase::Live(Chain {
            last,
            link,
            since: now,
            repeats: 0,
            silent: Silence::Untold,
        });
        out.extend([
            BookEffect::Live { last },
            BookEffect::TopChanged(self.book.top()),
        ]);
    }

    fn wake(&mut self, now: Time, out: &mut impl Extend<BookEffect>) {
        let silence = self.rules.silence;
        if let (Phase::Live(chain), Some(since)) = (&mut self.phase, self.heard)
            && chain.silent == Silence::Untold
            && now.since(since) >= silence
        {
            chain.silent = Silence::Told;
            out.extend([BookEffect::Silent { since }]);
        }
        self.ask_if_due(now, out);
    }
}

impl Machine for BookSync {
    type Input = BookInput;
    type Effect = BookEffect;

    fn step(&mut self, now: Time, input: BookInput, out: &mut impl Extend<BookEffect>) {
        match input {
            BookInput::Opened => {
                self.lose(now, LossReason::StreamEnded, out);
                self.open(now);
                self.ask_if_due(now, out);
            }
            BookInput::Closed => self.lose(now, LossReason::StreamEnded, out),
            BookInput::Diff(diff) => self.diff(now, diff, out),
            BookInput::Snapshot(snapshot) => self.snapshot(now, &snapshot, out),
            BookInput::SnapshotFailed => {
                if let Phase::CatchingUp {
                    ask: Ask::Awaited(_),
                    ..
                } = self.phase
                {
                    self.counts.snapshots_failed += 1;
                    self.ask_again(now, out);
                }
            }
            BookInput::Wake => self.wake(now, out),
        }
    }

    fn wake_at(&self) -> Option<Time> {
        match &self.phase {
            Phase::Closed => None,
            Phase::CatchingUp { ask, .. } => match ask {
                Ask::Due(at) | Ask::Awaited(at) => Some(*at),
            },
            Phase::Live(chain) => match chain.silent {
                Silence::Told => None,
                Silence::Untold => self.heard.map(|heard| heard.plus(self.rules.silence)),
            },
        }
    }
}

#[cfg(test)]
mod tests;
