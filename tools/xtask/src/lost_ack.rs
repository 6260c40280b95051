//! The lost acknowledgement, side by side: the exchange executes a buy and its answer is lost; then what stands at the exchange
//! is counted beside what each program knows. Never says what a program should have done.
// ORD-03

use crate::build;
use crate::house::House;
use crate::ledgers::{Ledger, Order, number};
use crate::process::{self, Echo, Ending};
use crate::reading;
use crate::say;
use crate::suite;
use crate::ticket::placed;
use anyhow::{Context as _, Result, anyhow, bail};
use domain::Qty;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long the desk may take to know what became of its order.
const KNOWN_BOUND: Duration = Duration::from_secs(60);
/// Longest that the other program may take, its start included.
const OTHER_BOUND: Duration = Duration::from_secs(300);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(20);
/// What the other program is run by, in the clients' folder.
const SCRIPT: &str = "freqtrade/lost_answer.py";

/// What one program's account came to.
#[derive(Debug)]
struct Told {
    program: String,
    wishes: u64,
    at_exchange: u64,
    known: u64,
    bought: String,
    bought_known: String,
    remark: String,
}

/// Shows both, with this program or the one that is built as it ships.
///
/// # Errors
/// The desk lost or doubled its order, or a program could not be run.
pub(crate) fn run(program: Option<PathBuf>) -> Result<()> {
    let program = program.map_or_else(|| build::release("cofferdam"), Ok)?;
    say::line(
        "one market buy; the exchange executes it, and the connection closes without an answer",
    );
    let ours = ours(&program)?;
    ours.say();
    match theirs(&program)? {
        Some(theirs) => theirs.say(),
        None => say::line("freqtrade is not here and could not be installed: not compared"),
    }
    if (ours.at_exchange, ours.known) != (1, 1) || ours.bought != ours.bought_known {
        bail!("the desk lost or doubled its order");
    }
    Ok(())
}

/// The desk, its first order struck.
fn ours(program: &Path) -> Result<Told> {
    let house = House::new(program)?;
    let _exchange = house.start_exchange()?;
    let _desk = house.start_desk()?;
    house.add_person()?;
    let mut caller = house.sign_in()?;
    wait("the desk is not ready", || {
        let ready = caller
            .get("/ready")
            .is_ok_and(|answer| answer.status == 200);
        let book = caller.get("/api/v1/book/BTC-USDT");
        Ok(ready && book.is_ok_and(|answer| answer.status == 200))
    })?;
    let fault = json!({"route": "POST /api/v3/order", "nth": 1, "fault": "lostAnswer"});
    house
        .levers()
        .send("POST", "/_sim/faults", &fault, &[])?
        .ok()?;
    let wish = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.004"});
    let began = Instant::now();
    let answer = caller.send("POST", "/api/v1/orders", &wish, &[])?.ok()?;
    let (id, _) = placed(&answer)?;
    let path = format!("/api/v1/orders/{id}");
    wait("the fate of the order is not known", || {
        let life = caller.get(&path)?.ok()?.json()?;
        Ok(life
            .get("order")
            .and_then(|order| order.get("ended"))
            .is_some_and(Value::is_i64))
    })?;
    let took = began.elapsed();
    let exchange = reading::of_exchange(&mut house.levers())?;
    let desk = reading::of_desk(&mut caller)?;
    let told = Told {
        program: format!("Cofferdam {}", env!("CARGO_PKG_VERSION")),
        wishes: 1,
        at_exchange: count(&exchange)?,
        known: count(&desk)?,
        bought: bought(&exchange)?.to_string(),
        bought_known: bought(&desk)?.to_string(),
        remark: format!("knew the fate of its order after {} ms", took.as_millis()),
    };
    house.raze()?;
    Ok(told)
}

/// freqtrade on an exchange of its own, its first order struck.
fn theirs(program: &Path) -> Result<Option<Told>> {
    let house = House::new(program)?;
    let _exchange = house.start_exchange()?;
    let address = house.exchange_url();
    let address = address.trim_start_matches("http://");
    let Some(mut command) = suite::freqtrade((SCRIPT, address), house.folder())? else {
        return Ok(None);
    };
    command.env(
        "SIMEX_LEVERS",
        format!("http://{}", house.levers().address()),
    );
    let ran = process::run(&mut command, OTHER_BOUND, Echo::Silent)?;
    if ran.ending != Ending::Success {
        bail!(
            "freqtrade did not come to its end: {}",
            ran.lines.join("\n")
        );
    }
    let counted = ran.lines.iter().find(|line| line.starts_with('{'));
    let counted: Value = serde_json::from_str(counted.context("nothing was counted")?)?;
    let text = |field: &str| -> Result<String> {
        let text = counted.get(field).and_then(Value::as_str);
        Ok(text.with_context(|| format!("no `{field}`"))?.to_owned())
    };
    let said = counted
        .get("said")
        .and_then(|said| said.get(0))
        .and_then(Value::as_str);
    let told = Told {
        program: format!("{} (ccxt {})", text("bot")?, text("ccxt")?),
        wishes: number(&counted, "wishes")?,
        at_exchange: number(&counted, "ordersAtExchange")?,
        known: number(&counted, "ordersKnown")?,
        bought: text("boughtAtExchange")?,
        bought_known: text("boughtKnown")?,
        remark: format!(
            "watched for {} s; its log: {}",
            number(&counted, "watchedS")?,
            said.unwrap_or("nothing of it")
        ),
    };
    house.raze()?;
    Ok(Some(told))
}

impl Told {
    fn say(&self) {
        let Self {
            program,
            wishes,
            at_exchange,
            known,
            bought,
            bought_known,
            remark,
        } = self;
        say::line(format_args!(
            "{program}: {wishes} wanted, {at_exchange} executed at the exchange, {known} known to the program; \
             {bought} BTC bought, {bought_known} known"
        ));
        say::line(format_args!("    {remark}"));
    }
}

/// Orders of which something traded.
fn traded(ledger: &Ledger) -> impl Iterator<Item = &Order> {
    ledger.orders.iter().filter(|order| !order.filled.is_zero())
}

fn count(ledger: &Ledger) -> Result<u64> {
    Ok(u64::try_from(traded(ledger).count())?)
}

fn bought(ledger: &Ledger) -> Result<Qty> {
    traded(ledger).try_fold(Qty::ZERO, |sum, order| {
        sum.plus(order.filled).map_err(|error| anyhow!("{error}"))
    })
}

fn wait(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let until = Instant::now() + KNOWN_BOUND;
    while !is_so()? {
        if Instant::now() >= until {
            bail!("{what} after {} s", KNOWN_BOUND.as_secs());
        }
        thread::sleep(LOOK);
    }
    Ok(())
}
