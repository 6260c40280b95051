//! What the races show: counts that must be nothing, and how fast the switch was. Never asks anybody.

use super::Plan;
use super::arrivals::Arrivals;
use super::press::Way;
use super::racers;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;

/// The first cancel comes to the exchange within this after the answer, in milliseconds: the aim.
const FIRST_CANCEL_MS_AIM: i64 = 100;
/// Everything open is known to be cancelled within this after the answer, in milliseconds: the aim.
const CANCELLED_MS_AIM: i64 = 5_000;
/// What was under way when the switch answered comes to the exchange within this, in milliseconds.
const UNDER_WAY_MS_MAX: i64 = 1_000;

/// What one race showed.
#[derive(Debug, Clone)]
pub(super) struct Told {
    way: Way,
    /// Whether the desk was killed after the answer.
    killed: bool,
    /// Orders the desk took.
    taken: u64,
    /// Orders refused because of the halt.
    halted: u64,
    /// What of the exchange's ledger was not read, and orders taken of which it shows none at all.
    unseen: u64,
    /// Of it, what was not read.
    unread: u64,
    /// Orders that came to the exchange in all.
    came: u64,
    /// Orders that came to the exchange after the answer, and how much later the last one.
    under_way: (u64, i64),
    /// Of them, those that were sent after it.
    sent_after: u64,
    /// Orders that the desk took after the answer.
    taken_after: u64,
    /// From the answer to the first cancel at the exchange, in milliseconds.
    first_cancel: Option<i64>,
    /// Orders at rest that the exchange did not end.
    left_open: u64,
    /// From the answer until the desk knew that nothing was open, in milliseconds.
    cancelled: i64,
}

impl Told {
    /// Holds what the exchange saw against the switch's answer; `sent` says when the desk sent an order.
    ///
    /// # Errors
    /// The desk does not say.
    pub(super) fn of(
        (way, killed, cancelled): (Way, bool, i64),
        racers: &racers::Told,
        (seen, answered, rested): (&Arrivals, i64, &[String]),
        mut sent: impl FnMut(&str) -> Result<Option<i64>>,
    ) -> Result<Self> {
        let late: Vec<(&String, i64)> = seen
            .placed
            .iter()
            .filter(|(_, at)| **at > answered)
            .map(|(id, at)| (id, at.saturating_sub(answered)))
            .collect();
        let mut sent_after = 0;
        for (id, after) in &late {
            // An order whose request the desk cannot name was certainly not sent before the answer.
            let before = sent(id)?.is_some_and(|sent| sent <= answered);
            sent_after += u64::from(!before || *after > UNDER_WAY_MS_MAX);
        }
        let open = rested.iter().filter(|id| !seen.over.contains_key(*id));
        Ok(Self {
            way,
            killed,
            taken: count(racers.acknowledged.len()),
            halted: racers.refused.get(super::press::RULE).copied().unwrap_or(0),
            unseen: seen
                .unread
                .saturating_add(u64::from(nothing_came(racers, seen))),
            unread: seen.unread,
            came: count(seen.placed.len()),
            under_way: (
                count(late.len()),
                late.iter().map(|(_, after)| *after).max().unwrap_or(0),
            ),
            sent_after,
            taken_after: racers.taken_after,
            first_cancel: seen.first_cancel.map(|at| at.saturating_sub(answered)),
            left_open: count(open.count()),
            cancelled,
        })
    }

    /// How many things are wrong where what came to rest before has shown that the ledger is read: that the halt kept every racing
    /// order at home is no fault then.
    pub(super) const fn wrong_beside_rest(&self) -> u64 {
        self.sent_after
            .saturating_add(self.taken_after)
            .saturating_add(self.left_open)
            .saturating_add(self.unread)
    }

    const fn wrong(&self) -> u64 {
        self.sent_after
            .saturating_add(self.taken_after)
            .saturating_add(self.left_open)
            .saturating_add(self.unseen)
    }
}

/// Whether the desk took orders and the ledger shows none: then the races prove nothing.
fn nothing_came(racers: &racers::Told, seen: &Arrivals) -> bool {
    !racers.acknowledged.is_empty() && seen.placed.is_empty()
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (under_way, last) = self.under_way;
        let first = self
            .first_cancel
            .map_or("none".to_owned(), |ms| format!("{ms} ms"));
        write!(
            f,
            "{:<8} {}; {} taken, {} refused, {} came to the exchange; {under_way} under way, the last came {last} ms after; first cancel {first}, \
             nothing open {} ms after; {} wrong",
            self.way,
            if self.killed { "killed" } else { "lives " },
            self.taken,
            self.halted,
            self.came,
            self.cancelled,
            self.wrong(),
        )
    }
}

/// What all races showed.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    races: Vec<Told>,
}

impl Verdict {
    pub(super) fn add(&mut self, told: Told) {
        self.races.push(told);
    }

    /// How many things are wrong.
    pub(super) fn wrong(&self) -> u64 {
        self.races.iter().map(Told::wrong).sum()
    }

    fn sum(&self, of: fn(&Told) -> u64) -> u64 {
        self.races.iter().map(of).sum()
    }

    /// First cancels and ends in races in which the desk lived, in order of size.
    fn times(&self) -> (Vec<i64>, Vec<i64>) {
        let lived = || self.races.iter().filter(|told| !told.killed);
        let mut first: Vec<i64> = lived().filter_map(|told| told.first_cancel).collect();
        let mut all: Vec<i64> = lived().map(|told| told.cancelled).collect();
        first.sort_unstable();
        all.sort_unstable();
        (first, all)
    }

    /// The figures as lines of text.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut ways: BTreeMap<Way, u64> = BTreeMap::new();
        for told in &self.races {
            *ways.entry(told.way).or_default() += 1;
        }
        let ways: Vec<String> = ways
            .iter()
            .map(|(way, count)| format!("{count} by {way}"))
            .collect();
        let (first, all) = self.times();
        vec![
            format!("{} races: {}", self.races.len(), ways.join(", ")),
            format!(
                "{} orders taken, {} refused because of the halt, {} came to the exchange, {} under way at the answer",
                self.sum(|told| told.taken),
                self.sum(|told| told.halted),
                self.sum(|told| told.came),
                self.sum(|told| told.under_way.0),
            ),
            of_aim("first cancel at the exchange", &first, FIRST_CANCEL_MS_AIM),
            of_aim("nothing open any more", &all, CANCELLED_MS_AIM),
            format!("{} sent after the answer", self.sum(|told| told.sent_after)),
            format!(
                "{} taken after the answer",
                self.sum(|told| told.taken_after)
            ),
            format!("{} left open", self.sum(|told| told.left_open)),
            format!("{} unseen at the exchange", self.sum(|told| told.unseen)),
        ]
    }

    /// Writes the figures as JSON where the plan wants them.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write(&self, plan: &Plan) -> Result<()> {
        let Some(path) = &plan.json else {
            return Ok(());
        };
        let (first, all) = self.times();
        let figures: Value = json!({
            "races": self.races.len(), "ordersEach": plan.orders, "restingEach": plan.resting, "seed": plan.seed,
            "taken": self.sum(|told| told.taken), "came": self.sum(|told| told.came), "refused": self.sum(|told| told.halted),
            "underWay": self.sum(|told| told.under_way.0),
            "firstCancelMs": {"median": median(&first), "longest": longest(&first)},
            "nothingOpenMs": {"median": median(&all), "longest": longest(&all)},
            "sentAfter": self.sum(|told| told.sent_after), "takenAfter": self.sum(|told| told.taken_after),
            "leftOpen": self.sum(|told| told.left_open), "unseen": self.sum(|told| told.unseen),
        });
        let words = serde_json::to_string_pretty(&figures)?;
        fs::write(path, words).with_context(|| format!("{} cannot be written", path.display()))
    }
}

fn median(sorted: &[i64]) -> i64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(0)
}

fn longest(sorted: &[i64]) -> i64 {
    sorted.last().copied().unwrap_or(0)
}

/// Times beside their aim.
fn of_aim(what: &str, sorted: &[i64], aim: i64) -> String {
    let over = sorted.iter().filter(|ms| **ms > aim).count();
    format!(
        "{what}, from the answer: median {} ms, longest {} ms, aim {aim} ms, over it in {over} of {} races without a kill",
        median(sorted),
        longest(sorted),
        sorted.len(),
    )
}

#[cfg(test)]
mod tests;
