//! Public statistics of spot: prices, touches, days, windows, averages. Never an account.

use super::market::{self, OPEN};
use super::order_params;
use crate::venue::Venue;
use crate::venue::boards::figures::Places;
use crate::venue::boards::interval::Window;
use crate::venue::boards::text::Text;
use crate::venue::boards::tickers::{Detail, Stretch};
use crate::venue::call::{Answer, Call};
use crate::venue::market_params::{self, Named};
use crate::venue::market_refusal::MarketRefusal;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};
use domain::Symbol;

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/api/v3/avgPrice",
        ws: Some("avgPrice"),
        weight: Weight::Fixed(2),
        handler: average,
        ..OPEN
    },
    Route {
        path: "/api/v3/ticker",
        ws: Some("ticker"),
        weight: Weight::By(each_weight),
        handler: rolling,
        ..OPEN
    },
    Route {
        path: "/api/v3/ticker/tradingDay",
        ws: Some("ticker.tradingDay"),
        weight: Weight::By(each_weight),
        handler: trading_day,
        ..OPEN
    },
    Route {
        path: "/api/v3/ticker/24hr",
        ws: Some("ticker.24hr"),
        weight: Weight::By(day_weight),
        handler: day,
        ..OPEN
    },
    Route {
        path: "/api/v3/ticker/price",
        ws: Some("ticker.price"),
        weight: Weight::By(price_weight),
        handler: price,
        ..OPEN
    },
    Route {
        path: "/api/v3/ticker/bookTicker",
        ws: Some("ticker.book"),
        weight: Weight::By(price_weight),
        handler: touch,
        ..OPEN
    },
];

/// Four for each symbol, at most two hundred.
fn each_weight(params: &Params) -> u32 {
    const EACH: u32 = 4;
    const MOST: u32 = 200;
    market_params::listed(params).map_or(EACH, |count| count.saturating_mul(EACH).min(MOST))
}

fn day_weight(params: &Params) -> u32 {
    match market_params::listed(params) {
        Some(0..=20) => 2,
        Some(21..=100) => 40,
        Some(_) => 80,
        None if params.has("symbol") => 2,
        None => 80,
    }
}

fn price_weight(params: &Params) -> u32 {
    if params.has("symbol") { 2 } else { 4 }
}

/// What a question about tickers names.
struct Asked {
    symbols: Vec<Symbol>,
    form: Form,
}

/// Whether an answer is one row or a list of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Row,
    List,
}

/// The symbols asked about, those with another status than the one asked for left out.
fn asked(venue: &Venue, named: &Named, params: &Params) -> Result<Asked, Refusal> {
    let status = params
        .optional("symbolStatus")?
        .map(market::status)
        .transpose()?;
    params.nothing_left()?;
    let mut symbols = venue.spot_symbols(named)?;
    symbols.retain(|symbol| status.is_none_or(|status| status == venue.standing(*symbol).word()));
    match named {
        Named::One(_) if symbols.is_empty() => Err(MarketRefusal::OtherStatus.into()),
        Named::One(_) => Ok(Asked {
            symbols,
            form: Form::Row,
        }),
        Named::Many(_) | Named::All => Ok(Asked {
            symbols,
            form: Form::List,
        }),
    }
}

/// The symbols a question must name.
fn must_name(params: &Params) -> Result<Named, Refusal> {
    match market_params::named(params)? {
        Named::All => Err(Refusal::MissingEither("symbol", "symbols")),
        named @ (Named::One(_) | Named::Many(_)) => Ok(named),
    }
}

/// One row for each symbol.
fn rows(
    (venue, call): (&mut Venue, &Call<'_>),
    asked: &Asked,
    mut row: impl FnMut(&mut Text, &mut crate::venue::boards::board::Board),
) -> Result<Answer, Refusal> {
    let mut text = Text::new(call.unit, Places::SPOT);
    if asked.form == Form::List {
        text.open('[');
    }
    for symbol in &asked.symbols {
        row(&mut text, venue.spot_board(*symbol)?);
    }
    if asked.form == Form::List {
        text.close(']');
    }
    Ok(Answer::written(text.done()))
}

fn average(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = order_params::instrument(call.params, &venue.listings)?.symbol;
    call.params.nothing_left()?;
    let (price, last) = venue.spot_board(symbol)?.average(call.now);
    let mut text = Text::new(call.unit, Places::SPOT);
    text.open('{').name("mins").raw(5);
    text.name("price").price(price);
    text.name("closeTime").time(last).close('}');
    Ok(Answer::written(text.done()))
}

fn rolling(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = must_name(call.params)?;
    let window = market_params::window(call.params)?;
    windows(venue, call, (&named, Stretch::Rolling(window)))
}

fn trading_day(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = must_name(call.params)?;
    let zone = market_params::zone(call.params)?;
    windows(venue, call, (&named, Stretch::Day(zone)))
}

fn windows(
    venue: &mut Venue,
    call: &Call<'_>,
    (named, stretch): (&Named, Stretch),
) -> Result<Answer, Refusal> {
    let detail = market_params::detail(call.params)?;
    let asked = asked(venue, named, call.params)?;
    rows((venue, call), &asked, |text, board| {
        let stats = board.stats(stretch, call.now);
        board.put_window(text, &stats, detail);
    })
}

fn day(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = market_params::named(call.params)?;
    let detail = market_params::detail(call.params)?;
    let asked = asked(venue, &named, call.params)?;
    rows((venue, call), &asked, |text, board| {
        let stats = board.stats(Stretch::Rolling(Window::DAY), call.now);
        match detail {
            Detail::Full => board.put_day(text, &stats),
            Detail::Mini => board.put_window(text, &stats, Detail::Mini),
        }
    })
}

fn price(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = market_params::named(call.params)?;
    let asked = asked(venue, &named, call.params)?;
    rows((venue, call), &asked, |text, board| {
        let last = board.tape.last().map_or(0, |trade| trade.price);
        text.open('{').name("symbol").quoted(&board.name);
        text.name("price").price(last).close('}');
    })
}

fn touch(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = market_params::named(call.params)?;
    let asked = asked(venue, &named, call.params)?;
    rows((venue, call), &asked, |text, board| {
        let (bid, ask) = (
            board.touch.bid.unwrap_or_default(),
            board.touch.ask.unwrap_or_default(),
        );
        text.open('{').name("symbol").quoted(&board.name);
        text.name("bidPrice").price(bid.0);
        text.name("bidQty").qty(bid.1);
        text.name("askPrice").price(ask.0);
        text.name("askQty").qty(ask.1).close('}');
    })
}
