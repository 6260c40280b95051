//! Snapshots and differences of a book as venues number them, and where a difference fits in a chain.
//! Never applies anything.

use crate::book::Level;
use alloc::vec::Vec;
use domain::Time;

/// What numbers a venue puts on a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffIds {
    /// Each difference begins one after the one before it ended (spot: `U`, `u`).
    Contiguous {
        /// First update in it.
        first: u64,
        /// Last update in it.
        last: u64,
    },
    /// Each difference names the last update of the one before it (futures: `pu`, `U`, `u`).
    Chained {
        /// Last update of the difference before.
        previous: u64,
        /// First update in it.
        first: u64,
        /// Last update in it.
        last: u64,
    },
}

/// Levels that changed; quantities are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookDiff {
    /// Its place in the venue's sequence.
    pub ids: DiffIds,
    /// When the venue made it, by the venue's clock.
    pub at: Time,
    /// Buyers.
    pub bids: Vec<Level>,
    /// Sellers.
    pub asks: Vec<Level>,
}

/// The whole book (to the venue's depth) after one update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookSnapshot {
    /// The last update that is in it.
    pub last: u64,
    /// Buyers.
    pub bids: Vec<Level>,
    /// Sellers.
    pub asks: Vec<Level>,
}

/// What the last number in the book came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    Snapshot,
    Diff,
}

/// Where a difference lies against what the book already has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    Stale,
    Next,
    Overlap,
    Gap,
}

impl DiffIds {
    /// The first update in it.
    #[must_use]
    pub const fn first(self) -> u64 {
        match self {
            Self::Contiguous { first, .. } | Self::Chained { first, .. } => first,
        }
    }

    /// The last update in it.
    #[must_use]
    pub const fn last(self) -> u64 {
        match self {
            Self::Contiguous { last, .. } | Self::Chained { last, .. } => last,
        }
    }

    /// Quantities are absolute, so a difference may be laid over any book that has every update before it
    /// and not all of its own.
    pub(crate) fn fit(self, have: u64, link: Link) -> Fit {
        if self.first() > self.last() {
            return Fit::Gap;
        }
        if self.last() <= have {
            return Fit::Stale;
        }
        match self {
            Self::Contiguous { first, .. } if first > have.saturating_add(1) => Fit::Gap,
            Self::Contiguous { first, .. } if first <= have && link == Link::Diff => Fit::Overlap,
            Self::Contiguous { .. } => Fit::Next,
            Self::Chained { previous, .. } => match link {
                Link::Snapshot if previous <= have => Fit::Next,
                Link::Diff if previous == have => Fit::Next,
                Link::Snapshot | Link::Diff => Fit::Gap,
            },
        }
    }
}

#[cfg(test)]
mod tests;
