//! Everything that happened, for tests to compare with: requests and their outcome, what became of orders, balances,
//! records of futures and the wallet, events struck by faults, levers pulled. Bounded; never a part of Binance's surface.

mod futures;
mod struck;
mod wallet;

pub(crate) use futures::notes as of_futures;
pub(crate) use struck::note as of_struck;
pub(crate) use wallet::note as of_wallet;

use super::http::TimeUnit;
use super::spot::views::{self, Frame};
use domain::{AccountId, Balance, Symbol, Time};
use exchange::OrderReport;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

/// Entries of one page.
pub(crate) const PAGE_MAX: usize = 1_000;

/// What happened.
#[derive(Debug, Clone)]
pub(crate) enum Note {
    /// A request was answered, or lost.
    Request(Box<Asked>),
    /// Something happened to a spot order.
    Order(Box<OrderReport>),
    /// What an account holds on spot changed.
    Balance(AccountId, Balance),
    /// Anything else an account is told.
    Said(AccountId, Written),
    /// Something else that happened, by its kind: orders and money of futures, records of the wallet, events struck.
    Told(Option<AccountId>, &'static str, Written),
    /// A lever was pulled.
    Lever(String),
}

/// JSON as text: a tree of it takes many times the memory, and most of what is kept is never asked for.
#[derive(Debug, Clone)]
pub(crate) struct Written(Box<str>);

impl Written {
    pub(crate) fn of(value: &Value) -> Self {
        Self(value.to_string().into_boxed_str())
    }

    fn read(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

/// A request as the ledger keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// `POST` or the like; `WS` on a session.
    pub(crate) method: &'static str,
    /// Its path, or its name on a session.
    pub(crate) path: &'static str,
    pub(crate) account: Option<AccountId>,
    pub(crate) client_id: Option<String>,
    /// The status it was or would have been answered with.
    pub(crate) status: u16,
    /// Binance's code, 0 where it was no refusal.
    pub(crate) code: i32,
    /// The fault that struck it.
    pub(crate) fault: Option<String>,
}

#[derive(Debug, Clone)]
struct Entry {
    at: Time,
    note: Note,
}

/// The ledger.
#[derive(Debug)]
pub(crate) struct Ledger {
    entries: VecDeque<Entry>,
    /// Entries forgotten; the number of the first one that is kept.
    forgotten: u64,
    /// Entries kept; more forget the oldest, and say so.
    most: usize,
}

/// A page of the ledger.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) rows: Vec<Value>,
    /// Where the next page begins.
    pub(crate) next: u64,
    /// Entries before this number are forgotten.
    pub(crate) first: u64,
}

impl Ledger {
    /// An empty ledger that remembers so many entries.
    pub(crate) const fn keeping(most: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            forgotten: 0,
            most,
        }
    }

    /// Notes what happened.
    pub(crate) fn note(&mut self, at: Time, note: Note) {
        if self.entries.len() >= self.most {
            self.entries.pop_front();
            self.forgotten = self.forgotten.saturating_add(1);
        }
        self.entries.push_back(Entry { at, note });
    }

    /// A page from a number on, of one account or of all.
    pub(crate) fn page(
        &self,
        from: u64,
        (account, rows_max): (Option<AccountId>, usize),
        names: &BTreeMap<Symbol, String>,
    ) -> Page {
        let skip = usize::try_from(from.saturating_sub(self.forgotten)).unwrap_or(usize::MAX);
        let mut next = from.max(self.forgotten);
        let mut rows = Vec::new();
        for entry in self.entries.iter().skip(skip) {
            if rows.len() >= rows_max.min(PAGE_MAX) {
                break;
            }
            if account.is_none_or(|wanted| entry.note.account() == Some(wanted)) {
                rows.push(entry.row(next, names));
            }
            next = next.saturating_add(1);
        }
        Page {
            rows,
            next,
            first: self.forgotten,
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        let count = u64::try_from(self.entries.len()).unwrap_or(0);
        self.forgotten = self.forgotten.saturating_add(count);
        self.entries.clear();
    }
}

impl Note {
    const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Request(asked) => asked.account,
            Self::Order(report) => Some(report.order.account),
            Self::Balance(account, _) | Self::Said(account, _) => Some(*account),
            Self::Told(account, _, _) => *account,
            Self::Lever(_) => None,
        }
    }
}

impl Entry {
    fn row(&self, number: u64, names: &BTreeMap<Symbol, String>) -> Value {
        let account = self.note.account().map(|account| account.get());
        let head = |what: &str| json!({ "n": number, "at": self.at.millis(), "what": what, "account": account });
        let (what, body) = match &self.note {
            Note::Request(asked) => (
                "request",
                json!({
                    "method": asked.method, "path": asked.path, "clientId": asked.client_id,
                    "status": asked.status, "code": asked.code, "fault": asked.fault,
                }),
            ),
            Note::Order(report) => {
                let symbol = names.get(&report.order.symbol).map_or("", String::as_str);
                let frame = Frame {
                    symbol,
                    unit: TimeUnit::Millis,
                };
                ("order", views::execution_report(frame, report, None))
            }
            Note::Balance(_, held) => (
                "balance",
                json!({
                    "asset": held.asset.as_str(),
                    "free": held.free.to_string(),
                    "locked": held.locked.to_string(),
                }),
            ),
            Note::Said(_, said) => ("event", said.read()),
            Note::Told(_, what, told) => (*what, told.read()),
            Note::Lever(lever) => ("lever", json!({ "lever": lever })),
        };
        let mut row = head(what);
        if let Some(row) = row.as_object_mut() {
            row.insert(what.to_owned(), body);
        }
        row
    }
}

#[cfg(test)]
mod tests;
