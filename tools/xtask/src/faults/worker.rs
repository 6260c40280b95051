//! A person with many orders under way: takes the next order of the plan, orders its fault, places it, cancels it later.
//! Never treats silence as an answer: a request without one is asked again under its own name.

use super::arena::{Arena, now_ms};
use super::matrix::{Fault, Target, Task, Wish};
use crate::chance::Chance;
use crate::http::Caller;
use crate::ledgers::Acknowledged;
use crate::ticket::{best_cents, cents, placed, reason};
use anyhow::{Result, anyhow, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

/// What is traded: the symbol, the exchange's name for it, the step of quantities as text before the drawn digit.
const MARKETS: [Market; 2] = [
    Market {
        symbol: "BTC-USDT",
        at_venue: "BTCUSDT",
        step: "0.00",
    },
    Market {
        symbol: "ETH-USDT",
        at_venue: "ETHUSDT",
        step: "0.0",
    },
];
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
/// How long an order is good that names an instant, in milliseconds.
const TILL_MS: i64 = 1_500;
/// How long after an acknowledgement a process is killed, at most.
const STRIKE_MS_MAX: u64 = 30;

#[derive(Debug, Clone, Copy)]
struct Market {
    symbol: &'static str,
    at_venue: &'static str,
    step: &'static str,
}

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
    }
}

/// An order to be cancelled.
#[derive(Debug)]
struct Standing {
    order: Acknowledged,
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
        let [one, other] = MARKETS;
        let market = if task.chance.between(0, 1) == 0 {
            one
        } else {
            other
        };
        let early = task.fault.filter(|fault| fault.target != Target::Cancel);
        if let Some(fault) = early {
            let orders = fault.orders(&mut task.chance, market.at_venue);
            self.arena.order(&orders)?;
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
            self.wish(&mut task, market)
        } else {
            None
        };
        self.standing.push(Standing {
            order,
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
            Target::Place
            | Target::Cancel
            | Target::Query
            | Target::Fills
            | Target::Event(_)
            | Target::Market => Ok(()),
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
                None => match self.wish(task, market) {
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

    fn wish(&mut self, task: &mut Task, market: Market) -> Option<Value> {
        let path = format!("/api/v1/book/{}", market.symbol);
        let book = self.caller.get(&path).ok()?.json().ok()?;
        let chance = &mut task.chance;
        let [buy, sell] = Side::BOTH;
        let side = if chance.between(0, 1) == 0 { buy } else { sell };
        let qty = format!("{}{}", market.step, chance.between(1, 4));
        let (own, other) = (best_cents(&book, side.own)?, best_cents(&book, side.other)?);
        let share = chance.between(5, 60);
        let near = chance.between(0, 4);
        let kind = match task.wish {
            Wish::Market => json!({"kind": "market"}),
            Wish::Crossing => limit(side.beyond(other, 1), "gtc"),
            Wish::Resting | Wish::Replaced => limit(side.behind(own, share), "gtc"),
            Wish::Racing => limit(own, "gtc"),
            Wish::ImmediateOrCancel => limit(other, "ioc"),
            Wish::FillOrKill => limit(side.beyond(other, 5), "fok"),
            Wish::Maker => json!({"kind": "limit-maker", "price": cents(side.behind(own, share))}),
            Wish::Stop => json!({"kind": "stop", "trigger": cents(side.beyond(other, 1 + near))}),
            Wish::StopLimit => json!({
                "kind": "stop-limit",
                "trigger": cents(side.beyond(other, 1 + near)),
                "price": cents(side.beyond(other, 8)),
            }),
            Wish::TakeProfit => {
                json!({"kind": "take-profit", "trigger": cents(side.behind(own, 1 + near))})
            }
            Wish::TakeProfitLimit => json!({
                "kind": "take-profit-limit",
                "trigger": cents(side.behind(own, 1 + near)),
                "price": cents(side.behind(own, near)),
            }),
            Wish::Trailing => {
                json!({"kind": "trailing-stop", "trailing_delta": (10 + share).to_string()})
            }
            Wish::GoodTill => {
                let mut kind = limit(side.behind(own, share), "gtd");
                let till = now_ms().saturating_add(TILL_MS);
                kind.as_object_mut()?
                    .insert("good_till".to_owned(), json!(till.to_string()));
                kind
            }
            Wish::Pair => json!({
                "target": {"kind": "limit-maker", "price": cents(side.behind(own, share))},
                "stop": {"kind": "stop", "trigger": cents(side.beyond(other, 5 + near))},
            }),
        };
        let mut body = json!({"symbol": market.symbol, "side": side.name, "qty": qty});
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), kind) {
            body.extend(more);
        }
        Some(body)
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
            self.arena.order(&fault.orders(&mut chance, ""))?;
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

/// A side of the market, with the lists of a book that it joins and takes from.
#[derive(Debug, Clone, Copy)]
struct Side {
    name: &'static str,
    own: &'static str,
    other: &'static str,
}

impl Side {
    const BOTH: [Self; 2] = [
        Self {
            name: "buy",
            own: "bids",
            other: "asks",
        },
        Self {
            name: "sell",
            own: "asks",
            other: "bids",
        },
    ];

    /// A price worse for us by so many ten-thousandths: it takes, or triggers.
    fn beyond(self, price: u64, share: u64) -> u64 {
        match self.name {
            "buy" => price + price / 10_000 * share,
            _ => price - price / 10_000 * share,
        }
    }

    /// A price better for us by so many ten-thousandths: it rests.
    fn behind(self, price: u64, share: u64) -> u64 {
        match self.name {
            "buy" => price - price / 10_000 * share,
            _ => price + price / 10_000 * share,
        }
    }
}

fn limit(price: u64, time_in_force: &str) -> Value {
    json!({"kind": "limit", "price": cents(price), "time_in_force": time_in_force})
}
