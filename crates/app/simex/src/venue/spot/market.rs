//! Public operations of spot: time, instruments, books, trades, candles. Never an account.

use super::order_params;
use super::views::{self, Standing};
use crate::venue::Venue;
use crate::venue::boards::Books as _;
use crate::venue::boards::board::{Board, Top};
use crate::venue::boards::candles::Page;
use crate::venue::boards::figures::Places;
use crate::venue::boards::tape::TapeTrade;
use crate::venue::boards::text::{Best, Text};
use crate::venue::call::{Answer, Call};
use crate::venue::engine::BooksOf;
use crate::venue::http::Method;
use crate::venue::market_params::{self, Named};
use crate::venue::market_refusal::MarketRefusal;
use crate::venue::params::{CHOICE, Params};
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Route, Security, Weight};
use domain::Symbol;
use exchange::faults::Endpoint;
use serde_json::{Value, json};

/// Levels per side of the largest depth snapshot, and of one that names no limit.
const DEPTH_MAX: u64 = 5_000;
const DEPTH_DEFAULT: u64 = 100;
/// Rows of a page that names no limit, and of the largest page.
const ROWS_DEFAULT: u64 = 500;
const ROWS_MAX: u64 = 1_000;
/// Requests of any kind one address may send in five minutes.
const RAW_REQUESTS_MAX: u32 = 300_000;
/// Connections one address may open in five minutes.
const CONNECTIONS_MAX: u32 = 300;

/// An open route that only reads.
pub(super) const OPEN: Route = Route {
    product: Product::Spot,
    method: Method::Get,
    path: "",
    ws: None,
    security: Security::Open,
    weight: Weight::Fixed(1),
    door: Endpoint::Public,
    handler: ping,
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
        path: "/api/v3/historicalTrades",
        ws: Some("trades.historical"),
        weight: Weight::Fixed(25),
        handler: historical_trades,
        ..OPEN
    },
    Route {
        path: "/api/v3/historicalBlockTrades",
        ws: Some("blockTrades.historical"),
        security: Security::Key,
        weight: Weight::Fixed(25),
        handler: block_trades,
        ..OPEN
    },
    Route {
        path: "/api/v3/aggTrades",
        ws: Some("trades.aggregate"),
        weight: Weight::Fixed(4),
        handler: aggregates,
        ..OPEN
    },
    Route {
        path: "/api/v3/klines",
        ws: Some("klines"),
        weight: Weight::Fixed(2),
        handler: candles,
        ..OPEN
    },
    Route {
        path: "/api/v3/uiKlines",
        ws: Some("uiKlines"),
        weight: Weight::Fixed(2),
        handler: candles,
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

fn ping(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    Ok(json!({}).into())
}

fn time(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    Ok(json!({ "serverTime": call.time(call.now) }).into())
}

fn info(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let named = market_params::named(params)?;
    let permissions = permissions(params)?;
    let status = params.optional("symbolStatus")?.map(status).transpose()?;
    if named != Named::All && (permissions.is_some() || status.is_some()) {
        return Err(MarketRefusal::BadCombination.into());
    }
    let sets = match params.optional("showPermissionSets")? {
        None | Some("true") => Sets::Shown,
        Some("false") => Sets::Hidden,
        Some(_) => return Err(Refusal::Illegal("showPermissionSets", CHOICE)),
    };
    params.nothing_left()?;
    let wanted = venue.spot_symbols(&named)?;
    let is_permitted = permissions.is_none_or(|wanted| wanted.iter().any(|one| one == "SPOT"));
    let mut symbols = Vec::new();
    for (name, listing) in &venue.listings {
        let standing = venue.standing(listing.instrument.symbol);
        let is_wanted = wanted.contains(&listing.instrument.symbol)
            && is_permitted
            && status.is_none_or(|status| status == standing.word());
        if is_wanted {
            let mut row = views::listed(listing, standing);
            if let (Sets::Hidden, Some(row)) = (sets, row.as_object_mut()) {
                row.insert("permissionSets".to_owned(), json!([]));
            }
            symbols.push((name, row));
        }
    }
    Ok(json!({
        "timezone": "UTC",
        "serverTime": call.time(call.now),
        "rateLimits": rate_limits(venue),
        "exchangeFilters": views::exchange_filters(),
        "symbols": symbols.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
    })
    .into())
}

/// Whether the sets of permissions are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sets {
    Shown,
    Hidden,
}

fn rate_limits(venue: &Venue) -> Value {
    let limit = |kind: &str, interval: &str, count: u32, most: u32| json!({ "rateLimitType": kind, "interval": interval, "intervalNum": count, "limit": most });
    let (short, day) = venue.limits.orders_max(Product::Spot);
    json!([
        limit(
            "REQUEST_WEIGHT",
            "MINUTE",
            1,
            venue.limits.weight_max(Product::Spot)
        ),
        limit("ORDERS", "SECOND", 10, short),
        limit("ORDERS", "DAY", 1, day),
        limit("RAW_REQUESTS", "MINUTE", 5, RAW_REQUESTS_MAX),
        limit("CONNECTIONS", "MINUTE", 5, CONNECTIONS_MAX),
    ])
}

/// One permission or a JSON list of them.
fn permissions(params: &Params) -> Result<Option<Vec<String>>, Refusal> {
    let Some(text) = params.optional("permissions")? else {
        return Ok(None);
    };
    let asked = if text.starts_with('[') {
        market_params::list("permissions", text)?
    } else {
        vec![text.to_owned()]
    };
    let is_known = |one: &String| {
        matches!(one.as_str(), "SPOT" | "MARGIN" | "LEVERAGED") || one.starts_with("TRD_GRP_")
    };
    if asked.iter().all(is_known) {
        Ok(Some(asked))
    } else {
        Err(MarketRefusal::BadValue("permissions").into())
    }
}

/// A status that symbols can be asked for by.
pub(super) fn status(text: &str) -> Result<&'static str, Refusal> {
    ["TRADING", "HALT", "BREAK", "CANCEL_ONLY"]
        .into_iter()
        .find(|known| *known == text)
        .ok_or_else(|| MarketRefusal::BadStatus.into())
}

/// The one symbol asked about, when its status is the one asked for.
pub(super) fn one_symbol(venue: &Venue, params: &Params) -> Result<Symbol, Refusal> {
    let symbol = order_params::instrument(params, &venue.listings)?.symbol;
    match params.optional("symbolStatus")?.map(status).transpose()? {
        Some(status) if status != venue.standing(symbol).word() => {
            Err(MarketRefusal::OtherStatus.into())
        }
        Some(_) | None => Ok(symbol),
    }
}

fn depth(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = one_symbol(venue, call.params)?;
    let levels = market_params::rows(call.params, DEPTH_DEFAULT, DEPTH_MAX)?;
    call.params.nothing_left()?;
    let top = venue.top(symbol, levels);
    let mut text = Text::new(call.unit, Places::SPOT);
    text.open('{').name("lastUpdateId").raw(top.update);
    text.name("bids").levels(top.bids);
    text.name("asks").levels(top.asks).close('}');
    Ok(Answer::written(text.done()))
}

fn trades(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = order_params::instrument(call.params, &venue.listings)?.symbol;
    let rows = market_params::rows(call.params, ROWS_DEFAULT, ROWS_MAX)?;
    call.params.nothing_left()?;
    let board = venue.boards.board(Product::Spot, symbol);
    let found = board.map_or_else(Vec::new, |board| board.tape.latest(rows));
    Ok(trade_rows(call, &found))
}

fn historical_trades(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = order_params::instrument(call.params, &venue.listings)?.symbol;
    let rows = market_params::rows(call.params, ROWS_DEFAULT, ROWS_MAX)?;
    let from = call.params.number("fromId")?;
    call.params.nothing_left()?;
    let board = venue.boards.board(Product::Spot, symbol);
    let found = board.map_or_else(Vec::new, |board| match from {
        Some(from) => board.tape.from(from, rows),
        None => board.tape.latest(rows),
    });
    Ok(trade_rows(call, &found))
}

fn trade_rows(call: &Call<'_>, rows: &[TapeTrade]) -> Answer {
    let mut text = Text::new(call.unit, Places::SPOT);
    text.open('[');
    for trade in rows {
        text.tape_trade(trade, Best::Match);
    }
    text.close(']');
    Answer::written(text.done())
}

/// This exchange has no block trades: the list is always empty.
fn block_trades(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    order_params::instrument(call.params, &venue.listings)?;
    if call.params.number("fromId")?.is_none() {
        return Err(Refusal::MissingParameter("fromId"));
    }
    market_params::rows(call.params, ROWS_DEFAULT, ROWS_MAX)?;
    call.params.nothing_left()?;
    Ok(json!([]).into())
}

fn aggregates(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let symbol = order_params::instrument(params, &venue.listings)?.symbol;
    let rows = market_params::rows(params, ROWS_DEFAULT, ROWS_MAX)?;
    let from = params.number("fromId")?;
    let start = market_params::instant(params, "startTime")?;
    let end = market_params::instant(params, "endTime")?;
    params.nothing_left()?;
    if from.is_some() && (start.is_some() || end.is_some()) {
        return Err(MarketRefusal::BadCombination.into());
    }
    let board = venue.boards.board(Product::Spot, symbol);
    let found = board.map_or_else(Vec::new, |board| match (from, start, end) {
        (Some(from), _, _) => board.tape.aggregates_from(from, rows),
        (None, Some(start), end) => {
            let end = end.unwrap_or(i64::MAX);
            board.tape.aggregates_between(start, end, rows)
        }
        (None, None, Some(end)) => board.tape.aggregates_until(end, rows),
        (None, None, None) => board.tape.latest_aggregates(rows),
    });
    let mut text = Text::new(call.unit, Places::SPOT);
    text.open('[');
    for one in &found {
        text.open('{').aggregate(one, Best::Match).close('}');
    }
    text.close(']');
    Ok(Answer::written(text.done()))
}

fn candles(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let symbol = order_params::instrument(params, &venue.listings)?.symbol;
    let page = Page {
        interval: market_params::interval(params)?,
        zone: market_params::zone(params)?,
        from: market_params::instant(params, "startTime")?,
        until: market_params::instant(params, "endTime")?,
        rows: market_params::rows(params, ROWS_DEFAULT, ROWS_MAX)?,
    };
    params.nothing_left()?;
    let mut text = Text::new(call.unit, Places::SPOT);
    text.open('[');
    if let Some(board) = venue.boards.board_mut(Product::Spot, symbol) {
        for candle in board.candle_page(&page, call.now) {
            let end = page.interval.next(candle.start, page.zone);
            text.candle_row(&candle, end);
        }
    }
    text.close(']');
    Ok(Answer::written(text.done()))
}

impl Venue {
    /// The best levels of a spot symbol.
    pub(crate) fn top(&self, symbol: Symbol, levels: usize) -> Top {
        let books = BooksOf {
            spot: &self.spot,
            futures: &self.futures,
        };
        books.top(Product::Spot, symbol, levels)
    }

    /// The spot symbols a question names, in the order of their names.
    pub(super) fn spot_symbols(&self, named: &Named) -> Result<Vec<Symbol>, Refusal> {
        let find = |name: &String| {
            let listing = self.listings.get(name).ok_or(Refusal::BadSymbol)?;
            Ok(listing.instrument.symbol)
        };
        match named {
            Named::One(name) => Ok(vec![find(name)?]),
            Named::Many(names) => names.iter().map(find).collect(),
            Named::All => Ok(self
                .listings
                .values()
                .map(|listing| listing.instrument.symbol)
                .collect()),
        }
    }

    /// The board of a spot symbol.
    pub(super) fn spot_board(&mut self, symbol: Symbol) -> Result<&mut Board, Refusal> {
        self.boards
            .board_mut(Product::Spot, symbol)
            .ok_or(Refusal::BadSymbol)
    }

    /// Whether a spot symbol has a market.
    pub(crate) fn standing(&self, symbol: Symbol) -> Standing {
        match self.only {
            Some(only) if only != symbol => Standing::Break,
            Some(_) | None => self
                .spot
                .status(symbol)
                .map_or(Standing::Break, Standing::from),
        }
    }
}
