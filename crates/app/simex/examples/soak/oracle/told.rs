//! In fair weather an account's streams tell each of its trades once.

use super::{ledger, number, rows, text};
use crate::accounts::ACCOUNTS;
use crate::caller::Callers;
use crate::private::{Line, TradeKey};
use anyhow::{Result, ensure};
use domain::{Span, Time};
use serde_json::Value;
use std::collections::BTreeSet;

/// Judges every line that was open since then; how many those were.
pub(crate) fn everything(callers: &mut Callers, since: Time) -> Result<u64> {
    callers.advance(Span::from_millis(1))?;
    let mut judged = 0_u64;
    for account in 0..ACCOUNTS {
        let ledger = ledger(callers, account)?;
        for (line, place) in [(Line::Spot, "trades"), (Line::UsdmEvents, "futures.trades")] {
            let Some(told) = callers.private.told((account, line)) else {
                continue;
            };
            if told.since > since {
                continue;
            }
            ensure!(
                told.twice.is_none(),
                "account {account} was told {:?} twice on {line:?}",
                told.twice
            );
            let traded = trades((&ledger, place), since)?;
            ensure!(
                told.trades == &traded,
                "account {account}, {line:?}: told and not traded {:?}, traded and not told {:?}",
                told.trades.difference(&traded).collect::<Vec<_>>(),
                traded.difference(told.trades).collect::<Vec<_>>()
            );
            judged += 1;
        }
    }
    Ok(judged)
}

/// Its trades after an instant.
fn trades((ledger, place): (&Value, &str), since: Time) -> Result<BTreeSet<TradeKey>> {
    let mut trades = BTreeSet::new();
    for row in rows(ledger, place)? {
        let at = row.get("time").and_then(Value::as_i64).unwrap_or(0);
        if at > since.millis() {
            let trade = (
                text(row, "symbol")?.to_owned(),
                number(row, "id")?,
                number(row, "orderId")?,
            );
            trades.insert(trade);
        }
    }
    Ok(trades)
}
