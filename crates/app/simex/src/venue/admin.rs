//! The levers for tests, on the loopback address alone: faults, skew, cuts, deposits, and the whole ledger to compare with.
//! Never part of Binance's surface.

mod accounts;
mod execution;
mod filters;
mod keys;
pub(crate) mod market;
mod scenario;

use super::faults::Order;
use super::http::{HttpRequest, Method, Reply, Ticket, TimeUnit};
use super::ledger::{Note, PAGE_MAX};
use super::params::Params;
use super::refusal::Refusal;
use super::sockets::CutOf;
use super::spot::views::{self, Frame};
use super::{Venue, usdm, wallet};
use crate::replay::Progress;
use domain::{AccountId, Span, Time};
use exchange::{ExchangeOrderId, ExchangeTradeId, OrderListId, OrderListView};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// One lever.
pub(crate) struct Lever {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) pull: fn(&mut Venue, &HttpRequest) -> Result<Reply, Reply>,
}

/// All levers, subject by subject.
const ALL: &[&[Lever]] = &[
    LEVERS,
    accounts::LEVERS,
    keys::LEVERS,
    market::LEVERS,
    scenario::LEVERS,
    wallet::levers::LEVERS,
    usdm::levers::LEVERS,
];

/// The levers of this file.
const LEVERS: &[Lever] = &[
    Lever {
        method: Method::Get,
        path: "/_sim/faults",
        pull: faults,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/faults",
        pull: order_fault,
    },
    Lever {
        method: Method::Delete,
        path: "/_sim/faults",
        pull: clear_faults,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/skew",
        pull: skew,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/disconnect",
        pull: disconnect,
    },
    Lever {
        method: Method::Get,
        path: "/_sim/account",
        pull: account,
    },
    Lever {
        method: Method::Get,
        path: "/_sim/ledger",
        pull: ledger,
    },
    Lever {
        method: Method::Delete,
        path: "/_sim/ledger",
        pull: clear_ledger,
    },
    Lever {
        method: Method::Get,
        path: "/_sim/clock",
        pull: clock,
    },
    Lever {
        method: Method::Get,
        path: "/_sim/replay",
        pull: replay,
    },
];

/// All levers.
pub(crate) fn levers() -> impl Iterator<Item = &'static Lever> {
    ALL.iter().flat_map(|levers| levers.iter())
}

/// Whether there is such a lever.
fn is_lever(method: Method, path: &str) -> bool {
    levers().any(|lever| lever.method == method && lever.path == path)
}

/// Pulls the lever that a request names.
pub(super) fn answer(venue: &mut Venue, ticket: Ticket, request: &HttpRequest) -> Option<Reply> {
    if (request.method, request.path.as_str()) == (Method::Post, "/_sim/clock") {
        return move_clock(venue, ticket, request).err();
    }
    if (request.method, request.path.as_str()) == (Method::Post, "/_sim/reset") {
        venue.reset = Some(ticket);
        return None;
    }
    let here = || levers().filter(|lever| lever.path == request.path);
    let Some(lever) = here().find(|lever| lever.method == request.method) else {
        let status = if here().next().is_some() { 405 } else { 404 };
        return Some(Reply::empty(status));
    };
    if request.method != Method::Get {
        let pulled = format!(
            "{} {} {}",
            request.method.name(),
            request.path,
            request.body
        );
        venue.ledger.note(venue.now(), Note::Lever(pulled));
    }
    Some((lever.pull)(venue, request).unwrap_or_else(|refused| refused))
}

fn clock(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    done(&venue.clock_state())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MoveClock {
    advance_ms: Option<i64>,
    until_ms: Option<i64>,
}

/// Lets time pass; the answer comes when it has.
fn move_clock(venue: &mut Venue, ticket: Ticket, request: &HttpRequest) -> Result<(), Reply> {
    let wish: MoveClock = read(request)?;
    let until = match (wish.advance_ms, wish.until_ms) {
        (Some(by), None) => venue.machine().plus(Span::from_millis(by)),
        (None, Some(until)) => Time::from_millis(until),
        (None, None) | (Some(_), Some(_)) => return Err(wrong("either `advanceMs` or `untilMs`")),
    };
    let moved = venue.let_pass(until, ticket);
    moved.map_err(|error| wrong(&error.to_string()))
}

pub(super) fn wrong(text: &str) -> Reply {
    Reply::json(400, &json!({ "error": text }))
}

pub(super) fn done(value: &Value) -> Result<Reply, Reply> {
    Ok(Reply::json(200, value))
}

pub(super) fn refused(refusal: &Refusal) -> Reply {
    Reply::json(refusal.status(), &refusal.body())
}

pub(super) fn read<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Reply> {
    serde_json::from_str(&request.body).map_err(|error| wrong(&error.to_string()))
}

fn faults(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    done(&json!({ "pending": venue.faults.pending(venue.machine()) }))
}

fn order_fault(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let order: Order = read(request)?;
    let (now, keys) = (venue.machine(), &venue.keys);
    match venue.faults.order(now, &order, &|key| keys.account(key)) {
        Ok(()) => done(&json!({ "pending": venue.faults.pending(now) })),
        Err(error) => Err(wrong(&error.to_string())),
    }
}

fn clear_faults(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    venue.faults.clear();
    done(&json!({ "pending": 0 }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Skew {
    ahead_ms: i32,
    #[serde(default)]
    drift_ms_per_second: i32,
}

fn skew(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let skew: Skew = read(request)?;
    let ahead = Span::from_millis(i64::from(skew.ahead_ms));
    let drift = Span::from_millis(i64::from(skew.drift_ms_per_second));
    venue.faults.skew(venue.machine(), ahead, drift);
    done(&json!({ "serverTime": venue.now().millis() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Disconnect {
    streams: Streams,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Streams {
    Market,
    Account,
    All,
}

fn disconnect(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Disconnect = read(request)?;
    venue.cut(match wish.streams {
        Streams::Market => CutOf::Market,
        Streams::Account => CutOf::Account,
        Streams::All => CutOf::All,
    });
    done(&json!({}))
}

/// The account of the key that a request names.
fn holder(venue: &Venue, request: &HttpRequest) -> Result<AccountId, Reply> {
    let params = Params::parse(&request.query, "").map_err(|error| refused(&error))?;
    let key = params.required("key").map_err(|error| refused(&error))?;
    let account = venue.keys.account(key);
    account.ok_or_else(|| refused(&Refusal::UnknownKey))
}

fn account(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let account = holder(venue, request)?;
    let held = venue.spot.balances(account).unwrap_or_default();
    let view = venue.account_view(account, &held, TimeUnit::Millis);
    done(&view.map_err(|error| refused(&error))?)
}

/// What happened, page by page; with a key and no page, what its account holds, ordered and traded.
fn ledger(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let params = Params::parse(&request.query, "").map_err(|error| refused(&error))?;
    let number = |name| params.number(name).map_err(|error| refused(&error));
    let from = number("from")?.unwrap_or(0);
    let rows = number("limit")?.map_or(PAGE_MAX, |rows| usize::try_from(rows).unwrap_or(PAGE_MAX));
    let account = match params.raw("key") {
        Some(_) => Some(holder(venue, request)?),
        None => None,
    };
    if let (Some(account), None) = (account, params.raw("from")) {
        let (orders, trades) = venue.history(account);
        let held = venue.spot.balances(account).unwrap_or_default();
        let held = venue.account_view(account, &held, TimeUnit::Millis);
        let held = held.map_err(|error| refused(&error))?;
        return done(&json!({
            "balances": held.get("balances"), "orders": orders, "trades": trades,
            "orderLists": venue.list_history(account), "futures": venue.futures_state(account),
            "wallet": venue.wallet_state(account),
        }));
    }
    let page = venue.ledger.page(from, (account, rows), &venue.names);
    done(&json!({ "events": page.rows, "next": page.next, "first": page.first }))
}

/// Forgets what happened; accounts stay as they are.
fn clear_ledger(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    venue.ledger.clear();
    done(&json!({}))
}

impl Venue {
    /// All order lists of an account.
    fn list_history(&self, account: AccountId) -> Value {
        let lists = self
            .spot
            .order_lists(account, OrderListId::new(0), usize::MAX);
        let row = |list: &OrderListView| {
            let frame = Frame {
                symbol: self.names.get(&list.symbol).map_or("", String::as_str),
                unit: TimeUnit::Millis,
            };
            views::list(frame, list)
        };
        lists.iter().map(row).collect()
    }

    /// All spot orders and trades of an account.
    fn history(&self, account: AccountId) -> (Vec<Value>, Vec<Value>) {
        let (mut orders, mut trades): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
        for (symbol, name) in &self.names {
            let frame = Frame {
                symbol: name,
                unit: TimeUnit::Millis,
            };
            let (order, trade) = (ExchangeOrderId::new(0), ExchangeTradeId::new(0));
            let rows = self.spot.orders(account, *symbol, order, usize::MAX);
            orders.extend(rows.iter().map(|row| views::order(frame, row)));
            let rows = self.spot.trades(account, *symbol, trade, usize::MAX);
            let lists = self.lists_of((account, *symbol), &rows);
            trades.extend(rows.iter().map(|row| {
                let list = lists.get(&row.order).copied().flatten();
                views::own_trade(frame, row, list)
            }));
        }
        (orders, trades)
    }
}

fn replay(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    let report = &venue.replay;
    let progress = match report.progress {
        Progress::Playing => "playing",
        Progress::Ended => "ended",
    };
    done(&json!({
        "progress": progress,
        "symbol": report.symbol,
        "lines": report.lines,
        "depth": report.depth,
        "stale": report.stale,
        "trades": report.trades,
        "quotes": report.quotes,
        "others": report.others,
        "gaps": report.gaps,
        "crossed": report.crossed,
        "refused": report.refused,
        "trouble": report.trouble.as_ref().map(ToString::to_string),
    }))
}
