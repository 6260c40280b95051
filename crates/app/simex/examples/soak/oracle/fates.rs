//! What was taken is in the ledger once; what was refused is not; nothing is there that nobody asked for.

use super::{rows, text};
use crate::accounts;
use crate::load::{Fate, Kind, Load};
use crate::money::called;
use anyhow::{Result, ensure};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn all(load: &Load, account: usize, ledger: &Value) -> Result<()> {
    let orders = names(ledger, "orders", |row| named(row, "clientOrderId"))?;
    judge(load, (Kind::Order, account), orders)?;
    let lists = names(ledger, "orderLists", |row| named(row, "listClientOrderId"))?;
    judge(load, (Kind::List, account), lists)?;
    // What a conditional order places bears its name; the exchange itself has names of its own.
    let algos = load.fates.get(&(Kind::Algo, account));
    let of_algo = |name: &String| algos.is_some_and(|algos| algos.contains_key(name));
    let mut orders = names(ledger, "futures.orders", |row| named(row, "clientOrderId"))?;
    orders.retain(|name| name.starts_with("soak-") && !of_algo(name));
    judge(load, (Kind::FuturesOrder, account), orders)?;
    let algos = names(ledger, "futures.algoOrders", |row| {
        named(row, "clientAlgoId")
    })?;
    judge(load, (Kind::Algo, account), algos)?;
    let moved = names(ledger, "wallet.transfers", amount)?;
    judge(load, (Kind::Transfer, account), moved)?;
    let out = names(ledger, "wallet.withdrawals", |row| {
        named(row, "withdrawOrderId")
    })?;
    judge(load, (Kind::Withdrawal, account), out)?;
    let converted = names(ledger, "wallet.conversions", |row| {
        Ok(super::number(row, "quoteId")?.to_string())
    })?;
    judge(load, (Kind::Conversion, account), converted)?;
    family(load, account, ledger)?;
    dust(load, account, ledger)
}

fn named(row: &Value, name: &str) -> Result<String> {
    Ok(text(row, name)?.to_owned())
}

fn amount(row: &Value) -> Result<String> {
    Ok(called(text(row, "asset")?, text(row, "amount")?))
}

fn names(
    ledger: &Value,
    place: &str,
    name: impl Fn(&Value) -> Result<String>,
) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for row in rows(ledger, place)? {
        let name = name(row)?;
        ensure!(!names.contains(&name), "{place} has {name} twice");
        names.insert(name);
    }
    Ok(names)
}

fn judge(load: &Load, at: (Kind, usize), mut there: BTreeSet<String>) -> Result<()> {
    for (name, fate) in load.fates.get(&at).into_iter().flatten() {
        let is_there = there.remove(name);
        match fate {
            Fate::Taken => ensure!(is_there, "{at:?} lost {name}"),
            Fate::Refused => ensure!(!is_there, "{at:?}: {name} was refused and is there"),
            Fate::Unknown => {}
        }
    }
    ensure!(there.is_empty(), "{at:?}: nobody asked for {there:?}");
    Ok(())
}

/// What moved between accounts of one master is judged with the master.
fn family(load: &Load, account: usize, ledger: &Value) -> Result<()> {
    let has_subs = accounts::subs_of(account).next().is_some();
    let own = rows(ledger, "wallet.familyTransfers")?;
    ensure!(has_subs || accounts::master_of(account).is_some() || own.is_empty());
    if !has_subs {
        return Ok(());
    }
    let fates = load.fates.get(&(Kind::Family, account));
    let between_subs = |name: &String| fates.is_some_and(|fates| fates.contains_key(name));
    let seen = names(ledger, "wallet.familyTransfers", amount)?;
    ensure!(
        seen.iter().all(between_subs),
        "nobody asked for one of {seen:?}"
    );
    Ok(())
}

/// Dust is named by its records: an unanswered request made one more at most.
fn dust(load: &Load, account: usize, ledger: &Value) -> Result<()> {
    let mut there = names(ledger, "wallet.dust", |row| {
        Ok(super::number(row, "transId")?.to_string())
    })?;
    let mut unknown = 0_usize;
    for (name, fate) in load.fates.get(&(Kind::Dust, account)).into_iter().flatten() {
        match fate {
            Fate::Taken => ensure!(there.remove(name), "dust {name} of {account} is lost"),
            Fate::Refused => {}
            Fate::Unknown => unknown += 1,
        }
    }
    ensure!(
        there.len() <= unknown,
        "account {account} has dust nobody asked for: {there:?}"
    );
    Ok(())
}
