//! A whole day and more of the simulated exchange in virtual time, under load and faults, judged as it goes.
//! `soak --hours 24 --seed 1`. Ends badly at the first thing that does not hold. Never touches a socket.
#![expect(clippy::print_stdout, reason = "it tells how far it is")]

mod caller;
mod load;
mod oracle;

use anyhow::{Context as _, Result, bail, ensure};
use caller::Callers;
use domain::{Span, Time};
use exchange::chance::{Chance, Hit, Odds};
use load::Load;
use simex::Offline;
use std::process::ExitCode;

/// Where virtual time begins.
const START: Time = Time::from_millis(1_780_000_000_000);
/// Hours after which memory must no longer grow.
const SETTLED_HOURS: u64 = 8;
/// What memory may still grow after that, in mebibytes beside a tenth.
const GROWTH_MIB_MAX: u64 = 24;
/// Steps between two looks at every balance.
const LOOK_EVERY: u64 = 64;

/// What is to be lived.
struct Plan {
    hours: u64,
    seed: u64,
}

fn plan() -> Result<Plan> {
    let mut plan = Plan { hours: 24, seed: 1 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let number = words.next().context("a number is missing")?.parse()?;
        match word.as_str() {
            "--hours" => plan.hours = number,
            "--seed" => plan.seed = number,
            other => bail!("{other} is not known: --hours N, --seed S"),
        }
    }
    Ok(plan)
}

fn main() -> ExitCode {
    match plan().and_then(|plan| live(&plan)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn live(plan: &Plan) -> Result<()> {
    let mut chance = Chance::new(plan.seed);
    let mut callers = Callers::new(plan.seed, START)?;
    let mut load = Load::default();
    let mut settled = None;
    for hour in 1..=plan.hours {
        let end = START.plus(Span::from_secs(i64::try_from(hour)?.saturating_mul(3_600)));
        hour_of_load(&mut callers, &mut load, &mut chance, end)?;
        let memory = resident_mib()?;
        println!(
            "hour {hour}: {} requests, {} orders taken, {} refused, {} left unanswered, {} events, {memory} MiB",
            load.requests, load.taken, load.refused, load.unanswered, load.events
        );
        if hour == SETTLED_HOURS.min(plan.hours) {
            settled = Some(memory);
        }
        if let Some(settled) = settled {
            let most = settled + settled / 10 + GROWTH_MIB_MAX;
            ensure!(memory <= most, "memory grew from {settled} to {memory} MiB");
        }
    }
    callers.calm()?;
    oracle::everything(&mut callers, &load)?;
    println!(
        "{} hours from seed {} held: no book crossed, every balance the sum of its trades, no order lost or doubled",
        plan.hours, plan.seed
    );
    Ok(())
}

fn hour_of_load(
    callers: &mut Callers,
    load: &mut Load,
    chance: &mut Chance,
    end: Time,
) -> Result<()> {
    let mut steps = 0_u64;
    while callers.exchange.now() < end {
        let pause = Span::from_millis(i64::try_from(chance.between(20, 2_000))?);
        load.events += u64::try_from(callers.advance(pause)?)?;
        if chance.hits(Odds::per_million(2_000)) == Hit::Yes {
            callers.weather(chance)?;
        }
        load.one(callers, chance)?;
        steps += 1;
        if steps.is_multiple_of(LOOK_EVERY) {
            oracle::look(&callers.exchange)?;
        }
    }
    Ok(())
}

/// The memory this process really has, rounded up.
fn resident_mib() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")
        .context("this system does not tell a process's memory")?;
    let kib: u64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .context("no VmRSS")?
        .parse()?;
    Ok(kib.div_ceil(1_024))
}

/// The exchange, for who only looks.
pub(crate) type Exchange = Offline;
