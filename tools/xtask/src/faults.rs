//! Orders by the thousand with everything going wrong around them: the real desk against the simulated exchange through
//! sockets, both killed at any step, then every order, fill, position and balance compared to the last digit.
// ORD-02 ORD-03 ORD-10

mod arena;
mod matrix;
mod silence;
mod verdict;
mod watcher;
mod wishes;
mod worker;

use crate::build;
use crate::closing;
use crate::house::{House, OrderEntry};
use crate::http::Caller;
use crate::ledgers::{self, Difference, Ledger, number, text};
use crate::reading;
use crate::say;
use anyhow::{Context as _, Result, bail};
use arena::{Arena, held};
use matrix::Task;
use serde_json::{Value, json};
pub(crate) use silence::Silent;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use verdict::{Evidence, Verdict};
use worker::{Told, Worker};

/// Workers at the same time, each with orders under way.
const WORKERS: u64 = 8;
/// From one order of the plan to the next: the venue's budget of requests is a minute's, and questions use it too.
const PACE: Duration = Duration::from_millis(75);
/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_secs(10);
/// Longest that the house may take to come to rest after the last fault.
const REST_BOUND: Duration = Duration::from_secs(90);
/// Silences of a whole campaign: one that must trip nothing, and one on each account that must trip its symbol.
pub(crate) const SILENCES: &[(Silent, Duration)] = &[
    (Silent::Spot, Duration::from_secs(20)),
    (Silent::Spot, Duration::from_secs(75)),
    (Silent::Contract, Duration::from_secs(75)),
];
/// How often funding is paid in a campaign: the desk tells its latest fifty payments, and each moves two contracts.
const FUNDINGS: u64 = 20;
/// How often the resting house is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// What a campaign is asked to do.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Orders acknowledged by the desk.
    pub(crate) orders: u64,
    /// The share of them with a fault, in thousandths.
    pub(crate) rate: u64,
    /// Seed of every order and fault.
    pub(crate) seed: u64,
    /// Silences about one order that are lived after all others.
    pub(crate) silences: &'static [(Silent, Duration)],
    /// By which way the spot orders leave.
    pub(crate) order_entry: OrderEntry,
    /// Where the figures are written as JSON.
    pub(crate) json: Option<PathBuf>,
}

/// The share that a text such as `0.2` means, in thousandths.
///
/// # Errors
/// It is none between 0 and 1, or finer than a thousandth.
pub(crate) fn share(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no share between 0 and 1 in thousandths");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    if part.len() > 3 || !part.chars().all(|c| c.is_ascii_digit()) {
        return Err(wrong());
    }
    let whole: u64 = whole.parse().map_err(|_| wrong())?;
    let part: u64 = format!("{part:0<3}").parse().map_err(|_| wrong())?;
    let share = whole.saturating_mul(1_000).saturating_add(part);
    if share > 1_000 {
        Err(wrong())
    } else {
        Ok(share)
    }
}

/// Runs the plan with this program, or with the one that is built as it ships.
///
/// # Errors
/// It cannot be built, or the campaign finds something.
pub(crate) fn run_of(program: Option<PathBuf>, plan: &Plan) -> Result<()> {
    match program {
        Some(program) => run(&program, plan),
        None => run(&build::release("cofferdam")?, plan),
    }
}

/// Runs the plan with this program.
///
/// # Errors
/// An order was lost or doubled, a position or balance is not explained, or a fate was known too late.
pub(crate) fn run(program: &Path, plan: &Plan) -> Result<()> {
    let house = House::new(program)?.leaving_by(plan.order_entry);
    let Plan {
        orders, rate, seed, ..
    } = plan;
    say::line(format_args!(
        "{orders} orders, {rate} of 1000 with a fault, seed {seed}, those of spot by {}",
        plan.order_entry.word()
    ));
    match live(&house, plan) {
        Ok(()) => house.raze(),
        Err(error) => {
            say::line(format_args!("desk: {}", house.log("desk")));
            say::line(format_args!("exchange: {}", house.log("exchange")));
            say::line(format_args!(
                "everything stays in {}",
                house.folder().display()
            ));
            Err(error.context(format!("seed {seed}")))
        }
    }
}

fn live(house: &House, plan: &Plan) -> Result<()> {
    let arena = Arena::open(house)?;
    house.add_person()?;
    let caller = house.sign_in()?;
    arena.ready()?;
    let (told, followed) = (Mutex::new(Told::default()), AtomicBool::new(false));
    let began = Instant::now();
    let worked = thread::scope(|scope| {
        scope.spawn(|| arena.watcher.follow(house, &followed));
        let worked = all_orders(&arena, plan, &caller, &told);
        let rested = worked
            .and_then(|()| rest(&arena, &caller))
            .and_then(|()| silences(&arena, plan, &caller, &told));
        followed.store(true, Ordering::Relaxed);
        rested
    });
    worked?;
    let mut told = held(&told);
    // Once with what is held of contracts, and once when nothing is.
    let mut differences = compare(&arena, &caller, &told)?;
    let closed = closing::close_contracts(&mut caller.twin(), "close")?;
    told.acknowledged.extend(closed);
    rest(&arena, &caller)?;
    differences.extend(compare(&arena, &caller, &told)?);
    let verdict = judge(&arena, &caller, (&told, &differences))?;
    report(plan, &arena, (&told, &verdict, began.elapsed()))?;
    drop(told);
    arena.close()?;
    match verdict.sum() {
        0 => Ok(()),
        wrong => bail!("{wrong} things are wrong"),
    }
}

/// Hands the orders of the plan out to the workers.
fn all_orders(arena: &Arena<'_>, plan: &Plan, caller: &Caller, told: &Mutex<Told>) -> Result<()> {
    let (next, failed) = (AtomicU64::new(0), AtomicBool::new(false));
    let slot = Mutex::new(Instant::now());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|_| {
                let (next, failed, slot) = (&next, &failed, &slot);
                scope.spawn(move || {
                    let mut worker = Worker::new(arena, caller);
                    let done = work((arena, &mut worker), plan, (next, failed, slot));
                    failed.fetch_or(done.is_err(), Ordering::Relaxed);
                    held(told).add(worker.told);
                    done
                })
            })
            .collect();
        let mut spoken = Instant::now();
        while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
            thread::sleep(LOOK);
            if spoken.elapsed() >= TELL_EVERY {
                spoken = Instant::now();
                let handed = next.load(Ordering::Relaxed).min(plan.orders);
                let (_, starts) = arena.start_ups();
                say::line(format_args!(
                    "{handed} of {} orders; the desk was killed and came back {starts} times",
                    plan.orders
                ));
            }
        }
        workers
            .into_iter()
            .try_for_each(|worker| match worker.join() {
                Ok(done) => done,
                Err(_) => bail!("a worker broke down"),
            })
    })
}

fn work(
    (arena, worker): (&Arena<'_>, &mut Worker<'_>),
    plan: &Plan,
    (next, failed, slot): (&AtomicU64, &AtomicBool, &Mutex<Instant>),
) -> Result<()> {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= plan.orders || failed.load(Ordering::Relaxed) {
            return worker.finish();
        }
        let begin = {
            let mut slot = held(slot);
            let begin = Instant::now().max(*slot);
            *slot = begin + PACE;
            begin
        };
        thread::sleep(begin.saturating_duration_since(Instant::now()));
        if let Some(rate) = funding_at(number, plan.orders) {
            arena.pay_funding(rate);
        }
        worker.take(number, Task::of(plan.seed, number, plan.rate))?;
    }
}

/// The rate at which funding is paid before this order of the plan, if it is: in turns to either side.
fn funding_at(number: u64, orders: u64) -> Option<&'static str> {
    let every = (orders / FUNDINGS).max(1);
    let (turn, within) = (number / every, number % every);
    match (within, turn % 2) {
        (0, _) if turn == 0 || turn >= FUNDINGS => None,
        (0, 0) => Some("0.0003"),
        (0, _) => Some("-0.0002"),
        _ => None,
    }
}

/// Ends every fault and waits until no order is open.
fn rest(arena: &Arena<'_>, caller: &Caller) -> Result<()> {
    arena.straighten()?;
    let mut levers = arena.house.levers();
    levers
        .send("DELETE", "/_sim/faults", &json!({}), &[])?
        .ok()?;
    arena.ready()?;
    let mut caller = caller.twin();
    let until = Instant::now() + REST_BOUND;
    while !reading::at_rest(&mut caller)? {
        if Instant::now() >= until {
            // What does not rest is told by the judgement.
            return Ok(());
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

/// Lives the silences of the plan, and rests again.
fn silences(arena: &Arena<'_>, plan: &Plan, caller: &Caller, told: &Mutex<Told>) -> Result<()> {
    for (about, lasts) in plan.silences {
        let order = silence::live(arena, caller, (*about, *lasts))?;
        held(told).acknowledged.push(order);
    }
    rest(arena, caller)
}

/// Compares everything.
fn compare(arena: &Arena<'_>, caller: &Caller, told: &Told) -> Result<Vec<Difference>> {
    let mut caller = caller.twin();
    let exchange = reading::of_exchange(&mut arena.house.levers())?;
    let desk = settled(&mut caller, &exchange)?;
    let acknowledged: BTreeSet<_> = told.acknowledged.iter().cloned().collect();
    let mut differences = ledgers::differences(&acknowledged, &desk, &exchange)?;
    differences.extend(reading::breaks(&mut caller)?);
    for difference in differences.iter().take(40) {
        say::line(format_args!("  {difference}"));
    }
    let held: Vec<String> = desk
        .margin
        .held
        .iter()
        .map(|(symbol, net)| format!("{net} of {symbol}"))
        .collect();
    say::line(format_args!(
        "compared, holding of contracts: [{}]",
        held.join(", ")
    ));
    Ok(differences)
}

/// The verdict on what was compared.
fn judge(
    arena: &Arena<'_>,
    caller: &Caller,
    (told, differences): (&Told, &[Difference]),
) -> Result<Verdict> {
    let mut caller = caller.twin();
    let exchange = reading::of_exchange(&mut arena.house.levers())?;
    let desk = reading::of_desk(&mut caller)?;
    let known_over = known_over(&mut caller)?;
    let verdict = Verdict::of(
        &Evidence {
            told,
            seen: &arena.watcher.seen(),
            outages: &arena.outages(),
            desk: &desk,
            exchange: &exchange,
            known_over: &known_over,
        },
        differences,
    );
    for (id, ms) in verdict.slow.iter().take(40) {
        say::line(format_args!("  {id} was resolved after {ms} ms"));
    }
    Ok(verdict)
}

/// The desk's ledger, once its balances have caught up with the exchange's, or as it is after the bound.
fn settled(caller: &mut Caller, exchange: &Ledger) -> Result<Ledger> {
    let until = Instant::now() + REST_BOUND;
    loop {
        let desk = reading::of_desk(caller)?;
        if reading::money_agrees(&desk, exchange) || Instant::now() >= until {
            return Ok(desk);
        }
        thread::sleep(LOOK);
    }
}

/// When the desk knew of each order that it was over.
fn known_over(caller: &mut Caller) -> Result<BTreeMap<String, i64>> {
    let mut known = BTreeMap::new();
    for order in reading::pages(caller, "/api/v1/orders?state=all", "orders")? {
        if let Some(ended) = order.get("ended").and_then(Value::as_i64) {
            known.insert(text(&order, "client_id")?, ended);
        } else {
            let id = number(&order, "id")?;
            say::line(format_args!("  order {id} is open"));
        }
    }
    Ok(known)
}

fn report(
    plan: &Plan,
    arena: &Arena<'_>,
    (told, verdict, took): (&Told, &Verdict, Duration),
) -> Result<()> {
    for line in verdict.lines() {
        say::line(line);
    }
    for (reason, count) in &told.refused {
        say::line(format_args!(
            "{count} wishes refused and made anew: {reason}"
        ));
    }
    let (longest, starts) = arena.start_ups();
    say::line(format_args!(
        "{} orders acknowledged, {} cancels and {} leverages taken, {} answers of the desk lost; \
         {starts} starts of the desk after a kill, the longest {} ms; {} s in all",
        told.acknowledged.len(),
        told.cancels,
        told.settings,
        told.unanswered,
        longest.as_millis(),
        took.as_secs(),
    ));
    if let Some(path) = &plan.json {
        let figures = json!({
            "orders": plan.orders, "ratePerThousand": plan.rate, "seed": plan.seed,
            "acknowledged": told.acknowledged.len(), "cancels": told.cancels, "leverages": told.settings,
            "answersLost": told.unanswered, "deskStarts": starts,
            "longestStartMs": u64::try_from(longest.as_millis())?, "seconds": took.as_secs(),
            "verdict": verdict.json(),
        });
        let words = serde_json::to_string_pretty(&figures)?;
        fs::write(path, words).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
