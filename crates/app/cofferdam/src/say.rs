//! Answers of commands on standard output. Never a log line, never a secret but the one that was asked for.

use anyhow::{Context, Result};
use std::io::Write;

/// One answer.
///
/// # Errors
/// Standard output is closed.
pub(crate) fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}").context("standard output is closed")
}
