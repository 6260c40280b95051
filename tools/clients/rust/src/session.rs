//! What the session says, checks and waits for. Never talks to an exchange by itself.

use anyhow::{Context as _, Result, bail, ensure};
use rust_decimal::Decimal;
use serde_json::Value;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

/// Longest wait for something that the exchange tells by itself.
const WAIT: Duration = Duration::from_secs(15);

static NAMES: AtomicU32 = AtomicU32::new(1);
static STEPS: AtomicU32 = AtomicU32::new(0);

/// Tells a step that held.
pub(crate) fn say(text: impl AsRef<str>) {
    STEPS.fetch_add(1, Ordering::Relaxed);
    println!("ok   binance-sdk: {}", text.as_ref());
}

/// How many steps held.
pub(crate) fn steps() -> u32 {
    STEPS.load(Ordering::Relaxed)
}

/// A client order id that no other order of this run has.
pub(crate) fn fresh_id(word: &str) -> String {
    let number = NAMES.fetch_add(1, Ordering::Relaxed);
    format!("{word}-{}-{number}", std::process::id())
}

/// Ends the session unless both are equal.
pub(crate) fn same<T: PartialEq + Debug>(found: T, wanted: T, what: &str) -> Result<()> {
    ensure!(
        found == wanted,
        "{what}: found {found:?}, wanted {wanted:?}"
    );
    Ok(())
}

/// The text under a name.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    let found = value.get(name).and_then(Value::as_str);
    found.with_context(|| format!("no text `{name}` in {value}"))
}

/// Money under a name, as the exchange wrote it.
pub(crate) fn money(value: &Value, name: &str) -> Result<Decimal> {
    exact(text(value, name)?)
}

/// Money as the exchange wrote it.
pub(crate) fn exact(text: &str) -> Result<Decimal> {
    Decimal::from_str_exact(text).with_context(|| format!("`{text}` is no money"))
}

/// The rows of a list.
pub(crate) fn rows(value: &Value) -> Result<&Vec<Value>> {
    value
        .as_array()
        .with_context(|| format!("no list: {value}"))
}

/// A price or a level's quantity in a list of pairs.
pub(crate) fn level(book: &Value, side: &str, row: usize) -> Result<(Decimal, Decimal)> {
    let found = rows(&book[side])?;
    let pair = found
        .get(row)
        .with_context(|| format!("no level {row} of {side}"))?;
    let part = |at: usize| pair[at].as_str().context("a level's number is text");
    Ok((exact(part(0)?)?, exact(part(1)?)?))
}

/// The value moved by some per cent and rounded down onto the grid.
pub(crate) fn moved(value: Decimal, percent: i64, step: Decimal) -> Decimal {
    let value = value * Decimal::from(100 + percent) / Decimal::ONE_HUNDRED;
    (value / step).floor() * step
}

/// The result of a deed that the exchange must refuse with this code.
pub(crate) fn refused<T>(answer: Result<T>, words: &[&str], what: &str) -> Result<()> {
    match answer {
        Ok(_) => bail!("{what} must be refused"),
        Err(error) => {
            let told = format!("{error:#} {error:?}");
            ensure!(
                words.iter().any(|word| told.contains(word)),
                "{what} is refused with {words:?}: {told}"
            );
            Ok(())
        }
    }
}

/// Events in the order they came.
pub(crate) struct Inbox {
    more: UnboundedReceiver<Value>,
    seen: Vec<Value>,
}

impl Inbox {
    /// An inbox filled from this channel.
    pub(crate) const fn new(more: UnboundedReceiver<Value>) -> Self {
        Self {
            more,
            seen: Vec::new(),
        }
    }

    /// How many events came so far.
    pub(crate) fn count(&self) -> usize {
        self.seen.len()
    }

    /// Waits for an event that fits, those that came already among them.
    pub(crate) async fn wait_for(
        &mut self,
        fits: impl Fn(&Value) -> bool,
        what: &str,
    ) -> Result<()> {
        if self.seen.iter().any(&fits) {
            return Ok(());
        }
        loop {
            let event = timeout(WAIT, self.more.recv()).await;
            let event = event.with_context(|| {
                format!(
                    "no {what} among {} events: {:?}",
                    self.seen.len(),
                    self.seen.last()
                )
            })?;
            let event = event.context("the stream ended")?;
            let found = fits(&event);
            self.seen.push(event);
            if found {
                return Ok(());
            }
        }
    }

    /// Waits for the execution report of an own order.
    pub(crate) async fn report(&mut self, name: &str, kind: &str) -> Result<()> {
        let fits = |event: &Value| event["x"] == kind && (event["c"] == name || event["C"] == name);
        self.wait_for(fits, &format!("{kind} of {name}")).await
    }
}

/// The result of something that the exchange must bring about in time.
pub(crate) async fn bounded<T>(deed: impl Future<Output = Result<T>>, what: &str) -> Result<T> {
    timeout(WAIT, deed)
        .await
        .with_context(|| format!("no {what} in time"))?
}
