//! The switch by scope, and of everything on four accounts: two desks with two accounts each, each desk with an exchange of its own.
//! Every order of a scope ends and no other does.
// GATE-10

use super::arrivals::Exchange;
use super::press;
use super::racers::{self, Wishes};
use super::{LOOK, STATE_BOUND};
use crate::house::{House, Running};
use crate::http::Caller;
use crate::reading;
use crate::say;
use anyhow::{Context as _, Result, bail};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

/// Orders at rest on the four accounts together.
const RESTING: u64 = 200;
/// Orders at rest on the two accounts of a desk when a scope is pressed.
const OF_A_SCOPE: u64 = 12;
/// Everything open is known to be cancelled within this after the answer, in milliseconds: the aim.
const CANCELLED_MS_AIM: i64 = 5_000;

/// A scope, and whether it holds the orders on spot and those of the contract.
const SCOPES: [(&str, Held, Held); 6] = [
    ("venue:simex", Held::All, Held::All),
    ("account:1", Held::All, Held::Nothing),
    ("account:2", Held::Nothing, Held::All),
    ("symbol:ETH/USDT", Held::All, Held::Nothing),
    ("symbol:BTC/USDT:USDT", Held::Nothing, Held::All),
    ("symbol:LTC/USDT", Held::Nothing, Held::Nothing),
];

/// What of some orders a scope holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    All,
    Nothing,
}

/// A desk with its exchange.
struct Side<'a> {
    house: &'a House,
    exchange: &'a Exchange,
    caller: Caller,
    _running: (Running, Running),
}

/// Presses everything on four accounts, and then each scope in turn on two of them.
///
/// # Errors
/// An order stayed open, or one ended that was in no scope.
pub(super) fn run(program: &Path) -> Result<()> {
    let houses = [House::new(program)?, House::new(program)?];
    let exchanges = [Exchange::default(), Exchange::default()];
    let over = AtomicBool::new(false);
    let told = thread::scope(|scope| {
        let told = (|| {
            let mut sides = Vec::new();
            for (house, exchange) in houses.iter().zip(&exchanges) {
                sides.push(Side::open(house, exchange)?);
                let over = &over;
                scope.spawn(move || exchange.follow(house, over));
            }
            everything(&sides)?;
            let first = sides.first().context("no desk")?;
            SCOPES
                .iter()
                .zip(1..)
                .try_for_each(|(scope, number)| first.scope(number, *scope))
        })();
        over.store(true, Ordering::Relaxed);
        told
    });
    match told {
        Ok(()) => houses.into_iter().try_for_each(House::raze),
        Err(error) => {
            for house in &houses {
                let folder = house.folder().display();
                say::line(format_args!("everything stays in {folder}"));
            }
            Err(error)
        }
    }
}

/// Presses everything at both desks at once, with orders at rest on all four accounts.
fn everything(sides: &[Side<'_>]) -> Result<()> {
    let desks = u64::try_from(sides.len())?;
    let mut rested = Vec::new();
    for side in sides {
        let mut caller = side.caller.twin();
        let wishes = Wishes::at(&mut caller)?;
        racers::opened(&mut caller, &wishes, 0)?;
        rested.push(racers::rest(&caller, &wishes, (0, RESTING / desks))?);
    }
    let took = thread::scope(|scope| -> Result<Vec<(i64, i64)>> {
        let presses: Vec<_> = sides
            .iter()
            .map(|side| scope.spawn(|| side.press_all()))
            .collect();
        presses
            .into_iter()
            .map(|press| {
                press
                    .join()
                    .map_err(|_| anyhow::anyhow!("a press broke down"))?
            })
            .collect()
    })?;
    for (side, rested) in sides.iter().zip(&rested) {
        let seen = side.exchange.settled()?;
        let open = rested.iter().filter(|id| !seen.over.contains_key(*id));
        if open.count() > 0 {
            bail!("orders stay open at an exchange");
        }
        super::release(&mut side.caller.twin())?;
    }
    let answered = took.iter().map(|(answered, _)| *answered).max();
    let over = took.iter().map(|(_, over)| *over).max().unwrap_or(0);
    say::line(format_args!(
        "everything on four accounts of two desks, {RESTING} orders at rest: answered after {} ms, all known to be cancelled {over} ms \
         after the answer (aim {CANCELLED_MS_AIM} ms)",
        answered.unwrap_or(0)
    ));
    if over > CANCELLED_MS_AIM {
        bail!("it took longer than {CANCELLED_MS_AIM} ms");
    }
    Ok(())
}

impl<'a> Side<'a> {
    fn open(house: &'a House, exchange: &'a Exchange) -> Result<Self> {
        let running = (house.start_exchange()?, house.start_desk()?);
        house.add_person()?;
        Ok(Self {
            house,
            exchange,
            caller: house.sign_in()?,
            _running: running,
        })
    }

    /// Halts and cancels everything; how long the answer took, and how long after it nothing was open.
    fn press_all(&self) -> Result<(i64, i64)> {
        let mut caller = self.caller.twin();
        let began = super::now_ms()?;
        super::Way::Api.press(self.house, (&mut caller, 0))?;
        let answered = super::now_ms()?;
        let over = super::all_over(&mut caller, answered)?;
        Ok((answered.saturating_sub(began), over))
    }

    /// Presses one scope, and holds what the exchange ended against it.
    fn scope(&self, number: u64, (scope, spot, contract): (&str, Held, Held)) -> Result<()> {
        let mut caller = self.caller.twin();
        let wishes = Wishes::at(&mut caller)?;
        racers::opened(&mut caller, &wishes, number)?;
        self.exchange.clear()?;
        let rested = racers::rest(&caller, &wishes, (number, OF_A_SCOPE))?;
        // They rest in turns on spot and of the contract.
        let held = [spot, contract].into_iter().cycle();
        let of = rested.iter().zip(held);
        let (in_scope, out): (Vec<_>, Vec<_>) = of.partition(|(_, held)| *held == Held::All);
        let wish = json!({"scope": scope, "reach": "and-cancel", "reason": "a scope"});
        caller.send("POST", "/api/v1/halts", &wish, &[])?.ok()?;
        let answered = Instant::now();
        let took = loop {
            let open = reading::pages(&mut caller, "/api/v1/orders?state=open", "orders")?;
            if open.len() == out.len() {
                break answered.elapsed().as_millis();
            }
            if open.len() < out.len() || answered.elapsed() >= STATE_BOUND {
                bail!("{scope}: {} are open, not {}", open.len(), out.len());
            }
            thread::sleep(LOOK);
        };
        let refused = self.refused(number, &wishes)?;
        let wanted = [spot, contract].map(|held| held == Held::All);
        if refused != wanted {
            bail!("{scope}: refused on spot and of the contract {refused:?}, not {wanted:?}");
        }
        let seen = self.exchange.settled()?;
        let over = |orders: &[(&String, Held)]| {
            let over = orders.iter().filter(|(id, _)| seen.over.contains_key(*id));
            over.count()
        };
        if (over(&in_scope), over(&out)) != (in_scope.len(), 0) {
            bail!(
                "{scope}: {} and {} ended at the exchange",
                over(&in_scope),
                over(&out)
            );
        }
        say::line(format_args!(
            "{scope:<22} {} orders cancelled {took} ms after the answer, {} go on",
            in_scope.len(),
            out.len()
        ));
        let wish = json!({"scope": scope, "reason": "the scope is over"});
        caller
            .send("POST", "/api/v1/halts/release", &wish, &[])?
            .ok()?;
        let wish = json!({"scope": "global", "reason": "the scope is over"});
        caller.send("POST", "/api/v1/cancels", &wish, &[])?.ok()?;
        super::all_over(&mut caller, super::now_ms()?).map(drop)
    }

    /// Whether an order on spot and one of the contract are refused because of the halt; else they are taken.
    fn refused(&self, number: u64, wishes: &Wishes) -> Result<[bool; 2]> {
        let mut caller = self.caller.twin();
        let mut refused = [false; 2];
        for (refused, turn) in refused.iter_mut().zip(0..) {
            let name = format!("scope-{number}-{turn}");
            let named = [("Idempotency-Key", name.as_str())];
            let wish = wishes.racing(turn);
            let answer = caller.send("POST", "/api/v1/orders", wish, &named)?;
            let rule = crate::ticket::reason(&answer);
            *refused = rule == press::RULE;
            if !*refused && !(200..300).contains(&answer.status) {
                bail!(
                    "an order outside the scope was answered {} {rule}",
                    answer.status
                );
            }
        }
        Ok(refused)
    }
}
