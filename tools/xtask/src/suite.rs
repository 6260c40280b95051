//! Every test of the house from one command, on a machine that has only the Rust toolchain.
//! Never passes silently over a part it could not run.

mod again;
mod clients;
mod needs;
mod tally;

use crate::crash;
use crate::faults;
use crate::house::{House, OrderEntry};
use crate::kill_race;
use crate::metadata::Metadata;
use crate::process::{self, Echo};
use crate::runbooks;
use crate::say;
use crate::tree;
use again::Again;
use anyhow::{Result, bail};
use needs::Need;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tally::Tally;

/// Longest that building everything may take on two cores.
const BUILD_BOUND: Duration = Duration::from_secs(20 * 60);
/// Longest that all unit and integration tests may take.
const TESTS_BOUND: Duration = Duration::from_secs(15 * 60);
/// Longest that a later part may take.
const PART_BOUND: Duration = Duration::from_secs(5 * 60);
/// The walk through the pages repeats a step in another browser when one stands still.
const WALK_BOUND: Duration = Duration::from_secs(10 * 60);
/// Days that the short simulation lives.
const SIM_DAYS: &str = "160";
/// Hours of virtual time that the short soak lives.
const SOAK_HOURS: &str = "1";
/// Kills of the short crash run.
const CRASH_RUNS: u64 = 6;
/// The short fault campaigns: by which way the spot orders leave, and how many orders there are.
const FAULTY_ORDERS: [(OrderEntry, u64); 2] =
    [(OrderEntry::Rest, 300), (OrderEntry::Websocket, 150)];
/// How many of 1000 of their orders have a fault.
const FAULTY_RATE: u64 = 200;
/// Races of the short run against the kill switch, their orders, and how many rest.
const RACES: (u64, u64, u64) = (6, 150, 20);
/// Longest start of a program built without optimising, on a machine that does other things too.
const START_UP_MAX: Duration = Duration::from_secs(10);
/// Seed of the short runs: the same days in every run, so that a failure is the change's own.
const SEED: u64 = 1;
/// The script that drives the pages in a browser.
const WEB_CHECK: &str = "tools/web/check.mjs";

/// What the parts work with.
struct Bench {
    root: PathBuf,
    target: PathBuf,
    unmet: Vec<Need>,
    again: Again,
}

/// A part of the suite: its name, and how it is run.
type Part = (&'static str, fn(&Bench) -> Result<Tally>);

/// The parts, in the order they run.
const PARTS: [Part; 12] = [
    ("build", build),
    ("tests", tests),
    ("doc tests", doc_tests),
    ("simulated days", simulated_days),
    ("hours of the simulated exchange", exchange_hours),
    ("crashes", crashes),
    ("faults", faulty_orders),
    ("races against a halt", halt_races),
    ("ways and faults of a halt", halt_matrix),
    ("runbooks", runbooks),
    ("pages in a browser", pages),
    ("clients", clients::run),
];

/// Runs every part, or those whose name contains `only`, and ends with `N passed, N failed, N skipped`.
///
/// # Errors
/// A test failed, or a part could not be run.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let root = tree::root()?;
    let mut wanted = vec![needs::PYTHON];
    if root.join(WEB_CHECK).is_file() {
        wanted.extend([needs::BROWSER, needs::NODE, needs::NPM]);
    }
    let bench = Bench {
        target: Metadata::ask(&root, &[])?.target_folder(),
        unmet: needs::meet(&wanted)?,
        again: Again::default(),
        root,
    };
    let mut sum = Tally::default();
    let mut lines = Vec::new();
    for (name, part) in PARTS {
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        say::line(format_args!("\n── {name}"));
        let began = Instant::now();
        drop(say::take());
        // A part that cannot be run has failed, and hides neither the others nor the sums.
        let tally = part(&bench).unwrap_or_else(|error| {
            say::line(format_args!("{name} could not be run: {error:#}"));
            Tally::FAILED
        });
        let seconds = began.elapsed().as_secs();
        lines.push(format!("{name:<32} {tally}  ({seconds} s)"));
        sum += tally;
        if tally.failed > 0 {
            bench.again.keep_whole(name, &say::take());
        }
        if name == "build" && tally.failed > 0 {
            break;
        }
    }
    for line in bench.again.lines() {
        say::line(line);
    }
    say::line("");
    for line in lines {
        say::line(line);
    }
    say::line(sum);
    if sum.failed > 0 {
        bail!("{} failed", sum.failed);
    }
    Ok(())
}

/// freqtrade about to run a script of the clients' folder; see [`clients::freqtrade`].
///
/// # Errors
/// This is no workspace, or the configuration cannot be read or written.
pub(crate) fn freqtrade(about: (&str, &str), folder: &Path) -> Result<Option<Command>> {
    let root = tree::root()?;
    let bench = Bench {
        target: Metadata::ask(&root, &[])?.target_folder(),
        unmet: Vec::new(),
        again: Again::default(),
        root,
    };
    clients::freqtrade(&bench, about, folder)
}

impl Bench {
    fn cargo(&self, arguments: &[&str]) -> Command {
        self.program(Path::new("cargo"), arguments)
    }

    fn built(&self, name: &str, arguments: &[&str]) -> Command {
        self.program(&self.target.join("debug").join(name), arguments)
    }

    fn program(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.root);
        command
    }

    fn skip(&self, why: &str) -> Tally {
        say::line(format_args!("skipped: {why}"));
        Tally::SKIPPED
    }
}

fn has_nextest() -> bool {
    process::found("cargo-nextest")
}

/// Builds programs and tests once, so that a part's time is its own.
fn build(bench: &Bench) -> Result<Tally> {
    let tests = if has_nextest() {
        bench.cargo(&["nextest", "run", "--workspace", "--locked", "--no-run"])
    } else {
        say::line("cargo-nextest is not here: cargo test runs the tests");
        bench.cargo(&["test", "--workspace", "--locked", "--no-run"])
    };
    for mut command in [tests, bench.cargo(&["build", "--workspace", "--locked"])] {
        let ran = process::run(&mut command, BUILD_BOUND, Echo::Aloud)?;
        if ran.ending != process::Ending::Success {
            return Ok(Tally::FAILED);
        }
    }
    Ok(Tally::default())
}

fn tests(bench: &Bench) -> Result<Tally> {
    let mut command = if has_nextest() {
        bench.cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
        ])
    } else {
        bench.cargo(&[
            "test",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "--all-targets",
        ])
    };
    Tally::of(&process::run(&mut command, TESTS_BOUND, Echo::Aloud)?)
}

fn doc_tests(bench: &Bench) -> Result<Tally> {
    let mut command = bench.cargo(&["test", "--workspace", "--locked", "--no-fail-fast", "--doc"]);
    Tally::of(&process::run(&mut command, PART_BOUND, Echo::Aloud)?)
}

fn simulated_days(bench: &Bench) -> Result<Tally> {
    let mut command = bench.built("sim", &["--days", SIM_DAYS, "--seed", &SEED.to_string()]);
    whole(&mut command)
}

/// Lives a short soak: the whole one is `cargo xtask simex-soak`.
fn exchange_hours(bench: &Bench) -> Result<Tally> {
    let (hours, seed) = (SOAK_HOURS, SEED.to_string());
    let mut command = bench.built("examples/soak", &["--hours", hours, "--seed", &seed]);
    whole(&mut command)
}

fn crashes(bench: &Bench) -> Result<Tally> {
    let plan = crash::Plan {
        runs: CRASH_RUNS,
        seed: SEED,
        start_up_max: START_UP_MAX,
        order_entry: OrderEntry::Rest,
    };
    Ok(
        match crash::run(&bench.target.join("debug/cofferdam"), plan) {
            Ok(()) => Tally::PASSED,
            Err(error) => {
                say::line(format_args!("{error:#}"));
                Tally::FAILED
            }
        },
    )
}

/// Runs short fault campaigns: the whole one is `cargo xtask faults`.
fn faulty_orders(bench: &Bench) -> Result<Tally> {
    let program = bench.target.join("debug/cofferdam");
    let mut tally = Tally::default();
    for (order_entry, orders) in FAULTY_ORDERS {
        let plan = faults::Plan {
            orders,
            rate: FAULTY_RATE,
            seed: SEED,
            silences: &[],
            order_entry,
            json: None,
        };
        match faults::run(&program, &plan) {
            Ok(()) => tally.passed += 1,
            Err(error) => {
                say::line(format_args!("{error:#}"));
                bench.again.keep("faults");
                tally.failed += 1;
            }
        }
    }
    Ok(tally)
}

/// Races a few orders against the kill switch: the whole thing is `cargo xtask kill-race`.
fn halt_races(bench: &Bench) -> Result<Tally> {
    let (races, orders, resting) = RACES;
    let plan = kill_race::Plan {
        races,
        orders,
        resting,
        seed: SEED,
        json: None,
    };
    Ok(
        match kill_race::run(&bench.target.join("debug/cofferdam"), &plan) {
            Ok(()) => Tally::PASSED,
            Err(error) => {
                say::line(format_args!("{error:#}"));
                bench.again.keep("races against a halt");
                Tally::FAILED
            }
        },
    )
}

/// Presses the switch in every way through every fault, but the older database by one way: all is `cargo xtask kill-race --matrix`.
fn halt_matrix(bench: &Bench) -> Result<Tally> {
    let program = bench.target.join("debug/cofferdam");
    Ok(
        match kill_race::run_matrix(&program, SEED, kill_race::Which::Short) {
            Ok(()) => Tally::PASSED,
            Err(error) => {
                say::line(format_args!("{error:#}"));
                bench.again.keep("ways and faults of a halt");
                Tally::FAILED
            }
        },
    )
}

/// Runs what the runbooks tell a person to type.
fn runbooks(bench: &Bench) -> Result<Tally> {
    let (passed, failed) = runbooks::run(&bench.target.join("debug/cofferdam"), &bench.root)?;
    Ok(Tally {
        passed,
        failed,
        skipped: 0,
    })
}

/// Walks through the pages of a fresh house in a browser.
fn pages(bench: &Bench) -> Result<Tally> {
    let script = bench.root.join(WEB_CHECK);
    if !script.is_file() {
        return Ok(bench.skip("no script drives the pages"));
    }
    let (Some(node), Some(browser)) = (needs::NODE.program(), needs::BROWSER.program()) else {
        return Ok(bench.skip("a browser or node is missing"));
    };
    if bench.unmet.contains(&needs::NPM) {
        return Ok(bench.skip("npm is missing"));
    }
    let folder = script.parent().unwrap_or(&bench.root);
    let mut fetch = bench.program(Path::new("npm"), &["ci", "--no-audit", "--no-fund"]);
    let fetched = process::run(fetch.current_dir(folder), PART_BOUND, Echo::Silent)?;
    if fetched.ending != process::Ending::Success {
        return Ok(bench.skip("npm could not fetch what the script imports"));
    }
    let house = House::new(&bench.target.join("debug/cofferdam"))?;
    let (demo, token) = house.start_demo()?;
    let out = house.folder().join("pictures").display().to_string();
    let mut walk = bench.program(&node, &[WEB_CHECK, "--url", &house.url()]);
    walk.args(["--token", &token, "--out", &out])
        .env("CHROMIUM", browser);
    let tally = Tally::of(&process::run(&mut walk, WALK_BOUND, Echo::Aloud)?)?;
    demo.kill()?;
    house.raze()?;
    Ok(tally)
}

/// Runs a program that counts as one test.
fn whole(command: &mut Command) -> Result<Tally> {
    let ran = process::run(command, PART_BOUND, Echo::Aloud)?;
    Ok(match ran.ending {
        process::Ending::Success => Tally::PASSED,
        process::Ending::Failure | process::Ending::TimedOut => Tally::FAILED,
    })
}
