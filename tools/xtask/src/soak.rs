//! Starts the long life of the simulated exchange, built for speed. Never judges: the soak does.

use crate::process::{self, Echo, Ending};
use crate::tree;
use anyhow::{Result, bail};
use std::process::Command;
use std::time::Duration;

/// Longest that a soak may take, building included.
const SOAK_BOUND: Duration = Duration::from_secs(6 * 3600);

/// Lives this many hours of virtual time from this seed.
///
/// # Errors
/// Something did not hold; what it was stands on the terminal.
pub(crate) fn run(hours: u64, seed: u64) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .args([
            "run",
            "--quiet",
            "--release",
            "--locked",
            "--package",
            "simex",
            "--example",
            "soak",
            "--",
        ])
        .args(["--hours", &hours.to_string(), "--seed", &seed.to_string()])
        .current_dir(tree::root()?);
    match process::run(&mut command, SOAK_BOUND, Echo::Aloud)?.ending {
        Ending::Success => Ok(()),
        Ending::Failure => bail!("the soak found something that does not hold"),
        Ending::TimedOut => bail!("the soak did not end in time"),
    }
}
