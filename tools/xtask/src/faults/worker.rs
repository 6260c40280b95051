//! A person with many orders under way: takes the next order of the plan, orders its fault, places it, cancels it later.
//! Never treats silence as an answer: a request without one is asked again under its own name.

use super::arena::{Arena, now_ms};
use super::matrix::{Effect, Fault, Target, Task, Wish};
use super::wishes::{self, Market};
use crate::chance::Chance;
use crate::http::Caller;
use crate::ledgers::Acknowledged;
use crate::ticket::{placed, reason};
use anyhow::{Result, anyhow, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

/// Longest that one order may take to be acknowledged, outages included.
const TAKEN_BOUND: Duration = Duration::from_secs(120);
/// Pause after an answer that was not given or that says to come again.
const AGAIN: Duration = Duration::from_millis(40);
/// Orders that one worker lets stand at most.
const STANDING_MAX: usize = 12;
/// How long an order may stand before it is cancelled, at most.
const STANDS_MS_MAX: u64 = 3_000;
/// How long a racing order stands, at most.
const RACE_MS_MAX: u64 = 250;
/// The wish to cancel an order whose number is a multiple of this is a wish to cancel everything open, of all workers.
const ENDS_ALL_EVERY: u64 = 25;
/// How long after an acknowledgement a process is killed, at most.
const STRIKE_MS_MAX: u64 = 30;

/// A fault beside an order that the exchange's ledger does not tell of, and when it was over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beside {
    pub(super) fault: &'static str,
    pub(super) order: String,
    /// In milliseconds of the machine's clock.
    pub(super) over_at: i64,
}

/// What a worker was told.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) acknowledged: Vec<Acknowledged>,
    pub(super) beside: Vec<Beside>,
    pub(super) refused: BTreeMap<String, u64>,
    pub(super) unanswered: u64,
    pub(super) cancels: u64,
    /// Leverages that the desk took to be set.
    pub(super) settings: u64,
}

impl Told {
    /// Takes what another worker was told.
    pub(super) fn add(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.beside.extend(other.beside);
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
        self.unanswered += other.unanswered;
        self.cancels += other.cancels;
        self.settings += other.settings;
    }
}

/// An order to be cancelled.
#[derive(Debug)]
struct Standing {
    order: Acknowledged,
    market: Market,
    due: Instant,
    fault: Option<&'static Fault>,
    /// The order that shall take its place, with the name of the request; without one it is cancelled.
    by: Option<(String, Value)>,
}

/// One worker.
#[derive(Debug)]
pub(super) struct Worker<'a> {
    arena: &'a Arena<'a>,
    caller: Caller,
    standing: Vec<Standing>,
    pub(super) told: Told,
}

impl<'a> Worker<'a> {
    /// A worker with a connection of its own.
    pub(super) fn new(arena: &'a Arena<'a>, caller: &Caller) -> Self {
        Self {
            arena,
            caller: caller.twin(),
            standing: Vec::new(),
            told: Told::default(),
        }
    }

    /// Takes one order of the plan to its acknowledgement, with whatever befalls it.
    pub(super) fn take(&mut self, number: u64, mut task: Task) -> Result<()> {
        self.cancel_due(Instant::now())?;
        let market = Market::drawn(&mut task);
        let early = task.fault.filter(|fault| fault.target != Target::Cancel);
        if let Some(fault) = early {
            self.arena.order(&fault.orders(&mut task.chance, market))?;
        }
        if let Some(leverage) = task.leverage {
            self.lever(market, leverage);
        }
        let orders = self.acknowledge(number, &mut task, market)?;
        self.told.acknowledged.extend(orders.iter().cloned());
        let Some(order) = orders.into_iter().next() else {
            bail!("an acknowledgement without an order");
        };
        if let Some(fault) = early {
            self.strike(fault, &mut task.chance)?;
            if !fault.is_told() {
                self.told.beside.push(Beside {
                    fault: fault.name,
                    order: order.1.clone(),
                    over_at: now_ms(),
                });
            }
        }
        let Some(longest) = stands_ms_max(task.wish) else {
            return Ok(());
        };
        let by = if task.wish == Wish::Replaced {
            wishes::order(&mut self.caller, &mut task, market)
        } else {
            None
        };
        self.standing.push(Standing {
            order,
            market,
            due: Instant::now() + Duration::from_millis(task.chance.between(0, longest)),
            fault: task.fault.filter(|fault| fault.target == Target::Cancel),
            by: by.map(|by| (format!("f{number}-by"), by)),
        });
        Ok(())
    }

    /// Cancels everything that still stands.
    pub(super) fn finish(&mut self) -> Result<()> {
        while let Some(last) = self.standing.iter().map(|standing| standing.due).max() {
            thread::sleep(last.saturating_duration_since(Instant::now()));
            self.cancel_due(last)?;
        }
        Ok(())
    }

    /// What befalls everybody.
    fn strike(&self, fault: &Fault, chance: &mut Chance) -> Result<()> {
        match fault.target {
            Target::Kill(victim) => {
                thread::sleep(Duration::from_millis(chance.between(0, STRIKE_MS_MAX)));
                self.arena.kill(victim, chance)
            }
            Target::Skew(ahead_ms) => self.arena.skew(ahead_ms),
            Target::Cut => {
                self.arena.cut();
                Ok(())
            }
            Target::ListenKey => {
                self.arena.end_listen_key();
                Ok(())
            }
            Target::Place
            | Target::Cancel
            | Target::Query
            | Target::Fills
            | Target::Event(_)
            | Target::Market
            | Target::Marks
            | Target::Setting => Ok(()),
        }
    }

    /// Has a leverage set. It is never asked for again: what is set in the end is compared.
    fn lever(&mut self, market: Market, leverage: u64) {
        let setting = format!("leverage:{}:{leverage}", market.canonical());
        let wish = json!({"setting": setting, "reason": "the campaign turns"});
        let path = "/api/v1/contracts/settings";
        match self.caller.send("POST", path, &wish, &[]) {
            Ok(answer) if answer.status == 202 => self.told.settings += 1,
            Ok(answer) => *self.told.refused.entry(reason(&answer)).or_default() += 1,
            Err(_) => self.told.unanswered += 1,
        }
    }

    /// Asks until one wish of this number is acknowledged. A wish that is refused is replaced by one of the same kind.
    fn acknowledge(
        &mut self,
        number: u64,
        task: &mut Task,
        market: Market,
    ) -> Result<Vec<Acknowledged>> {
        let path = if task.wish == Wish::Pair {
            "/api/v1/oco"
        } else {
            "/api/v1/orders"
        };
        let until = Instant::now() + TAKEN_BOUND;
        let (mut tried, mut body) = (0_u64, None);
        while Instant::now() < until {
            let wish = match body.clone() {
                Some(wish) => wish,
                None => match wishes::order(&mut self.caller, task, market) {
                    Some(wish) => wish,
                    None => {
                        thread::sleep(AGAIN);
                        continue;
                    }
                },
            };
            let name = format!("f{number}-{tried}");
            match self.place((path, &name), &wish)? {
                Placing::Done(orders) => return Ok(orders),
                Placing::Refused => {
                    tried += 1;
                    body = None;
                    // What there is to reduce may be promised to others already.
                    task.effect = Effect::Any;
                }
                Placing::Again => body = Some(wish),
            }
            thread::sleep(AGAIN);
        }
        bail!(
            "order {number} of the plan was not acknowledged within {} s",
            TAKEN_BOUND.as_secs()
        )
    }

    fn place(&mut self, (path, name): (&str, &str), wish: &Value) -> Result<Placing> {
        let named = [("Idempotency-Key", name)];
        let Ok(answer) = self.caller.send("POST", path, wish, &named) else {
            self.told.unanswered += 1;
            return Ok(Placing::Again);
        };
        match answer.status {
            200 | 201 => match answer.json()?.get("list") {
                None => Ok(Placing::Done(vec![placed(&answer)?])),
                // Asked again by its name, a pair whose orders could not be read is answered in the same way.
                Some(_) => Ok(self
                    .pair(&answer.json()?)
                    .map_or(Placing::Again, Placing::Done)),
            },
            400..=499 => {
                *self.told.refused.entry(reason(&answer)).or_default() += 1;
                Ok(Placing::Refused)
            }
            // Busy, stopping or not recorded: nothing was done, and the same name is asked again.
            503 => Ok(Placing::Again),
            status => Err(anyhow!(
                "an order was answered with {status}: {}",
                answer.text()
            )),
        }
    }

    /// Both orders of a pair; `None` while the desk does not answer.
    fn pair(&mut self, placed: &Value) -> Option<Vec<Acknowledged>> {
        let mut orders = Vec::new();
        for leg in ["target", "stop"] {
            let order = placed.get(leg)?.as_u64()?;
            let path = format!("/api/v1/orders/{order}");
            let life = self.caller.get(&path).ok()?.json().ok()?;
            let client_id = life.get("order")?.get("client_id")?.as_str()?;
            orders.push((order, client_id.to_owned()));
        }
        Some(orders)
    }

    fn cancel_due(&mut self, now: Instant) -> Result<()> {
        let crowded = self.standing.len().saturating_sub(STANDING_MAX);
        let (mut kept, mut due) = (Vec::new(), Vec::new());
        for (index, standing) in self.standing.drain(..).enumerate() {
            if standing.due <= now || index < crowded {
                due.push(standing);
            } else {
                kept.push(standing);
            }
        }
        self.standing = kept;
        for standing in due {
            self.cancel(standing)?;
        }
        Ok(())
    }

    /// Puts another order in the place of one; where that cannot be, the one is cancelled.
    fn replace(&mut self, standing: Standing, (name, by): (String, Value)) -> Result<()> {
        let path = format!("/api/v1/orders/{}/replace", standing.order.0);
        let mut next = Standing {
            due: Instant::now() + AGAIN,
            by: None,
            ..standing
        };
        match self.place((&path, &name), &by)? {
            Placing::Done(orders) => {
                self.told.acknowledged.extend(orders.iter().cloned());
                let new = orders.into_iter().next();
                next.order = new.unwrap_or(next.order);
            }
            Placing::Refused => {}
            Placing::Again => next.by = Some((name, by)),
        }
        self.standing.push(next);
        Ok(())
    }

    fn cancel(&mut self, mut standing: Standing) -> Result<()> {
        if let Some(by) = standing.by.take() {
            return self.replace(standing, by);
        }
        if let Some(fault) = standing.fault {
            let mut chance = Chance::new(standing.order.0);
            self.arena
                .order(&fault.orders(&mut chance, standing.market))?;
        }
        let path = match standing.order.0 % ENDS_ALL_EVERY {
            0 => "/api/v1/orders".to_owned(),
            _ => format!("/api/v1/orders/{}", standing.order.0),
        };
        match self.caller.send("DELETE", &path, &json!({}), &[]) {
            Ok(answer) if answer.status == 202 => self.told.cancels += 1,
            Ok(_) => {}
            // The desk is away, and does not know the wish; it is made again.
            Err(_) => self.standing.push(Standing {
                order: standing.order,
                market: standing.market,
                due: Instant::now() + AGAIN,
                fault: None,
                by: None,
            }),
        }
        Ok(())
    }
}

/// How long an order of this kind stands at most before it is cancelled; `None` of one that ends by itself.
const fn stands_ms_max(wish: Wish) -> Option<u64> {
    match wish {
        Wish::Racing => Some(RACE_MS_MAX),
        Wish::Crossing
        | Wish::Resting
        | Wish::Maker
        | Wish::Stop
        | Wish::StopLimit
        | Wish::TakeProfit
        | Wish::TakeProfitLimit
        | Wish::Trailing
        | Wish::Pair
        | Wish::Replaced => Some(STANDS_MS_MAX),
        Wish::Market | Wish::ImmediateOrCancel | Wish::FillOrKill | Wish::GoodTill => None,
    }
}

/// What became of a request.
#[derive(Debug)]
enum Placing {
    Done(Vec<Acknowledged>),
    Refused,
    Again,
}
