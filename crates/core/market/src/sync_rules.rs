//! How patient a book is with its venue, and the counts of what happened to it. Never a decision.

use domain::Span;

/// How patient a book is. Spans are of the local clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncRules {
    /// How long a first difference is awaited before the first snapshot is asked for.
    pub first_diff_wait: Span,
    /// How long an answer to a snapshot is awaited.
    pub snapshot_wait: Span,
    /// Least span between two asks; doubles with each failure in a row.
    pub ask_spacing: Span,
    /// Most that spacing grows to.
    pub ask_spacing_max: Span,
    /// How long an open stream may say nothing before it is called silent.
    pub silence: Span,
}

impl SyncRules {
    /// Rules for a venue that sends differences every 100 ms to 1 s.
    pub const USUAL: Self = Self {
        first_diff_wait: Span::from_millis(1_000),
        snapshot_wait: Span::from_millis(10_000),
        ask_spacing: Span::from_millis(1_000),
        ask_spacing_max: Span::from_millis(30_000),
        silence: Span::from_millis(5_000),
    };
}

/// What has happened so far, for measures and tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncCounts {
    /// Differences that arrived.
    pub diffs: u64,
    /// Differences applied to a book.
    pub applied: u64,
    /// Differences dropped because the book already had them.
    pub stale: u64,
    /// Differences that began inside what the book already had and were applied whole.
    pub overlaps: u64,
    /// Broken chains, live or while catching up.
    pub gaps: u64,
    /// Times the book became live.
    pub lives: u64,
    /// Times a live book was given up.
    pub losses: u64,
    /// Snapshots asked for.
    pub snapshots_asked: u64,
    /// Snapshots older than the differences kept.
    pub snapshots_too_old: u64,
    /// Snapshots that failed or did not come in time.
    pub snapshots_failed: u64,
    /// Snapshots nobody had asked for.
    pub snapshots_unasked: u64,
    /// Books found crossed.
    pub crossed: u64,
    /// Differences let go because too many were kept.
    pub diffs_let_go: u64,
    /// Levels let go because a side had too many.
    pub levels_let_go: u64,
}
