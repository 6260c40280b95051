//! What happened in a day: the last lines for a reader, counts of everything, and a hash of all lines. Never printed here.

use domain::Time;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

/// Lines kept for whoever reads a failure.
const LINES_KEPT: usize = 120;

/// How often each kind of thing happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(pub BTreeMap<&'static str, u64>);

impl Tally {
    /// One more of a kind.
    pub(crate) fn count(&mut self, what: &'static str) {
        let slot = self.0.entry(what).or_insert(0);
        *slot = slot.saturating_add(1);
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            let slot = self.0.entry(what).or_insert(0);
            *slot = slot.saturating_add(*count);
        }
    }

    /// How often a kind happened.
    #[must_use]
    pub fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }
}

/// The lines of a day.
#[derive(Debug)]
pub(crate) struct Trace {
    lines: VecDeque<String>,
    hash: u64,
    pub(crate) tally: Tally,
}

impl Trace {
    pub(crate) fn new() -> Self {
        // The offset basis of FNV-1a.
        Self {
            lines: VecDeque::with_capacity(LINES_KEPT),
            hash: 0xCBF2_9CE4_8422_2325,
            tally: Tally::default(),
        }
    }

    /// Takes one line down.
    pub(crate) fn say(&mut self, at: Time, what: &'static str, detail: &dyn std::fmt::Debug) {
        self.tally.count(what);
        if self.lines.len() >= LINES_KEPT {
            self.lines.pop_front();
        }
        let mut line = String::new();
        // Writing to a String cannot fail.
        write!(line, "{:>14} ms  {what:<18} {detail:?}", at.millis()).unwrap_or_default();
        for byte in line.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        self.lines.push_back(line);
    }

    /// One number that differs when any line differs.
    pub(crate) const fn hash(&self) -> u64 {
        self.hash
    }

    /// The last lines, oldest first.
    pub(crate) fn last_lines(&self) -> Vec<String> {
        self.lines.iter().cloned().collect()
    }
}
