//! Parameters of questions about the market, as every product reads them. Never an answer.

use super::boards::interval::{Interval, Window, Zone};
use super::boards::tickers::Detail;
use super::market_refusal::MarketRefusal;
use super::params::Params;
use super::refusal::Refusal;

/// Instants above this are microseconds: the year 5138 in milliseconds.
const MICROS_FROM: u64 = 100_000_000_000_000;
/// Most symbols a question may name.
const SYMBOLS_MAX: usize = 100;
/// What a list of symbols looks like.
const LIST: &str = r#"^\[("[\w\-._&&[^a-z]]{1,50}"(,"[\w\-._&&[^a-z]]{1,50}"){0,}){0,1}\]$"#;

/// Which symbols are asked about, by the names the question uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    /// This; the answer is one row.
    One(String),
    /// These; the answer is a list.
    Many(Vec<String>),
    /// All; the answer is a list.
    All,
}

/// How many rows: the default when nothing is said, never more than `most`.
pub(crate) fn rows(params: &Params, default: u64, most: u64) -> Result<usize, Refusal> {
    let rows = match params.number("limit")? {
        Some(0) => return Err(MarketRefusal::BadValue("limit").into()),
        Some(limit) => limit.min(most),
        None => default,
    };
    Ok(usize::try_from(rows).unwrap_or(usize::MAX))
}

/// How many rows, where more than `most` are refused.
pub(crate) fn strict_rows(params: &Params, default: u64, most: u64) -> Result<usize, Refusal> {
    match params.number("limit")? {
        Some(limit) if limit == 0 || limit > most => Err(MarketRefusal::BadValue("limit").into()),
        Some(limit) => Ok(usize::try_from(limit).unwrap_or(usize::MAX)),
        None => Ok(usize::try_from(default).unwrap_or(usize::MAX)),
    }
}

/// An instant in milliseconds or microseconds, as milliseconds.
pub(crate) fn instant(params: &Params, name: &'static str) -> Result<Option<i64>, Refusal> {
    let at = params
        .number(name)?
        .map(|at| if at >= MICROS_FROM { at / 1_000 } else { at });
    Ok(at.map(|at| i64::try_from(at).unwrap_or(i64::MAX)))
}

/// The length of candles.
pub(crate) fn interval(params: &Params) -> Result<Interval, Refusal> {
    Interval::named(params.required("interval")?).ok_or_else(|| MarketRefusal::BadInterval.into())
}

/// The time zone, UTC when nothing is said.
pub(crate) fn zone(params: &Params) -> Result<Zone, Refusal> {
    match params.optional("timeZone")? {
        // A plus sign that was sent unescaped arrives as a blank.
        Some(text) => {
            Zone::parse(text.trim_start()).ok_or_else(|| MarketRefusal::BadValue("timeZone").into())
        }
        None => Ok(Zone::UTC),
    }
}

/// The length of a rolling window, a day when nothing is said.
pub(crate) fn window(params: &Params) -> Result<Window, Refusal> {
    match params.optional("windowSize")? {
        Some(text) => {
            Window::parse(text).ok_or_else(|| MarketRefusal::BadValue("windowSize").into())
        }
        None => Ok(Window::DAY),
    }
}

/// How much of a ticker is told, all of it when nothing is said.
pub(crate) fn detail(params: &Params) -> Result<Detail, Refusal> {
    match params.optional("type")? {
        Some("FULL") | None => Ok(Detail::Full),
        Some("MINI") => Ok(Detail::Mini),
        Some(_) => Err(MarketRefusal::BadTickerType.into()),
    }
}

/// The symbols a question names by `symbol` or `symbols`.
pub(crate) fn named(params: &Params) -> Result<Named, Refusal> {
    match (params.optional("symbol")?, params.optional("symbols")?) {
        (Some(_), Some(_)) => Err(MarketRefusal::BadCombination.into()),
        (Some(one), None) => Ok(Named::One(one.to_owned())),
        (None, Some(many)) => Ok(Named::Many(list("symbols", many)?)),
        (None, None) => Ok(Named::All),
    }
}

/// A JSON list of different texts, few enough.
pub(crate) fn list(name: &'static str, text: &str) -> Result<Vec<String>, Refusal> {
    let names: Vec<String> =
        serde_json::from_str(text).map_err(|_| Refusal::Illegal(name, LIST))?;
    if names.is_empty() || names.len() > SYMBOLS_MAX {
        return Err(Refusal::Illegal(name, LIST));
    }
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() < names.len() {
        return Err(MarketRefusal::DuplicateSymbols.into());
    }
    Ok(names)
}

/// How many symbols a question names, for its weight; none when it names no list.
pub(crate) fn listed(params: &Params) -> Option<u32> {
    let text = params.raw("symbols")?;
    let count = text.matches(',').count().saturating_add(1);
    Some(u32::try_from(count).unwrap_or(u32::MAX))
}
