//! The book kept beside the engines: every event with its legs, what each wallet then holds, ends of months and days. Never asks an engine.

use super::History;
use super::reckoning::{amount, units};
use crate::config::AccountSeed;
use domain::{AccountId, Asset, Time};
use exchange::wallet::Purse;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Days at the end of a past whose ends are written down one by one.
const DAY_ENDS: usize = 35;

/// What one wallet gains or loses by an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leg {
    pub(super) account: AccountId,
    pub(super) purse: Purse,
    pub(super) asset: Asset,
    /// Below zero when it loses.
    pub(super) units: i128,
    /// Whether it is a fee.
    pub(super) role: Role,
}

/// What a leg is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Principal,
    Fee,
    Funding,
    Profit,
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Fee => "fee",
            Self::Funding => "funding",
            Self::Profit => "realized",
        }
    }
}

type Held = BTreeMap<(AccountId, Purse, Asset), i128>;

/// The book.
#[derive(Debug)]
pub(crate) struct Books {
    begin: Time,
    opening: Held,
    held: Held,
    events: Vec<Value>,
    totals: BTreeMap<&'static str, Total>,
    month_ends: Vec<(Time, Held)>,
    day_ends: Vec<(Time, Held)>,
}

/// How often a kind happened, and what it moved.
#[derive(Debug, Default)]
struct Total {
    count: u64,
    sums: BTreeMap<(Asset, &'static str), i128>,
}

impl Books {
    pub(super) fn new(begin: Time, seed: &AccountSeed) -> Self {
        let mut opening = Held::new();
        let spot = seed.balances.iter().map(|row| (Purse::Spot, row));
        let futures = seed.futures.iter().map(|row| (Purse::UmFutures, row));
        for (purse, (asset, qty)) in spot.chain(futures) {
            let sum = opening.entry((seed.account, purse, *asset)).or_insert(0);
            *sum = sum.saturating_add(units(*qty));
        }
        Self {
            begin,
            held: opening.clone(),
            opening,
            events: Vec::new(),
            totals: BTreeMap::new(),
            month_ends: Vec::new(),
            day_ends: Vec::new(),
        }
    }

    /// What a wallet holds of an asset.
    pub(super) fn held(&self, account: AccountId, purse: Purse, asset: Asset) -> i128 {
        let key = (account, purse, asset);
        self.held.get(&key).copied().unwrap_or(0)
    }

    /// Everything that is held, and by whom.
    pub(super) fn all_held(&self) -> impl Iterator<Item = ((AccountId, Purse, Asset), i128)> {
        self.held.iter().map(|(key, units)| (*key, *units))
    }

    /// Changes what wallets hold, without an event: a leg of one that is written down as a whole later.
    pub(super) fn post(&mut self, legs: &[Leg]) {
        for leg in legs {
            let key = (leg.account, leg.purse, leg.asset);
            let held = self.held.entry(key).or_insert(0);
            *held = held.saturating_add(leg.units);
        }
    }

    /// Writes an event down whose legs are posted already. `facts` tells it in words of its own.
    pub(super) fn note(
        &mut self,
        kind: &'static str,
        (at, facts): (Time, Value),
        legs: &[(Time, Leg)],
    ) {
        let total = self.totals.entry(kind).or_default();
        total.count = total.count.saturating_add(1);
        for (_, leg) in legs {
            let sum = total.sums.entry((leg.asset, leg.role.name())).or_insert(0);
            *sum = sum.saturating_add(leg.units);
        }
        let rows = legs.iter().map(|(at, leg)| {
            json!({
                "time": at.millis(), "account": leg.account.get(), "wallet": leg.purse.as_str(),
                "asset": leg.asset.as_str(), "amount": amount(leg.units).to_string(),
                "role": leg.role.name(),
            })
        });
        let rows: Value = rows.collect();
        let mut event = json!({ "kind": kind, "time": at.millis(), "legs": rows });
        if let (Some(fields), Value::Object(facts)) = (event.as_object_mut(), facts) {
            fields.extend(facts);
        }
        self.events.push(event);
    }

    /// Posts and writes down an event of one instant.
    pub(super) fn enter(&mut self, kind: &'static str, (at, facts): (Time, Value), legs: &[Leg]) {
        self.post(legs);
        let legs: Vec<(Time, Leg)> = legs.iter().map(|leg| (at, *leg)).collect();
        self.note(kind, (at, facts), &legs);
    }

    /// The end of a day.
    pub(super) fn end_day(&mut self, at: Time, month: MonthEnd) {
        if month == MonthEnd::Yes {
            self.month_ends.push((at, self.held.clone()));
        }
        if self.day_ends.len() >= DAY_ENDS {
            self.day_ends.remove(0);
        }
        self.day_ends.push((at, self.held.clone()));
    }

    /// Everything, as the truth file holds it.
    pub(crate) fn truth(&self, history: &History, end: Time) -> Value {
        let ends = |ends: &[(Time, Held)]| -> Value {
            ends.iter()
                .map(|(at, held)| json!({ "time": at.millis(), "balances": rows(held) }))
                .collect()
        };
        let mut totals = Map::new();
        for (kind, total) in &self.totals {
            let sums = total.sums.iter().map(|((asset, role), units)| {
                json!({ "asset": asset.as_str(), "role": role, "amount": amount(*units).to_string() })
            });
            let sums: Value = sums.collect();
            let row = json!({ "count": total.count, "sums": sums });
            totals.insert((*kind).to_owned(), row);
        }
        json!({
            "version": 1, "seed": history.seed, "years": history.years,
            "from": self.begin.millis(), "to": end.millis(), "opening": rows(&self.opening),
            "events": self.events, "monthEnds": ends(&self.month_ends),
            "dayEnds": ends(&self.day_ends), "final": rows(&self.held), "totals": totals,
        })
    }
}

/// Whether a day is the last of its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MonthEnd {
    Yes,
    No,
}

fn rows(held: &Held) -> Value {
    held.iter()
        .filter(|(_, units)| **units != 0)
        .map(|((account, purse, asset), units)| {
            json!({
                "account": account.get(), "wallet": purse.as_str(), "asset": asset.as_str(),
                "amount": amount(*units).to_string(),
            })
        })
        .collect()
}
