//! The figures of a fault campaign: per fault, and what is wrong at its end; as text and as JSON. Never asks anybody.

use super::arena::{Outage, OutageKind};
use super::matrix::Fault;
use super::watcher::Seen;
use super::worker::Told;
use crate::ledgers::{Difference, Ledger, Wrong};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Longest time from the end of a fault until its order's fate is known.
pub(super) const RESOLVED_MS_MAX: i64 = 30_000;
/// How long the desk waits for an answer of the exchange, in milliseconds: a later answer is a lost one.
const ANSWER_MS_MAX: i64 = 12_000;
/// States in which an order never came to stand at the exchange.
const NEVER_STOOD: [&str; 3] = ["never-seen", "not-sent", "rejected"];

/// Everything that is known when all is quiet.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    pub(super) told: &'a Told,
    pub(super) seen: &'a Seen,
    pub(super) outages: &'a [Outage],
    pub(super) desk: &'a Ledger,
    pub(super) exchange: &'a Ledger,
    /// When the desk knew that an order was over, by its client's id, in milliseconds of the machine's clock.
    pub(super) known_over: &'a BTreeMap<String, i64>,
}

/// The figures of one kind of fault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Orders it was ordered for or that it struck.
    pub(super) orders: u64,
    /// Of these, at the exchange.
    pub(super) executed: u64,
    /// Of these, in the journal.
    pub(super) journaled: u64,
    /// Times from the fault's end until the desk knew, in milliseconds.
    pub(super) resolved_ms: Vec<i64>,
}

/// The verdict.
#[derive(Debug)]
pub(super) struct Verdict {
    /// By fault; orders without one stand under "none".
    pub(super) rows: BTreeMap<&'static str, Row>,
    /// Counts by what is wrong.
    pub(super) wrong: BTreeMap<Wrong, u64>,
    /// Orders whose fate was known later than it may be: the id and how late.
    pub(super) slow: Vec<(String, i64)>,
}

/// The name of the row of orders without a fault.
const NONE: &str = "none";

impl Verdict {
    /// The verdict on a campaign.
    pub(super) fn of(evidence: &Evidence<'_>, differences: &[Difference]) -> Self {
        let mut wrong: BTreeMap<Wrong, u64> = Wrong::ALL.map(|wrong| (wrong, 0)).into();
        for difference in differences {
            *wrong.entry(difference.wrong).or_default() += 1;
        }
        let faults = faults_of(evidence);
        let journal: BTreeSet<&str> = ids(evidence.desk);
        let at_exchange: BTreeSet<&str> = ids(evidence.exchange);
        let desk = evidence.desk.orders.iter();
        let stood = desk.filter(|order| !NEVER_STOOD.contains(&order.state.as_str()));
        let stood: BTreeSet<&str> = stood.map(|order| order.client_id.as_str()).collect();
        let mut rows: BTreeMap<&'static str, Row> = BTreeMap::new();
        let mut slow = Vec::new();
        for (_, id) in &evidence.told.acknowledged {
            let own = faults.get(id.as_str());
            let resolved = resolved_ms(
                evidence,
                (id, stood.contains(id.as_str())),
                own.map(|own| own.1),
            );
            if let Some(late) = resolved.filter(|ms| *ms > RESOLVED_MS_MAX) {
                slow.push((id.clone(), late));
            }
            let names = own.map_or_else(|| vec![NONE], |own| own.0.iter().copied().collect());
            for name in names {
                let row = rows.entry(name).or_default();
                row.orders += 1;
                row.executed += u64::from(at_exchange.contains(id.as_str()));
                row.journaled += u64::from(journal.contains(id.as_str()));
                row.resolved_ms.extend(resolved);
            }
        }
        for row in rows.values_mut() {
            row.resolved_ms.sort_unstable();
        }
        Self { rows, wrong, slow }
    }

    /// How many things are wrong.
    pub(super) fn sum(&self) -> u64 {
        let slow = u64::try_from(self.slow.len()).unwrap_or(u64::MAX);
        self.wrong.values().sum::<u64>().saturating_add(slow)
    }

    /// The table and the counts as lines of text.
    pub(super) fn lines(&self) -> Vec<String> {
        let head = [
            "fault",
            "orders",
            "at exchange",
            "journaled",
            "median ms",
            "longest ms",
        ];
        let [fault, orders, executed, journaled, median, longest] = head;
        let mut lines = vec![format!(
            "{fault:<34} {orders:>7} {executed:>12} {journaled:>10} {median:>10} {longest:>11}"
        )];
        for (name, row) in &self.rows {
            lines.push(format!(
                "{name:<34} {:>7} {:>12} {:>10} {:>10} {:>11}",
                row.orders,
                row.executed,
                row.journaled,
                row.median(),
                row.longest(),
            ));
        }
        for (wrong, count) in &self.wrong {
            lines.push(format!("{count} {}", wrong.name()));
        }
        lines.push(format!(
            "{} resolved later than {} s after their fault ended",
            self.slow.len(),
            RESOLVED_MS_MAX / 1_000
        ));
        lines
    }

    /// The same as JSON.
    pub(super) fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|(name, row)| {
                json!({
                    "fault": name, "orders": row.orders, "atExchange": row.executed,
                    "journaled": row.journaled, "medianMs": row.median(), "longestMs": row.longest(),
                })
            })
            .collect();
        let wrong: BTreeMap<&str, u64> = self
            .wrong
            .iter()
            .map(|(wrong, count)| (wrong.name(), *count))
            .collect();
        json!({"faults": rows, "wrong": wrong, "resolvedLate": self.slow.len()})
    }
}

impl Row {
    pub(super) fn median(&self) -> i64 {
        let middle = self.resolved_ms.len() / 2;
        self.resolved_ms.get(middle).copied().unwrap_or(0)
    }

    pub(super) fn longest(&self) -> i64 {
        self.resolved_ms.last().copied().unwrap_or(0)
    }
}

fn ids(ledger: &Ledger) -> BTreeSet<&str> {
    let orders = ledger.orders.iter();
    orders.map(|order| order.client_id.as_str()).collect()
}

/// The faults of each order and when the last of them was over: those the exchange says struck its requests, and those
/// that were ordered beside it.
fn faults_of<'a>(evidence: &Evidence<'a>) -> BTreeMap<&'a str, (BTreeSet<&'static str>, i64)> {
    let mut faults: BTreeMap<&str, (BTreeSet<&'static str>, i64)> = BTreeMap::new();
    let beside = evidence.told.beside.iter();
    let beside = beside.map(|beside| (beside.fault, beside.order.as_str(), beside.over_at));
    let struck = evidence.seen.struck.iter().filter_map(|(name, order, at)| {
        let (fault, wait) = Fault::called(name)?;
        let wait = wait.min(ANSWER_MS_MAX);
        Some((fault.name, order.as_str(), at.saturating_add(wait)))
    });
    for (name, order, over_at) in beside.chain(struck) {
        let (names, last) = faults.entry(order).or_default();
        names.insert(name);
        *last = over_at.max(*last);
    }
    faults
}

/// From the end of what befell an order, and its own end at the exchange, until the desk knew that it was over.
fn resolved_ms(
    evidence: &Evidence<'_>,
    (id, stood): (&str, bool),
    fault_over: Option<i64>,
) -> Option<i64> {
    let known = *evidence.known_over.get(id)?;
    let ended = evidence.seen.ended.get(id).copied();
    let began = match (fault_over, ended) {
        (Some(fault), Some(ended)) => fault.max(ended),
        (None, Some(ended)) => ended,
        // Its end was told while nobody could listen.
        (_, None) if stood => return None,
        (fault, None) => fault?,
    };
    let covering = |at: &i64| {
        let outages = evidence.outages.iter();
        outages
            .filter(|outage| outage.from <= *at && *at < outage.until)
            .map(|outage| outage.until)
            .max()
    };
    let began = covering(&began).unwrap_or(began);
    // A kill befalls every order under way, and what nobody watched does not count towards a request's life.
    let killed = evidence.outages.iter();
    let killed = killed.filter(|outage| {
        outage.of == OutageKind::Killed && began < outage.until && outage.until <= known
    });
    let began = killed
        .map(|outage| outage.until)
        .max()
        .map_or(began, |over| over.max(began));
    Some(known.saturating_sub(began).max(0))
}

#[cfg(test)]
mod tests;
