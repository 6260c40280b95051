//! Callers in a hurry: they place orders that can never trade until they are told to stop. Never press the switch.

use super::{LOOK, STATE_BOUND, now_ms};
use crate::http::Caller;
use crate::ledgers::Acknowledged;
use crate::ticket::{best_cents, cents, placed, reason};
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Callers at the same time.
pub(super) const RACERS: u64 = 8;
/// How often an order that was just placed is looked at.
const GLANCE: Duration = Duration::from_millis(3);
/// After so many refusals the accounts are compared anew.
const COMPARED_EVERY: u64 = 25;
/// Pause before an order is wished again that the venue's budget held back.
const BUDGET_PAUSE: Duration = Duration::from_secs(1);
/// How far from the market orders stand, in hundredths of its price.
const AWAY: u64 = 2;

/// What is wished in a race, priced at its beginning.
#[derive(Debug)]
pub(super) struct Wishes {
    /// Ends at once without a trade, in turns on spot and of a contract.
    racing: [Value; 2],
    /// Rests, in the same turns.
    resting: [Value; 2],
}

/// One race.
#[derive(Debug)]
pub(super) struct Race {
    number: u64,
    orders: u64,
    next: AtomicU64,
    answered: AtomicI64,
    stop: AtomicBool,
    /// How long a racer rests after an order that was taken.
    pace: Duration,
    /// Racers wait at the line while this is so.
    waits: AtomicBool,
    told: Mutex<Told>,
    /// Refusals by rule while they race.
    seen: Mutex<BTreeMap<String, u64>>,
}

/// What the racers were told.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Orders acknowledged.
    pub(super) acknowledged: Vec<Acknowledged>,
    /// Of them, those that were asked for after the switch had answered.
    pub(super) taken_after: u64,
    /// Refusals by rule.
    pub(super) refused: BTreeMap<String, u64>,
    /// Requests whose answer never came.
    pub(super) unanswered: u64,
}

impl Wishes {
    /// Wishes at today's prices.
    ///
    /// # Errors
    /// There is no price within a minute.
    pub(super) fn at(caller: &mut Caller) -> Result<Self> {
        let markets = [
            ("ETH/USDT", "ETH-USDT", "0.01", 1),
            ("BTC/USDT:USDT", "BTC-USDT:USDT", "0.002", 10),
        ];
        let until = Instant::now() + STATE_BOUND;
        let mut wish = |(symbol, path, qty, tick): (&str, &str, &str, u64)| -> Result<[Value; 2]> {
            loop {
                let book = caller.get(&format!("/api/v1/book/{path}"))?.json();
                if let Some(best) = book.ok().and_then(|book| best_cents(&book, "bids")) {
                    let low = best / 100 * (100 - AWAY);
                    let price = cents(low - low % tick);
                    let wish = |life: &str| {
                        json!({
                            "symbol": symbol, "side": "buy", "qty": qty, "kind": "limit",
                            "price": price, "time_in_force": life,
                        })
                    };
                    return Ok([wish("ioc"), wish("gtc")]);
                }
                if Instant::now() >= until {
                    bail!("no price of {symbol}");
                }
                thread::sleep(LOOK);
            }
        };
        let [spot, contract] = markets;
        let ([racing, resting], [racing_contract, resting_contract]) =
            (wish(spot)?, wish(contract)?);
        Ok(Self {
            racing: [racing, racing_contract],
            resting: [resting, resting_contract],
        })
    }

    /// The racing wish of a turn.
    pub(super) fn racing(&self, turn: u64) -> &Value {
        of_turn(&self.racing, turn)
    }
}

fn of_turn(wishes: &[Value; 2], turn: u64) -> &Value {
    let [spot, contract] = wishes;
    if turn.is_multiple_of(2) {
        spot
    } else {
        contract
    }
}

/// Waits until both accounts take an order.
///
/// # Errors
/// They do not within a minute.
pub(super) fn opened(caller: &mut Caller, wishes: &Wishes, race: u64) -> Result<()> {
    let until = Instant::now() + STATE_BOUND;
    for turn in 0..2_u64 {
        for tried in 0_u64.. {
            let name = format!("open-{race}-{turn}-{tried}");
            let named = [("Idempotency-Key", name.as_str())];
            let answer = caller.send("POST", "/api/v1/orders", wishes.racing(turn), &named)?;
            if (200..300).contains(&answer.status) {
                break;
            }
            if Instant::now() >= until {
                bail!("nothing opens: {}", answer.text());
            }
            if tried % COMPARED_EVERY == COMPARED_EVERY - 1 {
                // A round that did not agree would be waited for a minute.
                let check = "/api/v1/reconciliation/check";
                caller.send("POST", check, &json!({}), &[])?;
            }
            thread::sleep(LOOK);
        }
    }
    Ok(())
}

/// Lets orders come to rest at the exchange; their ids there. The venue's budget of orders may be spent by the race before: what
/// never left is wished again.
///
/// # Errors
/// One is refused, or they do not rest within two minutes.
pub(super) fn rest(
    caller: &Caller,
    wishes: &Wishes,
    (race, count): (u64, u64),
) -> Result<Vec<String>> {
    let mut caller = caller.twin();
    let until = Instant::now() + STATE_BOUND.saturating_mul(2);
    let mut resting = Vec::new();
    for turn in 0..count {
        for tried in 0_u64.. {
            let name = format!("rest-{race}-{turn}-{tried}");
            let named = [("Idempotency-Key", name.as_str())];
            let wish = of_turn(&wishes.resting, turn);
            let answer = caller.send("POST", "/api/v1/orders", wish, &named)?.ok()?;
            let order = placed(&answer)?;
            match settled(&mut caller, order.0, until)?.as_str() {
                "working" => {
                    resting.push(order.1);
                    break;
                }
                "not-sent" => thread::sleep(BUDGET_PAUSE),
                state => bail!("order {} does not rest: {state}", order.0),
            }
        }
    }
    Ok(resting)
}

/// The state of an order once the exchange has answered.
fn settled(caller: &mut Caller, order: u64, until: Instant) -> Result<String> {
    let path = format!("/api/v1/orders/{order}");
    loop {
        let told = caller.get(&path)?.ok()?.json()?;
        let state = told.get("order").and_then(|order| order.get("state"));
        match state.and_then(Value::as_str) {
            Some("asked") | None => {}
            Some(state) => return Ok(state.to_owned()),
        }
        if Instant::now() >= until {
            bail!("order {order} does not come to rest: {told}");
        }
        thread::sleep(GLANCE);
    }
}

impl Race {
    pub(super) fn new(number: u64, orders: u64) -> Self {
        Self {
            number,
            orders,
            next: AtomicU64::new(0),
            answered: AtomicI64::new(i64::MAX),
            stop: AtomicBool::new(false),
            pace: Duration::ZERO,
            waits: AtomicBool::new(false),
            told: Mutex::new(Told::default()),
            seen: Mutex::default(),
        }
    }

    /// The same race, whose racers rest after an order that was taken: the venue's budget of a minute is for many races.
    pub(super) fn paced(self, pace: Duration) -> Self {
        Self { pace, ..self }
    }

    /// Places until every order of the race was tried, or the desk no longer answers.
    pub(super) fn run(&self, racer: u64, mut caller: Caller, wishes: &Wishes) {
        let mut told = Told::default();
        while !self.stop.load(Ordering::Relaxed) {
            if self.waits.load(Ordering::SeqCst) {
                thread::sleep(GLANCE);
                continue;
            }
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.orders {
                break;
            }
            let name = format!("race-{}-{number}", self.number);
            let named = [("Idempotency-Key", name.as_str())];
            let asked_at = now_ms().unwrap_or(i64::MAX);
            let wish = wishes.racing(number.wrapping_add(racer));
            let Ok(answer) = caller.send("POST", "/api/v1/orders", wish, &named) else {
                told.unanswered += 1;
                break;
            };
            match placed(&answer) {
                Ok(order) if (200..300).contains(&answer.status) => {
                    told.acknowledged.push(order);
                    let after = asked_at > self.answered.load(Ordering::SeqCst);
                    told.taken_after += u64::from(after);
                    thread::sleep(self.pace);
                }
                Ok(_) | Err(_) => {
                    let why = reason(&answer);
                    let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
                    *seen.entry(why.clone()).or_default() += 1;
                    *told.refused.entry(why).or_default() += 1;
                }
            }
        }
        let mut all = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        all.acknowledged.append(&mut told.acknowledged);
        all.taken_after += told.taken_after;
        all.unanswered += told.unanswered;
        for (rule, count) in told.refused {
            *all.refused.entry(rule).or_default() += count;
        }
    }

    /// Waits until so many orders were tried.
    pub(super) fn wait_for(&self, count: u64) -> Result<()> {
        let until = Instant::now() + STATE_BOUND.saturating_mul(10);
        while self.next.load(Ordering::Relaxed) < count {
            if Instant::now() >= until {
                bail!("the racers stand still");
            }
            thread::yield_now();
        }
        Ok(())
    }

    /// The switch has answered, at this instant.
    pub(super) fn pressed(&self, at: i64) {
        self.answered.store(at, Ordering::SeqCst);
    }

    /// How often the racers were refused for this reason so far.
    pub(super) fn refused(&self, reason: &str) -> u64 {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(reason).copied().unwrap_or(0)
    }

    /// Has the racers wait at the line until they are let go.
    pub(super) fn hold(&self) {
        self.waits.store(true, Ordering::SeqCst);
    }

    /// Lets the racers go on.
    pub(super) fn let_go(&self) {
        self.waits.store(false, Ordering::SeqCst);
    }

    /// Tells the racers to stop.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// What all racers were told.
    pub(super) fn told(&self) -> Told {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.clone()
    }
}
