//! How the program talks about itself: one JSON object a line, or words for a terminal. Never a secret, never a raw body.

use crate::settings::{Log, LogFormat};
use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

/// Starts the log on standard error.
///
/// # Errors
/// The level is no filter, or a log was started before.
pub(crate) fn start(log: &Log) -> Result<()> {
    let filter = EnvFilter::try_new(&log.level)
        .with_context(|| format!("log.level = \"{}\" is no level and no filter", log.level))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => builder.with_target(false).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("the log cannot start: {error}"))
}
