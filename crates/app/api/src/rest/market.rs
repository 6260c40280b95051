//! Instruments, book, trades and candles for programs. Never waits for a venue: what is not here is said to be missing.

use crate::problem::Problem;
use crate::request::{Path, Query, traded_symbol};
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use crate::views::{
    BookView, CandleView, CandlesView, InstrumentView, InstrumentsView, TradeView, TradesView,
};
use axum::Json;
use axum::extract::State;
use domain::Interval;
use identity::ReadTrading;
use serde::Deserialize;

/// Candles when the caller does not say.
const CANDLES: u32 = 500;
/// Most candles of one answer.
const CANDLES_MAX: u32 = 1_000;

/// Which symbol.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfSymbol {
    symbol: String,
}

/// Which candles.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichCandles {
    symbol: String,
    interval: String,
    #[serde(default)]
    limit: Option<u32>,
}

pub(crate) async fn instruments(State(state): State<AppState>) -> Json<InstrumentsView> {
    let instruments = state
        .desk()
        .listed_now()
        .iter()
        .map(InstrumentView::from)
        .collect();
    Json(InstrumentsView { instruments })
}

pub(crate) async fn book(
    State(state): State<AppState>,
    Path(symbol): Path<String>,
) -> Result<Json<BookView>, Problem> {
    let symbol = traded_symbol(&state, &symbol)?;
    let book = state
        .desk()
        .book(symbol)
        .ok_or_else(|| Problem::NoMarketYet(symbol.to_string()))?;
    Ok(Json(BookView::of(&book, state.desk())))
}

pub(crate) async fn trades(
    State(state): State<AppState>,
    Query(which): Query<OfSymbol>,
) -> Result<Json<TradesView>, Problem> {
    let symbol = traded_symbol(&state, &which.symbol)?;
    let trades = state
        .desk()
        .tape(symbol)
        .iter()
        .map(TradeView::from)
        .collect();
    Ok(Json(TradesView {
        symbol: symbol.to_string(),
        trades,
    }))
}

pub(crate) async fn candles(
    State(state): State<AppState>,
    signed: Signed,
    Query(which): Query<WhichCandles>,
) -> Result<Json<CandlesView>, Problem> {
    let symbol = traded_symbol(&state, &which.symbol)?;
    let interval: Interval = which.interval.parse().map_err(|_| {
        Problem::value("interval", "must be 1s, 1m, 5m, 15m, 30m, 1h, 2h, 4h or 1d")
    })?;
    let limit = match which.limit {
        None => CANDLES,
        Some(limit @ 1..=CANDLES_MAX) => limit,
        Some(_) => {
            let why = format_args!("must be 1 to {CANDLES_MAX}").to_string();
            return Err(Problem::value("limit", why));
        }
    };
    let candles = state
        .desk()
        .candles(signed.permit::<ReadTrading>()?, (symbol, interval), limit)
        .await
        .map_err(database_silent)?;
    Ok(Json(CandlesView {
        symbol: symbol.to_string(),
        interval: interval.to_string(),
        candles: candles.iter().map(CandleView::from).collect(),
    }))
}
