//! A venue that is silent about one order: for less than a minute nothing may trip, for longer the symbol must, until a person
//! releases it. Never judges ledgers.

use super::arena::Arena;
use crate::http::Caller;
use crate::ledgers::Acknowledged;
use crate::say;
use crate::ticket::{best_cents, cents, placed};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// What is traded in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silent {
    Spot,
    Contract,
}

impl Silent {
    const fn symbol(self) -> &'static str {
        match self {
            Self::Spot => "ETH-USDT",
            Self::Contract => "ETH-USDT:USDT",
        }
    }

    const fn scope(self) -> &'static str {
        match self {
            Self::Spot => "symbol:ETH/USDT",
            Self::Contract => "symbol:ETH/USDT:USDT",
        }
    }

    /// The question for all open orders.
    const fn open_orders(self) -> &'static str {
        match self {
            Self::Spot => "GET /api/v3/openOrders",
            Self::Contract => "GET /fapi/v1/openOrders",
        }
    }
}

/// For so long an order may be unknown.
const UNKNOWN_MAX: Duration = Duration::from_secs(60);
/// How much later than that the trip may be seen.
const SEEN_WITHIN: Duration = Duration::from_secs(3);
/// How long after the silence the order must be known.
const RESOLVED_WITHIN: Duration = Duration::from_secs(30);
/// How long before its end a silence is judged.
const LAST_LOOK: Duration = Duration::from_secs(1);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(100);

/// Lives one silence; the order that was placed in it.
///
/// # Errors
/// It tripped too early, too late, not at all or for nothing, or was released by nobody; or the order was not resolved.
pub(super) fn live(
    arena: &Arena<'_>,
    caller: &Caller,
    (about, lasts): (Silent, Duration),
) -> Result<Acknowledged> {
    let mut caller = caller.twin();
    let scope = about.scope();
    ensure!(
        halt(&mut caller, scope)?.is_none(),
        "{scope} was halted before"
    );
    let ms = u64::try_from(lasts.as_millis())?;
    arena.order(&[
        json!({"endpoint": "place", "fault": "lostAnswer"}),
        json!({"endpoint": "query", "fault": "serverErrorNotExecuted", "forMs": ms}),
        json!({"route": about.open_orders(), "fault": "serverErrorNotExecuted", "forMs": ms}),
        json!({"stream": "account", "fault": "missing", "forMs": ms}),
    ])?;
    let began = Instant::now();
    let order = place(&mut caller, about)?;
    let mut tripped = None;
    // The look at its end is inside the silence: a question asked right after it is answered at once.
    while began.elapsed() + LAST_LOOK < lasts {
        if tripped.is_none() && halt(&mut caller, scope)?.is_some() {
            tripped = Some(began.elapsed());
        }
        thread::sleep(LOOK);
    }
    ensure!(
        state(&mut caller, &order)? == "asked",
        "somebody told of order {}",
        order.0
    );
    thread::sleep(lasts.saturating_sub(began.elapsed()));
    known_again(&mut caller, &order)?;
    let resolved = began.elapsed().saturating_sub(lasts);
    let in_force = halt(&mut caller, scope)?;
    judge((scope, lasts), tripped, in_force.as_deref())?;
    if in_force.is_some() {
        let wish = json!({"scope": scope, "reason": "the campaign has looked"});
        caller
            .send("POST", "/api/v1/halts/release", &wish, &[])?
            .ok()?;
    }
    let path = format!("/api/v1/orders/{}", order.0);
    caller.send("DELETE", &path, &json!({}), &[])?.ok()?;
    let trip = tripped.map_or_else(
        || "nothing tripped".to_owned(),
        |after| {
            format!(
                "its symbol tripped after {} ms and stayed so until it was released",
                after.as_millis()
            )
        },
    );
    say::line(format_args!(
        "{} s of silence about one order of {scope}: {trip}; it was known {} ms after the silence",
        lasts.as_secs(),
        resolved.as_millis()
    ));
    Ok(order)
}

/// Whether what was seen is what must be: a trip at a minute, and only then, that nobody but a person ends.
fn judge(
    (scope, lasts): (&str, Duration),
    tripped: Option<Duration>,
    in_force: Option<&str>,
) -> Result<()> {
    if lasts < UNKNOWN_MAX {
        ensure!(
            tripped.is_none() && in_force.is_none(),
            "{scope} tripped within {} s",
            lasts.as_secs()
        );
        return Ok(());
    }
    let after = tripped.context("nothing tripped")?;
    ensure!(
        after >= UNKNOWN_MAX,
        "it tripped after {} ms",
        after.as_millis()
    );
    ensure!(
        after <= UNKNOWN_MAX + SEEN_WITHIN,
        "it tripped only after {} ms",
        after.as_millis()
    );
    let by = in_force.context("the halt ended by itself")?;
    ensure!(by == "house", "the halt is said to be by {by}");
    Ok(())
}

/// Waits until an order is known to stand.
fn known_again(caller: &mut Caller, order: &Acknowledged) -> Result<()> {
    let until = Instant::now() + RESOLVED_WITHIN;
    while state(caller, order)? != "working" {
        if Instant::now() >= until {
            bail!(
                "order {} is not resolved {} s after the silence",
                order.0,
                RESOLVED_WITHIN.as_secs()
            );
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

/// A limit order that rests.
fn place(caller: &mut Caller, about: Silent) -> Result<Acknowledged> {
    let symbol = about.symbol();
    let book = caller
        .get(&format!("/api/v1/book/{symbol}"))?
        .ok()?
        .json()?;
    let best = best_cents(&book, "bids").context("no bids")?;
    let wish = json!({
        "symbol": symbol, "side": "buy", "kind": "limit", "qty": "0.02",
        "price": cents(best - best / 10_000 * 300),
    });
    placed(&caller.send("POST", "/api/v1/orders", &wish, &[])?.ok()?)
}

fn state(caller: &mut Caller, order: &Acknowledged) -> Result<String> {
    let life = caller
        .get(&format!("/api/v1/orders/{}", order.0))?
        .ok()?
        .json()?;
    let state = life.get("order").and_then(|order| order.get("state"));
    Ok(state
        .and_then(Value::as_str)
        .context("no state")?
        .to_owned())
}

/// Who halted this scope, where it is halted.
fn halt(caller: &mut Caller, scope: &str) -> Result<Option<String>> {
    let halts = caller.get("/api/v1/halts")?.ok()?.json()?;
    let halts = halts
        .get("halts")
        .and_then(Value::as_array)
        .context("no `halts`")?;
    let text = |halt: &Value, field: &str| {
        halt.get(field)
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
    };
    let found = halts
        .iter()
        .find(|halt| text(halt, "scope").as_deref() == Some(scope));
    Ok(found.and_then(|halt| text(halt, "by")))
}

#[cfg(test)]
mod tests;
