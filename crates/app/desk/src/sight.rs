//! What one way to a venue shows of itself: how its list changed, and where its answers are not as documented. Never judges
//! an order, never asks.

use domain::{InstrumentRules, Span, Symbol, Time};
use protocols::Drift;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// Changes of the list that are remembered.
const CHANGES_MAX: usize = 50;

/// What the answers of one operation were like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldCount {
    /// The method and path: `GET /api/v3/account`.
    pub operation: String,
    /// Answers looked at.
    pub answers: u64,
    /// Fields that the documents do not name, each place counted; they are passed over.
    pub unknown: u64,
    /// The first of them.
    pub unknown_first: Option<String>,
    /// Answers that lacked a field which every answer has.
    pub lacking: u64,
    /// The first such field.
    pub missing_first: Option<String>,
    /// When an answer last lacked one.
    pub missing_last: Option<Time>,
}

/// One change of the venue's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingChange {
    /// When it was seen.
    pub at: Time,
    /// Where.
    pub symbol: Symbol,
    /// What, in words: `price tick 0.01 → 0.1`.
    pub words: String,
}

/// The venue's list as it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListingState {
    /// When it was last read.
    pub read: Option<Time>,
    /// Versions kept with their raw bytes since the start.
    pub versions: u64,
    /// Symbols of this desk that the venue does not trade.
    pub closed: BTreeSet<Symbol>,
    /// The last changes, oldest first.
    pub changes: VecDeque<ListingChange>,
}

/// Whether answers lack what every answer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Alarm {
    /// None did.
    Quiet,
    /// Some did in the last hour, in words.
    Raised(String),
    /// Some did, and none for an hour; told once.
    Over,
}

/// How long an alarm lasts after the last answer that raised it.
const ALARM_LASTS: Span = Span::from_secs(3_600);

#[derive(Debug, Default)]
struct Seen {
    alarmed: bool,
    fields: BTreeMap<(&'static str, &'static str), FieldCount>,
    listing: ListingState,
    rules: BTreeMap<Symbol, InstrumentRules>,
}

/// The board of one way.
#[derive(Debug, Default)]
pub(crate) struct Sight {
    seen: Mutex<Seen>,
    /// Rung when the venue's refusal says that its list may have changed.
    pub(crate) listing_doubted: Notify,
}

impl Sight {
    fn with<T>(&self, act: impl FnOnce(&mut Seen) -> T) -> T {
        act(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An answer was held against its documents.
    pub(crate) fn answered(
        &self,
        now: Time,
        operation: (&'static str, &'static str),
        drift: &Drift,
    ) {
        let news = self.with(|seen| {
            let count = seen.fields.entry(operation).or_default();
            if count.operation.is_empty() {
                count.operation = format!("{} {}", operation.0, operation.1);
            }
            count.answers = count.answers.saturating_add(1);
            count.unknown = count.unknown.saturating_add(u64::from(drift.count));
            if count.unknown_first.is_none() {
                count.unknown_first = drift.names.first().cloned();
            }
            if let Some(missing) = drift.missing.first() {
                count.lacking = count.lacking.saturating_add(1);
                count.missing_last = Some(now);
                if count.missing_first.is_none() {
                    count.missing_first = Some(missing.clone());
                }
            }
            count.lacking == 1 && !drift.missing.is_empty()
        });
        if news {
            tracing::error!(
                path = operation.1,
                missing = %drift.missing.join(", "),
                "an answer of the venue lacks a field that every such answer has"
            );
        }
    }

    /// What every operation's answers were like.
    pub(crate) fn fields(&self) -> Vec<FieldCount> {
        self.with(|seen| seen.fields.values().cloned().collect())
    }

    /// Whether answers lack what every answer has.
    pub(crate) fn alarm(&self, now: Time) -> Alarm {
        let recent = |count: &&FieldCount| {
            let last = count.missing_last;
            last.is_some_and(|last| now < last.plus(ALARM_LASTS))
        };
        self.with(|seen| {
            let lacking: Vec<String> = seen
                .fields
                .values()
                .filter(recent)
                .map(|count| {
                    let name = count.missing_first.as_deref().unwrap_or("a field");
                    format!("{} lacks {name}", count.operation)
                })
                .collect();
            if !lacking.is_empty() {
                seen.alarmed = true;
                return Alarm::Raised(lacking.join(", "));
            }
            match std::mem::take(&mut seen.alarmed) {
                true => Alarm::Over,
                false => Alarm::Quiet,
            }
        })
    }

    /// The list was read.
    pub(crate) fn listing_read(&self, now: Time) {
        self.with(|seen| seen.listing.read = Some(now));
    }

    /// A version of the list was kept.
    pub(crate) fn version_kept(&self) {
        self.with(|seen| {
            seen.listing.versions = seen.listing.versions.saturating_add(1);
        });
    }

    /// The venue trades a symbol by these rules; `before` is what it was listed with when the desk started.
    pub(crate) fn trades(
        &self,
        now: Time,
        symbol: Symbol,
        rules: (InstrumentRules, InstrumentRules),
    ) {
        let (before, after) = rules;
        self.with(|seen| {
            let known = seen.rules.insert(symbol, after).unwrap_or(before);
            let mut words = changes(&known, &after);
            if seen.listing.closed.remove(&symbol) {
                words.insert(0, "open for trading again".to_owned());
            }
            if !words.is_empty() {
                seen.listing.note(now, symbol, words.join("; "));
            }
        });
    }

    /// The venue does not trade a symbol.
    pub(crate) fn closed(&self, now: Time, symbol: Symbol, reason: &str) {
        self.with(|seen| {
            if seen.listing.closed.insert(symbol) {
                seen.listing.note(now, symbol, format!("closed: {reason}"));
            }
        });
    }

    /// The venue's list as it was last read.
    pub(crate) fn listing(&self) -> ListingState {
        self.with(|seen| seen.listing.clone())
    }

    /// The rules of a symbol where a list was read since the start.
    pub(crate) fn rules(&self, symbol: Symbol) -> Option<InstrumentRules> {
        self.with(|seen| seen.rules.get(&symbol).copied())
    }
}

impl ListingState {
    fn note(&mut self, at: Time, symbol: Symbol, words: String) {
        self.changes.push_back(ListingChange { at, symbol, words });
        if self.changes.len() > CHANGES_MAX {
            self.changes.pop_front();
        }
    }
}

/// What differs between two sets of rules, in words.
fn changes(before: &InstrumentRules, after: &InstrumentRules) -> Vec<String> {
    let mut words = Vec::new();
    let mut tell = |name: &str, before: String, after: String| {
        if before != after {
            words.push(format!("{name} {before} → {after}"));
        }
    };
    let prices = [
        ("price tick", before.price_tick, after.price_tick),
        ("lowest price", before.price_min, after.price_min),
        ("highest price", before.price_max, after.price_max),
    ];
    for (name, before, after) in prices {
        tell(name, before.to_string(), after.to_string());
    }
    let quantities = [
        ("quantity step", before.qty_step, after.qty_step),
        ("smallest quantity", before.qty_min, after.qty_min),
        ("largest quantity", before.qty_max, after.qty_max),
        (
            "largest quantity at market",
            before.market_qty_max,
            after.market_qty_max,
        ),
    ];
    for (name, before, after) in quantities {
        tell(name, before.to_string(), after.to_string());
    }
    let values = [
        ("smallest value", before.notional_min, after.notional_min),
        ("largest value", before.notional_max, after.notional_max),
    ];
    for (name, before, after) in values {
        tell(name, before.to_string(), after.to_string());
    }
    words
}

#[cfg(test)]
mod tests;
