//! Five ways to press the switch through six faults, cell by cell, with the real program and the exchange's own ledger as witness.
//! Never leaves a cell out: where a way cannot work in a fault, the cell shows what does instead.
// GATE-10

mod fault;

use super::arrivals::Exchange;
use super::press::{self, Way};
use super::racers::{self, Race, Wishes};
use super::verdict::Told;
use super::{GOES_ON, LOOK, STATE_BOUND};
use crate::chance::Chance;
use crate::house::{House, Running};
use crate::http::Caller;
use crate::say;
use anyhow::{Context as _, Result, bail};
use fault::{Fault, Older};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Orders at rest in each cell.
const RESTING: u64 = 6;
/// Orders that are tried before the fault strikes, at least and at most.
const BEFORE: (u64, u64) = (4, 16);
/// Orders of a race that ends with its cell.
const ORDERS: u64 = 1_000_000;
/// How long a caller rests after an order that was taken.
const PACE: Duration = Duration::from_millis(30);
/// How long an order that is under way takes to come to the exchange.
const UNDER_WAY: Duration = Duration::from_millis(100);
/// Commands that may wait for the desk of a matrix: a few callers fill it.
const COMMANDS_WAITING: u32 = 2;

/// Which cells are run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'a> {
    /// All thirty.
    All,
    /// Those whose name has this in it.
    Named(&'a str),
    /// All, but the older database by one way only: each takes two starts and the rounds of comparison after them.
    Short,
}

impl Which<'_> {
    fn has(self, name: &str, (way, fault): (Way, Fault)) -> bool {
        match self {
            Self::All => true,
            Self::Named(part) => name.contains(part),
            Self::Short => fault != Fault::OlderDatabase || way == Way::Api,
        }
    }
}

/// What the cells share.
struct Stage<'a> {
    house: &'a House,
    exchange: &'a Exchange,
    desk: Option<Running>,
    /// Who looks, with a session that never ends.
    watcher: &'a Caller,
    chance: Chance,
    /// The number of the cell.
    number: u64,
}

/// Runs every cell with this program.
///
/// # Errors
/// A cell does not hold.
pub(crate) fn run(program: &Path, seed: u64, which: Which<'_>) -> Result<()> {
    let house = House::new(program)?.waiting_at_most(COMMANDS_WAITING);
    let began = Instant::now();
    match all(&house, seed, which) {
        Ok(()) => {
            say::line(format_args!("{} s", began.elapsed().as_secs()));
            house.raze()
        }
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

fn all(house: &House, seed: u64, which: Which<'_>) -> Result<()> {
    let exchange = house.start_exchange()?;
    let desk = Some(house.start_desk()?);
    house.add_person()?;
    let watcher = house.sign_in()?;
    let arrivals = Exchange::default();
    let over = AtomicBool::new(false);
    let mut stage = Stage {
        house,
        exchange: &arrivals,
        desk,
        watcher: &watcher,
        chance: Chance::new(seed),
        number: 0,
    };
    let failed = thread::scope(|scope| {
        scope.spawn(|| arrivals.follow(house, &over));
        let failed = stage.cells(which);
        over.store(true, Ordering::Relaxed);
        failed
    })?;
    drop((stage, exchange));
    match failed {
        0 => Ok(()),
        failed => bail!("{failed} of {} cells do not hold", Fault::ALL.len() * 5),
    }
}

impl Stage<'_> {
    /// Every cell; how many do not hold.
    fn cells(&mut self, which: Which<'_>) -> Result<usize> {
        let mut failed = 0;
        for fault in Fault::ALL {
            let ended = match fault {
                Fault::SessionOver => Some(fault::ended_session(self.house)?),
                Fault::DatabaseAway
                | Fault::QueueFull
                | Fault::VenueBroken
                | Fault::Killed
                | Fault::OlderDatabase => None,
            };
            for way in Way::ALL {
                self.number += 1;
                let name = format!("{fault:<18} × {way:<8}");
                if !which.has(&name, (way, fault)) {
                    continue;
                }
                let began = Instant::now();
                match self.cell((way, fault), ended.as_ref()) {
                    Ok(told) => {
                        let ms = began.elapsed().as_millis();
                        say::line(format_args!("{name}  held    {told} ({ms} ms in all)"));
                    }
                    Err(error) => {
                        failed += 1;
                        say::line(format_args!("{name}  FAILED  {error:#}"));
                        self.clear_up(fault)
                            .context("after a cell that did not hold")?;
                    }
                }
            }
        }
        Ok(failed)
    }

    fn cell(&mut self, (way, fault): (Way, Fault), ended: Option<&Caller>) -> Result<String> {
        let mut caller = self.watcher.twin();
        let wishes = Wishes::at(&mut caller)?;
        racers::opened(&mut caller, &wishes, self.number)?;
        let rested = racers::rest(&caller, &wishes, (self.number, RESTING))?;
        let older = match fault {
            Fault::OlderDatabase => Some(self.keep_database()?),
            Fault::DatabaseAway
            | Fault::QueueFull
            | Fault::VenueBroken
            | Fault::SessionOver
            | Fault::Killed => None,
        };
        self.exchange.clear()?;
        let race = Race::new(self.number, ORDERS).paced(PACE);
        let (took, answered, note) = self.press((way, fault), (&race, &wishes, ended))?;
        self.after((fault, older), &rested)?;
        let mut caller = self.watcher.twin();
        self.held(&mut caller, &wishes, fault)?;
        let cancelled = super::all_over(&mut caller, answered)?;
        let seen = self.exchange.settled()?;
        let orders = super::orders_by_id(&mut caller)?;
        let of_desk = |id: &str| super::sent_at(&mut caller.twin(), orders.get(id).copied());
        // What the journal forgot was sent before the answer, unless it came much later.
        let forgets = fault.forgets();
        let sent = |id: &str| Ok(of_desk(id)?.or(forgets.then_some(i64::MIN)));
        let racers = race.told();
        let told = Told::of(
            (way, false, cancelled),
            &racers,
            (&seen, answered, &rested),
            sent,
        )?;
        let busy = racers.refused.get("busy").copied().unwrap_or(0);
        if fault == Fault::QueueFull && busy == 0 {
            bail!("the queue was never full");
        }
        match told.wrong_beside_rest() {
            0 => {}
            wrong => bail!("{wrong} wrong: {told}"),
        }
        press::take_file_away(self.house)?;
        super::release(&mut caller)?;
        let full = match fault {
            Fault::QueueFull => format!(", {busy} orders told busy"),
            Fault::DatabaseAway
            | Fault::VenueBroken
            | Fault::SessionOver
            | Fault::Killed
            | Fault::OlderDatabase => String::new(),
        };
        Ok(format!(
            "answered after {took} ms, nothing open {cancelled} ms after it{full}{note}"
        ))
    }

    /// Lets orders race, strikes, presses; how long the answer took, when it came, and what else is to say.
    fn press(
        &mut self,
        (way, fault): (Way, Fault),
        (race, wishes, ended): (&Race, &Wishes, Option<&Caller>),
    ) -> Result<(i64, i64, &'static str)> {
        let (low, high) = BEFORE;
        let before = self.chance.between(low, high);
        let pid = self.desk.as_ref().context("no desk")?.id();
        let (house, watcher) = (self.house, self.watcher);
        thread::scope(|scope| {
            for racer in 0..fault.racers() {
                let caller = watcher.twin();
                scope.spawn(move || race.run(racer, caller, wishes));
            }
            let pressed = (|| {
                race.wait_for(before)?;
                if fault == Fault::VenueBroken {
                    // What it answers 5xx is asked about for half a minute: the callers go on once the switch has answered.
                    race.hold();
                    thread::sleep(UNDER_WAY);
                }
                fault.strike(house)?;
                if fault == Fault::QueueFull {
                    wait_for_busy(race)?;
                }
                let began = super::now_ms()?;
                let note = match ended {
                    Some(ended) => {
                        fault::pressed_without_session(house, way, (ended, watcher, pid))?
                    }
                    None => {
                        way.press(house, (&mut watcher.twin(), pid))?;
                        ""
                    }
                };
                let answered = super::now_ms()?;
                race.pressed(answered);
                race.let_go();
                if fault.goes_on() {
                    thread::sleep(GOES_ON);
                }
                Ok((answered.saturating_sub(began), answered, note))
            })();
            race.stop();
            pressed
        })
    }

    /// Ends the fault, or does what the fault is after the answer.
    fn after(&mut self, (fault, older): (Fault, Option<Older>), rested: &[String]) -> Result<()> {
        match fault {
            Fault::DatabaseAway => {
                self.ended_at_exchange(rested)
                    .context("with the database away")?;
                fault.lift(self.house)
            }
            Fault::VenueBroken | Fault::QueueFull | Fault::SessionOver => fault.lift(self.house),
            Fault::Killed => self.kill_and_start(|_| Ok(())),
            Fault::OlderDatabase => {
                let older = older.context("no older database")?;
                // The file would halt again by itself: here the latch has to.
                press::take_file_away(self.house)?;
                self.kill_and_start(|house| older.put_back(house))
            }
        }
    }

    /// Waits until the exchange has ended what rested.
    fn ended_at_exchange(&self, rested: &[String]) -> Result<()> {
        let until = Instant::now() + STATE_BOUND;
        loop {
            let seen = self.exchange.settled()?;
            if rested.iter().all(|id| seen.over.contains_key(id)) {
                return Ok(());
            }
            if Instant::now() >= until {
                bail!("orders that were to be cancelled rest at the exchange");
            }
            thread::sleep(LOOK);
        }
    }

    /// The halt is in force and says so to who wants to open; at once, but where the journal has to come back first.
    fn held(&self, caller: &mut Caller, wishes: &Wishes, fault: Fault) -> Result<()> {
        if !press::is_shown(caller)? {
            bail!("the halt that was acknowledged is not in force");
        }
        let until = Instant::now() + STATE_BOUND;
        for tried in 0_u64.. {
            let named = format!("held-{}-{tried}", self.number);
            let named = [("Idempotency-Key", named.as_str())];
            let answer = caller.send("POST", "/api/v1/orders", wishes.racing(0), &named)?;
            let rule = crate::ticket::reason(&answer);
            if rule == press::RULE {
                return Ok(());
            }
            let waits = fault == Fault::DatabaseAway && rule == "not-recorded";
            let waits = waits || (fault == Fault::QueueFull && rule == "busy");
            if !waits || Instant::now() >= until {
                bail!(
                    "an order after the halt was answered {} {rule}",
                    answer.status
                );
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    fn kill_and_start(&mut self, between: impl FnOnce(&House) -> Result<()>) -> Result<()> {
        self.desk.take().context("no desk")?.kill()?;
        between(self.house)?;
        self.desk = Some(self.house.start_desk()?);
        Ok(())
    }

    /// Stops the desk in good order, keeps its database as a backup does, and starts it again.
    fn keep_database(&mut self) -> Result<Older> {
        self.desk.take().context("no desk")?.stop()?;
        let older = Older::keep(self.house)?;
        self.desk = Some(self.house.start_desk()?);
        // What rests was placed before: whether a further order opens already is not waited for.
        Ok(older)
    }

    /// Makes the stage fit for the next cell.
    fn clear_up(&mut self, fault: Fault) -> Result<()> {
        fault.lift(self.house)?;
        press::take_file_away(self.house)?;
        if let Some(desk) = self.desk.take() {
            drop(desk);
        }
        self.desk = Some(self.house.start_desk()?);
        let mut caller = self.watcher.twin();
        if !press::is_shown(&mut caller)? {
            Way::Api.press(self.house, (&mut caller, 0))?;
        }
        super::all_over(&mut caller, super::now_ms()?)?;
        super::release(&mut caller)
    }
}

/// Waits until an order was told that the desk is busy.
fn wait_for_busy(race: &Race) -> Result<()> {
    let until = Instant::now() + STATE_BOUND;
    while race.refused("busy") == 0 {
        if Instant::now() >= until {
            bail!("the queue does not fill");
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
