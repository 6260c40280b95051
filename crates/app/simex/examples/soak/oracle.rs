//! What must hold: books in order, sums of money, and at the end every order and every balance of every account.

use crate::Exchange;
use crate::caller::{ACCOUNTS, Callers, HOLDINGS, key};
use crate::load::{Fate, Load, SYMBOLS};
use anyhow::{Context as _, Result, ensure};
use domain::Amount;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// No book is crossed, and of every asset all that came in is somewhere.
pub(crate) fn look(exchange: &Exchange) -> Result<()> {
    for (symbol, bid, ask) in exchange.touches() {
        ensure!(
            bid < ask,
            "the book of {symbol} is crossed: {bid} and {ask}"
        );
    }
    for sum in exchange.sums() {
        let found = sum.held.plus(sum.fees)?.plus(sum.house)?;
        ensure!(
            found == sum.deposited,
            "{}: {} came in, {} held, {} fees, {} with the house",
            sum.asset,
            sum.deposited,
            sum.held,
            sum.fees,
            sum.house
        );
    }
    Ok(())
}

/// Every order's fate and every balance.
pub(crate) fn everything(callers: &mut Callers, load: &Load) -> Result<()> {
    look(&callers.exchange)?;
    let pools = callers.lever("GET", "/_sim/futures/pools", &Value::Null)?;
    for row in pools.as_array().context("no pools")? {
        let mut found = Amount::ZERO;
        for part in ["wallets", "fees", "funding", "insurance", "house"] {
            found = found.plus(Amount::parse(text(row, part)?)?)?;
        }
        let came_in = Amount::parse(text(row, "deposited")?)?;
        ensure!(
            found == came_in,
            "futures: {came_in} came in, {found} is there: {row}"
        );
    }
    for account in 0..ACCOUNTS {
        let target = format!("/_sim/ledger?key={}", key(account));
        let ledger = callers.lever("GET", &target, &Value::Null)?;
        futures(account, &ledger)?;
        orders(load, account, &ledger)?;
        balances(account, &ledger)?;
    }
    Ok(())
}

fn rows<'a>(ledger: &'a Value, name: &str) -> Result<&'a Vec<Value>> {
    ledger
        .get(name)
        .and_then(Value::as_array)
        .with_context(|| format!("the ledger has no {name}"))
}

fn text<'a>(row: &'a Value, name: &str) -> Result<&'a str> {
    row.get(name)
        .and_then(Value::as_str)
        .with_context(|| format!("a row has no {name}: {row}"))
}

/// Everything that moved a futures wallet is in its income.
fn futures(account: usize, ledger: &Value) -> Result<()> {
    let futures = ledger.get("futures").context("the ledger has no futures")?;
    let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
    for row in rows(futures, "income")? {
        let sum = sums.entry(text(row, "asset")?).or_insert(Amount::ZERO);
        *sum = sum.plus(Amount::parse(text(row, "income")?)?)?;
    }
    for row in rows(futures, "wallets")? {
        let held = Amount::parse(text(row, "balance")?)?;
        let sum = sums.remove(text(row, "asset")?).unwrap_or(Amount::ZERO);
        ensure!(
            held == sum,
            "account {account} holds {held} on futures, its income says {sum}"
        );
    }
    Ok(())
}

/// What was taken is there once, what was refused is not.
fn orders(load: &Load, account: usize, ledger: &Value) -> Result<()> {
    let mut there = BTreeSet::new();
    for row in rows(ledger, "orders")? {
        let name = text(row, "clientOrderId")?;
        ensure!(there.insert(name), "account {account} has {name} twice");
    }
    for ((of, name), (symbol, fate)) in &load.fates {
        if *of != account {
            continue;
        }
        let is_there = there.remove(name.as_str());
        match fate {
            Fate::Taken => ensure!(is_there, "account {account} lost {name} in {symbol}"),
            Fate::Refused => ensure!(!is_there, "{name} was refused and is there"),
            Fate::Unknown => {}
        }
    }
    ensure!(there.is_empty(), "nobody asked for {there:?}");
    Ok(())
}

/// First balances and all trades and fees give the last balances.
fn balances(account: usize, ledger: &Value) -> Result<()> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    let mut add = |asset: &str, amount: Amount| -> Result<()> {
        let sum = sums.entry(asset.to_owned()).or_insert(Amount::ZERO);
        *sum = sum.plus(amount)?;
        Ok(())
    };
    for (asset, qty) in HOLDINGS {
        add(asset, Amount::parse(qty)?)?;
    }
    for row in rows(ledger, "trades")? {
        let symbol = text(row, "symbol")?;
        let (base, quote) = symbol.split_at(symbol.len().saturating_sub(4));
        let bought = row.get("isBuyer") == Some(&json!(true));
        let (qty, paid) = (
            Amount::parse(text(row, "qty")?)?,
            Amount::parse(text(row, "quoteQty")?)?,
        );
        let fee = Amount::parse(text(row, "commission")?)?;
        let (gain, cost) = if bought {
            ((base, qty), (quote, paid))
        } else {
            ((quote, paid), (base, qty))
        };
        add(gain.0, gain.1)?;
        add(cost.0, cost.1.negated())?;
        add(text(row, "commissionAsset")?, fee.negated())?;
    }
    let mut held: BTreeMap<String, Amount> = BTreeMap::new();
    for row in rows(ledger, "balances")? {
        let free = Amount::parse(text(row, "free")?)?;
        let locked = Amount::parse(text(row, "locked")?)?;
        let both = free.plus(locked)?;
        held.insert(text(row, "asset")?.to_owned(), both);
    }
    for (asset, sum) in &sums {
        let held = held.get(asset).copied().unwrap_or(Amount::ZERO);
        ensure!(
            held == *sum,
            "account {account} holds {held} {asset}, its trades say {sum}"
        );
    }
    ensure!(ledger.get("trades").is_some() && SYMBOLS.len() == 4);
    Ok(())
}
