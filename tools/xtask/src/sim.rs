//! Starts the simulator of whole days, built for speed. Never judges: the simulator does.

use crate::process::{self, Echo, Ending};
use crate::tree;
use anyhow::{Result, bail};
use std::process::Command;
use std::time::Duration;

/// Longest that the days may take, building included.
const DAYS_BOUND: Duration = Duration::from_secs(6 * 3600);

/// Lives this many days from this seed.
///
/// # Errors
/// A day broke an oracle; its seed and trace stand on the terminal.
pub(crate) fn run(days: u64, seed: u64) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .args([
            "run",
            "--quiet",
            "--release",
            "--locked",
            "--package",
            "sim",
            "--",
        ])
        .args(["--days", &days.to_string(), "--seed", &seed.to_string()])
        .current_dir(tree::root()?);
    match process::run(&mut command, DAYS_BOUND, Echo::Aloud)?.ending {
        Ending::Success => Ok(()),
        Ending::Failure => bail!("a day broke an oracle"),
        Ending::TimedOut => bail!("the days did not end in time"),
    }
}
