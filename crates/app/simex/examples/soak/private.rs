//! The sockets of accounts: sessions of both products and the streams of their events, with every trade those told.
//! Never a request.

use crate::accounts::ACCOUNTS;
use domain::Time;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a socket is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Line {
    /// A session on spot, which also tells the account's events.
    Spot,
    /// A session on futures.
    Usdm,
    /// The stream of the account's futures events.
    UsdmEvents,
}

pub(crate) const LINES: [Line; 3] = [Line::Spot, Line::Usdm, Line::UsdmEvents];

/// A trade as one side of it: symbol, number, order.
pub(crate) type TradeKey = (String, u64, u64);

/// An open socket.
#[derive(Debug)]
struct Open {
    conn: u64,
    since: Time,
    trades: BTreeSet<TradeKey>,
    /// A trade that was told twice.
    twice: Option<TradeKey>,
}

/// What an account was told on a line.
#[derive(Debug)]
pub(crate) struct Told<'p> {
    /// From when on it hears.
    pub(crate) since: Time,
    pub(crate) trades: &'p BTreeSet<TradeKey>,
    pub(crate) twice: Option<&'p TradeKey>,
}

/// The sockets of all accounts.
#[derive(Debug, Default)]
pub(crate) struct Private {
    open: BTreeMap<(usize, Line), Open>,
    by_conn: BTreeMap<u64, (usize, Line)>,
}

impl Private {
    /// What is not open.
    pub(crate) fn missing(&self) -> Vec<(usize, Line)> {
        let all = (0..ACCOUNTS).flat_map(|account| LINES.map(|line| (account, line)));
        all.filter(|at| !self.open.contains_key(at)).collect()
    }

    pub(crate) fn opened(&mut self, at: (usize, Line), conn: u64, now: Time) {
        self.by_conn.insert(conn, at);
        let open = Open {
            conn,
            since: now,
            trades: BTreeSet::new(),
            twice: None,
        };
        self.open.insert(at, open);
    }

    pub(crate) fn closed(&mut self, conn: u64) {
        if let Some(at) = self.by_conn.remove(&conn) {
            self.open.remove(&at);
        }
    }

    /// The socket of a line.
    pub(crate) fn conn(&self, at: (usize, Line)) -> Option<u64> {
        self.open.get(&at).map(|open| open.conn)
    }

    /// Forgets what was told, so that what comes is judged by itself.
    pub(crate) fn begin_anew(&mut self) {
        for open in self.open.values_mut() {
            open.trades.clear();
            open.twice = None;
        }
    }

    pub(crate) fn told(&self, at: (usize, Line)) -> Option<Told<'_>> {
        self.open.get(&at).map(|open| Told {
            since: open.since,
            trades: &open.trades,
            twice: open.twice.as_ref(),
        })
    }

    /// Takes a message; the socket when it has nothing to tell any more.
    pub(crate) fn hear(&mut self, conn: u64, text: &str) -> Option<u64> {
        let at = self.by_conn.get(&conn)?;
        let open = self.open.get_mut(at)?;
        let value: Value = serde_json::from_str(text).ok()?;
        let event = value.get("event").unwrap_or(&value);
        let kind = event.get("e").and_then(Value::as_str)?;
        let of = match kind {
            "executionReport" => event,
            "ORDER_TRADE_UPDATE" => event.get("o")?,
            "listenKeyExpired" | "eventStreamTerminated" => return Some(conn),
            _ => return None,
        };
        let number = |name: &str| of.get(name).and_then(Value::as_u64);
        match of.get("x").and_then(Value::as_str) {
            Some("TRADE") => {}
            // What a liquidation trades; it is told without a trade while it begins.
            Some("CALCULATED") if number("t") > Some(0) => {}
            Some(_) | None => return None,
        }
        let symbol = of.get("s").and_then(Value::as_str)?.to_owned();
        let trade = (symbol, number("t")?, number("i")?);
        if !open.trades.insert(trade.clone()) {
            open.twice = Some(trade);
        }
        None
    }
}
