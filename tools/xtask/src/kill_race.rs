//! Races of orders against the kill switch: many callers place as fast as they are let, somebody presses, and the exchange's own
//! ledger says whether anything was sent after the answer. Never believes the desk alone.
// GATE-10

mod arrivals;
mod matrix;
mod press;
mod racers;
mod scopes;
mod verdict;

use crate::build;
use crate::chance::Chance;
use crate::house::{House, Running};
use crate::http::Caller;
use crate::ledgers::{number, text};
use crate::reading;
use crate::say;
use anyhow::{Context as _, Result, bail};
use arrivals::Exchange;
use clap::Args;
pub(crate) use matrix::Which;
use press::Way;
use racers::{Race, Wishes};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use verdict::{Told, Verdict};

/// Longest wait for a state of the house.
const STATE_BOUND: Duration = Duration::from_secs(60);
/// How often a state is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// One race of so many kills the desk after the answer.
const KILL_EVERY: u64 = 2;
/// The moment of that kill, counted from the answer, at least and at most.
const KILL_MS: (u64, u64) = (0, 60);
/// After how long what is still open is told with its life.
const SLOW: Duration = Duration::from_secs(5);
/// How long the racers go on after the answer before a desk that lives is looked at.
const GOES_ON: Duration = Duration::from_millis(400);

/// What is asked of the races.
#[derive(Debug, Clone, Args)]
pub(crate) struct Plan {
    /// How many races.
    #[arg(long, default_value_t = 100)]
    pub(crate) races: u64,
    /// How many orders are tried in each.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) orders: u64,
    /// How many orders rest on both accounts together when the switch is pressed.
    #[arg(long, default_value_t = 200)]
    pub(crate) resting: u64,
    /// Seed of all moments.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where the figures are written as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
}

/// Presses everything on four accounts, and each scope in turn.
///
/// # Errors
/// A scope does not end its own orders and no others.
pub(crate) fn run_scopes(program: &Path) -> Result<()> {
    scopes::run(program)
}

/// What is run instead of races.
#[derive(Debug, Clone, Args)]
pub(crate) struct Instead {
    /// Five ways to press the switch through six faults, cell by cell.
    #[arg(long)]
    pub(crate) matrix: bool,
    /// Everything on four accounts at once, and then each scope in turn: its own orders end and no others.
    #[arg(long, conflicts_with = "matrix")]
    pub(crate) scopes: bool,
    /// Of the matrix only the cells whose name contains this, like `queue full` or `signal`.
    #[arg(long, requires = "matrix")]
    pub(crate) cells: Option<String>,
}

/// Runs the races with this program, or with the one that is built as it ships.
///
/// # Errors
/// It cannot be built, or the switch did not hold.
pub(crate) fn run_of(program: Option<PathBuf>, plan: &Plan, instead: &Instead) -> Result<()> {
    let program = match program {
        Some(program) => program,
        None => build::release("cofferdam")?,
    };
    if instead.matrix {
        let which = instead.cells.as_deref().map_or(Which::All, Which::Named);
        matrix::run(&program, plan.seed, which)
    } else if instead.scopes {
        scopes::run(&program)
    } else {
        run(&program, plan)
    }
}

/// Presses the switch in every way through every fault.
///
/// # Errors
/// A cell does not hold.
pub(crate) fn run_matrix(program: &Path, seed: u64, which: Which<'_>) -> Result<()> {
    matrix::run(program, seed, which)
}

/// Runs the races with this program.
///
/// # Errors
/// Something was sent after the answer, an order stayed open, or a halt was forgotten.
pub(crate) fn run(program: &Path, plan: &Plan) -> Result<()> {
    let house = House::new(program)?;
    let Plan {
        races,
        orders,
        resting,
        seed,
        ..
    } = plan;
    say::line(format_args!(
        "{races} races of {orders} orders against the kill switch, {resting} more at rest, seed {seed}"
    ));
    match live(&house, plan) {
        Ok(()) => house.raze(),
        Err(error) => {
            say::line(format_args!("desk: {}", house.log("desk")));
            say::line(format_args!(
                "everything stays in {}",
                house.folder().display()
            ));
            Err(error.context(format!("seed {seed}")))
        }
    }
}

fn live(house: &House, plan: &Plan) -> Result<()> {
    let exchange = house.start_exchange()?;
    let mut desk = Some(house.start_desk()?);
    house.add_person()?;
    let caller = house.sign_in()?;
    let arrivals = Exchange::default();
    let over = AtomicBool::new(false);
    let mut chance = Chance::new(plan.seed);
    let mut verdict = Verdict::default();
    thread::scope(|scope| {
        scope.spawn(|| arrivals.follow(house, &over));
        let mut raced = Ok(());
        for race in 0..plan.races {
            let ran = one(
                (house, &caller, &arrivals),
                plan,
                (race, &mut desk, &mut chance),
            );
            match ran.with_context(|| format!("race {race}")) {
                Ok(told) => {
                    say::line(format_args!("race {:>3}: {told}", race + 1));
                    verdict.add(told);
                }
                Err(error) => {
                    raced = Err(error);
                    break;
                }
            }
        }
        over.store(true, Ordering::Relaxed);
        raced
    })?;
    for line in verdict.lines() {
        say::line(line);
    }
    verdict.write(plan)?;
    drop((desk, exchange));
    match verdict.wrong() {
        0 => Ok(()),
        wrong => bail!("{wrong} things are wrong"),
    }
}

/// One race: orders come to rest, others race, somebody presses, and all that was sent is held against the answer.
fn one(
    (house, caller, exchange): (&House, &Caller, &Exchange),
    plan: &Plan,
    (number_of, desk, chance): (u64, &mut Option<Running>, &mut Chance),
) -> Result<Told> {
    let mut caller = caller.twin();
    let wishes = Wishes::at(&mut caller)?;
    racers::opened(&mut caller, &wishes, number_of)?;
    let rested = racers::rest(&caller, &wishes, (number_of, plan.resting))?;
    exchange.clear()?;
    let way = Way::of(number_of);
    let race = Race::new(number_of, plan.orders);
    let press_after = plan.orders * chance.between(20, 60) / 100;
    let dies = (number_of % KILL_EVERY == 1).then(|| {
        let (low, high) = KILL_MS;
        Duration::from_millis(chance.between(low, high))
    });
    let pid = desk.as_ref().context("no desk")?.id();
    let answered = thread::scope(|scope| -> Result<i64> {
        for racer in 0..racers::RACERS {
            let (caller, race, wishes) = (caller.twin(), &race, &wishes);
            scope.spawn(move || race.run(racer, caller, wishes));
        }
        let pressed = (|| {
            race.wait_for(press_after)?;
            way.press(house, (&mut caller.twin(), pid))?;
            let answered = now_ms()?;
            race.pressed(answered);
            thread::sleep(dies.unwrap_or(GOES_ON));
            Ok(answered)
        })();
        if dies.is_some() || pressed.is_err() {
            race.stop();
        }
        pressed
    })?;
    if dies.is_some() {
        kill_and_start(house, desk)?;
        // What it was connected to is dead.
        caller = caller.twin();
    }
    held(&mut caller, &wishes, number_of)?;
    let cancelled = all_over(&mut caller, answered)?;
    let seen = exchange.settled()?;
    let orders = orders_by_id(&mut caller)?;
    let sent = |id: &str| sent_at(&mut caller.twin(), orders.get(id).copied());
    let told = Told::of(
        (way, dies.is_some(), cancelled),
        &race.told(),
        (&seen, answered, &rested),
        sent,
    )?;
    press::take_file_away(house)?;
    release(&mut caller)?;
    Ok(told)
}

/// Milliseconds of this machine's clock: the desk's and the exchange's are the same.
fn now_ms() -> Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}

fn kill_and_start(house: &House, desk: &mut Option<Running>) -> Result<()> {
    desk.take().context("no desk")?.kill()?;
    *desk = Some(house.start_desk()?);
    Ok(())
}

/// The desk's numbers of its orders, by their ids at the exchange.
fn orders_by_id(caller: &mut Caller) -> Result<BTreeMap<String, u64>> {
    let orders = reading::pages(caller, "/api/v1/orders?state=all", "orders")?;
    orders
        .iter()
        .map(|order| Ok((text(order, "client_id")?, number(order, "id")?)))
        .collect()
}

/// When the request that placed an order began to leave, by the desk's own record, in milliseconds.
fn sent_at(caller: &mut Caller, order: Option<u64>) -> Result<Option<i64>> {
    let Some(order) = order else {
        return Ok(None);
    };
    let path = format!("/api/v1/orders/{order}");
    let told = caller.get(&path)?.ok()?.json()?;
    let messages = told.get("messages").and_then(Value::as_array);
    let placing = messages.context("no `messages`")?.iter().find(|message| {
        let deed = message.get("deed").and_then(Value::as_str);
        deed == Some("place")
    });
    Ok(placing.and_then(|message| message.get("begun")?.as_i64()))
}

/// The halt is in force and says so to who wants to open.
fn held(caller: &mut Caller, wishes: &Wishes, race: u64) -> Result<()> {
    if !press::is_shown(caller)? {
        bail!("the halt that was acknowledged is not in force");
    }
    let named = format!("held-{race}");
    let answer = caller.send(
        "POST",
        "/api/v1/orders",
        wishes.racing(0),
        &[("Idempotency-Key", named.as_str())],
    )?;
    let rule = crate::ticket::reason(&answer);
    if rule != press::RULE {
        bail!(
            "an order after the halt was answered {} {rule}",
            answer.status
        );
    }
    Ok(())
}

/// Waits until no order is open; milliseconds from the answer until then.
fn all_over(caller: &mut Caller, answered: i64) -> Result<i64> {
    let until = Instant::now() + STATE_BOUND;
    let slow = Instant::now() + SLOW;
    let mut was_told = false;
    loop {
        let open = reading::pages(caller, "/api/v1/orders?state=open", "orders")?;
        if open.is_empty() {
            return Ok(now_ms()?.saturating_sub(answered));
        }
        if !was_told && Instant::now() >= slow {
            was_told = true;
            for order in open.iter().take(3) {
                let path = format!("/api/v1/orders/{}", number(order, "id")?);
                let life = caller.get(&path)?.ok()?.text();
                say::line(format_args!(
                    "  still open {} s after: {life}",
                    SLOW.as_secs()
                ));
            }
        }
        if Instant::now() >= until {
            let first = open.first().map(|order| number(order, "id"));
            bail!("{} orders stay open, the first {first:?}", open.len());
        }
        thread::sleep(LOOK);
    }
}

fn release(caller: &mut Caller) -> Result<()> {
    let wish = json!({"scope": press::SCOPE, "reason": "the race is over"});
    let answer = caller.send("POST", "/api/v1/halts/release", &wish, &[])?;
    answer.ok().map(drop)
}
