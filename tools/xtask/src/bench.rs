//! Measures of this machine beside the aims: the cores alone, and the real program from the request to the screen.
//! Never judges a change: figures are compared by who reads them.

mod comparison;
mod cores;
mod figures;
mod path;
mod tap;

use crate::build;
use crate::house::House;
use crate::say;
use anyhow::{Context as _, Result};
use clap::ValueEnum;
use figures::{Aim, Figure};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use tap::Tap;

/// Starts that are measured.
const STARTS: u32 = 10;
/// How long the house is left alone before its memory is read.
const REST: Duration = Duration::from_secs(5);
/// Bytes of a mebibyte.
const MIB: u64 = 1 << 20;

/// A part of the measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The benches of the crates.
    Cores,
    /// The real program from the request to the screen.
    Program,
}

/// Measures one part or everything, and prints one table.
///
/// # Errors
/// Something does not build, start or answer.
pub(crate) fn run(only: Option<Part>, program: Option<PathBuf>) -> Result<()> {
    let mut all = Vec::new();
    if only != Some(Part::Program) {
        say::line("\n── cores");
        all.extend(cores::measure()?);
    }
    if only != Some(Part::Cores) {
        say::line("\n── the program");
        let program = match program {
            Some(program) => program,
            None => build::release("cofferdam")?,
        };
        all.extend(of_program(&program)?);
    }
    say::line("");
    figures::print(&all);
    let missed = all.iter().filter(|figure| !figure.is_met()).count();
    say::line(format_args!(
        "{} figures, {missed} missed their aim",
        all.len()
    ));
    Ok(())
}

fn of_program(program: &Path) -> Result<Vec<Figure>> {
    let house = House::new(program)?;
    let exchange = house.start_exchange()?;
    let tap = Tap::open(house.exchange())?;
    let mut desk = house.start_desk_at(tap.address())?;
    house.add_person()?;
    let caller = house.sign_in()?;
    path::ready(&caller)?;
    let mut all = path::one_at_a_time(&caller, &tap)?;
    all.extend(path::many_at_once(&caller, &tap)?);
    all.push(path::sustained(&caller)?);
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        desk.kill()?;
        desk = house.start_desk()?;
        starts.push(desk.start_up);
    }
    all.push(Figure::new(
        "start-up to the first answer, median",
        figures::percentile(&starts, 50),
        "µs",
        Aim::AtMost(1_000_000),
    ));
    all.push(Figure::new(
        "start-up to the first answer, longest",
        figures::percentile(&starts, 100),
        "µs",
        Aim::AtMost(1_000_000),
    ));
    path::ready(&caller)?;
    thread::sleep(REST);
    all.push(Figure::new(
        "memory of the desk at rest",
        resident_mib(desk.id())?,
        "MiB",
        Aim::AtMost(60),
    ));
    all.push(Figure::new(
        "memory of the simulated exchange at rest",
        resident_mib(exchange.id())?,
        "MiB",
        Aim::None,
    ));
    let bytes = fs::metadata(program)?.len();
    all.push(Figure::new(
        "size of the program",
        bytes.div_ceil(MIB),
        "MiB",
        Aim::None,
    ));
    all.extend(comparison::rounds(&house, &caller)?);
    desk.kill()?;
    exchange.kill()?;
    house.raze()?;
    Ok(all)
}

/// The memory a process really has, rounded up.
fn resident_mib(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))
        .context("this system does not tell a process's memory")?;
    let kib: u64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .context("no VmRSS")?
        .parse()?;
    Ok((kib << 10).div_ceil(MIB))
}
