//! Follows the simulated exchange's ledger while a campaign runs: which faults struck which orders, and when orders ended
//! there. Never asks the desk.

use super::arena::held;
use crate::house::House;
use crate::http::Caller;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often the ledger is read.
const READ_EVERY: Duration = Duration::from_millis(150);
/// Rows of one page.
const PAGE_ROWS: usize = 1_000;
/// States in which an order is over at the exchange.
const OVER: [&str; 5] = [
    "FILLED",
    "CANCELED",
    "EXPIRED",
    "REJECTED",
    "EXPIRED_IN_MATCH",
];
/// What the ledger calls orders, and where each bears its client's id: a cancel on spot bears an id of its own and names the
/// order's beside it. A conditional order that woke ends as the order it became.
const ORDERS: [(&str, &[&str]); 3] = [
    ("order", &["C", "c"]),
    ("futuresOrder", &["c"]),
    ("algoOrder", &["caid"]),
];
/// The lever that moves the exchange's clock, as the ledger tells it.
const SKEW: &str = "POST /_sim/skew ";

/// What the exchange's ledger told. Times are milliseconds of the machine's clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// When an order ended at the exchange, by its client's id.
    pub(super) ended: BTreeMap<String, i64>,
    /// Faults that struck requests: the fault's name, the order's id, when.
    pub(super) struck: Vec<(String, String, i64)>,
}

/// How far one life of the exchange has been read.
#[derive(Debug, Default)]
struct Place {
    next: u64,
    /// How far its clock is ahead, in milliseconds.
    ahead: i64,
}

/// Follows the ledger.
#[derive(Debug, Default)]
pub(super) struct Watcher {
    seen: Mutex<Seen>,
    place: Mutex<Place>,
}

/// Whether more waits to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum More {
    Yes,
    No,
}

impl Watcher {
    /// Reads until told to stop, and then what is left.
    pub(super) fn follow(&self, house: &House, stop: &AtomicBool) {
        loop {
            let last = stop.load(Ordering::Relaxed);
            self.catch_up(house);
            if last {
                return;
            }
            thread::sleep(READ_EVERY);
        }
    }

    /// Reads what there is.
    pub(super) fn catch_up(&self, house: &House) {
        let mut levers = house.levers();
        while self.page(&mut levers) == More::Yes {}
    }

    /// The exchange is dead, and its next life counts from the beginning.
    pub(super) fn begin_anew(&self) {
        *held(&self.place) = Place::default();
    }

    /// What was told so far.
    pub(super) fn seen(&self) -> Seen {
        held(&self.seen).clone()
    }

    fn page(&self, levers: &mut Caller) -> More {
        // Held while asking: no life of the exchange is read with the numbers of another.
        let mut place = held(&self.place);
        let path = format!("/_sim/ledger?from={}&limit={PAGE_ROWS}", place.next);
        let Ok(page) = levers.get(&path).and_then(|answer| answer.json()) else {
            return More::No;
        };
        let events = page.get("events").and_then(Value::as_array);
        let Some(events) = events else {
            return More::No;
        };
        let mut seen = held(&self.seen);
        for event in events {
            seen.read(event, &mut place.ahead);
        }
        place.next = page
            .get("next")
            .and_then(Value::as_u64)
            .unwrap_or(place.next);
        if events.len() < PAGE_ROWS {
            More::No
        } else {
            More::Yes
        }
    }
}

impl Seen {
    /// Takes one event; `ahead` is how far the exchange's clock is ahead when it happens.
    fn read(&mut self, event: &Value, ahead: &mut i64) {
        let at = event.get("at").and_then(Value::as_i64).unwrap_or(0);
        let at = at.saturating_sub(*ahead);
        let text = |what: &str, field: &str| -> Option<String> {
            let text = event.get(what)?.get(field)?.as_str()?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        if let Some(body) = text("lever", "lever")
            .as_deref()
            .and_then(|lever| lever.strip_prefix(SKEW))
        {
            let wish: Value = serde_json::from_str(body).unwrap_or_default();
            *ahead = wish.get("aheadMs").and_then(Value::as_i64).unwrap_or(0);
        }
        if let Some(fault) = text("request", "fault") {
            let name = fault
                .rsplit_once(": ")
                .map_or(fault.as_str(), |(name, _)| name);
            let order = text("request", "clientId").unwrap_or_default();
            self.struck.push((name.to_owned(), order, at));
        }
        for (what, ids) in ORDERS {
            let is_over = text(what, "X").is_some_and(|state| OVER.contains(&state.as_str()));
            let order = ids.iter().find_map(|id| text(what, id));
            if let (true, Some(order)) = (is_over, order) {
                self.ended.entry(order).or_insert(at);
            }
        }
    }
}

#[cfg(test)]
mod tests;
