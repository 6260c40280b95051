//! `/futures/data`: open interest, longs and shorts, what takers bought and sold, the basis; by the period. Each is read
//! off the boards; nothing is made up.

use super::market::OPEN;
use crate::venue::Venue;
use crate::venue::boards::board::Board;
use crate::venue::boards::candles::{Candle, Page};
use crate::venue::boards::figures;
use crate::venue::boards::interval::{Interval, Zone};
use crate::venue::boards::marks::{Line, ONE};
use crate::venue::call::{Answer, Call};
use crate::venue::market_params;
use crate::venue::market_refusal::MarketRefusal;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};
use domain::Symbol;
use serde_json::{Value, json};

/// Rows when nothing is said, and at most.
const ROWS_DEFAULT: u64 = 30;
const ROWS_MAX: u64 = 500;

const STATISTIC: Route = Route {
    weight: Weight::Fixed(0),
    ..OPEN
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/futures/data/openInterestHist",
        handler: interest,
        ..STATISTIC
    },
    Route {
        path: "/futures/data/topLongShortAccountRatio",
        handler: accounts,
        ..STATISTIC
    },
    Route {
        path: "/futures/data/globalLongShortAccountRatio",
        handler: accounts,
        ..STATISTIC
    },
    Route {
        path: "/futures/data/topLongShortPositionRatio",
        handler: contracts,
        ..STATISTIC
    },
    Route {
        path: "/futures/data/takerlongshortRatio",
        handler: takers,
        ..STATISTIC
    },
    Route {
        path: "/futures/data/basis",
        handler: basis,
        ..STATISTIC
    },
    Route {
        path: "/futures/data/delivery-price",
        handler: delivery,
        ..STATISTIC
    },
];

fn page(params: &Params) -> Result<Page, Refusal> {
    let interval = match params.required("period")? {
        period @ ("5m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "12h" | "1d") => {
            Interval::named(period)
        }
        _ => None,
    };
    Ok(Page {
        interval: interval.ok_or(MarketRefusal::BadValue("period"))?,
        zone: Zone::UTC,
        from: market_params::instant(params, "startTime")?,
        until: market_params::instant(params, "endTime")?,
        rows: market_params::strict_rows(params, ROWS_DEFAULT, ROWS_MAX)?,
    })
}

fn scaled(units: i128, places: u32) -> String {
    let mut out = String::new();
    figures::put(&mut out, units, places, places);
    out
}

/// `over / under` with so many places, halves away from zero.
fn ratio(over: i128, under: i128, places: u32) -> String {
    let over = over.saturating_mul(figures::power(places));
    scaled(figures::nearest(over, under), places)
}

/// The rows of one line of a contract.
fn lines(
    venue: &mut Venue,
    call: &Call<'_>,
    line: Line,
    row: impl Fn(&Board, &Candle) -> Value,
) -> Result<Answer, Refusal> {
    let symbol = venue.usdm.contracts.required(call.params)?.symbol;
    let page = page(call.params)?;
    call.params.nothing_left()?;
    let board = venue.contract_board(symbol)?;
    let rows = board.line_page(line, &page, call.now);
    let rows: Vec<Value> = rows.iter().map(|candle| row(board, candle)).collect();
    Ok(Value::from(rows).into())
}

fn interest(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    lines(venue, call, Line::Interest, |board, candle| {
        let mark = board
            .marks_view()
            .map_or(0, |view| figures::of_price(view.mark));
        let open = i128::from(candle.close);
        json!({
            "symbol": &*board.name, "sumOpenInterest": scaled(open, 8),
            "sumOpenInterestValue": ratio(open.saturating_mul(i128::from(mark)), figures::power(16), 8),
            "CMCCirculatingSupply": "0.00000000", "timestamp": candle.start,
        })
    })
}

fn shares(board: &Board, candle: &Candle) -> Value {
    let long = i128::from(candle.close);
    let short = i128::from(ONE).saturating_sub(long);
    json!({
        "symbol": &*board.name, "longShortRatio": ratio(long, short, 4),
        "longAccount": ratio(long, i128::from(ONE), 4), "shortAccount": ratio(short, i128::from(ONE), 4),
        "timestamp": candle.start,
    })
}

fn accounts(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    lines(venue, call, Line::LongAccounts, shares)
}

fn contracts(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    lines(venue, call, Line::LongContracts, shares)
}

fn takers(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = venue.usdm.contracts.required(call.params)?.symbol;
    let page = page(call.params)?;
    call.params.nothing_left()?;
    let rows = venue.contract_board(symbol)?.candle_page(&page, call.now);
    let row = |candle: &Candle| {
        let sold = candle.volume.saturating_sub(candle.taker_volume);
        json!({
            "buySellRatio": ratio(candle.taker_volume, sold, 4),
            "buyVol": ratio(candle.taker_volume, i128::from(ONE), 4),
            "sellVol": ratio(sold, i128::from(ONE), 4), "timestamp": candle.start,
        })
    };
    Ok(rows.iter().map(row).collect::<Value>().into())
}

fn basis(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = venue.pair(call.params)?;
    let kind = call.params.required("contractType")?;
    if !matches!(kind, "PERPETUAL" | "CURRENT_QUARTER" | "NEXT_QUARTER") {
        return Err(MarketRefusal::BadValue("contractType").into());
    }
    let page = page(call.params)?;
    call.params.nothing_left()?;
    if kind != "PERPETUAL" {
        // Only perpetuals are listed.
        return Ok(json!([]).into());
    }
    Ok(basis_rows(venue, call, (symbol, &page))?.into())
}

fn basis_rows(
    venue: &mut Venue,
    call: &Call<'_>,
    (symbol, page): (Symbol, &Page),
) -> Result<Value, Refusal> {
    let board = venue.contract_board(symbol)?;
    let indexes = board.line_page(Line::Index, page, call.now);
    let traded = board.candle_page(page, call.now);
    let mut rows = Vec::new();
    for index in &indexes {
        let Ok(found) = traded.binary_search_by_key(&index.start, |candle| candle.start) else {
            continue;
        };
        let Some(price) = traded.get(found).map(|candle| candle.close) else {
            continue;
        };
        let off = i128::from(price.saturating_sub(index.close));
        let mut shown = String::new();
        let least = board.places.price;
        figures::put(&mut shown, i128::from(price), figures::UNIT_PLACES, least);
        rows.push(json!({
            "pair": &*board.name, "contractType": "PERPETUAL", "indexPrice": scaled(i128::from(index.close), 8),
            "futuresPrice": shown, "basis": scaled(off, 8),
            "basisRate": ratio(off, i128::from(index.close), 4), "annualizedBasisRate": "",
            "timestamp": index.start,
        }));
    }
    Ok(rows.into())
}

/// Nothing is ever delivered here.
fn delivery(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    venue.pair(call.params)?;
    call.params.nothing_left()?;
    Ok(json!([]).into())
}
