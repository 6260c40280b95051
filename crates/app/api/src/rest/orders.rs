//! Orders for programs: place, ask what the gate would say, list, look at one, cancel. Never sends twice for one request key.

use super::halts::reason;
use super::page_rows;
use crate::problem::Problem;
use crate::request::{JsonBody, Path, Query, traded_symbol};
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use crate::views::{
    BelongingView, FillView, FillsView, LifeEventView, MessageView, OrderLifeView, OrderView,
    OrdersView, PlaceBody, PlacedView, SettleBody, VerdictView,
};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use desk::{FillFilter, OrderFilter, OrderPhase, Repeated, RequestKey, Seq, Via, Wish};
use domain::{AccountId, OrderId};
use identity::{Cancel, Place, ReadTrading, Release};
use serde::Deserialize;

/// The header that names a request.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Most journal lines and most fills of one order's life in one answer.
const LIFE_ROWS_MAX: u32 = 500;

/// Which orders.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichOrders {
    #[serde(default)]
    symbol: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    before: Option<u64>,
    #[serde(default)]
    limit: Option<u32>,
}

/// Which fills.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichFills {
    #[serde(default)]
    symbol: Option<String>,
    #[serde(default)]
    before: Option<u64>,
    #[serde(default)]
    limit: Option<u32>,
}

// ORD-02 ORD-03
pub(crate) async fn place(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    JsonBody(body): JsonBody<PlaceBody>,
) -> Result<(StatusCode, Json<PlacedView>), Problem> {
    let wish = wish(&state, &headers, body)?;
    let placed = state
        .desk()
        .place(signed.permit::<Place>()?, wish)
        .await
        .map_err(Problem::from)?;
    let status = match placed.repeated {
        Repeated::No => StatusCode::CREATED,
        Repeated::Yes => StatusCode::OK,
    };
    Ok((status, Json(PlacedView::from(placed))))
}

pub(crate) async fn verdict(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    JsonBody(body): JsonBody<PlaceBody>,
) -> Result<Json<VerdictView>, Problem> {
    let wish = wish(&state, &headers, body)?;
    let verdict = state
        .desk()
        .verdict(signed.permit::<Place>()?, wish)
        .await
        .map_err(Problem::from)?;
    Ok(Json(VerdictView::from(&verdict)))
}

/// ORD-02: another order in the place of a working one.
pub(crate) async fn replace(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<PlaceBody>,
) -> Result<(StatusCode, Json<PlacedView>), Problem> {
    let old = order_id(&id)?;
    if body.protect.is_some() {
        return Err(Problem::value(
            "protect",
            "a replacement has no exits of its own",
        ));
    }
    let wish = wish(&state, &headers, body)?;
    let placed = state
        .desk()
        .replace(signed.permit::<Place>()?, old, wish)
        .await
        .map_err(Problem::from)?;
    let status = match placed.repeated {
        Repeated::No => StatusCode::CREATED,
        Repeated::Yes => StatusCode::OK,
    };
    Ok((status, Json(PlacedView::from(placed))))
}

fn wish(state: &AppState, headers: &HeaderMap, mut body: PlaceBody) -> Result<Wish, Problem> {
    let request_key = request_key(headers, body.request_id.take().as_deref())?;
    let asked = body.account.map(AccountId::new);
    let protect = body.protect.take();
    let terms = body.terms().read(state)?;
    let protection = protect.map(|protect| protect.read(state, &terms));
    let own = state.desk().account_of(terms.symbol);
    let account = asked.unwrap_or(own);
    if account != own {
        return Err(Problem::UnknownAccount(account.to_string()));
    }
    Ok(Wish {
        account,
        terms,
        protection: protection.transpose()?,
        via: Via::Program,
        request_key,
    })
}

/// The caller's name for the request, from the header or the body; both must say the same.
pub(super) fn request_key(
    headers: &HeaderMap,
    field: Option<&str>,
) -> Result<Option<RequestKey>, Problem> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let header = match (given.next(), given.next()) {
        (None, _) => None,
        (Some(value), None) => Some(value.to_str().map_err(|_| {
            Problem::value("Idempotency-Key", "must be 1 to 64 visible characters")
        })?),
        (Some(_), Some(_)) => {
            return Err(Problem::value("Idempotency-Key", "is given more than once"));
        }
    };
    match (header, field) {
        (Some(header), Some(field)) if header != field => Err(Problem::value(
            "request_id",
            "differs from the header Idempotency-Key",
        )),
        (Some(text), _) | (None, Some(text)) => RequestKey::new(text).map(Some).map_err(|why| {
            Problem::value(
                "request_id",
                format_args!("{why}; 1 to 64 visible characters"),
            )
        }),
        (None, None) => Ok(None),
    }
}

pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(which): Query<WhichOrders>,
) -> Result<Json<OrdersView>, Problem> {
    let limit = page_rows(which.limit)?;
    let symbol = which
        .symbol
        .map(|text| traded_symbol(&state, &text))
        .transpose()?;
    let phase = match which.state.as_deref() {
        None | Some("all") => None,
        Some("open") => Some(OrderPhase::Open),
        Some("ended") => Some(OrderPhase::Ended),
        Some(_) => return Err(Problem::value("state", "must be open, ended or all")),
    };
    let filter = OrderFilter {
        symbol,
        phase,
        before: which.before.map(OrderId::new),
        ..OrderFilter::newest(limit)
    };
    let rows = state
        .desk()
        .records(signed.permit::<ReadTrading>()?)
        .orders(&filter)
        .await
        .map_err(database_silent)?;
    let full = u32::try_from(rows.len()).is_ok_and(|count| count == limit);
    let next_before = rows
        .last()
        .filter(|_| full)
        .map(|row| row.order.order.id().get());
    let orders = rows.iter().map(OrderView::from).collect();
    Ok(Json(OrdersView {
        orders,
        next_before,
    }))
}

pub(crate) async fn one(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<OrderLifeView>, Problem> {
    let id = order_id(&id)?;
    let records = state.desk().records(signed.permit::<ReadTrading>()?);
    let order = records
        .order(id)
        .await
        .map_err(database_silent)?
        .ok_or_else(|| Problem::UnknownOrder(id.to_string()))?;
    let fills = records
        .fills_of_order(id, None, LIFE_ROWS_MAX)
        .await
        .map_err(database_silent)?;
    let life = records
        .journal_of_order(id, Seq::ZERO, LIFE_ROWS_MAX)
        .await
        .map_err(database_silent)?;
    let messages = records
        .messages_of_order(id, None, LIFE_ROWS_MAX)
        .await
        .map_err(database_silent)?;
    let links = records
        .links_of_order(id, LIFE_ROWS_MAX)
        .await
        .map_err(database_silent)?;
    let belongs = desk::belonging(&order, &links);
    Ok(Json(OrderLifeView {
        messages: messages.into_iter().map(MessageView::from).collect(),
        belongs: belongs.into_iter().map(BelongingView::from).collect(),
        order: OrderView::from(&order),
        fills: fills.iter().map(FillView::from).collect(),
        life: life.iter().map(LifeEventView::from).collect(),
    }))
}

pub(crate) async fn cancel(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = order_id(&id)?;
    state
        .desk()
        .cancel(signed.permit::<Cancel>()?, id)
        .await
        .map_err(Problem::from)?;
    Ok(StatusCode::ACCEPTED)
}

/// Ends an order that the venue had accepted and denies, by a person's word.
pub(crate) async fn settle(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<SettleBody>,
) -> Result<StatusCode, Problem> {
    let id = order_id(&id)?;
    let reason = reason(&body.reason)?;
    state
        .desk()
        .settle(signed.permit::<Release>()?, id, reason)
        .await
        .map_err(Problem::from)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn fills(
    State(state): State<AppState>,
    signed: Signed,
    Query(which): Query<WhichFills>,
) -> Result<Json<FillsView>, Problem> {
    let limit = page_rows(which.limit)?;
    let symbol = which
        .symbol
        .map(|text| traded_symbol(&state, &text))
        .transpose()?;
    let filter = FillFilter {
        symbol,
        before: which.before,
        ..FillFilter::newest(limit)
    };
    let rows = state
        .desk()
        .records(signed.permit::<ReadTrading>()?)
        .fills(&filter)
        .await
        .map_err(database_silent)?;
    let full = u32::try_from(rows.len()).is_ok_and(|count| count == limit);
    let next_before = rows.last().filter(|_| full).map(|row| row.number);
    let fills = rows.iter().map(FillView::from).collect();
    Ok(Json(FillsView { fills, next_before }))
}

/// The order a path names. What is no number is no order of ours.
pub(super) fn order_id(text: &str) -> Result<OrderId, Problem> {
    text.parse()
        .map_err(|_| Problem::UnknownOrder(text.chars().take(24).collect()))
}
