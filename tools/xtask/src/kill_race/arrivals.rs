//! What came to the exchange in a race, by its own ledger: orders, cancels and ends, each with its instant. Never asks the desk.

use super::{LOOK, STATE_BOUND};
use crate::house::House;
use crate::http::Caller;
use anyhow::{Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Rows of one page of the exchange's ledger.
const PAGE_ROWS: usize = 1_000;
/// Pages that are empty before what was seen counts as all.
const QUIET_PAGES: u64 = 3;
/// How often the ledger is read.
const READ_EVERY: Duration = Duration::from_millis(50);
/// Ends of an order, in the exchange's words.
const OVER: [&str; 4] = ["CANCELED", "EXPIRED", "FILLED", "REJECTED"];

/// What was seen since a race began; instants are milliseconds of the exchange's clock.
#[derive(Debug, Clone, Default)]
pub(super) struct Arrivals {
    /// When each order came, by its client's id.
    pub(super) placed: BTreeMap<String, i64>,
    /// When the first cancel came.
    pub(super) first_cancel: Option<i64>,
    /// When each order was over.
    pub(super) over: BTreeMap<String, i64>,
    /// Entries that the exchange forgot before they were read: what was in them nobody knows.
    pub(super) unread: u64,
}

/// The follower of the exchange's ledger.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    seen: Mutex<Arrivals>,
    empty_pages: AtomicU64,
}

impl Exchange {
    /// Reads the ledger until told that all is over.
    pub(super) fn follow(&self, house: &House, over: &AtomicBool) {
        let mut levers = house.levers();
        let mut next = 0;
        while !over.load(Ordering::Relaxed) {
            match self.page(&mut levers, &mut next) {
                Some(PAGE_ROWS..) => {}
                Some(0) => {
                    self.empty_pages.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(READ_EVERY);
                }
                // A page that cannot be read is not an empty one.
                Some(_) | None => thread::sleep(READ_EVERY),
            }
        }
    }

    /// Forgets what was seen.
    ///
    /// # Errors
    /// The ledger does not come to rest within a minute.
    pub(super) fn clear(&self) -> Result<()> {
        self.settle()?;
        *self.seen() = Arrivals::default();
        Ok(())
    }

    /// What was seen, once nothing more comes.
    ///
    /// # Errors
    /// The ledger does not come to rest within a minute.
    pub(super) fn settled(&self) -> Result<Arrivals> {
        self.settle()?;
        Ok(self.seen().clone())
    }

    fn settle(&self) -> Result<()> {
        let enough = self.empty_pages.load(Ordering::Relaxed) + QUIET_PAGES;
        let until = Instant::now() + STATE_BOUND;
        while self.empty_pages.load(Ordering::Relaxed) < enough {
            if Instant::now() >= until {
                bail!("the exchange's ledger cannot be read to its end");
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    fn seen(&self) -> MutexGuard<'_, Arrivals> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a page; how many rows of it are about orders, or how many it has where more may wait. Nothing when it cannot be read.
    fn page(&self, levers: &mut Caller, next: &mut u64) -> Option<usize> {
        let path = format!("/_sim/ledger?from={next}&limit={PAGE_ROWS}");
        let page = levers.get(&path).and_then(|answer| answer.json()).ok()?;
        self.seen().read_page(&page, next)
    }
}

impl Arrivals {
    fn read_page(&mut self, page: &Value, next: &mut u64) -> Option<usize> {
        let events = page.get("events").and_then(Value::as_array)?;
        let number = |field: &str| page.get(field).and_then(Value::as_u64);
        let (first, after) = (number("first")?, number("next")?);
        self.unread = self.unread.saturating_add(first.saturating_sub(*next));
        let of_orders = events.iter().filter(|event| self.read(event)).count();
        *next = after;
        let is_full = events.len() == PAGE_ROWS;
        Some(if is_full { PAGE_ROWS } else { of_orders })
    }

    /// Takes one event; whether it is about an order.
    fn read(&mut self, event: &Value) -> bool {
        let at = event.get("at").and_then(Value::as_i64).unwrap_or(0);
        let text = |what: &str, field: &str| {
            let text = event.get(what)?.get(field)?.as_str()?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        if let (Some(path), Some(method)) = (text("request", "path"), text("request", "method")) {
            match deed(&method, &path) {
                Some(Deed::Place) => {
                    if let Some(order) = text("request", "clientId") {
                        self.placed.entry(order).or_insert(at);
                    }
                    return true;
                }
                Some(Deed::Cancel) => {
                    self.first_cancel.get_or_insert(at);
                    return true;
                }
                None => return false,
            }
        }
        for (what, ids) in [("order", ["C", "c"]), ("futuresOrder", ["c", "c"])] {
            let Some(state) = text(what, "X") else {
                continue;
            };
            if OVER.contains(&state.as_str()) {
                for order in ids.into_iter().filter_map(|id| text(what, id)) {
                    self.over.entry(order).or_insert(at);
                }
            }
            return true;
        }
        false
    }
}

/// What a request does to orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Place,
    Cancel,
}

/// The deed of a request, if it is one.
fn deed(method: &str, path: &str) -> Option<Deed> {
    let of_orders = ["/order", "/algoOrder", "/orderList/oco", "/batchOrders"];
    let by_rest = of_orders.iter().any(|end| path.ends_with(end));
    match (method, path) {
        ("POST", _) if by_rest || path.ends_with("/order/cancelReplace") => Some(Deed::Place),
        ("DELETE", _) if by_rest => Some(Deed::Cancel),
        ("WS", "order.place" | "algoOrder.place" | "order.cancelReplace") => Some(Deed::Place),
        ("WS", "order.cancel" | "algoOrder.cancel") => Some(Deed::Cancel),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
