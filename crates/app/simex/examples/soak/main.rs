//! A whole day and more of the simulated exchange in virtual time, under load and faults, judged as it goes.
//! `soak --hours 24 --seed 1`. Ends badly at the first thing that does not hold. Never touches a socket.
#![expect(clippy::print_stdout, reason = "it tells how far it is")]

mod accounts;
mod caller;
mod depth;
mod feeds;
mod load;
mod money;
mod oracle;
mod perpetual;
mod private;
mod spot;
mod weather;

use anyhow::{Context as _, Result, bail, ensure};
use caller::Callers;
use domain::{Span, Time};
use exchange::chance::Chance;
use load::Load;
use std::process::ExitCode;
use weather::Sky;

/// Where virtual time begins.
const START: Time = Time::from_millis(1_780_000_000_000);
/// Hours after which memory must no longer grow.
const SETTLED_HOURS: u64 = 8;
/// What memory may still grow after that, in mebibytes beside a tenth.
const GROWTH_MIB_MAX: u64 = 24;
/// Steps between two looks at every balance.
const LOOK_EVERY: u64 = 64;
/// How often every wallet is counted.
const COUNTED_EVERY: Span = Span::from_secs(600);
/// Hours between two judgements of everything.
const JUDGED_HOURS: u64 = 1;

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

/// Everything that lives.
struct World {
    callers: Callers,
    load: Load,
    sky: Sky,
    chance: Chance,
}

fn live(plan: &Plan) -> Result<()> {
    let mut world = World {
        callers: Callers::new(plan.seed, START)?,
        load: Load::default(),
        sky: Sky::default(),
        chance: Chance::new(plan.seed),
    };
    world.sky.clear(&mut world.callers)?;
    let mut known = oracle::Known::new()?;
    let mut settled = None;
    for hour in 1..=plan.hours {
        let end = START.plus(Span::from_secs(i64::try_from(hour)?.saturating_mul(3_600)));
        world.hour(end, &mut known)?;
        if hour.is_multiple_of(JUDGED_HOURS) || hour == plan.hours {
            world.calm()?;
            known.judge(&mut world.callers, &mut world.load)?;
            world.tidy()?;
        }
        let memory = resident_mib()?;
        println!("hour {hour}: {}, {memory} MiB", world.told());
        if hour == SETTLED_HOURS.min(plan.hours) {
            settled = Some(memory);
        }
        if let Some(settled) = settled {
            let most = settled + settled / 10 + GROWTH_MIB_MAX;
            ensure!(memory <= most, "memory grew from {settled} to {memory} MiB");
        }
    }
    let World {
        callers, sky, load, ..
    } = &world;
    ensure!(callers.feeds.compared > 0, "no kept book was ever compared");
    ensure!(sky.lines > 0, "no fair spell was ever judged");
    println!("taken by kind: {:?}", load.by_kind);
    println!(
        "{} hours from seed {} held: no book crossed or kept wrongly ({} compared), every wallet the sum of what happened, no order, list or movement lost or doubled, every trade told once in {} fair spells ({} streams of accounts)",
        plan.hours, plan.seed, callers.feeds.compared, sky.spells, sky.lines
    );
    Ok(())
}

impl World {
    fn hour(&mut self, end: Time, known: &mut oracle::Known) -> Result<()> {
        let mut steps = 0_u64;
        let mut count = self.callers.exchange.now().plus(COUNTED_EVERY);
        while self.callers.exchange.now() < end {
            let pause = Span::from_millis(i64::try_from(self.chance.between(20, 1_500))?);
            self.load.events += u64::try_from(self.callers.advance(pause)?)?;
            self.sky.pass(&mut self.callers, &mut self.chance)?;
            self.load.one(&mut self.callers, &mut self.chance)?;
            steps += 1;
            if steps.is_multiple_of(LOOK_EVERY) {
                oracle::look(&self.callers.exchange)?;
                oracle::pools(&mut self.callers)?;
                self.callers.compare_books()?;
            }
            if count <= self.callers.exchange.now() {
                known.wallets(&mut self.callers)?;
                count = count.plus(COUNTED_EVERY);
            }
        }
        Ok(())
    }

    /// Lets nothing go wrong any more, and what is under way come to its end.
    fn calm(&mut self) -> Result<()> {
        self.sky.clear(&mut self.callers)?;
        self.callers.advance(Span::from_secs(150))?;
        Ok(())
    }

    /// Ends whatever is open, so that no day is longer than the one before it.
    fn tidy(&mut self) -> Result<()> {
        for account in 0..accounts::ACCOUNTS {
            for market in spot::MARKETS {
                let params = format!("symbol={}", market.symbol);
                let all = ("DELETE", "/api/v3/openOrders");
                self.callers.signed(account, all, &params)?;
            }
            for path in ["/fapi/v1/allOpenOrders", "/fapi/v1/algoOpenOrders"] {
                for symbol in ["BTCUSDT", "ETHUSDT"] {
                    let params = format!("symbol={symbol}");
                    self.callers.signed(account, ("DELETE", path), &params)?;
                }
            }
        }
        Ok(())
    }

    fn told(&self) -> String {
        let load = &self.load;
        format!(
            "{} requests ({} on sessions), {} taken, {} refused, {} left unanswered, {} events, {} broken by faults, {} books compared",
            load.requests,
            self.callers.by_session,
            load.taken,
            load.refused,
            load.unanswered,
            load.events,
            self.callers.feeds.broken,
            self.callers.feeds.compared
        )
    }
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
