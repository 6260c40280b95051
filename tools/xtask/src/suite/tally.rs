//! How many tests passed, failed and were skipped, read from what test runners say. Never runs them.

use crate::process::{Ending, Ran};
use anyhow::Result;
use regex::Regex;
use std::fmt;
use std::ops::AddAssign;

/// Counts of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Did what they say.
    pub(crate) passed: u64,
    /// Did not, or did not end.
    pub(crate) failed: u64,
    /// Were not run.
    pub(crate) skipped: u64,
}

impl Tally {
    /// One part that passed.
    pub(crate) const PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };
    /// One part that failed.
    pub(crate) const FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };
    /// One part that was not run.
    pub(crate) const SKIPPED: Self = Self {
        passed: 0,
        failed: 0,
        skipped: 1,
    };

    /// Reads the counts of a runner; a run that failed without naming a failed test counts as one failure.
    ///
    /// # Errors
    /// A pattern is malformed.
    pub(crate) fn of(ran: &Ran) -> Result<Self> {
        let counts = Regex::new(r"(\d+) (passed|failed|timed out|exec failed|skipped|ignored)")?;
        let mut tally = Self::default();
        for line in ran.lines.iter().filter(|line| sums_up(line)) {
            for found in counts.captures_iter(line) {
                let (_, [count, word]) = found.extract();
                let count: u64 = count.parse()?;
                match word {
                    "passed" => tally.passed += count,
                    "skipped" | "ignored" => tally.skipped += count,
                    _ => tally.failed += count,
                }
            }
        }
        if ran.ending != Ending::Success && tally.failed == 0 {
            tally.failed = 1;
        }
        Ok(tally)
    }
}

/// Whether the line is a runner's sum: of nextest, of `cargo test`, or of the plain form that our own scripts end with.
fn sums_up(line: &str) -> bool {
    let nextest = line.trim_start().starts_with("Summary [") && line.contains(" run: ");
    let plain = line.chars().next().is_some_and(|c| c.is_ascii_digit())
        && line.contains(" passed, ")
        && (line.ends_with(" skipped") || line.ends_with(" failed"));
    // Nextest repeats the words of a failed test, its one-test sum among them, indented.
    nextest || plain || line.starts_with("test result: ")
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests;
