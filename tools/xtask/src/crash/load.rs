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
pub(crate) const MARKETS: [Market; 2] = [
    Market {
        symbol: "BTC-USDT",
        tick: 1,
        least: 1,
        product: Product::Spot,
    },
    Market {
        symbol: "BTC-USDT:USDT",
        tick: 10,
        least: 2,
        product: Product::Contract,
    },
];
/// Leverages that are set, at least and at most.
const LEVERAGE: (u64, u64) = (8, 20);
/// Orders a trader lets stand before cancelling the oldest.
const STANDING_MAX: usize = 6;
/// Pause between two deeds of one trader, at least and at most.
const PAUSE_MS: (u64, u64) = (1, 25);

/// One market of the load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Market {
    symbol: &'static str,
    /// The step of prices in hundredths.
    tick: u64,
    /// The least quantity in thousandths.
    least: u64,
    product: Product,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Product {
    Spot,
    Contract,
}

impl Market {
    /// The smallest order that can be wished here.
    pub(crate) fn smallest(self) -> Value {
        let qty = format!("0.00{}", self.least);
        json!({"symbol": self.symbol, "side": "buy", "qty": qty, "kind": "market"})
    }
}

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
    /// How many of them are for contracts.
    pub(crate) contracts: u64,
    /// Leverages that the desk took to be set.
    pub(crate) settings: u64,
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
                contracts: 0,
                settings: 0,
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
        let [spot, contract] = MARKETS;
        let market = match self.chance.between(0, 1) {
            0 => spot,
            _ => contract,
        };
        if market.product == Product::Contract && self.chance.between(1, 20) == 1 {
            return self.lever(caller);
        }
        let body = self.wish(caller, market)?;
        self.asked += 1;
        let name = format!("t{}-{}", self.name, self.asked);
        self.open_question = Some((name.clone(), body.clone()));
        self.place(caller, &name, &body)
    }

    /// Has a leverage set. It is never asked for again: what is set in the end is compared.
    fn lever(&mut self, caller: &mut Caller) -> Result<(), Deed> {
        let (low, high) = LEVERAGE;
        let leverage = self.chance.between(low, high);
        let setting = format!("leverage:BTC/USDT:USDT:{leverage}");
        let wish = json!({"setting": setting, "reason": "the load turns"});
        let answer = caller
            .send("POST", "/api/v1/contracts/settings", &wish, &[])
            .map_err(|_| Deed::Unanswered)?;
        match answer.status {
            202 => self.told.settings += 1,
            503 => {}
            _ => *self.told.refused.entry(reason(&answer)).or_default() += 1,
        }
        Ok(())
    }

    fn wish(&mut self, caller: &mut Caller, market: Market) -> Result<Value, Deed> {
        let path = format!("/api/v1/book/{}", market.symbol);
        let book = caller.get(&path).map_err(|_| Deed::Unanswered)?;
        let side = if self.chance.between(0, 1) == 0 {
            "buy"
        } else {
            "sell"
        };
        let qty = format!("0.00{}", self.chance.between(market.least, 4));
        let levels = if side == "buy" { "bids" } else { "asks" };
        let best = book.json().ok().and_then(|book| best_cents(&book, levels));
        let priced = |hundredths: u64| cents(hundredths - hundredths % market.tick);
        let moved = |best: u64, away: u64, ahead: &str| match side == ahead {
            true => best / 10_000 * (10_000 + away),
            false => best / 10_000 * (10_000 - away),
        };
        let away = self.chance.between(10, 200);
        let wish = match (self.chance.between(1, 11), best) {
            (1..=4, _) | (_, None) => json!({"kind": "market"}),
            (5..=6, Some(best)) => {
                json!({"kind": "limit", "price": priced(best), "time_in_force": "ioc"})
            }
            // It sleeps until the price has come to it.
            (7..=8, Some(best)) => {
                json!({"kind": "stop", "trigger": priced(moved(best, away / 10 + 2, "buy"))})
            }
            (_, Some(best)) => {
                json!({"kind": "limit", "price": priced(moved(best, away, "sell"))})
            }
        };
        let mut body = json!({"symbol": market.symbol, "side": side, "qty": qty});
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), wish) {
            body.extend(more);
            // What only reduces is refused while there is nothing to reduce; the next wish is another.
            if market.product == Product::Contract && self.chance.between(1, 4) == 1 {
                body.insert("effect".to_owned(), json!("reduce-only"));
            }
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
                let symbol = body.get("symbol").and_then(Value::as_str);
                self.told.contracts += u64::from(symbol.is_some_and(|symbol| symbol.contains(':')));
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
        self.contracts += other.contracts;
        self.settings += other.settings;
        self
    }
}

#[cfg(test)]
mod tests;
