//! Binance's REST surface. Each handler reads its parameters, asks the engine, and shows the answer; no rule is here.

use crate::ask::Ask;
use crate::clock::machine_now;
use crate::cut_body::CutBody;
use crate::orders;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::serve::Withheld;
use crate::shop::{ORDER_WINDOW, Shop, WEIGHT_WINDOW};
use crate::signing::Signer;
use crate::views;
use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::routing::any;
use domain::Span;
use exchange::OrderStatus;
use exchange::faults::{self, RequestFault};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Largest request body, in bytes.
pub(crate) const BODY_BYTES_MAX: usize = 16 * 1024;
/// Levels per side of the largest depth snapshot.
const DEPTH_MAX: u64 = 5_000;
/// Levels per side of a depth snapshot that names no limit.
const DEPTH_DEFAULT: usize = 100;

/// One endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Ping,
    Time,
    Info,
    Depth,
    Trades,
    Ticker,
    Place,
    PlaceTest,
    Cancel,
    Order,
    OpenOrders,
    Account,
    MyTrades,
}

/// Headers of an answer beside its body.
type Extra = Vec<(&'static str, u32)>;

struct Request<'a> {
    shop: &'a Shop,
    headers: &'a HeaderMap,
    query: &'a str,
    body: &'a str,
}

/// The routes of the REST surface.
pub(crate) fn routes() -> Router<Arc<Shop>> {
    Router::new()
        .route("/api/{*path}", any(take))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// The endpoint of a method and path.
fn endpoint(method: &Method, path: &str) -> Option<Endpoint> {
    let found = match (method.as_str(), path.strip_prefix("/api/v3/")?) {
        ("GET", "ping") => Endpoint::Ping,
        ("GET", "time") => Endpoint::Time,
        ("GET", "exchangeInfo") => Endpoint::Info,
        ("GET", "depth") => Endpoint::Depth,
        ("GET", "trades") => Endpoint::Trades,
        ("GET", "ticker/bookTicker") => Endpoint::Ticker,
        ("POST", "order") => Endpoint::Place,
        ("POST", "order/test") => Endpoint::PlaceTest,
        ("DELETE", "order") => Endpoint::Cancel,
        ("GET", "order") => Endpoint::Order,
        ("GET", "openOrders") => Endpoint::OpenOrders,
        ("GET", "account") => Endpoint::Account,
        ("GET", "myTrades") => Endpoint::MyTrades,
        _ => return None,
    };
    Some(found)
}

async fn take(
    State(shop): State<Arc<Shop>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: axum::extract::Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Some(endpoint) = endpoint(&head.method, head.uri.path()) else {
        return status_only(StatusCode::NOT_FOUND);
    };
    let Ok(body) = axum::body::to_bytes(body, BODY_BYTES_MAX).await else {
        return status_only(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let Ok(body) = std::str::from_utf8(&body) else {
        return refused(&shop, &Refusal::Malformed);
    };
    let request = Request {
        shop: &shop,
        headers: &head.headers,
        query: head.uri.query().unwrap_or_default(),
        body,
    };
    let used = shop
        .counters
        .weigh(peer.ip(), shop.clock.now(), endpoint.weight(&request));
    let mut response = if used > shop.limits.weight_per_minute {
        throttled(&shop, &Refusal::TooMuchWeight, WEIGHT_WINDOW)
    } else {
        beset(endpoint, &request).await
    };
    put_number(&mut response, "x-mbx-used-weight", used);
    put_number(&mut response, "x-mbx-used-weight-1m", used);
    response
}

/// Serves a request under whatever fault its door is set to.
async fn beset(endpoint: Endpoint, request: &Request<'_>) -> Response<Body> {
    let shop = request.shop;
    match shop.faults.on_request(machine_now(), endpoint.door()) {
        RequestFault::None => served(endpoint, request).await,
        RequestFault::LostAnswer => {
            drop(served(endpoint, request).await);
            withheld()
        }
        RequestFault::LateAnswer(span) => {
            let response = served(endpoint, request).await;
            pause(span).await;
            response
        }
        RequestFault::LateExecution(span) => {
            pause(span).await;
            drop(served(endpoint, request).await);
            withheld()
        }
        RequestFault::ServerErrorExecuted => {
            drop(served(endpoint, request).await);
            server_error()
        }
        RequestFault::ServerErrorNotExecuted => server_error(),
        RequestFault::TooManyRequests(after) => {
            let mut response = refused(shop, &Refusal::TooMuchWeight);
            put_seconds(&mut response, after);
            response
        }
        RequestFault::Banned(after) => {
            let mut response = refused(shop, &Refusal::TooMuchWeight);
            *response.status_mut() = StatusCode::IM_A_TEAPOT;
            put_seconds(&mut response, after);
            response
        }
        RequestFault::Disconnect => withheld(),
        RequestFault::CutAnswer => cut_short(served(endpoint, request).await),
    }
}

async fn pause(span: Span) {
    let wait = u64::try_from(span.millis()).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(wait)).await;
}

/// The same answer with half its body, after which the connection breaks.
fn cut_short(response: Response<Body>) -> Response<Body> {
    let (head, body) = response.into_parts();
    Response::from_parts(head, Body::new(CutBody::new(body)))
}

async fn served(endpoint: Endpoint, request: &Request<'_>) -> Response<Body> {
    match endpoint.serve(request).await {
        Ok((value, extra)) => {
            let mut response = json_response(StatusCode::OK, &value);
            for (name, count) in extra {
                put_number(&mut response, name, count);
            }
            response
        }
        Err(refusal @ Refusal::TooManyOrders) => throttled(request.shop, &refusal, ORDER_WINDOW),
        Err(refusal) => refused(request.shop, &refusal),
    }
}

impl Endpoint {
    /// What it costs of the address's weight.
    fn weight(self, request: &Request<'_>) -> u32 {
        match self {
            Self::Ping | Self::Time | Self::Place | Self::PlaceTest | Self::Cancel => 1,
            Self::Info | Self::Account => 20,
            Self::Trades => 25,
            Self::Ticker => 2,
            Self::Order => 4,
            Self::OpenOrders if request.query.contains("symbol=") => 6,
            Self::OpenOrders => 80,
            Self::MyTrades if request.query.contains("orderId=") => 5,
            Self::MyTrades => 20,
            Self::Depth => depth_weight(request),
        }
    }

    /// Which faults apply to it.
    const fn door(self) -> faults::Endpoint {
        match self {
            Self::Place => faults::Endpoint::Place,
            Self::Cancel => faults::Endpoint::Cancel,
            Self::Order => faults::Endpoint::QueryOrder,
            Self::OpenOrders => faults::Endpoint::OpenOrders,
            Self::Account => faults::Endpoint::Account,
            Self::MyTrades => faults::Endpoint::AccountTrades,
            Self::Ping
            | Self::Time
            | Self::Info
            | Self::Depth
            | Self::Trades
            | Self::Ticker
            | Self::PlaceTest => faults::Endpoint::Public,
        }
    }

    async fn serve(self, request: &Request<'_>) -> Result<(Value, Extra), Refusal> {
        let value = match self {
            Self::Ping => json!({}),
            Self::Time => json!({ "serverTime": request.shop.clock.now().millis() }),
            Self::Info => info(request)?,
            Self::Depth => depth(request).await?,
            Self::Trades => trades(request).await?,
            Self::Ticker => ticker(request).await?,
            Self::Place => return place(request).await,
            Self::PlaceTest => place_test(request)?,
            Self::Cancel => cancel(request).await?,
            Self::Order => order(request).await?,
            Self::OpenOrders => open_orders(request).await?,
            Self::Account => account(request).await?,
            Self::MyTrades => my_trades(request).await?,
        };
        Ok((value, Extra::new()))
    }
}

fn depth_weight(request: &Request<'_>) -> u32 {
    let limit = Params::parse(request.query, request.body)
        .and_then(|params| params.number("limit"))
        .ok()
        .flatten()
        .unwrap_or(100);
    match limit {
        0..=100 => 5,
        101..=500 => 25,
        501..=1_000 => 50,
        _ => 250,
    }
}

impl Request<'_> {
    fn params(&self) -> Result<Params, Refusal> {
        Params::parse(self.query, self.body)
    }

    fn signed(&self) -> Result<(Signer, Params), Refusal> {
        let key = self
            .headers
            .get("x-mbx-apikey")
            .and_then(|value| value.to_str().ok());
        let now = self.shop.clock.now();
        self.shop.keys.check_rest(key, (self.query, self.body), now)
    }
}

fn info(request: &Request<'_>) -> Result<Value, Refusal> {
    let params = request.params()?;
    let shop = request.shop;
    let only = orders::optional_instrument(&params, &shop.listings)?;
    let symbols: Vec<Value> = shop
        .listings
        .values()
        .filter(|listing| only.is_none_or(|only| only.symbol == listing.instrument.symbol))
        .map(|listing| views::listed(listing, shop.standing(listing.instrument.symbol)))
        .collect();
    let limits = shop.limits;
    Ok(json!({
        "timezone": "UTC",
        "serverTime": shop.clock.now().millis(),
        "rateLimits": [
            { "rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": limits.weight_per_minute },
            { "rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": limits.orders_per_ten_seconds },
        ],
        "exchangeFilters": [],
        "symbols": symbols,
    }))
}

async fn depth(request: &Request<'_>) -> Result<Value, Refusal> {
    let params = request.params()?;
    let instrument = orders::instrument(&params, &request.shop.listings)?;
    let levels = match params.number("limit")? {
        Some(0) => return Err(Refusal::IllegalCharacters("limit")),
        Some(limit) => usize::try_from(limit.min(DEPTH_MAX)).unwrap_or(DEPTH_DEFAULT),
        None => DEPTH_DEFAULT,
    };
    let asked = (instrument.symbol, levels);
    let depth = request.shop.engine.ask(asked, Ask::Depth).await?;
    Ok(views::depth(&depth))
}

async fn trades(request: &Request<'_>) -> Result<Value, Refusal> {
    let params = request.params()?;
    let instrument = orders::instrument(&params, &request.shop.listings)?;
    let rows = orders::rows(&params, 1_000)?;
    let asked = (instrument.symbol, rows);
    let tape = request.shop.engine.ask(asked, Ask::Tape).await?;
    Ok(tape.iter().map(views::tape_trade).collect())
}

async fn ticker(request: &Request<'_>) -> Result<Value, Refusal> {
    let params = request.params()?;
    let shop = request.shop;
    let only = orders::optional_instrument(&params, &shop.listings)?;
    let mut rows = Vec::new();
    for listing in shop.listings.values() {
        let instrument = &listing.instrument;
        if only.is_none_or(|only| only.symbol == instrument.symbol) {
            let depth = shop.engine.ask((instrument.symbol, 1), Ask::Depth).await?;
            rows.push(views::book_ticker(instrument.venue_symbol.as_str(), &depth));
        }
    }
    match (only, rows.len()) {
        (Some(_), 1) => Ok(rows.remove(0)),
        _ => Ok(rows.into()),
    }
}

async fn place(request: &Request<'_>) -> Result<(Value, Extra), Refusal> {
    let (signer, params) = request.signed()?;
    let shop = request.shop;
    let instrument = orders::instrument(&params, &shop.listings)?;
    let (wanted, answer) = orders::wanted(&params, instrument, signer)?;
    shop.admit_order(signer.account, wanted.symbol)?;
    let placed = shop.engine.ask(wanted, Ask::Place).await??;
    let mut counts = shop
        .counters
        .count_orders(signer.account, shop.clock.now(), 1);
    if placed.order.status == OrderStatus::Filled {
        counts = shop.counters.filled(signer.account);
    }
    let view = views::placed(instrument.venue_symbol.as_str(), &placed, answer);
    let extra = vec![
        ("x-mbx-order-count-10s", counts.0),
        ("x-mbx-order-count-1d", counts.1),
    ];
    Ok((view, extra))
}

/// Reads a placing request and goes no further.
fn place_test(request: &Request<'_>) -> Result<Value, Refusal> {
    let (signer, params) = request.signed()?;
    let instrument = orders::instrument(&params, &request.shop.listings)?;
    orders::wanted(&params, instrument, signer).map(|_| json!({}))
}

async fn cancel(request: &Request<'_>) -> Result<Value, Refusal> {
    let (signer, params) = request.signed()?;
    let instrument = orders::instrument(&params, &request.shop.listings)?;
    let which = orders::which(&params, instrument, signer)?;
    let named = params.optional("newClientOrderId")?.map(ToOwned::to_owned);
    params.nothing_left()?;
    let order = request.shop.engine.ask(which, Ask::Cancel).await??;
    let named = named.unwrap_or_else(|| format!("cancel-{}", order.id));
    Ok(views::cancelled(
        instrument.venue_symbol.as_str(),
        &order,
        &named,
    ))
}

async fn order(request: &Request<'_>) -> Result<Value, Refusal> {
    let (signer, params) = request.signed()?;
    let instrument = orders::instrument(&params, &request.shop.listings)?;
    let which = orders::which(&params, instrument, signer)?;
    params.nothing_left()?;
    let order = request.shop.engine.ask(which, Ask::Order).await?;
    let order = order.ok_or(Refusal::NoSuchOrder)?;
    Ok(views::order(instrument.venue_symbol.as_str(), &order))
}

async fn open_orders(request: &Request<'_>) -> Result<Value, Refusal> {
    let (signer, params) = request.signed()?;
    let shop = request.shop;
    let only = orders::optional_instrument(&params, &shop.listings)?;
    params.nothing_left()?;
    let asked = (signer.account, only.map(|only| only.symbol));
    let open = shop.engine.ask(asked, Ask::OpenOrders).await?;
    Ok(open
        .iter()
        .map(|order| views::order(shop.venue_symbol(order.symbol), order))
        .collect())
}

async fn account(request: &Request<'_>) -> Result<Value, Refusal> {
    let (signer, params) = request.signed()?;
    let shop = request.shop;
    params.optional("omitZeroBalances")?;
    params.nothing_left()?;
    let held = shop.engine.ask(signer.account, Ask::Balances).await?;
    Ok(views::account(&held, shop.fees, shop.clock.now()))
}

async fn my_trades(request: &Request<'_>) -> Result<Value, Refusal> {
    let (signer, params) = request.signed()?;
    let instrument = orders::instrument(&params, &request.shop.listings)?;
    let page = orders::trade_page(&params, instrument, signer)?;
    let rows = request.shop.engine.ask(page, Ask::Trades).await?;
    let name = instrument.venue_symbol.as_str();
    Ok(rows.iter().map(|row| views::own_trade(name, row)).collect())
}

pub(crate) fn json_response(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json;charset=UTF-8"),
    );
    response
}

fn status_only(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn refused(shop: &Shop, refusal: &Refusal) -> Response<Body> {
    tracing::debug!(code = refusal.code(), at = %shop.clock.now(), "a request was refused");
    json_response(refusal.status(), &refusal.body())
}

/// A refusal that says when to come back: at the start of the next window.
fn throttled(shop: &Shop, refusal: &Refusal, window: Span) -> Response<Body> {
    let now = shop.clock.now();
    let left = now.floor_to(window).plus(window).since(now);
    let mut response = refused(shop, refusal);
    put_seconds(&mut response, left);
    response
}

fn server_error() -> Response<Body> {
    let body =
        json!({ "code": -1000, "msg": "An unknown error occurred while processing the request." });
    json_response(StatusCode::INTERNAL_SERVER_ERROR, &body)
}

fn withheld() -> Response<Body> {
    let mut response = status_only(StatusCode::OK);
    response.extensions_mut().insert(Withheld);
    response
}

fn put_number(response: &mut Response<Body>, name: &'static str, number: u32) {
    response
        .headers_mut()
        .insert(HeaderName::from_static(name), HeaderValue::from(number));
}

fn put_seconds(response: &mut Response<Body>, span: Span) {
    let seconds = span.millis().max(0).saturating_add(999) / 1_000;
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
}
