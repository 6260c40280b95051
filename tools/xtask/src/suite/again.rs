//! What went wrong in a run of all tests, told once more at its end, where a reader of a long log looks first.
//! Never changes what a part found.

use crate::say;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Lines kept of each failure: the end of what was said until then.
const LINES_MAX: usize = 45;
/// Lines that name a failure, kept from anywhere in a part.
const NAMED_MAX: usize = 20;
/// Characters kept of a line.
const WIDTH_MAX: usize = 240;
/// With what runners begin a line that names a failed test.
const NAMES: [&str; 5] = [
    "FAIL",
    "TIMEOUT",
    "SIGABRT",
    "not ok",
    "test result: FAILED",
];

/// The failures of a run, by the part they happened in.
#[derive(Debug, Default)]
pub(super) struct Again(Mutex<BTreeMap<&'static str, Vec<String>>>);

impl Again {
    /// Keeps what was said last as the words of a failure of this part.
    pub(super) fn keep(&self, part: &'static str) {
        self.add(part, say::last(LINES_MAX));
    }

    /// Keeps of a failed part that kept nothing itself what names its failures, and its end.
    pub(super) fn keep_whole(&self, part: &'static str, said: &[String]) {
        let parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = parts.contains_key(part);
        drop(parts);
        if kept {
            return;
        }
        let ending = said.len().saturating_sub(LINES_MAX);
        let (before, ending) = said.split_at(ending);
        let named = before.iter().filter(|line| names_failure(line));
        let lines = named.take(NAMED_MAX).chain(ending).cloned().collect();
        self.add(part, lines);
    }

    /// Every failure's words, in order of the parts' names.
    pub(super) fn lines(&self) -> Vec<String> {
        let parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = parts.iter().flat_map(|(part, lines)| {
            let head = format!("── {part}, again, because it failed");
            std::iter::once(head).chain(lines.iter().map(|line| format!("   {line}")))
        });
        told.collect()
    }

    fn add(&self, part: &'static str, lines: Vec<String>) {
        let lines = lines
            .into_iter()
            .map(|line| line.chars().take(WIDTH_MAX).collect());
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        parts
            .entry(part)
            .or_default()
            .extend::<Vec<String>>(lines.collect());
    }
}

fn names_failure(line: &str) -> bool {
    let line = line.trim_start();
    NAMES.iter().any(|name| line.starts_with(name))
}

#[cfg(test)]
mod tests;
