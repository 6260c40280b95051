//! People in a hurry: threads that place, cancel and ask again, and remember what they were told.
//! Never treats silence as an answer: a request without one is asked again under its own name.

use crate::chance::Chance;
use crate::http::Caller;
use crate::ledgers::Acknowledged;
use crate::ticket::{best_cents, cents, placed, reason};
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// What is traded.
const SYMBOL: &str = "BTC-USDT";
/// Orders a trader lets stand before cancelling the oldest.
const STANDING_MAX: usize = 6;
/// Pause between two deeds of one trader, at least and at most.
const PAUSE_MS: (u64, u64) = (1, 25);

/// One trader, across all crashes.
#[derive(Debug)]
pub(crate) struct Trader {
    name: u64,
    chance: Chance,
    asked: u64,
    /// A request whose answer never came: its name and body.
    open_question: Option<(String, Value)>,
    standing: Vec<u64>,
    /// What it was told.
    pub(crate) told: Told,
}

/// What traders were told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// Orders acknowledged.
    pub(crate) acknowledged: BTreeSet<Acknowledged>,
    /// Requests refused, by the problem's name or the gate's rule.
    pub(crate) refused: BTreeMap<String, u64>,
    /// Requests whose answer was lost to a crash.
    pub(crate) unanswered: u64,
    /// Cancels taken.
    pub(crate) cancels: u64,
}

impl Trader {
    /// A trader with its own chance.
    pub(crate) const fn new(name: u64, chance: Chance) -> Self {
        Self {
            name,
            chance,
            asked: 0,
            open_question: None,
            standing: Vec::new(),
            told: Told {
                acknowledged: BTreeSet::new(),
                refused: BTreeMap::new(),
                unanswered: 0,
                cancels: 0,
            },
        }
    }

    /// Trades until told to stop or until the desk stops answering.
    pub(crate) fn trade(&mut self, mut caller: Caller, stop: &AtomicBool) -> Result<()> {
        while !stop.load(Ordering::Relaxed) {
            match self.deed(&mut caller) {
                Ok(()) => {}
                Err(Deed::Unanswered) => {
                    self.told.unanswered += 1;
                    return Ok(());
                }
                Err(Deed::Impossible(error)) => return Err(error),
            }
            let (low, high) = PAUSE_MS;
            thread::sleep(Duration::from_millis(self.chance.between(low, high)));
        }
        Ok(())
    }

    /// Asks again what was never answered, under the same name.
    pub(crate) fn settle(&mut self, caller: &mut Caller) -> Result<()> {
        let Some((name, body)) = self.open_question.clone() else {
            return Ok(());
        };
        match self.place(caller, &name, &body) {
            Ok(()) => Ok(()),
            Err(Deed::Unanswered) => bail!("the desk does not answer when all is quiet"),
            Err(Deed::Impossible(error)) => Err(error),
        }
    }

    fn deed(&mut self, caller: &mut Caller) -> Result<(), Deed> {
        if let Some((name, body)) = self.open_question.clone() {
            return self.place(caller, &name, &body);
        }
        if self.standing.len() >= STANDING_MAX || self.chance.between(1, 10) == 1 {
            return self.cancel(caller);
        }
        let body = self.wish(caller)?;
        self.asked += 1;
        let name = format!("t{}-{}", self.name, self.asked);
        self.open_question = Some((name.clone(), body.clone()));
        self.place(caller, &name, &body)
    }

    fn wish(&mut self, caller: &mut Caller) -> Result<Value, Deed> {
        let path = format!("/api/v1/book/{SYMBOL}");
        let book = caller.get(&path).map_err(|_| Deed::Unanswered)?;
        let side = if self.chance.between(0, 1) == 0 {
            "buy"
        } else {
            "sell"
        };
        let qty = format!("0.00{}", self.chance.between(1, 4));
        let levels = if side == "buy" { "bids" } else { "asks" };
        let best = book.json().ok().and_then(|book| best_cents(&book, levels));
        let wish = match (self.chance.between(1, 10), best) {
            (1..=4, _) | (_, None) => json!({"kind": "market"}),
            (5..=6, Some(best)) => {
                json!({"kind": "limit", "price": cents(best), "time_in_force": "ioc"})
            }
            (_, Some(best)) => {
                let away = self.chance.between(10, 200);
                let share = if side == "buy" {
                    10_000 - away
                } else {
                    10_000 + away
                };
                json!({"kind": "limit", "price": cents(best / 10_000 * share)})
            }
        };
        let mut body = json!({"symbol": SYMBOL, "side": side, "qty": qty});
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), wish) {
            body.extend(more);
        }
        Ok(body)
    }

    fn place(&mut self, caller: &mut Caller, name: &str, body: &Value) -> Result<(), Deed> {
        let answer = caller
            .send("POST", "/api/v1/orders", body, &[("Idempotency-Key", name)])
            .map_err(|_| Deed::Unanswered)?;
        match answer.status {
            200 | 201 => {
                let (order, client_id) = placed(&answer).map_err(Deed::Impossible)?;
                self.standing.push(order);
                self.told.acknowledged.insert((order, client_id));
            }
            400..=499 => *self.told.refused.entry(reason(&answer)).or_default() += 1,
            // Busy or stopping: nothing was done, and the same name is asked again.
            503 => return Ok(()),
            status => {
                let error =
                    anyhow::anyhow!("an order was answered with {status}: {}", answer.text());
                return Err(Deed::Impossible(error));
            }
        }
        self.open_question = None;
        Ok(())
    }

    fn cancel(&mut self, caller: &mut Caller) -> Result<(), Deed> {
        if self.standing.is_empty() {
            return Ok(());
        }
        let order = self.standing.remove(0);
        let path = format!("/api/v1/orders/{order}");
        let answer = caller
            .send("DELETE", &path, &json!({}), &[])
            .map_err(|_| Deed::Unanswered)?;
        if answer.status == 202 {
            self.told.cancels += 1;
        }
        Ok(())
    }
}

/// Why a deed came to nothing.
#[derive(Debug)]
enum Deed {
    /// No answer came: the desk is dead, or dying.
    Unanswered,
    /// An answer that must not be.
    Impossible(anyhow::Error),
}

impl Told {
    /// Both together.
    pub(crate) fn with(mut self, other: &Self) -> Self {
        self.acknowledged.extend(other.acknowledged.iter().cloned());
        for (reason, count) in &other.refused {
            *self.refused.entry(reason.clone()).or_default() += count;
        }
        self.unanswered += other.unanswered;
        self.cancels += other.cancels;
        self
    }
}

#[cfg(test)]
mod tests;
