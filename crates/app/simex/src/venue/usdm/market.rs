//! Public operations of futures: time, books, trades, candles, prices. Never an account.

use super::contracts::Contract;
use super::refusal::No;
use crate::venue::Venue;
use crate::venue::boards::Books as _;
use crate::venue::boards::board::{Board, Top};
use crate::venue::boards::candles::{Candle, Page};
use crate::venue::boards::interval::{Interval, Window, Zone};
use crate::venue::boards::marks::Line;
use crate::venue::boards::tape::TapeTrade;
use crate::venue::boards::text::{Best, Text};
use crate::venue::boards::tickers::Stretch;
use crate::venue::boards::wish;
use crate::venue::call::{Answer, Call};
use crate::venue::engine::BooksOf;
use crate::venue::http::Method;
use crate::venue::market_params;
use crate::venue::market_refusal::MarketRefusal;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Route, Security, Weight};
use domain::Symbol;
use exchange::faults::Endpoint;
use serde_json::json;

/// Rows of a page that names no limit, and of the largest page of trades and of candles.
const ROWS_DEFAULT: u64 = 500;
const TRADES_MAX: u64 = 1_000;
const CANDLES_MAX: u64 = 1_500;
/// The numbers of levels a book is shown with.
const DEPTHS: [u64; 7] = [5, 10, 20, 50, 100, 500, 1_000];
/// An hour in milliseconds: aggregate trades are asked for by less at a time.
const HOUR_MS: i64 = 3_600_000;

/// An open route that only reads.
pub(super) const OPEN: Route = Route {
    product: Product::Usdm,
    method: Method::Get,
    path: "",
    ws: None,
    security: Security::Open,
    weight: Weight::Fixed(1),
    door: Endpoint::Public,
    handler: ping,
};

macro_rules! open {
    ($path:literal, $weight:expr, $handler:expr) => {
        Route {
            path: $path,
            weight: $weight,
            handler: $handler,
            ..OPEN
        }
    };
}

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    open!("/fapi/v1/ping", Weight::Fixed(1), ping),
    open!("/fapi/v1/time", Weight::Fixed(1), time),
    Route {
        ws: Some("depth"),
        ..open!("/fapi/v1/depth", Weight::By(depth_weight), depth)
    },
    open!("/fapi/v1/rpiDepth", Weight::Fixed(20), rpi_depth),
    open!("/fapi/v1/trades", Weight::Fixed(5), trades),
    Route {
        security: Security::Key,
        ..open!("/fapi/v1/historicalTrades", Weight::Fixed(200), trades)
    },
    open!("/fapi/v1/aggTrades", Weight::Fixed(20), aggregates),
    open!("/fapi/v1/klines", Weight::By(candle_weight), candles),
    open!(
        "/fapi/v1/continuousKlines",
        Weight::By(candle_weight),
        continuous
    ),
    open!(
        "/fapi/v1/indexPriceKlines",
        Weight::By(candle_weight),
        index_candles
    ),
    open!(
        "/fapi/v1/markPriceKlines",
        Weight::By(candle_weight),
        mark_candles
    ),
    open!(
        "/fapi/v1/premiumIndexKlines",
        Weight::By(candle_weight),
        premium_candles
    ),
    open!(
        "/fapi/v1/premiumIndex",
        Weight::By(|p| by_symbol(p, (1, 10))),
        premium
    ),
    open!(
        "/fapi/v1/ticker/24hr",
        Weight::By(|p| by_symbol(p, (1, 40))),
        day
    ),
    Route {
        ws: Some("ticker.price"),
        ..open!(
            "/fapi/v1/ticker/price",
            Weight::By(|p| by_symbol(p, (1, 2))),
            price
        )
    },
    open!(
        "/fapi/v2/ticker/price",
        Weight::By(|p| by_symbol(p, (1, 2))),
        price
    ),
    Route {
        ws: Some("ticker.book"),
        ..open!(
            "/fapi/v1/ticker/bookTicker",
            Weight::By(|p| by_symbol(p, (2, 5))),
            touch
        )
    },
];

/// The weight with a symbol, and without.
pub(super) fn by_symbol(params: &Params, (one, all): (u32, u32)) -> u32 {
    if params.has("symbol") { one } else { all }
}

fn depth_weight(params: &Params) -> u32 {
    match params
        .number("limit")
        .ok()
        .flatten()
        .unwrap_or(ROWS_DEFAULT)
    {
        0..=50 => 2,
        51..=100 => 5,
        101..=500 => 10,
        _ => 20,
    }
}

fn candle_weight(params: &Params) -> u32 {
    match params
        .number("limit")
        .ok()
        .flatten()
        .unwrap_or(ROWS_DEFAULT)
    {
        0..=99 => 1,
        100..=499 => 2,
        500..=1_000 => 5,
        _ => 10,
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

impl Venue {
    /// The board of a contract.
    pub(super) fn contract_board(&mut self, symbol: Symbol) -> Result<&mut Board, Refusal> {
        let known = self.futures.mark_price(symbol);
        let board = self
            .boards
            .board_mut(Product::Usdm, symbol)
            .ok_or(Refusal::BadSymbol)?;
        if let Some(view) = known {
            board.learn_mark(view);
        }
        Ok(board)
    }

    /// The best levels of a contract.
    fn contract_top(&self, symbol: Symbol, levels: usize) -> Top {
        let books = BooksOf {
            spot: &self.spot,
            futures: &self.futures,
        };
        books.top(Product::Usdm, symbol, levels)
    }
}

fn depth(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let contract = venue.usdm.contracts.required(call.params)?;
    let limit = call.params.number("limit")?.unwrap_or(ROWS_DEFAULT);
    book(venue, call, (&contract, limit))
}

/// Nobody trades here through the retail programme: its book is the book.
fn rpi_depth(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ONLY: u64 = 1_000;
    let contract = venue.usdm.contracts.required(call.params)?;
    match call.params.number("limit")?.unwrap_or(ONLY) {
        ONLY => book(venue, call, (&contract, ONLY)),
        other => Err(MarketRefusal::BadDepthLimit(other).into()),
    }
}

fn book(
    venue: &mut Venue,
    call: &Call<'_>,
    (contract, limit): (&Contract, u64),
) -> Result<Answer, Refusal> {
    if !DEPTHS.contains(&limit) {
        return Err(MarketRefusal::BadDepthLimit(limit).into());
    }
    call.params.nothing_left()?;
    let levels = usize::try_from(limit).unwrap_or(usize::MAX);
    let top = venue.contract_top(contract.symbol, levels);
    let board = venue.contract_board(contract.symbol)?;
    let mut text = Text::new(call.unit, board.places);
    text.open('{').name("lastUpdateId").raw(top.update);
    text.name("E").time(call.now);
    text.name("T").time(board.touch.at);
    text.name("bids").levels(top.bids);
    text.name("asks").levels(top.asks).close('}');
    Ok(Answer::written(text.done()))
}

fn trades(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let contract = venue.usdm.contracts.required(call.params)?;
    let rows = market_params::strict_rows(call.params, ROWS_DEFAULT, TRADES_MAX)?;
    let from = call.params.number("fromId")?;
    call.params.nothing_left()?;
    let board = venue.contract_board(contract.symbol)?;
    let found: Vec<TapeTrade> = match from {
        Some(from) => board.tape.from(from, rows),
        None => board.tape.latest(rows),
    };
    let mut text = Text::new(call.unit, board.places);
    text.open('[');
    for trade in &found {
        text.tape_trade(trade, Best::Retail);
    }
    text.close(']');
    Ok(Answer::written(text.done()))
}

fn aggregates(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let contract = venue.usdm.contracts.required(params)?;
    let rows = market_params::strict_rows(params, ROWS_DEFAULT, TRADES_MAX)?;
    let from = params.number("fromId")?;
    let start = market_params::instant(params, "startTime")?;
    let end = market_params::instant(params, "endTime")?;
    params.nothing_left()?;
    if let (Some(start), Some(end)) = (start, end) {
        if end < start {
            return Err(MarketRefusal::EndBeforeStart.into());
        }
        if end.saturating_sub(start) > HOUR_MS {
            return Err(MarketRefusal::MoreThanHours(1).into());
        }
    }
    let board = venue.contract_board(contract.symbol)?;
    let tape = &board.tape;
    let found = match (from, start, end) {
        (Some(from), _, _) => tape.aggregates_from(from, rows),
        (None, Some(start), end) => tape.aggregates_between(start, end.unwrap_or(i64::MAX), rows),
        (None, None, Some(end)) => tape.aggregates_until(end, rows),
        (None, None, None) => tape.latest_aggregates(rows),
    };
    let mut text = Text::new(call.unit, board.places);
    text.open('[');
    for one in &found {
        text.open('{').aggregate(one, Best::Retail).close('}');
    }
    text.close(']');
    Ok(Answer::written(text.done()))
}

/// The page of candles asked for.
fn page(params: &Params) -> Result<Page, Refusal> {
    let interval: Interval =
        wish::futures_interval(params.required("interval")?).ok_or(MarketRefusal::BadInterval)?;
    let page = Page {
        interval,
        zone: Zone::UTC,
        from: market_params::instant(params, "startTime")?,
        until: market_params::instant(params, "endTime")?,
        rows: market_params::strict_rows(params, ROWS_DEFAULT, CANDLES_MAX)?,
    };
    match (page.from, page.until) {
        (Some(from), Some(until)) if until < from => Err(MarketRefusal::EndBeforeStart.into()),
        _ => Ok(page),
    }
}

fn written(
    call: &Call<'_>,
    (board, page): (&Board, &Page),
    rows: &[Candle],
    put: fn(&mut Text, &Candle, i64),
) -> Answer {
    let mut text = Text::new(call.unit, board.places);
    text.open('[');
    for candle in rows {
        put(
            &mut text,
            candle,
            page.interval.next(candle.start, page.zone),
        );
    }
    text.close(']');
    Answer::written(text.done())
}

fn candles(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let contract = venue.usdm.contracts.required(call.params)?;
    traded(venue, call, contract.symbol)
}

fn continuous(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = venue.pair(call.params)?;
    match call.params.required("contractType")? {
        "PERPETUAL" => traded(venue, call, symbol),
        "CURRENT_QUARTER" | "NEXT_QUARTER" | "TRADIFI_PERPETUAL" => {
            page(call.params)?;
            call.params.nothing_left()?;
            // Only perpetuals are listed.
            Ok(json!([]).into())
        }
        _ => Err(No::ContractType.into()),
    }
}

impl Venue {
    /// The contract of the pair a request names.
    pub(super) fn pair(&self, params: &Params) -> Result<Symbol, Refusal> {
        let name = params.required("pair")?;
        let contract = self.usdm.contracts.named(name);
        contract
            .map(|contract| contract.symbol)
            .ok_or_else(|| MarketRefusal::BadPair.into())
    }
}

fn traded(venue: &mut Venue, call: &Call<'_>, symbol: Symbol) -> Result<Answer, Refusal> {
    let page = page(call.params)?;
    call.params.nothing_left()?;
    let board = venue.contract_board(symbol)?;
    let rows = board.candle_page(&page, call.now);
    Ok(written(call, (board, &page), &rows, |text, candle, end| {
        text.candle_row(candle, end);
    }))
}

fn line(
    venue: &mut Venue,
    call: &Call<'_>,
    (symbol, line): (Symbol, Line),
) -> Result<Answer, Refusal> {
    let page = page(call.params)?;
    call.params.nothing_left()?;
    let board = venue.contract_board(symbol)?;
    let rows = board.line_page(line, &page, call.now);
    Ok(written(call, (board, &page), &rows, |text, candle, end| {
        text.price_row(candle, end);
    }))
}

fn index_candles(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = venue.pair(call.params)?;
    line(venue, call, (symbol, Line::Index))
}

fn mark_candles(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = venue.usdm.contracts.required(call.params)?.symbol;
    line(venue, call, (symbol, Line::Mark))
}

fn premium_candles(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = venue.usdm.contracts.required(call.params)?.symbol;
    line(venue, call, (symbol, Line::Premium))
}

/// One row of the contract a request names, or a list of all.
fn rows(
    venue: &mut Venue,
    call: &Call<'_>,
    mut row: impl FnMut(&mut Text, &mut Board),
) -> Result<Answer, Refusal> {
    let named = venue.usdm.contracts.optional(call.params)?;
    call.params.nothing_left()?;
    let all: Vec<Symbol> = match &named {
        Some(contract) => vec![contract.symbol],
        None => venue.usdm.contracts.all().map(|one| one.symbol).collect(),
    };
    let places = crate::venue::boards::figures::Places::SPOT;
    let mut text = Text::new(call.unit, places);
    if named.is_none() {
        text.open('[');
    }
    for symbol in all {
        let board = venue.contract_board(symbol)?;
        text.places(board.places);
        row(&mut text, board);
    }
    if named.is_none() {
        text.close(']');
    }
    Ok(Answer::written(text.done()))
}

fn premium(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    rows(venue, call, |text, board| board.put_premium(text))
}

fn day(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    rows(venue, call, |text, board| {
        let stats = board.stats(Stretch::Rolling(Window::DAY), call.now);
        board.put_day(text, &stats);
    })
}

fn price(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    rows(venue, call, |text, board| {
        let last = board.tape.last().copied();
        text.open('{').name("symbol").quoted(&board.name);
        text.name("price")
            .price(last.map_or(0, |trade| trade.price));
        let at = last.map_or(call.now, |trade| trade.at);
        text.name("time").time(at).close('}');
    })
}

fn touch(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    rows(venue, call, |text, board| {
        let (bid, ask) = (
            board.touch.bid.unwrap_or_default(),
            board.touch.ask.unwrap_or_default(),
        );
        text.open('{').name("lastUpdateId").raw(board.touch.update);
        text.name("symbol").quoted(&board.name);
        text.name("bidPrice").price(bid.0);
        text.name("bidQty").qty(bid.1);
        text.name("askPrice").price(ask.0);
        text.name("askQty").qty(ask.1);
        text.name("time").time(board.touch.at).close('}');
    })
}
