//! Closes what a load left open of contracts, by orders that only reduce: what was earned can be compared to the last digit
//! only when nothing is held any more. Never judges.

use crate::http::Caller;
use crate::ledgers::{Acknowledged, text};
use crate::ticket::placed;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// Longest that closing may take.
const CLOSED_BOUND: Duration = Duration::from_secs(60);
/// Pause before what is left is looked at.
const LOOK: Duration = Duration::from_millis(300);

/// Closes every contract; the orders that did it. `name` tells these requests from any others.
///
/// # Errors
/// The desk does not answer, or something is still held after a minute.
pub(crate) fn close_contracts(caller: &mut Caller, name: &str) -> Result<Vec<Acknowledged>> {
    let until = Instant::now() + CLOSED_BOUND;
    let mut orders = Vec::new();
    let mut refused = String::new();
    for round in 0_u64.. {
        let held = held(caller)?;
        if held.is_empty() {
            break;
        }
        if Instant::now() >= until {
            let bound = CLOSED_BOUND.as_secs();
            bail!("not closed within {bound} s: {held:?}; refused last: {refused}");
        }
        for (place, wish) in held.iter().enumerate() {
            let key = format!("{name}-{round}-{place}");
            let named = [("Idempotency-Key", key.as_str())];
            let answer = caller.send("POST", "/api/v1/orders", wish, &named)?;
            // Refused while a round before is still on its way: what is left is looked at again.
            if (200..300).contains(&answer.status) {
                orders.push(placed(&answer)?);
            } else {
                refused = String::from_utf8_lossy(&answer.body).into_owned();
            }
        }
        thread::sleep(LOOK);
    }
    Ok(orders)
}

/// An order for each contract that is held, which closes all of it.
fn held(caller: &mut Caller) -> Result<Vec<Value>> {
    let told = caller.get("/api/v1/positions")?.ok()?.json()?;
    let rows = told.get("positions").and_then(Value::as_array);
    let mut wishes = Vec::new();
    for row in rows.context("no `positions`")? {
        if text(row, "product")? != "usd-m" {
            continue;
        }
        let side = match text(row, "exposure")?.as_str() {
            "long" => "sell",
            "short" => "buy",
            _ => continue,
        };
        wishes.push(json!({
            "symbol": text(row, "symbol")?, "side": side, "qty": text(row, "qty")?,
            "kind": "market", "effect": "reduce-only",
        }));
    }
    Ok(wishes)
}
