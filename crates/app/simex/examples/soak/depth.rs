//! A book kept from a stream of depth diffs the way Binance tells clients to keep it. Never asks for a snapshot itself.

use anyhow::{Context as _, Result};
use domain::{Price, Qty};
use serde_json::Value;
use std::collections::BTreeMap;

/// Diffs kept while a snapshot is waited for.
const WAITING_MAX: usize = 5_000;

type Side = BTreeMap<Price, Qty>;

/// One message of a depth stream.
#[derive(Debug, Clone)]
pub(crate) struct Diff {
    first: u64,
    last: u64,
    /// The last update of the message before, where the stream tells it.
    before: Option<u64>,
    bids: Vec<(Price, Qty)>,
    asks: Vec<(Price, Qty)>,
}

/// What became of a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It follows the one before, or waits for a snapshot.
    Follows,
    /// It is older than the book.
    Old,
    /// Something between it and the book is missing.
    Gap,
}

#[derive(Debug)]
enum Stand {
    /// Without a snapshot.
    Waiting(Vec<Diff>),
    /// At an update; straight after a snapshot no message came before.
    At { last: u64, snapshot: Option<u64> },
}

/// A book kept from a stream.
#[derive(Debug)]
pub(crate) struct Book {
    stand: Stand,
    bids: Side,
    asks: Side,
}

impl Diff {
    pub(crate) fn read(data: &Value) -> Result<Self> {
        Ok(Self {
            first: number(data, "U")?,
            last: number(data, "u")?,
            before: data.get("pu").and_then(Value::as_u64),
            bids: levels(data, "b")?,
            asks: levels(data, "a")?,
        })
    }
}

impl Book {
    /// Without a snapshot.
    pub(crate) const fn waiting() -> Self {
        Self {
            stand: Stand::Waiting(Vec::new()),
            bids: Side::new(),
            asks: Side::new(),
        }
    }

    pub(crate) const fn wants_snapshot(&self) -> bool {
        matches!(self.stand, Stand::Waiting(_))
    }

    /// Takes a diff.
    pub(crate) fn take(&mut self, diff: Diff) -> Fit {
        let (last, snapshot) = match &mut self.stand {
            Stand::Waiting(waiting) => {
                if waiting.len() < WAITING_MAX {
                    waiting.push(diff);
                }
                return Fit::Follows;
            }
            Stand::At { last, snapshot } => (*last, *snapshot),
        };
        if diff.last <= last {
            // What a snapshot holds already may still be on its way.
            return snapshot.map_or(Fit::Old, |_| Fit::Follows);
        }
        let follows = match (snapshot, diff.before) {
            (Some(_), _) => diff.first <= last.saturating_add(1),
            (None, Some(before)) => before == last,
            (None, None) => diff.first == last.saturating_add(1),
        };
        if !follows {
            self.stand = Stand::Waiting(vec![diff]);
            return Fit::Gap;
        }
        put(&mut self.bids, &diff.bids);
        put(&mut self.asks, &diff.asks);
        self.stand = Stand::At {
            last: diff.last,
            snapshot: None,
        };
        Fit::Follows
    }

    /// Begins from a snapshot, if it is not older than what waits; what waits is taken after it.
    pub(crate) fn begin(&mut self, snapshot: &Value) -> Result<()> {
        let last = number(snapshot, "lastUpdateId")?;
        let Stand::Waiting(waiting) = &mut self.stand else {
            return Ok(());
        };
        if waiting.first().is_some_and(|diff| last < diff.first) {
            return Ok(());
        }
        let waiting = std::mem::take(waiting);
        self.bids = levels(snapshot, "bids")?.into_iter().collect();
        self.asks = levels(snapshot, "asks")?.into_iter().collect();
        self.stand = Stand::At {
            last,
            snapshot: Some(last),
        };
        for diff in waiting {
            self.take(diff);
        }
        Ok(())
    }

    /// Whether it shows the same best levels as a snapshot of the same update; none for another update.
    pub(crate) fn agrees(&self, snapshot: &Value) -> Result<Option<Agreement>> {
        let seen = number(snapshot, "lastUpdateId")?;
        let Stand::At { last, .. } = &self.stand else {
            return Ok(None);
        };
        if *last > seen {
            return Ok(Some(Agreement::Ahead));
        }
        if *last < seen {
            return Ok(None);
        }
        let (bids, asks) = (levels(snapshot, "bids")?, levels(snapshot, "asks")?);
        let same = best(self.bids.iter().rev(), bids.len()) == bids
            && best(self.asks.iter(), asks.len()) == asks;
        Ok(Some(if same {
            Agreement::Same
        } else {
            Agreement::Differs
        }))
    }
}

/// How a kept book stands to a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The same levels.
    Same,
    /// Other levels at the same update.
    Differs,
    /// The stream told more than the snapshot shows.
    Ahead,
}

fn best<'a>(side: impl Iterator<Item = (&'a Price, &'a Qty)>, count: usize) -> Vec<(Price, Qty)> {
    side.take(count)
        .map(|(price, qty)| (*price, *qty))
        .collect()
}

fn put(side: &mut Side, levels: &[(Price, Qty)]) {
    for (price, qty) in levels {
        if qty.is_zero() {
            side.remove(price);
        } else {
            side.insert(*price, *qty);
        }
    }
}

fn number(value: &Value, name: &str) -> Result<u64> {
    let found = value.get(name).and_then(Value::as_u64);
    found.with_context(|| format!("no {name} in {value}"))
}

fn levels(value: &Value, name: &str) -> Result<Vec<(Price, Qty)>> {
    let rows = value.get(name).and_then(Value::as_array);
    let rows = rows.with_context(|| format!("no {name} in {value}"))?;
    let level = |row: &Value| {
        let text = |at: usize| {
            let text = row.get(at).and_then(Value::as_str);
            text.with_context(|| format!("no level: {row}"))
        };
        Ok((Price::parse(text(0)?)?, Qty::parse(text(1)?)?))
    };
    rows.iter().map(level).collect()
}
