//! What a caller of the desk writes into a request for an order, and reads in the answer. Never calls a server.

use crate::http::Answer;
use crate::ledgers::{Acknowledged, number, text};
use anyhow::{Context as _, Result};
use serde_json::Value;

/// The gate's rule, or the problem's short name.
pub(crate) fn reason(answer: &Answer) -> String {
    let problem = answer.json().unwrap_or_default();
    let named = |field| problem.get(field).and_then(Value::as_str);
    let name = named("rule").or_else(|| named("type")).unwrap_or("unnamed");
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

/// What an acknowledgement says: the desk's number and the id at the exchange.
///
/// # Errors
/// It is none.
pub(crate) fn placed(answer: &Answer) -> Result<Acknowledged> {
    let body = answer
        .json()
        .context("an acknowledgement that cannot be read")?;
    Ok((number(&body, "order")?, text(&body, "client_id")?))
}

/// The best price of a side in hundredths.
pub(crate) fn best_cents(book: &Value, side: &str) -> Option<u64> {
    let price = book.get(side)?.get(0)?.get(0)?.as_str()?;
    let (whole, part) = price.split_once('.').unwrap_or((price, ""));
    let part: String = part.chars().chain("00".chars()).take(2).collect();
    format!("{whole}{part}").parse().ok()
}

/// A price in hundredths as requests write it.
pub(crate) fn cents(value: u64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

#[cfg(test)]
mod tests;
