//! The one way this tool speaks. Never decides anything.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Writes a line to the terminal; a closed terminal is no reason to stop.
pub(crate) fn line(text: impl Display) {
    let mut out = io::stdout().lock();
    drop(writeln!(out, "{text}"));
    drop(out.flush());
}
