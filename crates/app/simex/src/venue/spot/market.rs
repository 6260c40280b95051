//! Public operations of spot: time, instruments, books, trades, tickers. Never an account.

use super::order_params;
use super::views::{self, Depth, Standing};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Route, Security, Weight};
use domain::Symbol;
use exchange::faults::Endpoint;
use serde_json::{Value, json};

/// Levels per side of the largest depth snapshot.
const DEPTH_MAX: u64 = 5_000;
/// Levels per side of a depth snapshot that names no limit.
const DEPTH_DEFAULT: usize = 100;

/// An open route that only reads.
const OPEN: Route = Route {
    product: Product::Spot,
    method: Method::Get,
    path: "",
    ws: None,
    security: Security::Open,
    weight: Weight::Fixed(1),
    door: Endpoint::Public,
    handler: |_, _| Ok(json!({}).into()),
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/api/v3/ping",
        ws: Some("ping"),
        ..OPEN
    },
    Route {
        path: "/api/v3/time",
        ws: Some("time"),
        handler: time,
        ..OPEN
    },
    Route {
        path: "/api/v3/exchangeInfo",
        ws: Some("exchangeInfo"),
        weight: Weight::Fixed(20),
        handler: info,
        ..OPEN
    },
    Route {
        path: "/api/v3/depth",
        ws: Some("depth"),
        weight: Weight::By(depth_weight),
        handler: depth,
        ..OPEN
    },
    Route {
        path: "/api/v3/trades",
        ws: Some("trades.recent"),
        weight: Weight::Fixed(25),
        handler: trades,
        ..OPEN
    },
    Route {
        path: "/api/v3/ticker/bookTicker",
        ws: Some("ticker.book"),
        weight: Weight::Fixed(2),
        handler: ticker,
        ..OPEN
    },
];

fn depth_weight(params: &Params) -> u32 {
    match params.number("limit").ok().flatten().unwrap_or(100) {
        0..=100 => 5,
        101..=500 => 25,
        501..=1_000 => 50,
        _ => 250,
    }
}

fn time(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(json!({ "serverTime": call.time(call.now) }).into())
}

fn info(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let only = order_params::optional_instrument(call.params, &venue.listings)?;
    let only = only.map(|instrument| instrument.symbol);
    let symbols: Vec<Value> = venue
        .listings
        .values()
        .filter(|listing| only.is_none_or(|only| only == listing.instrument.symbol))
        .map(|listing| views::listed(listing, venue.standing(listing.instrument.symbol)))
        .collect();
    let bounds = venue.limits.bounds;
    Ok(json!({
        "timezone": "UTC",
        "serverTime": call.time(call.now),
        "rateLimits": [
            { "rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": bounds.weight_per_minute },
            { "rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": bounds.orders_per_ten_seconds },
        ],
        "exchangeFilters": [],
        "symbols": symbols,
    })
    .into())
}

fn depth(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    let levels = match call.params.number("limit")? {
        Some(0) => return Err(Refusal::IllegalCharacters("limit")),
        Some(limit) => usize::try_from(limit.min(DEPTH_MAX)).unwrap_or(DEPTH_DEFAULT),
        None => DEPTH_DEFAULT,
    };
    Ok(views::depth(&venue.depth(instrument.symbol, levels)).into())
}

fn trades(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    let rows = order_params::rows(call.params, 1_000)?;
    let tape = venue.boards.tape(instrument.symbol, rows);
    Ok(tape.iter().map(views::tape_trade).collect::<Value>().into())
}

fn ticker(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let row = |name: &str, symbol| views::book_ticker(name, &venue.depth(symbol, 1));
    if let Some(only) = order_params::optional_instrument(call.params, &venue.listings)? {
        return Ok(row(only.venue_symbol.as_str(), only.symbol).into());
    }
    let rows = venue
        .listings
        .iter()
        .map(|(name, listing)| row(name, listing.instrument.symbol));
    Ok(rows.collect::<Value>().into())
}

impl Venue {
    /// The displayed book of a spot symbol.
    pub(crate) fn depth(&self, symbol: Symbol, levels: usize) -> Depth {
        let empty = Depth {
            last_update: 0,
            bids: Vec::new(),
            asks: Vec::new(),
        };
        self.spot.book(symbol, levels).map_or(empty, |book| Depth {
            last_update: book.update_id.get(),
            bids: book.bids,
            asks: book.asks,
        })
    }

    /// Whether a spot symbol has a market.
    pub(crate) fn standing(&self, symbol: Symbol) -> Standing {
        match self.only {
            Some(only) if only != symbol => Standing::Break,
            Some(_) | None => Standing::Trading,
        }
    }
}
