//! The desk page, its parts that are fetched again, and the status page. Reads; never changes anything.

use super::frame::{self, PageName, Said, html, shell};
use super::moment::moment;
use super::numbers::{Places, UNKNOWN, amount, asset_places, holding, price, signed};
use super::rows::{
    balance_rows, book_rows, contract_row, fill_row, held, order_row, position_row, tape_rows,
};
use super::ticket_form::{self, TicketFields};
use super::view_desk::{
    Balances, BookPart, DeskPage, Figure, Figures, Fills, MarketHead, OpenOrders, Positions,
    TapePart,
};
use super::view_entry::StatusPage;
use super::view_shell::Moment;
use crate::problem::Problem;
use crate::request::{Path, Query, traded_symbol};
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use axum::extract::State;
use axum::response::Html;
use desk::{Desk, FillFilter, Grade, LinkRole, OrderFilter, OrderPhase, Portfolio, TapeTrade};
use domain::{Amount, Instrument, Interval, Symbol};
use identity::ReadTrading;
use serde::Deserialize;

/// Open orders that the desk shows; the list of orders has them all.
const OPEN_ORDERS_MAX: u32 = 100;
/// Fills that the desk shows.
const FILLS_MAX: u32 = 20;
/// Fewest candles of a minute that make a chart of minutes.
const MINUTES_MIN: u32 = 20;
/// Intervals of the chart.
const INTERVALS: [Interval; 7] = [
    Interval::S1,
    Interval::M1,
    Interval::M5,
    Interval::M15,
    Interval::H1,
    Interval::H4,
    Interval::D1,
];
/// The chart's licence asks for this line with a link to its maker.
const CHART_CREDIT: &str = "TradingView Lightweight Charts(TM), Copyright (c) 2025 ";
/// Parts of a page in one request, at most.
const PARTS_MAX: usize = 12;

/// What the address of the desk says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct DeskQuery {
    symbol: Option<String>,
    interval: Option<String>,
    side: Option<String>,
    kind: Option<String>,
    price: Option<String>,
    trigger: Option<String>,
    qty: Option<String>,
    time_in_force: Option<String>,
    good_till: Option<String>,
    trailing_delta: Option<String>,
    self_trade: Option<String>,
    effect: Option<String>,
    stop_limit: Option<String>,
    exit_stop: Option<String>,
    exit_stop_limit: Option<String>,
    exit_target: Option<String>,
    if_bare: Option<String>,
    replaces: Option<String>,
    said: Option<Said>,
}

/// What the address of a part says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct PartQuery {
    symbol: Option<String>,
}

/// The desk.
///
/// # Errors
/// Unknown symbol or interval; the person may not see trading; the database does not answer.
pub(crate) async fn desk_page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<DeskQuery>,
) -> Result<Html<String>, Problem> {
    let desk = state.desk();
    let instrument = instrument(&state, query.symbol.as_deref())?;
    let interval = match query.interval.as_deref() {
        None | Some("") => usual_interval(desk, &signed, &instrument).await?,
        Some(text) => text.parse().map_err(|_| {
            Problem::value("interval", "must be 1s, 1m, 5m, 15m, 30m, 1h, 2h, 4h or 1d")
        })?,
    };
    let portfolio = frame::portfolio(desk, &signed)?;
    let page = PageName {
        title: instrument.symbol.as_str(),
        entry: "desk",
        symbol: Some(instrument.symbol),
        said: query.said,
    };
    let fields = fields(&query, &instrument);
    let verdict = ticket_form::verdict_of(&state, &signed, &fields).await?;
    let market = market_head(desk, &instrument, interval);
    html(&DeskPage {
        shell: shell(&state, &signed, page)?,
        figures: figures(desk, &portfolio),
        book: book_part(desk, &instrument, &market),
        tape: tape_part(desk, &instrument, &market),
        market,
        ticket: ticket_form::ticket_part(desk, &signed, (&instrument, fields, verdict))?,
        open_orders: open_orders(desk, &signed).await?,
        positions: positions(desk, &portfolio),
        fills: fills(desk, &signed).await?,
        balances: balances(desk, &portfolio),
    })
}

/// Minutes, or seconds while a young market has too few minutes to look at.
async fn usual_interval(
    desk: &Desk,
    signed: &Signed,
    instrument: &Instrument,
) -> Result<Interval, Problem> {
    let permit = signed.permit::<ReadTrading>()?;
    let minutes = desk
        .candles(permit, (instrument.symbol, Interval::M1), MINUTES_MIN)
        .await
        .map_err(database_silent)?;
    let enough = usize::try_from(MINUTES_MIN).unwrap_or_default();
    Ok(if minutes.len() < enough {
        Interval::S1
    } else {
        Interval::M1
    })
}

fn fields(query: &DeskQuery, instrument: &Instrument) -> TicketFields {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    TicketFields {
        symbol: instrument.symbol.to_string(),
        side: text(&query.side),
        kind: text(&query.kind),
        price: text(&query.price),
        trigger: text(&query.trigger),
        qty: text(&query.qty),
        time_in_force: text(&query.time_in_force),
        good_till: text(&query.good_till),
        trailing_delta: text(&query.trailing_delta),
        self_trade: text(&query.self_trade),
        effect: text(&query.effect),
        stop_limit: text(&query.stop_limit),
        exit_stop: text(&query.exit_stop),
        exit_stop_limit: text(&query.exit_stop_limit),
        exit_target: text(&query.exit_target),
        if_bare: text(&query.if_bare),
        replaces: text(&query.replaces),
        request_key: String::new(),
    }
}

/// The instrument of a symbol, or the first one.
///
/// # Errors
/// The symbol is not traded here, or nothing is.
pub(super) fn instrument(state: &AppState, symbol: Option<&str>) -> Result<Instrument, Problem> {
    let instruments = state.desk().instruments();
    let found = match symbol {
        None | Some("") => instruments.first(),
        Some(text) => {
            let symbol = traded_symbol(state, text)?;
            instruments.iter().find(|known| known.symbol == symbol)
        }
    };
    found.copied().ok_or(Problem::NotReady)
}

fn market_head(desk: &Desk, instrument: &Instrument, interval: Interval) -> MarketHead {
    let places = Places::of(&instrument.rules);
    let tape = desk.tape(instrument.symbol);
    let last = tape.last().map(|trade| trade.price);
    let received = desk.book(instrument.symbol).map(|book| book.received);
    MarketHead {
        symbol: instrument.symbol.to_string(),
        base: instrument.base.to_string(),
        quote: instrument.quote.to_string(),
        interval: interval.name(),
        intervals: INTERVALS.iter().map(|known| known.name()).collect(),
        price_places: places.price,
        qty_places: places.qty,
        price_tick: instrument.rules.price_tick.to_string(),
        qty_step: instrument.rules.qty_step.to_string(),
        last: last.map_or_else(|| UNKNOWN.to_owned(), |last| price(last, places.price)),
        way: way(&tape),
        received: received.map_or_else(unknown_moment, moment),
        source: source(desk, instrument.symbol),
        credit_before: CHART_CREDIT,
    }
}

/// Where book and prices come from, where that is not the venue.
fn source(desk: &Desk, symbol: Symbol) -> String {
    match desk.source(symbol) {
        Some(source) if source.role == LinkRole::Backup => {
            format!("from the backup {}", source.venue)
        }
        Some(_) | None => String::new(),
    }
}

fn book_part(desk: &Desk, instrument: &Instrument, market: &MarketHead) -> BookPart {
    let book = desk.book(instrument.symbol);
    BookPart {
        market: market.clone(),
        book: book_rows(book.as_deref(), Places::of(&instrument.rules)),
    }
}

fn tape_part(desk: &Desk, instrument: &Instrument, market: &MarketHead) -> TapePart {
    TapePart {
        market: market.clone(),
        trades: tape_rows(&desk.tape(instrument.symbol), Places::of(&instrument.rules)),
    }
}

/// An instant that is not known: no age can be read from it.
fn unknown_moment() -> Moment {
    Moment {
        utc: UNKNOWN.to_owned(),
        millis: UNKNOWN.to_owned(),
        day: String::new(),
        iso: String::new(),
    }
}

/// The way of the last trade against the last one at another price.
fn way(tape: &[TapeTrade]) -> &'static str {
    let Some(last) = tape.last() else {
        return "";
    };
    let before = tape.iter().rev().find(|trade| trade.price != last.price);
    match before {
        Some(before) if last.price > before.price => "up",
        Some(_) => "down",
        None => "",
    }
}

/// The figures across the top.
pub(super) fn figures(desk: &Desk, portfolio: &Portfolio) -> Figures {
    let unit = portfolio.equity_asset;
    let places = asset_places(desk.instruments(), unit);
    let realised = signed(portfolio.realised_today, places);
    let equity = portfolio.equity;
    Figures {
        as_of: moment(portfolio.as_of),
        figures: vec![
            Figure {
                name: "Equity",
                value: equity.map_or_else(|| UNKNOWN.to_owned(), |sum| amount(sum, places)),
                unit: unit.to_string(),
                tone: "",
                note: if equity.is_some() {
                    "everything at the last mid prices".to_owned()
                } else {
                    "a price is missing; it comes with the book".to_owned()
                },
            },
            Figure {
                name: "Realised P&L, today",
                value: realised.text,
                unit: unit.to_string(),
                tone: realised.tone,
                note: "since 00:00 UTC, after fees".to_owned(),
            },
            unrealised_figure(desk, portfolio, places),
            Figure {
                name: "Open orders",
                value: portfolio.open_orders.to_string(),
                unit: String::new(),
                tone: "",
                note: "asked or working at the venue".to_owned(),
            },
            held_figure(desk, portfolio, places),
        ],
    }
}

fn unrealised_figure(desk: &Desk, portfolio: &Portfolio, places: u32) -> Figure {
    let unit = portfolio.equity_asset;
    let in_unit = |symbol| {
        let mut known = desk.instruments().iter();
        known.any(|known| known.symbol == symbol && known.quote == unit)
    };
    let open: Vec<_> = portfolio
        .positions
        .iter()
        .filter(|marked| marked.position.exposure != domain::Exposure::Flat)
        .filter(|marked| in_unit(marked.position.symbol))
        .collect();
    let sum = open.iter().try_fold(Amount::ZERO, |sum, marked| {
        marked.unrealised.and_then(|part| sum.plus(part).ok())
    });
    let shown = super::numbers::signed_or_unknown(sum, places);
    Figure {
        name: "Unrealised P&L",
        value: shown.text,
        unit: unit.to_string(),
        tone: shown.tone,
        note: match (open.len(), sum) {
            (0, _) => "no open positions".to_owned(),
            (_, None) => "a mark is missing".to_owned(),
            (1, Some(_)) => "1 position at the mark".to_owned(),
            (count, Some(_)) => format!("{count} positions at the mark"),
        },
    }
}

fn held_figure(desk: &Desk, portfolio: &Portfolio, places: u32) -> Figure {
    let unit = portfolio.equity_asset;
    let others: Vec<String> = portfolio
        .holds
        .iter()
        .filter(|(asset, held)| *asset != unit && !held.is_zero())
        .map(|(asset, held)| {
            let places = asset_places(desk.instruments(), *asset);
            format!("{} {asset}", holding(*held, places))
        })
        .collect();
    Figure {
        name: "Held by orders",
        value: holding(held(portfolio, unit), places),
        unit: unit.to_string(),
        tone: "",
        note: if others.is_empty() {
            "set aside until the orders end".to_owned()
        } else {
            format!("and {}", others.join(", "))
        },
    }
}

async fn open_orders(desk: &Desk, signed: &Signed) -> Result<OpenOrders, Problem> {
    let filter = OrderFilter {
        phase: Some(OrderPhase::Open),
        ..OrderFilter::newest(OPEN_ORDERS_MAX)
    };
    let found = desk
        .records(signed.permit::<ReadTrading>()?)
        .orders(&filter)
        .await
        .map_err(database_silent)?;
    let reader = signed.actor.user();
    Ok(OpenOrders {
        csrf: signed.csrf.to_string(),
        rows: found
            .iter()
            .map(|row| order_row(row, desk.instruments(), reader))
            .collect(),
    })
}

async fn fills(desk: &Desk, signed: &Signed) -> Result<Fills, Problem> {
    let found = desk
        .records(signed.permit::<ReadTrading>()?)
        .fills(&FillFilter::newest(FILLS_MAX))
        .await
        .map_err(database_silent)?;
    Ok(Fills {
        rows: found
            .iter()
            .map(|row| fill_row(&row.fill, desk.instruments()))
            .collect(),
    })
}

fn positions(desk: &Desk, portfolio: &Portfolio) -> Positions {
    let contracts = portfolio.margined.iter().flat_map(|m| &m.contracts);
    let contracts = contracts
        .filter(|contract| contract.is_in_use())
        .map(|contract| contract_row(contract, desk.instruments()));
    Positions {
        as_of: moment(portfolio.as_of),
        rows: portfolio
            .positions
            .iter()
            .map(|marked| position_row(marked, desk.instruments()))
            .chain(contracts)
            .collect(),
    }
}

fn balances(desk: &Desk, portfolio: &Portfolio) -> Balances {
    Balances {
        as_of: moment(portfolio.as_of),
        rows: balance_rows(portfolio, desk.instruments()),
    }
}

/// Parts of a page, rendered again: names with commas between.
///
/// # Errors
/// Unknown part; the person may not see trading; the database does not answer.
pub(crate) async fn desk_part(
    State(state): State<AppState>,
    signed: Signed,
    Path(names): Path<String>,
    Query(query): Query<PartQuery>,
) -> Result<Html<String>, Problem> {
    let chosen = match query.symbol.as_deref() {
        None | Some("") => None,
        Some(_) => Some(instrument(&state, query.symbol.as_deref())?),
    };
    let symbol = chosen.map(|instrument| instrument.symbol);
    let desk = state.desk();
    let portfolio = frame::portfolio(desk, &signed)?;
    let market = |instrument: &Instrument| market_head(desk, instrument, Interval::M1);
    let mut out = String::new();
    for name in names.split(',').take(PARTS_MAX) {
        let part = match name {
            "health" => html(&frame::health_strip(&desk.health(), symbol))?,
            "halts" => html(&frame::halts(&portfolio, signed.actor.user()))?,
            "presses" => html(&super::presses::presses(&portfolio, signed.actor.user()))?,
            "halt-button" => html(&frame::halt_button(&portfolio))?,
            "markets" => html(&frame::markets(desk, symbol))?,
            "kpis" => html(&figures(desk, &portfolio))?,
            "positions" => html(&positions(desk, &portfolio))?,
            "balances" => html(&balances(desk, &portfolio))?,
            "open-orders" => html(&open_orders(desk, &signed).await?)?,
            "fills" => html(&fills(desk, &signed).await?)?,
            "book" => {
                let instrument = chosen.as_ref().ok_or(Problem::NotFound)?;
                html(&book_part(desk, instrument, &market(instrument)))?
            }
            "tape" => {
                let instrument = chosen.as_ref().ok_or(Problem::NotFound)?;
                html(&tape_part(desk, instrument, &market(instrument)))?
            }
            _ => return Err(Problem::NotFound),
        };
        out.push_str(&part.0);
    }
    Ok(Html(out))
}

/// Every part of the house with its grade.
///
/// # Errors
/// The person may not see trading.
pub(crate) async fn status_page(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Html<String>, Problem> {
    let page = PageName {
        title: "Status",
        entry: "status",
        symbol: None,
        said: None,
    };
    let health = state.desk().health();
    html(&StatusPage {
        shell: shell(&state, &signed, page)?,
        as_of: moment(health.as_of),
        overall: health.overall.name(),
        tone: match health.overall {
            Grade::Healthy => "up",
            Grade::Degraded => "warn",
            Grade::Unhealthy => "down",
        },
        parts: frame::health_parts(&health),
    })
}
