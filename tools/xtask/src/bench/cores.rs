//! The benches that crates of the workspace bring along, built for release. Never knows what they measure.

use super::figures::{Aim, Figure};
use crate::metadata::Metadata;
use crate::process::{self, Echo, Ending};
use crate::tree;
use anyhow::{Result, bail};
use regex::Regex;
use std::process::Command;
use std::time::Duration;

/// Longest that one bench may take, building included.
const BENCH_BOUND: Duration = Duration::from_secs(20 * 60);

/// Longest that the gate may take for one order in 99 of 100 cases, in nanoseconds.
// GATE-18
const CLEAR_NS_MAX: u64 = 10_000;
/// Orders that the matching engine takes in a second, at least.
const ORDERS_PER_SECOND_MIN: u64 = 500_000;
/// Signed orders that the simulated exchange answers over REST in a second, at least.
const SIGNED_ORDERS_PER_SECOND_MIN: u64 = 5_000;
/// Events that it streams in a second, at least.
const EVENTS_PER_SECOND_MIN: u64 = 50_000;

/// Runs every bench of the workspace and gathers the figures they print.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let root = tree::root()?;
    let mut all = Vec::new();
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
        for line in &ran.lines {
            all.extend(figures(&package, line)?);
        }
    }
    Ok(all)
}

/// Reads the figures of a line of the form `what: 812000 orders/s, p50 900 ns, p99 8400 ns`.
fn figures(package: &str, line: &str) -> Result<Vec<Figure>> {
    let Some((what, rest)) = line.split_once(": ") else {
        return Ok(Vec::new());
    };
    let shape = Regex::new(r"(?:(p50|p99) +)?([0-9]+) (ns|us|[a-z]+/s)")?;
    let mut found = Vec::new();
    for hit in shape.captures_iter(rest) {
        let part = |at: usize| hit.get(at).map_or("", |part| part.as_str());
        let (unit, kind) = match (part(1), part(3)) {
            ("", "ns" | "us") => continue,
            (share, "ns") => ("ns", share),
            (share, "us") => ("µs", share),
            (_, rate) => ("1/s", rate.trim_end_matches("/s")),
        };
        let aim = aim(package, what, kind);
        found.push(Figure::new(
            format!("{package} {what}, {kind}"),
            part(2).parse()?,
            unit,
            aim,
        ));
    }
    Ok(found)
}

/// What a core must reach.
fn aim(package: &str, what: &str, kind: &str) -> Aim {
    match (package, kind) {
        ("gate", "p99") => Aim::AtMost(CLEAR_NS_MAX),
        ("exchange", "orders") if what == "engine" => Aim::AtLeast(ORDERS_PER_SECOND_MIN),
        ("simex", "orders") if what.starts_with("signed") => {
            Aim::AtLeast(SIGNED_ORDERS_PER_SECOND_MIN)
        }
        ("simex", "events") => Aim::AtLeast(EVENTS_PER_SECOND_MIN),
        _ => Aim::None,
    }
}

#[cfg(test)]
mod tests;
