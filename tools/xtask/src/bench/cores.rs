//! The benches that crates of the workspace bring along, built for release. Never knows what they measure.

use super::figures::{Aim, Figure};
use crate::metadata::Metadata;
use crate::process::{self, Echo, Ending};
use crate::tree;
use anyhow::{Result, bail};
use std::process::Command;
use std::time::Duration;

/// Longest that one bench may take, building included.
const BENCH_BOUND: Duration = Duration::from_secs(20 * 60);

/// Runs every bench of the workspace and gathers the figures they print.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let root = tree::root()?;
    let mut figures = Vec::new();
    for (package, bench) in Metadata::ask(&root, &[])?.benches() {
        let mut command = Command::new("cargo");
        command
            .args([
                "bench",
                "--quiet",
                "--locked",
                "--package",
                &package,
                "--bench",
                &bench,
            ])
            .current_dir(&root);
        let ran = process::run(&mut command, BENCH_BOUND, Echo::Aloud)?;
        if ran.ending != Ending::Success {
            bail!("the bench {bench} of {package} failed");
        }
        figures.extend(ran.lines.iter().filter_map(|line| figure(&package, line)));
    }
    Ok(figures)
}

/// Reads a line of the form `figure | what | value | unit | aim`, the aim as `<= n`, `>= n` or nothing.
fn figure(package: &str, line: &str) -> Option<Figure> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let ["figure", what, value, unit, aim] = cells[..] else {
        return None;
    };
    let aim = match aim.split_once(' ') {
        Some(("<=", most)) => Aim::AtMost(most.parse().ok()?),
        Some((">=", least)) => Aim::AtLeast(least.parse().ok()?),
        Some(_) => return None,
        None => Aim::None,
    };
    let unit = ["ns", "µs", "ms", "1/s", "bytes", "MiB"]
        .into_iter()
        .find(|known| *known == unit)?;
    Some(Figure::new(
        format!("{package}: {what}"),
        value.parse().ok()?,
        unit,
        aim,
    ))
}

#[cfg(test)]
mod tests;
