//! Kills of the real process under load at drawn moments, then a comparison of both ledgers to the last digit.
//! Never sleeps to be lucky: it waits for states, within bounds.

mod halt_switch;
mod load;

use crate::build;
use crate::chance::Chance;
use crate::closing;
use crate::house::{House, OrderEntry};
use crate::http::Caller;
use crate::ledgers::{self, Difference, Ledger};
use crate::reading;
use crate::say;
use anyhow::{Context as _, Result, bail};
use halt_switch::HaltSwitch;
use load::{MARKETS, Told, Trader};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Traders at the same time.
const TRADERS: u64 = 4;
/// Moment of a kill under load, counted from the first deed, at least and at most.
const LIFE_MS: (u64, u64) = (15, 700);
/// Moment of a kill during a start, counted from the start.
const BIRTH_MS: (u64, u64) = (0, 250);
/// Longest that the house may take to come to rest after the last crash.
const REST_BOUND: Duration = Duration::from_secs(120);
/// Rules of the gate that a started desk breaks until it has heard of everything.
const NOT_YET: [&str; 8] = [
    "GATE-20.not-compared",
    "GATE-17.reference-missing",
    "GATE-17.reference-stale",
    "GATE-17.mark-missing",
    "GATE-17.mark-stale",
    "GATE-04.settings-unknown",
    "GATE-04.position-in-doubt",
    "GATE-07.balance-unknown",
];
/// How often the resting house is asked whether it rests.
const LOOK: Duration = Duration::from_millis(100);

/// What a crash run is asked to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Kills.
    pub(crate) runs: u64,
    /// Seed of all moments and deeds.
    pub(crate) seed: u64,
    /// Longest start that passes.
    pub(crate) start_up_max: Duration,
    /// By which way the spot orders leave.
    pub(crate) order_entry: OrderEntry,
}

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blow {
    /// The desk under load.
    Desk,
    /// The desk while it starts, and then again under load.
    NewbornDesk,
    /// Desk and exchange under load.
    Both,
}

/// Figures of all runs.
#[derive(Debug, Default)]
struct Figures {
    blows: [u64; 3],
    start_ups: Vec<Duration>,
}

/// Runs the plan with this program, or with the one that is built as it ships.
///
/// # Errors
/// It cannot be built, or the plan finds something.
pub(crate) fn run_of(program: Option<PathBuf>, plan: Plan) -> Result<()> {
    match program {
        Some(program) => run(&program, plan),
        None => run(&build::release("cofferdam")?, plan),
    }
}

/// Runs the plan with this program.
///
/// # Errors
/// An order was lost or doubled, the ledgers differ, a start took too long, or a process ended by itself.
pub(crate) fn run(program: &Path, plan: Plan) -> Result<()> {
    let house = House::new(program)?.leaving_by(plan.order_entry);
    say::line(format_args!(
        "{} kills, seed {}, spot orders by {}",
        plan.runs,
        plan.seed,
        plan.order_entry.word()
    ));
    let outcome = live(&house, plan);
    match outcome {
        Ok(()) => house.raze(),
        Err(error) => {
            say::line(format_args!("desk: {}", house.log("desk")));
            say::line(format_args!("exchange: {}", house.log("exchange")));
            say::line(format_args!(
                "everything stays in {}",
                house.folder().display()
            ));
            Err(error.context(format!("seed {}", plan.seed)))
        }
    }
}

fn live(house: &House, plan: Plan) -> Result<()> {
    let mut chance = Chance::new(plan.seed);
    let mut traders: Vec<Trader> = (0..TRADERS)
        .map(|name| Trader::new(name, chance.branch()))
        .collect();
    let mut figures = Figures::default();
    let mut switch = HaltSwitch::new();
    let mut exchange = Some(house.start_exchange()?);
    let mut desk = house.start_desk()?;
    house.add_person()?;
    let caller = house.sign_in()?;
    for run in 1..=plan.runs {
        let blow = draw(&mut chance);
        switch.turn(&mut caller.twin(), &mut chance)?;
        let victims = match blow {
            Blow::Desk | Blow::NewbornDesk => (desk, None),
            Blow::Both => (desk, exchange.take()),
        };
        under_load(&mut traders, &caller, &mut chance, move || {
            let (desk, exchange) = victims;
            desk.kill().context("the desk")?;
            exchange.map_or(Ok(()), |exchange| exchange.kill().context("the exchange"))
        })?;
        if exchange.is_none() {
            exchange = Some(house.start_exchange()?);
        }
        if blow == Blow::NewbornDesk {
            let newborn = house.launch_desk()?;
            let (low, high) = BIRTH_MS;
            thread::sleep(Duration::from_millis(chance.between(low, high)));
            newborn.kill().context("the starting desk")?;
        }
        desk = house.start_desk()?;
        figures.note(blow, desk.start_up);
        switch.look(&mut caller.twin())?;
        if run % 10 == 0 || run == plan.runs {
            figures.progress(run, &told(&traders));
        }
    }
    judge(house, plan, (&mut traders, &caller), (&figures, &switch))?;
    // Both lived until they were judged.
    desk.kill().context("the desk")?;
    exchange.map_or(Ok(()), |exchange| exchange.kill().context("the exchange"))
}

fn draw(chance: &mut Chance) -> Blow {
    match chance.between(1, 10) {
        1..=6 => Blow::Desk,
        7 => Blow::NewbornDesk,
        _ => Blow::Both,
    }
}

/// Lets the traders trade and strikes at a drawn moment, while they do.
fn under_load(
    traders: &mut [Trader],
    caller: &Caller,
    chance: &mut Chance,
    strike: impl FnOnce() -> Result<()>,
) -> Result<()> {
    ready(&mut caller.twin())?;
    // Most lives begin when orders can open; some are struck while the account is still compared with its venue.
    if chance.between(1, 5) > 1 {
        open(&mut caller.twin())?;
    }
    let (low, high) = LIFE_MS;
    let life = Duration::from_millis(chance.between(low, high));
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let working: Vec<_> = traders
            .iter_mut()
            .map(|trader| {
                let (twin, stop) = (caller.twin(), &stop);
                scope.spawn(move || trader.trade(twin, stop))
            })
            .collect();
        thread::sleep(life);
        let struck = strike();
        stop.store(true, Ordering::Relaxed);
        struck?;
        working
            .into_iter()
            .try_for_each(|thread| match thread.join() {
                Ok(done) => done,
                Err(_) => bail!("a trader broke down"),
            })
    })
}

fn told(traders: &[Trader]) -> Told {
    let nothing = Told::default();
    traders
        .iter()
        .fold(nothing, |sum, trader| sum.with(&trader.told))
}

/// Waits until the desk can trade.
fn ready(caller: &mut Caller) -> Result<()> {
    wait("the desk is not ready", || {
        Ok(caller
            .get("/ready")
            .is_ok_and(|answer| answer.status == 200))
    })
}

/// Waits until orders may open in every market of the load: both accounts were compared with their venue, and prices, marks
/// and settings are there and fresh.
fn open(caller: &mut Caller) -> Result<()> {
    for market in MARKETS {
        let wish = market.smallest();
        wait("orders may not open", || {
            let told = caller.send("POST", "/api/v1/verdict", &wish, &[])?.ok()?;
            let told = told.json()?;
            let rule = told.get("refusal").and_then(|refusal| refusal.get("rule"));
            let rule = rule.and_then(Value::as_str);
            Ok(rule.is_none_or(|rule| !NOT_YET.contains(&rule)))
        })?;
    }
    Ok(())
}

fn wait(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let until = Instant::now() + REST_BOUND;
    while !is_so()? {
        if Instant::now() >= until {
            bail!("{what} after {} s", REST_BOUND.as_secs());
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

/// Brings the house to rest and compares everything.
fn judge(
    house: &House,
    plan: Plan,
    (traders, caller): (&mut Vec<Trader>, &Caller),
    (figures, switch): (&Figures, &HaltSwitch),
) -> Result<()> {
    let mut caller = caller.twin();
    ready(&mut caller)?;
    for trader in traders.iter_mut() {
        trader.settle(&mut caller)?;
    }
    reading::cancel_all(&mut caller)?;
    wait("orders are open or asked", || reading::at_rest(&mut caller))?;
    let mut told = told(traders);
    // Once with what is held of contracts, and once when nothing is.
    let (mut differences, _) = compare(house, &mut caller, &told)?;
    let closed = closing::close_contracts(&mut caller, "close")?;
    told.acknowledged.extend(closed);
    wait("orders are open or asked", || reading::at_rest(&mut caller))?;
    let (more, [desk, exchange]) = compare(house, &mut caller, &told)?;
    differences.extend(more);
    let mut found: Vec<String> = differences.iter().map(ToString::to_string).collect();
    let slow = figures
        .start_ups
        .iter()
        .filter(|time| **time > plan.start_up_max);
    found.extend(slow.map(|time| format!("a start took {} ms", time.as_millis())));
    say::line(format_args!(
        "{} orders acknowledged, {} of them for contracts; {} in the journal, {} at the exchange; \
         {} fills; {} leverages taken; {} answers lost",
        told.acknowledged.len(),
        told.contracts,
        desk.orders.len(),
        exchange.orders.len(),
        desk.trades.len(),
        told.settings,
        told.unanswered,
    ));
    for (reason, count) in &told.refused {
        say::line(format_args!("{count} requests refused: {reason}"));
    }
    say::line(format_args!(
        "{} halts and releases, each in force after the next crash",
        switch.count
    ));
    say::line(figures.start_line());
    for line in &found {
        say::line(format_args!("  {line}"));
    }
    if found.is_empty() {
        say::line(
            "no order lost or doubled; positions, balances and margin equal to the last digit",
        );
        return Ok(());
    }
    bail!("{} differences", found.len());
}

/// What differs between both ledgers once money has settled, and the ledgers: the desk's, the exchange's.
fn compare(
    house: &House,
    caller: &mut Caller,
    told: &Told,
) -> Result<(Vec<Difference>, [Ledger; 2])> {
    let exchange = reading::of_exchange(&mut house.levers())?;
    wait("balances have not settled", || {
        let desk = reading::of_desk(caller)?;
        Ok(reading::money_agrees(&desk, &exchange))
    })
    .or_else(|error| {
        say::line(format_args!("{error:#}"));
        anyhow::Ok(())
    })?;
    let desk = reading::of_desk(caller)?;
    let mut differences = ledgers::differences(&told.acknowledged, &desk, &exchange)?;
    differences.extend(reading::breaks(caller)?);
    Ok((differences, [desk, exchange]))
}

impl Figures {
    fn note(&mut self, blow: Blow, start_up: Duration) {
        let [desk, newborn, both] = &mut self.blows;
        *match blow {
            Blow::Desk => desk,
            Blow::NewbornDesk => newborn,
            Blow::Both => both,
        } += 1;
        self.start_ups.push(start_up);
    }

    fn progress(&self, run: u64, told: &Told) {
        let [desk, newborn, both] = self.blows;
        say::line(format_args!(
            "run {run}: killed desk {desk}, starting desk {newborn}, both {both}; \
             {} orders acknowledged, {} refused, {} cancels, {} answers lost",
            told.acknowledged.len(),
            told.refused.values().sum::<u64>(),
            told.cancels,
            told.unanswered,
        ));
    }

    fn start_line(&self) -> String {
        let mut sorted = self.start_ups.clone();
        sorted.sort();
        let at = |share: usize| {
            let index = sorted.len().saturating_sub(1) * share / 100;
            sorted.get(index).map_or(0, Duration::as_millis)
        };
        format!(
            "start-up of the desk: median {} ms, 99 % {} ms, longest {} ms",
            at(50),
            at(99),
            at(100)
        )
    }
}
