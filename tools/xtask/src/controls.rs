//! The thirty trading controls: each with the rules that keep it and the tests that show it. Runs them, and writes the report that
//! says what came of it. Never counts a control as shown that has no test.

mod report;
mod row;
mod table;
mod table_second;

use crate::house::OrderEntry;
use crate::process::{self, Echo};
use crate::{build, crash, faults, kill_race, say, tree};
use anyhow::{Context as _, Result, bail};
use clap::Args;
pub(crate) use row::{Campaign, Control, Shown};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// All thirty, by number.
pub(crate) fn all() -> impl Iterator<Item = &'static Control> {
    table::FIRST.iter().chain(&table_second::SECOND)
}

/// Where the report lies.
pub(crate) const REPORT: &str = "docs/evidence/controls.md";
/// Longest that the tests of all controls may take.
const TESTS_BOUND: Duration = Duration::from_secs(30 * 60);
/// Kills of the whole and of the short crash run.
const CRASH_RUNS: (u64, u64) = (200, 6);
/// Races of the whole and of the short run, their orders, and how many rest.
const RACES: ((u64, u64, u64), (u64, u64, u64)) = ((100, 10_000, 200), (4, 150, 20));
/// Orders of the whole and of the short fault campaign.
const FAULTY_ORDERS: (u64, u64) = (10_000, 150);
/// How many of 1000 of them have a fault.
const FAULTY_RATE: u64 = 200;

/// What is asked of the run.
#[derive(Debug, Clone, Args)]
pub(crate) struct Plan {
    /// Whole campaigns with the program as it ships: 200 crash points, 100 races of 10,000 orders, 10,000 faulty orders.
    #[arg(long)]
    pub(crate) full: bool,
    /// Seed of the campaigns.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Run nothing: write the table as it stands, with nothing shown.
    #[arg(long, conflicts_with_all = ["full", "only"])]
    pub(crate) list: bool,
    /// Only this control.
    #[arg(long)]
    pub(crate) only: Option<u32>,
}

/// What came of one test or campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Passed,
    /// It was not run this time.
    NotRun,
    Failed,
}

/// What came of everything.
#[derive(Debug, Default)]
pub(crate) struct Results {
    pub(crate) tests: BTreeMap<String, Outcome>,
    pub(crate) campaigns: BTreeMap<Campaign, Outcome>,
}

/// Runs the tests of the controls and writes the report.
///
/// # Errors
/// Something failed, or a test of the table was not run.
pub(crate) fn run(plan: &Plan) -> Result<()> {
    let root = tree::root()?;
    let wanted: Vec<&Control> = all()
        .filter(|control| plan.only.is_none_or(|only| only == control.number))
        .collect();
    if wanted.is_empty() {
        bail!("there are thirty controls, numbered from 1; nothing was run");
    }
    if plan.list {
        return keep(&root, &Results::default());
    }
    let mut results = Results {
        tests: tests(&root, &wanted)?,
        ..Results::default()
    };
    let mut campaigns: Vec<Campaign> = wanted.iter().flat_map(|c| c.campaigns()).collect();
    campaigns.sort_unstable();
    campaigns.dedup();
    for campaign in campaigns {
        let outcome = match campaigned(campaign, plan) {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                say::line(format_args!("{campaign:?}: {error:#}"));
                Outcome::Failed
            }
        };
        results.campaigns.insert(campaign, outcome);
    }
    if plan.only.is_none() {
        keep(&root, &results)?;
    }
    let failed: Vec<u32> = wanted
        .iter()
        .filter(|control| results.of(control) != Outcome::Passed)
        .map(|control| control.number)
        .collect();
    let shown = wanted.len().saturating_sub(failed.len());
    say::line(format_args!("{shown} of {} controls shown", wanted.len()));
    if !failed.is_empty() {
        bail!("not shown: {failed:?}");
    }
    Ok(())
}

/// Writes the report.
fn keep(root: &Path, results: &Results) -> Result<()> {
    let path = root.join(REPORT);
    std::fs::create_dir_all(path.parent().unwrap_or(root))?;
    let kept = std::fs::write(&path, report::written(results));
    kept.with_context(|| format!("{} cannot be written", path.display()))?;
    say::line(format_args!("written: {REPORT}"));
    Ok(())
}

impl Results {
    /// The worst of a control's tests and campaigns.
    pub(crate) fn of(&self, control: &Control) -> Outcome {
        control
            .shown
            .iter()
            .map(|shown| self.one(*shown))
            .max()
            .unwrap_or(Outcome::NotRun)
    }

    pub(crate) fn one(&self, shown: Shown) -> Outcome {
        let found = match shown {
            Shown::Test(_, name) => self.tests.get(name),
            Shown::Campaign(campaign) => self.campaigns.get(&campaign),
        };
        found.copied().unwrap_or(Outcome::NotRun)
    }
}

/// Runs every test that the controls name, in one go.
fn tests(root: &Path, controls: &[&Control]) -> Result<BTreeMap<String, Outcome>> {
    let named: Vec<(&str, &str)> = controls
        .iter()
        .flat_map(|control| control.tests())
        .collect();
    let filter: Vec<String> = named
        .iter()
        .map(|(of, name)| format!("(package({of}) & test(/(^|::){name}$/))"))
        .collect();
    let mut command = Command::new("cargo");
    command
        .args([
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
        ])
        .args(["--status-level", "all", "-E", &filter.join(" | ")])
        .current_dir(root);
    let ran = process::run(&mut command, TESTS_BOUND, Echo::Aloud)?;
    let mut found = BTreeMap::new();
    for (name, outcome) in ran.lines.iter().filter_map(|line| told(line)) {
        let worst = found.entry(name.to_owned()).or_insert(outcome);
        *worst = (*worst).max(outcome);
    }
    for (_, name) in named {
        found.entry(name.to_owned()).or_insert(Outcome::NotRun);
    }
    Ok(found)
}

/// The test that a line of nextest is about, and what came of it.
fn told(line: &str) -> Option<(&str, Outcome)> {
    let line = line.trim();
    let (status, rest) = line.split_once(' ')?;
    let outcome = match status {
        "PASS" => Outcome::Passed,
        "FAIL" | "TIMEOUT" | "ABORT" | "SIGABRT" | "SIGSEGV" => Outcome::Failed,
        _ => return None,
    };
    let path = rest.rsplit(' ').next()?;
    Some((path.rsplit("::").next()?, outcome))
}

/// Runs a campaign, whole or short.
fn campaigned(campaign: Campaign, plan: &Plan) -> Result<()> {
    let program: PathBuf = if plan.full {
        build::release("cofferdam")?
    } else {
        build::debug("cofferdam")?
    };
    let pick = |(whole, short): (u64, u64)| if plan.full { whole } else { short };
    match campaign {
        Campaign::HaltRaces => {
            let (races, orders, resting) = if plan.full { RACES.0 } else { RACES.1 };
            let plan = kill_race::Plan {
                races,
                orders,
                resting,
                seed: plan.seed,
                json: None,
            };
            kill_race::run(&program, &plan)
        }
        Campaign::HaltMatrix => {
            let which = if plan.full {
                kill_race::Which::All
            } else {
                kill_race::Which::Short
            };
            kill_race::run_matrix(&program, plan.seed, which)
        }
        Campaign::HaltScopes => kill_race::run_scopes(&program),
        Campaign::Crashes => crash::run(
            &program,
            crash::Plan {
                runs: pick(CRASH_RUNS),
                seed: plan.seed,
                start_up_max: Duration::from_secs(10),
                order_entry: OrderEntry::Rest,
            },
        ),
        Campaign::Faults => faults::run(
            &program,
            &faults::Plan {
                orders: pick(FAULTY_ORDERS),
                rate: FAULTY_RATE,
                seed: plan.seed,
                silences: &[],
                order_entry: OrderEntry::Rest,
                json: None,
            },
        ),
    }
}

#[cfg(test)]
mod tests;
