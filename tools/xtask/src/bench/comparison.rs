//! How long one comparison of an account with hundreds of assets takes, from the question to its result. Never counts a
//! round that found something.
// ORD-15

use super::figures::{Aim, Figure, percentile};
use crate::house::House;
use crate::http::Caller;
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// Assets that the account holds.
const ASSETS: usize = 500;
/// Rounds measured: what they weigh stays inside what a venue grants in a minute.
const ROUNDS: u32 = 15;
/// How often is looked whether a round is done.
const LOOK: Duration = Duration::from_millis(10);
/// Longest wait for a round.
const ROUND_BOUND: Duration = Duration::from_secs(60);
/// How long all of it may take in 95 of 100 cases.
const SYNC_US_MAX: u64 = 1_000_000;
const PATH: &str = "/api/v1/reconciliation";

/// Fills the account with assets, and compares it again and again.
pub(super) fn rounds(house: &House, caller: &Caller) -> Result<Vec<Figure>> {
    let mut caller = caller.twin();
    let mut levers = house.levers();
    for number in 0..ASSETS {
        let gift = json!({"key": "testkey", "asset": format!("Z{number:03}"), "qty": "1"});
        levers.send("POST", "/_sim/deposit", &gift, &[])?.ok()?;
    }
    let until = Instant::now() + ROUND_BOUND;
    while held(&mut caller)? < ASSETS {
        ensure!(Instant::now() < until, "the balances did not come");
        thread::sleep(LOOK);
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        times.push(round(&mut caller)?);
    }
    let figure = |what: &str, share, aim| Figure::new(what, percentile(&times, share), "µs", aim);
    Ok(vec![
        figure("comparison of an account of 500 assets, p50", 50, Aim::None),
        figure(
            "comparison of an account of 500 assets, p95",
            95,
            Aim::AtMost(SYNC_US_MAX),
        ),
    ])
}

fn held(caller: &mut Caller) -> Result<usize> {
    let told = caller.get("/api/v1/balances")?.ok()?.json()?;
    let rows = told.get("balances").and_then(Value::as_array);
    Ok(rows.context("no `balances`")?.len())
}

fn round(caller: &mut Caller) -> Result<Duration> {
    let compared = |told: &Value| told.get("compared_at").and_then(Value::as_i64);
    let before = compared(&caller.get(PATH)?.ok()?.json()?);
    let began = Instant::now();
    let check = format!("{PATH}/check");
    caller.send("POST", &check, &json!({}), &[])?.ok()?;
    loop {
        let told = caller.get(PATH)?.ok()?.json()?;
        if compared(&told) > before {
            let took = began.elapsed();
            let breaks = told.get("breaks").and_then(Value::as_array);
            ensure!(breaks.is_some_and(Vec::is_empty), "it disagrees: {told}");
            return Ok(took);
        }
        if began.elapsed() > ROUND_BOUND {
            bail!("a round did not end: {told}");
        }
        thread::sleep(LOOK);
    }
}
