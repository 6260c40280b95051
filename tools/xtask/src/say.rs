//! The one way this tool speaks. Never decides anything.

use std::collections::VecDeque;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

/// Lines that are remembered: the longest part of a run of all tests says a few thousand.
const REMEMBERED_MAX: usize = 4_000;

/// What was said last, the oldest line first.
static SAID: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

/// Writes a line to the terminal; a closed terminal is no reason to stop.
pub(crate) fn line(text: impl Display) {
    let text = text.to_string();
    let mut out = io::stdout().lock();
    drop(writeln!(out, "{text}"));
    drop(out.flush());
    drop(out);
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.len() >= REMEMBERED_MAX {
        said.pop_front();
    }
    said.push_back(text);
}

/// The last lines that were said, at most so many.
pub(crate) fn last(count: usize) -> Vec<String> {
    let said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    let skipped = said.len().saturating_sub(count);
    said.iter().skip(skipped).cloned().collect()
}

/// Takes everything that is remembered.
pub(crate) fn take() -> Vec<String> {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    said.drain(..).collect()
}
