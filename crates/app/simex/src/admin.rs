//! The levers for tests, on the loopback address alone: faults, skew, cuts, deposits, and the whole ledger to compare with.
//! Never part of Binance's surface.

use crate::ask::Ask;
use crate::clock::machine_now;
use crate::faults::Order;
use crate::hub::CutOf;
use crate::refusal::Refusal;
use crate::replay::{Progress, ReplayReport};
use crate::rest::{BODY_BYTES_MAX, json_response};
use crate::shop::Shop;
use crate::views;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::{Response, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::routing::{get, post};
use domain::{AccountId, Asset, Qty, Span};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

/// The routes of the levers.
pub(crate) fn routes() -> Router<Arc<Shop>> {
    Router::new()
        .route(
            "/_sim/faults",
            get(faults).post(order_fault).delete(clear_faults),
        )
        .route("/_sim/skew", post(skew))
        .route("/_sim/disconnect", post(disconnect))
        .route("/_sim/deposit", post(deposit))
        .route("/_sim/account", get(account))
        .route("/_sim/ledger", get(ledger))
        .route("/_sim/replay", get(replay))
        .layer(from_fn(refuse_browsers))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// A page in a browser must not pull levers of a program on the same machine.
async fn refuse_browsers(request: Request, next: Next) -> Response<Body> {
    if request.headers().contains_key(header::ORIGIN) {
        return wrong(StatusCode::FORBIDDEN, "requests of web pages are refused");
    }
    next.run(request).await
}

fn wrong(status: StatusCode, text: &str) -> Response<Body> {
    json_response(status, &json!({ "error": text }))
}

fn done(value: &Value) -> Response<Body> {
    json_response(StatusCode::OK, value)
}

fn refused(refusal: &Refusal) -> Response<Body> {
    json_response(refusal.status(), &refusal.body())
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, Box<Response<Body>>> {
    serde_json::from_str(body)
        .map_err(|error| Box::new(wrong(StatusCode::BAD_REQUEST, &error.to_string())))
}

async fn faults(State(shop): State<Arc<Shop>>) -> Response<Body> {
    done(&json!({ "pending": shop.faults.pending() }))
}

async fn order_fault(State(shop): State<Arc<Shop>>, body: String) -> Response<Body> {
    match read::<Order>(&body) {
        Err(response) => *response,
        Ok(order) => match shop.faults.order(&order) {
            Ok(()) => done(&json!({ "pending": shop.faults.pending() })),
            Err(error) => wrong(StatusCode::BAD_REQUEST, &error.to_string()),
        },
    }
}

async fn clear_faults(State(shop): State<Arc<Shop>>) -> Response<Body> {
    shop.faults.clear();
    done(&json!({ "pending": 0 }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Skew {
    ahead_ms: i32,
    #[serde(default)]
    drift_ms_per_second: i32,
}

async fn skew(State(shop): State<Arc<Shop>>, body: String) -> Response<Body> {
    match read::<Skew>(&body) {
        Err(response) => *response,
        Ok(skew) => {
            let ahead = Span::from_millis(i64::from(skew.ahead_ms));
            let drift = Span::from_millis(i64::from(skew.drift_ms_per_second));
            shop.faults.skew(machine_now(), ahead, drift);
            done(&json!({ "serverTime": shop.clock.now().millis() }))
        }
    }
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

async fn disconnect(State(shop): State<Arc<Shop>>, body: String) -> Response<Body> {
    match read::<Disconnect>(&body) {
        Err(response) => *response,
        Ok(wish) => {
            shop.hub.cut(match wish.streams {
                Streams::Market => CutOf::Market,
                Streams::Account => CutOf::Account,
                Streams::All => CutOf::All,
            });
            done(&json!({}))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deposit {
    key: String,
    asset: Asset,
    qty: Qty,
}

async fn deposit(State(shop): State<Arc<Shop>>, body: String) -> Response<Body> {
    let wish = match read::<Deposit>(&body) {
        Err(response) => return *response,
        Ok(wish) => wish,
    };
    let Some(account) = shop.keys.account(&wish.key) else {
        return refused(&Refusal::UnknownKey);
    };
    let asked = (account, wish.asset, wish.qty);
    match shop.engine.ask(asked, Ask::Deposit).await {
        Ok(Ok(())) => done(&json!({})),
        Ok(Err(refusal)) | Err(refusal) => refused(&refusal),
    }
}

#[derive(Deserialize)]
struct OfKey {
    key: String,
}

fn holder(shop: &Shop, of: &OfKey) -> Result<AccountId, Refusal> {
    shop.keys.account(&of.key).ok_or(Refusal::UnknownKey)
}

async fn account(State(shop): State<Arc<Shop>>, Query(of): Query<OfKey>) -> Response<Body> {
    let account = match holder(&shop, &of) {
        Ok(account) => account,
        Err(refusal) => return refused(&refusal),
    };
    match shop.engine.ask(account, Ask::Balances).await {
        Ok(held) => done(&views::account(&held, shop.fees, shop.clock.now())),
        Err(refusal) => refused(&refusal),
    }
}

async fn ledger(State(shop): State<Arc<Shop>>, Query(of): Query<OfKey>) -> Response<Body> {
    let account = match holder(&shop, &of) {
        Ok(account) => account,
        Err(refusal) => return refused(&refusal),
    };
    let ledger = match shop.engine.ask(account, Ask::Ledger).await {
        Ok(ledger) => ledger,
        Err(refusal) => return refused(&refusal),
    };
    let orders: Vec<Value> = ledger
        .orders
        .iter()
        .map(|order| views::order(shop.venue_symbol(order.symbol), order))
        .collect();
    let trades: Vec<Value> = ledger
        .trades
        .iter()
        .map(|trade| views::own_trade(shop.venue_symbol(trade.symbol), trade))
        .collect();
    let held = views::account(&ledger.balances, shop.fees, shop.clock.now());
    done(&json!({
        "balances": held.get("balances"),
        "orders": orders,
        "trades": trades,
    }))
}

async fn replay(State(shop): State<Arc<Shop>>) -> Response<Body> {
    let report: ReplayReport = shop.replay.borrow().clone();
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
        "trouble": report.trouble.map(|trouble| trouble.to_string()),
    }))
}
