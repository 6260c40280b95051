//! Reads both ledgers of the accounts through the sockets that the house offers. Never judges them.

mod margin;

use crate::http::Caller;
use crate::ledgers::{Difference, Ledger, Order, Trade, Wrong, amount, exact, number, text};
use anyhow::{Context as _, Result, anyhow};
use domain::{Amount, Qty};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

/// Rows of one page.
const PAGE_ROWS: u32 = 200;
/// Longest wait for a round of the three-way check that leaves nothing to be confirmed: its own patience, twice.
const COMPARED_BOUND: Duration = Duration::from_secs(75);
/// How often the standing of the check is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// The key of the account that the desk trades for, on spot and on margin.
pub(crate) const ACCOUNT_KEY: &str = "testkey";

/// Asks for every open order to be cancelled.
pub(crate) fn cancel_all(caller: &mut Caller) -> Result<()> {
    for order in pages(caller, "/api/v1/orders?state=open", "orders")? {
        let path = format!("/api/v1/orders/{}", number(&order, "id")?);
        // It may have ended meanwhile; whether all rest is looked at afterwards.
        caller.send("DELETE", &path, &json!({}), &[])?;
    }
    Ok(())
}

/// Whether no order is open, asked, or being cancelled.
pub(crate) fn at_rest(caller: &mut Caller) -> Result<bool> {
    let open = pages(caller, "/api/v1/orders?state=open", "orders")?;
    if !open.is_empty() {
        cancel_all(caller)?;
    }
    Ok(open.is_empty())
}

/// Has the desk compare its account with the exchange; what disagrees once nothing waits to be confirmed any more.
// GATE-20
pub(crate) fn breaks(caller: &mut Caller) -> Result<Vec<Difference>> {
    let path = "/api/v1/reconciliation";
    let compared = |told: &Value| told.get("compared_at").and_then(Value::as_i64);
    let before = compared(&caller.get(path)?.ok()?.json()?);
    caller
        .send("POST", "/api/v1/reconciliation/check", &json!({}), &[])?
        .ok()?;
    let until = Instant::now() + COMPARED_BOUND;
    loop {
        let told = caller.get(path)?.ok()?.json()?;
        let suspects = number(&told, "suspects")?;
        if compared(&told) > before && suspects == 0 {
            let found = told.get("breaks").and_then(Value::as_array);
            let found = found.context("no `breaks`")?.iter();
            return found
                .map(|found| Ok(Wrong::Break.found(text(found, "about")?)))
                .collect();
        }
        if Instant::now() >= until {
            let words = format!("{suspects} differences are not confirmed: {told}");
            return Ok(vec![Wrong::Break.found(words)]);
        }
        thread::sleep(LOOK);
    }
}

/// The desk's ledger.
pub(crate) fn of_desk(caller: &mut Caller) -> Result<Ledger> {
    let orders = pages(caller, "/api/v1/orders?state=all", "orders")?;
    let fills = pages(caller, "/api/v1/fills?", "fills")?;
    let balances = caller.get("/api/v1/balances")?.ok()?.json()?;
    let positions = caller.get("/api/v1/positions")?.ok()?.json()?;
    Ok(Ledger {
        positions: positions_of(&positions)?,
        margin: margin::of_desk(&positions)?,
        orders: orders
            .iter()
            .map(|order| {
                Ok(Order {
                    id: number(order, "id")?,
                    client_id: text(order, "client_id")?,
                    state: text(order, "state")?,
                    filled: exact(order, "filled")?,
                })
            })
            .collect::<Result<_>>()?,
        trades: fills
            .iter()
            .map(|fill| {
                Ok(Trade {
                    key: (text(fill, "symbol")?, text(fill, "trade")?),
                    order: number(fill, "order")?,
                    qty: exact(fill, "qty")?,
                    price: exact(fill, "price")?,
                    fee: (text(fill, "fee_asset")?, amount(fill, "fee")?),
                })
            })
            .collect::<Result<_>>()?,
        balances: balances_of(&balances)?,
    })
}

/// The exchange's ledger of the same accounts.
pub(crate) fn of_exchange(levers: &mut Caller) -> Result<Ledger> {
    let path = format!("/_sim/ledger?key={ACCOUNT_KEY}");
    let account = levers.get(&path)?.ok()?.json()?;
    let futures = account.get("futures").context("no `futures`")?;
    let trades = rows(&account, "trades")?;
    let mut ledger = Ledger {
        positions: sums_of(trades)?,
        margin: margin::of_exchange(futures)?,
        orders: rows(&account, "orders")?
            .iter()
            .map(|order| {
                Ok(Order {
                    id: number(order, "orderId")?,
                    client_id: text(order, "clientOrderId")?,
                    state: text(order, "status")?,
                    filled: exact(order, "executedQty")?,
                })
            })
            .collect::<Result<_>>()?,
        trades: trades
            .iter()
            .map(|trade| {
                Ok(Trade {
                    key: (canonical(&text(trade, "symbol")?), text(trade, "id")?),
                    order: number(trade, "orderId")?,
                    qty: exact(trade, "qty")?,
                    price: exact(trade, "price")?,
                    fee: (
                        text(trade, "commissionAsset")?,
                        amount(trade, "commission")?,
                    ),
                })
            })
            .collect::<Result<_>>()?,
        balances: balances_of(&account)?,
    };
    ledger.orders.extend(margin::orders(futures)?);
    ledger.trades.extend(margin::trades(futures)?);
    ledger.positions.extend(margin::sums(futures)?);
    Ok(ledger)
}

/// Whether both sides tell the same money on spot and on margin, and have heard of the same payments.
pub(crate) fn money_agrees(desk: &Ledger, exchange: &Ledger) -> bool {
    let (ours, theirs) = (&desk.margin, &exchange.margin);
    desk.balances == exchange.balances
        && ours.wallets == theirs.wallets
        && ours.held == theirs.held
        && ours.funding() == theirs.funding()
}

/// The rows of a list.
fn rows<'a>(value: &'a Value, name: &str) -> Result<&'a [Value]> {
    let rows = value.get(name).and_then(Value::as_array);
    let rows = rows.with_context(|| format!("no `{name}` in the answer"))?;
    Ok(rows)
}

fn balances_of(value: &Value) -> Result<BTreeMap<String, (Qty, Qty)>> {
    let rows = value.get("balances").and_then(Value::as_array);
    let mut balances = BTreeMap::new();
    for row in rows.context("no `balances`")? {
        let parts = (exact(row, "free")?, exact(row, "locked")?);
        if parts != (Qty::ZERO, Qty::ZERO) {
            balances.insert(text(row, "asset")?, parts);
        }
    }
    Ok(balances)
}

/// The base that the desk says it holds, by symbol.
fn positions_of(value: &Value) -> Result<BTreeMap<String, Amount>> {
    let mut positions = BTreeMap::new();
    for row in rows(value, "positions")? {
        let net = net(row)?;
        if !net.is_zero() {
            positions.insert(text(row, "symbol")?, net);
        }
    }
    Ok(positions)
}

/// What one row of the desk's positions holds; below zero where it is short.
fn net(row: &Value) -> Result<Amount> {
    let held = amount(row, "qty")?;
    Ok(match text(row, "exposure")?.as_str() {
        "short" => held.negated(),
        _ => held,
    })
}

/// The base that the exchange's trades of the account come to, after the fees taken in it, by symbol.
fn sums_of(trades: &[Value]) -> Result<BTreeMap<String, Amount>> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for trade in trades {
        let symbol = canonical(&text(trade, "symbol")?);
        let bought = trade.get("isBuyer").and_then(Value::as_bool);
        let traded = match bought.context("no `isBuyer`")? {
            true => amount(trade, "qty")?,
            false => amount(trade, "qty")?.negated(),
        };
        let fee_in = text(trade, "commissionAsset")?;
        let fee = match symbol.split_once('/') {
            Some((base, _)) if base == fee_in => amount(trade, "commission")?,
            Some(_) | None => Amount::ZERO,
        };
        let sum = sums.entry(symbol).or_insert(Amount::ZERO);
        let moved = traded.minus(fee).and_then(|moved| sum.plus(moved));
        *sum = moved.map_err(|error| anyhow!("{error}"))?;
    }
    sums.retain(|_, net| !net.is_zero());
    Ok(sums)
}

/// The exchange writes a symbol without the stroke; the loads trade against USDT only.
fn canonical(symbol: &str) -> String {
    match symbol.strip_suffix("USDT") {
        Some(base) if !base.contains('/') => format!("{base}/USDT"),
        _ => symbol.to_owned(),
    }
}

/// All rows of a paged answer.
///
/// # Errors
/// The server does not answer, or not in pages.
pub(crate) fn pages(caller: &mut Caller, path: &str, rows: &str) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    let mut before = String::new();
    loop {
        let answer = caller
            .get(&format!("{path}&limit={PAGE_ROWS}{before}"))?
            .ok()?
            .json()?;
        let page = answer.get(rows).and_then(Value::as_array);
        all.extend(
            page.with_context(|| format!("no `{rows}`"))?
                .iter()
                .cloned(),
        );
        match answer.get("next_before").and_then(Value::as_u64) {
            Some(next) => before = format!("&before={next}"),
            None => return Ok(all),
        }
    }
}
