//! The path of an order through the real program: request, journal on disk, exchange, fill, screen.
//! Never counts an order whose fill did not come.

use super::figures::{Aim, Figure, percentile};
use super::tap::Tap;
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
/// How long orders are placed without a pause.
const SUSTAINED: Duration = Duration::from_secs(60);
/// Orders that the house carries in a minute, at least.
const ORDERS_PER_MINUTE_MIN: u64 = 6_000;
/// Longest that the house itself may take for an order in 99 of 100 cases, from the request to its bytes on the socket.
const OWN_US_MAX: u64 = 5_000;
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
pub(super) fn one_at_a_time(caller: &Caller, tap: &Tap) -> Result<Vec<Figure>> {
    let changes = listen(caller)?;
    let mut caller = caller.twin();
    let (mut acknowledged, mut on_socket, mut on_screen) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..SINGLE_ORDERS {
        let side = if at % 2 == 0 { "buy" } else { "sell" };
        let began = Instant::now();
        let placed = place(&mut caller, side)?;
        acknowledged.push(began.elapsed());
        on_screen.push(filled_at(&mut caller, &changes, placed.order)?.duration_since(began));
        on_socket.push(tap.passed_at(&placed.client_id)?.duration_since(began));
    }
    let figure = |what: &str, times: &[Duration], share| {
        Figure::new(what, percentile(times, share), "µs", Aim::None)
    };
    Ok(vec![
        figure("order: request to bytes on the socket, p50", &on_socket, 50),
        Figure::new(
            "order: request to bytes on the socket, p99",
            percentile(&on_socket, 99),
            "µs",
            Aim::AtMost(OWN_US_MAX),
        ),
        figure("order: request to journal on disk, p50", &acknowledged, 50),
        figure("order: request to journal on disk, p99", &acknowledged, 99),
        figure("order: request to fill on the stream, p50", &on_screen, 50),
        figure("order: request to fill on the stream, p99", &on_screen, 99),
    ])
}

/// Does this with many callers at the same time; what each gave, or the first trouble.
fn crowd<T: Send>(
    caller: &Caller,
    work: impl Fn(u32, &mut Caller) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    thread::scope(|scope| {
        let working: Vec<_> = (0..CALLERS)
            .map(|at| {
                let (mut twin, work) = (caller.twin(), &work);
                scope.spawn(move || work(at, &mut twin))
            })
            .collect();
        let ended = working.into_iter().map(|thread| match thread.join() {
            Ok(done) => done,
            Err(_) => bail!("a caller broke down"),
        });
        ended.collect()
    })
}

/// Places orders from many callers at once.
pub(super) fn many_at_once(caller: &Caller, tap: &Tap) -> Result<Vec<Figure>> {
    let before = commits(&mut caller.twin())?;
    let began = Instant::now();
    let all = crowd(caller, |at, twin| {
        let side = if at % 2 == 0 { "buy" } else { "sell" };
        let order = |_| {
            let asked = Instant::now();
            let placed = place(twin, side)?;
            anyhow::Ok((asked, asked.elapsed(), placed.client_id))
        };
        (0..CROWD_ORDERS).map(order).collect::<Result<Vec<_>>>()
    })?;
    let millis = u64::try_from(began.elapsed().as_millis())?.max(1);
    let (mut on_disk, mut on_socket) = (Vec::new(), Vec::new());
    for (asked, acknowledged, client_id) in all.into_iter().flatten() {
        on_disk.push(acknowledged);
        on_socket.push(tap.passed_at(&client_id)?.duration_since(asked));
    }
    let per_second = |count: u64| count.saturating_mul(1_000) / millis;
    let count = u64::try_from(on_disk.len())?;
    let written = commits(&mut caller.twin())?.saturating_sub(before);
    let figure = |what: &str, value, unit| {
        Figure::new(format!("{what}, {CALLERS} callers"), value, unit, Aim::None)
    };
    let (disk, socket) = ("order to journal", "order to bytes on the socket");
    let share = |what, times: &[Duration], share| {
        let (what, value) = (format!("{what} p{share}"), percentile(times, share));
        figure(&what, value, "µs")
    };
    Ok(vec![
        figure("orders a second", per_second(count), "1/s"),
        figure("turns of the desk a second", per_second(written), "1/s"),
        share(disk, &on_disk, 50),
        share(disk, &on_disk, 99),
        share(socket, &on_socket, 50),
        share(socket, &on_socket, 99),
    ])
}

/// Places orders from many callers for a minute.
pub(super) fn sustained(caller: &Caller) -> Result<Figure> {
    let began = Instant::now();
    let counts = crowd(caller, |at, twin| {
        let mut count = 0_u64;
        while began.elapsed() < SUSTAINED {
            // Each caller buys and sells in turn: what is held stays what it was.
            let even = (u64::from(at) + count).is_multiple_of(2);
            place(twin, if even { "buy" } else { "sell" })?;
            count += 1;
        }
        Ok(count)
    })?;
    let millis = u64::try_from(began.elapsed().as_millis())?.max(1);
    let count: u64 = counts.iter().sum();
    Ok(Figure::new(
        format!("orders in a minute without a pause, {CALLERS} callers"),
        count.saturating_mul(60_000) / millis,
        "1/min",
        Aim::AtLeast(ORDERS_PER_MINUTE_MIN),
    ))
}

fn wish(side: &str) -> Value {
    json!({"symbol": "BTC-USDT", "side": side, "kind": "market", "qty": QTY})
}

/// An acknowledged order.
struct Placed {
    order: u64,
    client_id: String,
}

fn place(caller: &mut Caller, side: &str) -> Result<Placed> {
    let answer = caller
        .send("POST", "/api/v1/orders", &wish(side), &[])?
        .ok()?
        .json()?;
    let order = answer.get("order").and_then(Value::as_u64);
    let client_id = answer.get("client_id").and_then(Value::as_str);
    Ok(Placed {
        order: order.context("an acknowledgement without a number")?,
        client_id: client_id
            .context("an acknowledgement without an id")?
            .to_owned(),
    })
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
