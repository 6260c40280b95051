//! The list of orders, one order with its whole life, and its cancel. What is chosen stands in the address.

use super::amend;
use super::frame::{PageName, Said, html, shell};
use super::life;
use super::messages;
use super::numbers::{Places, price, qty};
use super::rows::{fill_row, order_row, side_word};
use super::ticket_form::escaped;
use super::view_orders::{Belongs, OrderPage, OrdersPage};
use super::view_shell::{Choice, Line};
use crate::problem::Problem;
use crate::request::{Form, Path, Query, traded_symbol};
use crate::session::{Signed, database_silent};
use crate::state::AppState;
use axum::extract::State;
use axum::response::{Html, Redirect};
use desk::{Breach, Event, OrderFilter, OrderPhase, OrderRow, Seq};
use domain::{Instrument, OrderId, OrderState, Side, Symbol};
use identity::{Cancel, ReadTrading, Release};
use serde::Deserialize;

/// Orders of one page.
const PAGE_ORDERS: usize = 50;
/// Orders read at once while looking for those of one side.
const READ_ORDERS: u32 = 200;
/// Reads for one page, at most; past them the page says where it stopped.
const READS_MAX: usize = 10;
/// Events and fills of one order that its page shows.
const LIFE_MAX: u32 = 500;

/// What the address of the list says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OrdersQuery {
    state: String,
    symbol: String,
    side: String,
    before: String,
    said: Option<Said>,
}

/// What the form of the end of everything says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CancelAllFields {
    symbol: String,
}

/// What the address of one order says.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(crate) struct OrderQuery {
    said: Option<Said>,
}

/// A form without fields of its own.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Nothing {}

struct Chosen {
    phase: Option<OrderPhase>,
    symbol: Option<Symbol>,
    side: Option<Side>,
    before: Option<OrderId>,
}

struct Found {
    rows: Vec<OrderRow>,
    /// The order below which the next page begins, when there may be one.
    next: Option<OrderId>,
}

/// The list of orders.
///
/// # Errors
/// A filter is wrong; the person may not see trading; the database does not answer.
pub(crate) async fn list_page(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<OrdersQuery>,
) -> Result<Html<String>, Problem> {
    let chosen = chosen(&state, &query)?;
    let found = find(&state, &signed, &chosen).await?;
    let page = PageName {
        title: "Orders",
        entry: "orders",
        symbol: None,
        said: query.said,
    };
    let instruments = state.desk().instruments();
    let reader = signed.actor.user();
    let filtered = chosen.phase.is_some() || chosen.symbol.is_some() || chosen.side.is_some();
    let says = match (found.rows.len(), chosen.before) {
        (0, _) => String::new(),
        (1, _) => "1 order".to_owned(),
        (count, None) => format!("the newest {count}"),
        (count, Some(before)) => format!("{count} before #{before}"),
    };
    html(&OrdersPage {
        shell: shell(&state, &signed, page)?,
        says,
        states: choices(&[("", "All"), ("open", "Open"), ("ended", "Ended")]),
        symbols: symbol_choices(instruments),
        sides: choices(&[("", "Both"), ("buy", "Buy"), ("sell", "Sell")]),
        filtered,
        rows: found
            .rows
            .iter()
            .map(|row| order_row(row, instruments, reader))
            .collect(),
        newer: chosen.before.map(|_| address(&query, None)),
        older: found.next.map(|next| address(&query, Some(next))),
        state: query.state,
        symbol: query.symbol,
        side: query.side,
    })
}

fn chosen(state: &AppState, query: &OrdersQuery) -> Result<Chosen, Problem> {
    let phase = match query.state.as_str() {
        "" => None,
        "open" => Some(OrderPhase::Open),
        "ended" => Some(OrderPhase::Ended),
        _ => return Err(Problem::value("state", "must be open or ended")),
    };
    let symbol = match query.symbol.as_str() {
        "" => None,
        text => Some(traded_symbol(state, text)?),
    };
    let side = match query.side.as_str() {
        "" => None,
        text => Some(
            text.parse()
                .map_err(|_| Problem::value("side", "must be buy or sell"))?,
        ),
    };
    let before = match query.before.as_str() {
        "" => None,
        text => Some(
            text.parse()
                .map_err(|_| Problem::value("before", "must be the number of an order"))?,
        ),
    };
    Ok(Chosen {
        phase,
        symbol,
        side,
        before,
    })
}

/// One page of orders. The store knows no side, so pages of one side are read until enough are found.
async fn find(state: &AppState, signed: &Signed, chosen: &Chosen) -> Result<Found, Problem> {
    let mut rows: Vec<OrderRow> = Vec::new();
    let mut before = chosen.before;
    for _ in 0..READS_MAX {
        let filter = OrderFilter {
            account: None,
            symbol: chosen.symbol,
            phase: chosen.phase,
            before,
            limit: READ_ORDERS,
        };
        let read = state
            .desk()
            .records(signed.permit::<ReadTrading>()?)
            .orders(&filter)
            .await
            .map_err(database_silent)?;
        let more = read.len() == usize::try_from(READ_ORDERS).unwrap_or_default();
        before = read.last().map(|row| row.order.order.id());
        let wanted = |row: &OrderRow| {
            chosen
                .side
                .is_none_or(|side| row.order.order.terms().side == side)
        };
        rows.extend(read.into_iter().filter(wanted));
        if rows.len() > PAGE_ORDERS {
            rows.truncate(PAGE_ORDERS);
            let next = rows.last().map(|row| row.order.order.id());
            return Ok(Found { rows, next });
        }
        if !more {
            return Ok(Found { rows, next: None });
        }
    }
    Ok(Found { rows, next: before })
}

fn address(query: &OrdersQuery, before: Option<OrderId>) -> String {
    let before = before.map(|before| before.to_string()).unwrap_or_default();
    let pairs = [
        ("state", query.state.as_str()),
        ("symbol", &query.symbol),
        ("side", &query.side),
        ("before", &before),
    ];
    let given: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    if given.is_empty() {
        "/orders".to_owned()
    } else {
        format!("/orders?{}", given.join("&"))
    }
}

fn choices(all: &[(&str, &str)]) -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| Choice {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
    };
    all.iter().map(choice).collect()
}

fn symbol_choices(instruments: &[Instrument]) -> Vec<Choice> {
    let mut all = choices(&[("", "All")]);
    all.extend(instruments.iter().map(|instrument| Choice {
        value: instrument.symbol.to_string(),
        label: instrument.symbol.to_string(),
    }));
    all
}

/// One order with everything that happened to it.
///
/// # Errors
/// No such order; the person may not see trading; the database does not answer.
pub(crate) async fn one_page(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Query(query): Query<OrderQuery>,
) -> Result<Html<String>, Problem> {
    let id = order_id(&number)?;
    let instruments = state.desk().instruments();
    let reader = signed.actor.user();
    let records = || Ok::<_, Problem>(state.desk().records(signed.permit::<ReadTrading>()?));
    let row = records()?
        .order(id)
        .await
        .map_err(database_silent)?
        .ok_or(Problem::UnknownOrder(number))?;
    let journal = records()?
        .journal_of_order(id, Seq::ZERO, LIFE_MAX)
        .await
        .map_err(database_silent)?;
    let fills = records()?
        .fills_of_order(id, None, LIFE_MAX)
        .await
        .map_err(database_silent)?;
    let said = records()?
        .messages_of_order(id, None, LIFE_MAX)
        .await
        .map_err(database_silent)?;
    let links = records()?
        .links_of_order(id, LIFE_MAX)
        .await
        .map_err(database_silent)?;
    let title = format!("Order {id}");
    let page = PageName {
        title: &title,
        entry: "orders",
        symbol: Some(row.order.order.terms().symbol),
        said: query.said,
    };
    let places = Places::of_symbol(instruments, row.order.order.terms().symbol);
    html(&OrderPage {
        shell: shell(&state, &signed, page)?,
        order: order_row(&row, instruments, reader),
        terms: terms_lines(&row, instruments, reader),
        life: messages::whole(
            journal
                .iter()
                .map(|entry| (entry.row.at, life::event(entry, (places, reader)))),
            &said,
        ),
        reducible: replace_address(&row, &links).and_then(|_| amend::reducible(&row)),
        replace: replace_address(&row, &links),
        belongs: desk::belonging(&row, &links)
            .into_iter()
            .map(|(how, order)| Belongs {
                how: how.words(),
                order: order.to_string(),
            })
            .collect(),
        denied: denied(&row, &journal),
        fills: fills
            .iter()
            .map(|row| fill_row(&row.fill, instruments))
            .collect(),
    })
}

/// The ticket filled in with a working order's terms, where another order may take its place.
fn replace_address(row: &OrderRow, links: &[desk::OrderLink]) -> Option<String> {
    let order = &row.order.order;
    let is_working = matches!(row.order.state, OrderState::Working { .. });
    let is_plain = row.order.list.is_none() && row.order.cancel_asked.is_none();
    let is_exit = desk::belonging(row, links)
        .iter()
        .any(|(how, _)| matches!(how, desk::Belonging::ExitOf | desk::Belonging::Closes));
    if !is_working || !is_plain || is_exit {
        return None;
    }
    let terms = order.terms();
    let number = |value: Option<domain::Price>| value.map(|value| value.to_string());
    let delta = terms.kind.trailing().map(|delta| delta.bips().to_string());
    let pairs = [
        ("symbol", Some(terms.symbol.to_string())),
        ("side", Some(terms.side.to_string())),
        ("kind", Some(terms.kind.name().to_owned())),
        ("qty", Some(terms.qty.to_string())),
        ("price", number(terms.kind.limit_price())),
        ("trigger", number(terms.kind.trigger())),
        ("trailing_delta", delta),
        ("replaces", Some(order.id().to_string())),
    ];
    let given = pairs.into_iter().filter_map(|(name, value)| {
        let value = value?;
        Some(format!("{name}={}", escaped(&value)))
    });
    let query: Vec<String> = given.collect();
    Some(format!("/desk?{}#ticket", query.join("&")))
}

/// Whether the last that was said of a working order is that the venue denies it.
fn denied(row: &OrderRow, journal: &[desk::JournalEntry]) -> bool {
    let last = journal
        .iter()
        .rev()
        .filter_map(|entry| desk::journal::event(&entry.row.body).ok())
        .find(|event| !matches!(event, Event::Unresolved { .. }));
    let is_denied = matches!(
        last,
        Some(Event::Broken {
            breach: Breach::Denied,
            ..
        })
    );
    is_denied && matches!(row.order.state, OrderState::Working { .. })
}

fn order_id(text: &str) -> Result<OrderId, Problem> {
    text.parse()
        .map_err(|_| Problem::UnknownOrder(text.chars().take(40).collect()))
}

fn terms_lines(
    row: &OrderRow,
    instruments: &[Instrument],
    reader: Option<domain::UserId>,
) -> Vec<Line> {
    let order = &row.order.order;
    let terms = order.terms();
    let places = Places::of_symbol(instruments, terms.symbol);
    let line = |name: &str, value: String| Line {
        name: name.to_owned(),
        value,
    };
    let mut lines = vec![
        line("Symbol", terms.symbol.to_string()),
        line("Side", side_word(terms.side).to_owned()),
        line("Quantity", qty(terms.qty, places.qty)),
        line("Kind", super::rows::kind_words(terms.kind)),
    ];
    let at = |value| price(value, places.price);
    lines.extend(
        terms
            .kind
            .trailing()
            .map(|delta| line("Trailing distance", format!("{delta} basis points"))),
    );
    lines.extend(terms.kind.trigger().map(|value| line("Trigger", at(value))));
    lines.extend(
        terms
            .kind
            .limit_price()
            .map(|value| line("Price", at(value))),
    );
    lines.push(line("Filled", qty(row.order.state.filled(), places.qty)));
    lines.push(line("Self-trade", terms.self_trade.to_string()));
    lines.push(line("Effect", super::rows::effect_words(terms)));
    lines.push(line("Account", order.account().to_string()));
    lines.push(line("Asked by", super::rows::by(order.origin(), reader)));
    lines.push(line("Our id", order.client_id().to_string()));
    lines.extend(row.venue_id.map(|id| line("Venue's id", id.to_string())));
    lines
}

/// Asks the venue to end an order.
///
/// # Errors
/// No such order, over already; the person may not cancel; the desk does not answer.
pub(crate) async fn cancel(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Redirect, Problem> {
    let id = order_id(&number)?;
    state.desk().cancel(signed.permit::<Cancel>()?, id).await?;
    Ok(Redirect::to(&format!("/orders/{id}?said=cancel-asked")))
}

/// Asks the venue to end everything open, or what is open in one symbol.
///
/// # Errors
/// Unknown symbol; the person may not cancel; the desk does not answer.
pub(crate) async fn cancel_all(
    State(state): State<AppState>,
    signed: Signed,
    Form(fields): Form<CancelAllFields>,
) -> Result<Redirect, Problem> {
    let symbol = match fields.symbol.as_str() {
        "" => None,
        text => Some(traded_symbol(&state, text)?),
    };
    crate::rest::cancel_all::all_ended(&state, &signed, (None, symbol)).await?;
    let chosen = symbol.map_or_else(String::new, |symbol| {
        format!("&symbol={}", escaped(symbol.as_str()))
    });
    let to = format!("/orders?state=open{chosen}&said=cancel-all-asked");
    Ok(Redirect::to(&to))
}

/// What the form of a settlement says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettleFields {
    reason: String,
}

/// Declares over an order that the venue denies.
///
/// # Errors
/// No reason; no such order, over already, not denied; the person may not; the desk does not answer.
pub(crate) async fn settle(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Form(fields): Form<SettleFields>,
) -> Result<Redirect, Problem> {
    let id = order_id(&number)?;
    let reason = crate::rest::halts::reason(&fields.reason)?;
    let permit = signed.permit::<Release>()?;
    state.desk().settle(permit, id, reason).await?;
    Ok(Redirect::to(&format!("/orders/{id}?said=settled")))
}
