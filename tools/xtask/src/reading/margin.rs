//! Reads what both sides say of the account on margin. Never judges it.

use super::rows;
use crate::ledgers::margin::{FUNDING, Margin, Payment};
use crate::ledgers::{Order, Trade, amount, exact, number, text};
use anyhow::{Context as _, Result, anyhow};
use domain::{Amount, Qty};
use serde_json::Value;
use std::collections::BTreeMap;

/// The exchange numbers the orders of each product, and its conditional ones, by themselves; these tell them apart here.
const CONTRACT_ORDERS: u64 = 1 << 61;
const CONDITIONAL_ORDERS: u64 = 1 << 62;

/// A contract as the house writes it; the loads trade those margined in USDT only.
fn canonical(symbol: &str) -> String {
    match symbol.strip_suffix("USDT") {
        Some(base) => format!("{base}/USDT:USDT"),
        None => symbol.to_owned(),
    }
}

/// What the desk says of the account.
pub(super) fn of_desk(positions: &Value) -> Result<Margin> {
    let Some(margined) = positions.get("margined").filter(|told| !told.is_null()) else {
        return Ok(Margin::default());
    };
    let mut margin = Margin::default();
    for wallet in rows(margined, "wallets")? {
        note(
            &mut margin.wallets,
            text(wallet, "asset")?,
            amount(wallet, "total")?,
        )?;
    }
    for row in rows(positions, "positions")? {
        let Some(contract) = row.get("contract").filter(|told| !told.is_null()) else {
            continue;
        };
        let symbol = text(row, "symbol")?;
        note(&mut margin.held, symbol.clone(), super::net(row)?)?;
        note(&mut margin.earned, symbol.clone(), amount(row, "realised")?)?;
        let set = (text(contract, "leverage")?, text(contract, "margin_mode")?);
        margin
            .settings
            .insert(symbol, format!("{}, {}", set.0, set.1));
    }
    for row in rows(margined, "payments")? {
        let symbol = row.get("symbol").and_then(Value::as_str);
        margin.payments.push(Payment {
            at: row.get("at").and_then(Value::as_i64).context("no `at`")?,
            kind: text(row, "kind")?,
            symbol: symbol.unwrap_or_default().to_owned(),
            amount: amount(row, "amount")?,
        });
    }
    Ok(margin)
}

/// What the exchange says of the account.
pub(super) fn of_exchange(futures: &Value) -> Result<Margin> {
    let mut margin = Margin::default();
    for wallet in rows(futures, "wallets")? {
        note(
            &mut margin.wallets,
            text(wallet, "asset")?,
            amount(wallet, "balance")?,
        )?;
    }
    for row in rows(futures, "positions")? {
        let symbol = canonical(&text(row, "symbol")?);
        note(&mut margin.held, symbol, amount(row, "positionAmt")?)?;
    }
    for row in rows(futures, "trades")? {
        let symbol = canonical(&text(row, "symbol")?);
        let fee = amount(row, "commission")?;
        let earned = amount(row, "realizedPnl")?.minus(fee);
        note(
            &mut margin.earned,
            symbol,
            earned.map_err(|error| anyhow!("{error}"))?,
        )?;
    }
    for row in rows(futures, "settings")? {
        let mode = match text(row, "marginType")?.as_str() {
            "CROSSED" => "cross".to_owned(),
            other => other.to_lowercase(),
        };
        let set = format!("{}, {mode}", text(row, "leverage")?);
        margin
            .settings
            .insert(canonical(&text(row, "symbol")?), set);
    }
    for row in rows(futures, "income")? {
        let kind = match text(row, "incomeType")?.as_str() {
            // Told by the trades; and what came in is what both sides begin with.
            "REALIZED_PNL" | "COMMISSION" | "TRANSFER" => continue,
            "FUNDING_FEE" => FUNDING.to_owned(),
            other => other.to_owned(),
        };
        margin.payments.push(Payment {
            at: row
                .get("time")
                .and_then(Value::as_i64)
                .context("no `time`")?,
            kind,
            symbol: canonical(&text(row, "symbol")?),
            amount: amount(row, "income")?,
        });
    }
    Ok(margin)
}

/// Adds to what stands under a key; nothing stands under none.
fn note(sums: &mut BTreeMap<String, Amount>, key: String, more: Amount) -> Result<()> {
    let sum = sums.get(&key).copied().unwrap_or(Amount::ZERO);
    let sum = sum.plus(more).map_err(|error| anyhow!("{error}"))?;
    if sum.is_zero() {
        sums.remove(&key);
    } else {
        sums.insert(key, sum);
    }
    Ok(())
}

/// Orders for contracts at the exchange. A conditional one that woke is the order it became, which bears its name.
pub(super) fn orders(futures: &Value) -> Result<Vec<Order>> {
    let mut all = Vec::new();
    for row in rows(futures, "orders")? {
        all.push(Order {
            id: CONTRACT_ORDERS | number(row, "orderId")?,
            client_id: text(row, "clientOrderId")?,
            state: text(row, "status")?,
            filled: exact(row, "executedQty")?,
        });
    }
    for row in rows(futures, "algoOrders")? {
        let woke = row.get("actualOrderId").and_then(Value::as_str);
        if woke.is_some_and(|became| !became.is_empty()) {
            continue;
        }
        all.push(Order {
            id: CONDITIONAL_ORDERS | number(row, "algoId")?,
            client_id: text(row, "clientAlgoId")?,
            state: text(row, "algoStatus")?,
            filled: Qty::ZERO,
        });
    }
    Ok(all)
}

/// Trades of contracts at the exchange.
pub(super) fn trades(futures: &Value) -> Result<Vec<Trade>> {
    let rows = rows(futures, "trades")?.iter();
    rows.map(|row| {
        Ok(Trade {
            key: (canonical(&text(row, "symbol")?), text(row, "id")?),
            order: CONTRACT_ORDERS | number(row, "orderId")?,
            qty: exact(row, "qty")?,
            price: exact(row, "price")?,
            fee: (text(row, "commissionAsset")?, amount(row, "commission")?),
        })
    })
    .collect()
}

/// What the exchange's trades of each contract come to.
pub(super) fn sums(futures: &Value) -> Result<BTreeMap<String, Amount>> {
    let mut sums = BTreeMap::new();
    for row in rows(futures, "trades")? {
        let bought = row.get("buyer").and_then(Value::as_bool);
        let traded = match bought.context("no `buyer`")? {
            true => amount(row, "qty")?,
            false => amount(row, "qty")?.negated(),
        };
        note(&mut sums, canonical(&text(row, "symbol")?), traded)?;
    }
    Ok(sums)
}
