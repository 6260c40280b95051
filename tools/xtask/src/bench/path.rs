//! The path of an order through the real program: request, journal on disk, exchange, fill, screen.
//! Never counts an order whose fill did not come.

use super::figures::{Aim, Figure, percentile};
use crate::http::Caller;
use crate::web_socket::Listener;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// Orders measured one after the other.
const SINGLE_ORDERS: u32 = 200;
/// Callers that place at the same time.
const CALLERS: u32 = 16;
/// Orders of each. All together stay inside the request weight that a venue grants in a minute.
const CROWD_ORDERS: u32 = 125;
/// Longest wait for a fill to reach the screen.
const FILL_BOUND: Duration = Duration::from_secs(10);
/// Longest wait for the desk to be ready.
const READY_BOUND: Duration = Duration::from_secs(60);
/// The order that is measured: small, and filled at once.
const QTY: &str = "0.001";

/// Waits until the gate would let the measured order pass: the desk is up, and both sides have a fresh price.
pub(super) fn ready(caller: &Caller) -> Result<()> {
    let mut caller = caller.twin();
    let until = Instant::now() + READY_BOUND;
    let wish = wish("buy");
    let passes = |caller: &mut Caller| -> Result<bool> {
        let verdict = caller
            .send("POST", "/api/v1/verdict", &wish, &[])?
            .ok()?
            .json()?;
        Ok(verdict.get("refusal").is_none_or(Value::is_null))
    };
    while !passes(&mut caller).unwrap_or(false) {
        if Instant::now() > until {
            bail!("the gate does not let an order pass after a minute");
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Places single orders and waits for each fill on the stream.
pub(super) fn one_at_a_time(caller: &Caller) -> Result<Vec<Figure>> {
    let changes = listen(caller)?;
    let mut caller = caller.twin();
    let (mut acknowledged, mut on_screen) = (Vec::new(), Vec::new());
    for at in 0..SINGLE_ORDERS {
        let side = if at % 2 == 0 { "buy" } else { "sell" };
        let began = Instant::now();
        let order = place(&mut caller, side)?;
        acknowledged.push(began.elapsed());
        on_screen.push(filled_at(&mut caller, &changes, order)?.duration_since(began));
    }
    let figure = |what: &str, times: &[Duration], share| {
        Figure::new(what, percentile(times, share), "µs", Aim::None)
    };
    Ok(vec![
        figure("order: request to journal on disk, p50", &acknowledged, 50),
        figure("order: request to journal on disk, p99", &acknowledged, 99),
        figure("order: request to fill on the stream, p50", &on_screen, 50),
        figure("order: request to fill on the stream, p99", &on_screen, 99),
    ])
}

/// Places orders from many callers at once.
pub(super) fn many_at_once(caller: &Caller) -> Result<Vec<Figure>> {
    let before = commits(&mut caller.twin())?;
    let began = Instant::now();
    let times: Vec<Duration> = thread::scope(|scope| {
        let working: Vec<_> = (0..CALLERS)
            .map(|at| {
                let mut twin = caller.twin();
                scope.spawn(move || {
                    let side = if at % 2 == 0 { "buy" } else { "sell" };
                    let mut times = Vec::new();
                    for _ in 0..CROWD_ORDERS {
                        let asked = Instant::now();
                        place(&mut twin, side)?;
                        times.push(asked.elapsed());
                    }
                    anyhow::Ok(times)
                })
            })
            .collect();
        let mut all = Vec::new();
        for thread in working {
            match thread.join() {
                Ok(times) => all.extend(times?),
                Err(_) => bail!("a caller broke down"),
            }
        }
        Ok(all)
    })?;
    let millis = u64::try_from(began.elapsed().as_millis())?.max(1);
    let per_second = |count: u64| count.saturating_mul(1_000) / millis;
    let count = u64::try_from(times.len())?;
    let written = commits(&mut caller.twin())?.saturating_sub(before);
    let crowd = format!("{CALLERS} callers");
    Ok(vec![
        Figure::new(
            format!("orders a second, {crowd}"),
            per_second(count),
            "1/s",
            Aim::None,
        ),
        Figure::new(
            format!("turns of the desk a second, {crowd}"),
            per_second(written),
            "1/s",
            Aim::None,
        ),
        Figure::new(
            format!("order to journal, {crowd}, p50"),
            percentile(&times, 50),
            "µs",
            Aim::None,
        ),
        Figure::new(
            format!("order to journal, {crowd}, p99"),
            percentile(&times, 99),
            "µs",
            Aim::None,
        ),
    ])
}

fn wish(side: &str) -> Value {
    json!({"symbol": "BTC-USDT", "side": side, "kind": "market", "qty": QTY})
}

fn place(caller: &mut Caller, side: &str) -> Result<u64> {
    let answer = caller
        .send("POST", "/api/v1/orders", &wish(side), &[])?
        .ok()?
        .json()?;
    answer
        .get("order")
        .and_then(Value::as_u64)
        .context("an acknowledgement without a number")
}

/// How many turns of the desk had something to write, since it started.
fn commits(caller: &mut Caller) -> Result<u64> {
    // A house under load may say that it is not well, and tells its figures all the same.
    let health = caller.get("/api/v1/health")?.json()?;
    let parts = health
        .get("parts")
        .and_then(Value::as_array)
        .context("no `parts`")?;
    parts
        .iter()
        .find(|part| part.get("name").and_then(Value::as_str) == Some("database"))
        .and_then(|part| {
            part.get("detail")?
                .as_str()?
                .split(' ')
                .next()?
                .parse()
                .ok()
        })
        .context("the desk does not tell its commits")
}

/// Orders that the stream says have changed, with the moment it said so.
fn listen(caller: &Caller) -> Result<Receiver<(u64, Instant)>> {
    let mut listener = Listener::open(caller, "/stream?symbol=BTC-USDT")?;
    let (sender, changes) = mpsc::channel();
    thread::spawn(move || {
        while let Ok(Some(text)) = listener.next() {
            let heard = Instant::now();
            let frame: Value = serde_json::from_str(&text).unwrap_or_default();
            let topic = frame.get(0).and_then(Value::as_str);
            let order = frame
                .get(1)
                .and_then(|data| data.get("id"))
                .and_then(Value::as_u64);
            if let (Some("order"), Some(order)) = (topic, order)
                && sender.send((order, heard)).is_err()
            {
                return;
            }
        }
    });
    Ok(changes)
}

/// When the stream said that the order had changed, of the change after which it is filled.
fn filled_at(
    caller: &mut Caller,
    changes: &Receiver<(u64, Instant)>,
    order: u64,
) -> Result<Instant> {
    let until = Instant::now() + FILL_BOUND;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let (changed, heard) = changes
            .recv_timeout(left)
            .with_context(|| format!("order {order} was not filled on the stream in time"))?;
        if changed != order {
            continue;
        }
        let life = caller
            .get(&format!("/api/v1/orders/{order}"))?
            .ok()?
            .json()?;
        let state = life.get("order").and_then(|order| order.get("state"));
        if state.and_then(Value::as_str) == Some("filled") {
            return Ok(heard);
        }
    }
}
