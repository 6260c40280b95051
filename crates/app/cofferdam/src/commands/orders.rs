//! `cofferdam orders`: orders from the disk, or one with its whole life. Reads beside a running desk; changes nothing.

use super::Place;
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Context, Result};
use clap::Args;
use desk::{MessageOutcome, MessageRow};
use domain::{OrderId, Symbol, Time};
use std::fmt::Write;
use store::{Location, OrderFilter, OrderPhase, OrderRow, Reader, Seq, Store};

/// Journal rows of one life shown at most.
const LIFE_ROWS_MAX: u32 = 500;

#[derive(Debug, Args)]
pub(crate) struct OrdersArgs {
    #[command(flatten)]
    place: Place,
    /// Show this order with its whole life
    order: Option<u64>,
    /// Only orders that may still trade
    #[arg(long)]
    open: bool,
    /// Only this symbol, like BTC/USDT
    #[arg(long)]
    symbol: Option<Symbol>,
    /// At most this many
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

/// Lists or shows.
pub(crate) async fn run(args: OrdersArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let reader = Store::open_reader(Location::Sqlite(data)).await?;
    match args.order {
        Some(order) => say(&life(&reader, OrderId::new(order)).await?),
        None => {
            let filter = OrderFilter {
                symbol: args.symbol,
                phase: args.open.then_some(OrderPhase::Open),
                ..OrderFilter::newest(args.limit)
            };
            say(&list(&reader.orders(&filter).await?)?)
        }
    }
}

fn list(rows: &[OrderRow]) -> Result<String> {
    let mut text = format!(
        "{:>6}  {:<12} {:<4} {:>16} {:>16}  {:<10} {:<12}",
        "order", "symbol", "side", "quantity", "filled", "kind", "state"
    );
    for row in rows {
        let terms = row.order.order.terms();
        write!(
            text,
            "\n{:>6}  {:<12} {:<4} {:>16} {:>16}  {:<10} {:<12}",
            row.order.order.id().get(),
            terms.symbol.as_str(),
            terms.side.to_string(),
            terms.qty.to_string(),
            row.order.state.filled().to_string(),
            terms.kind.name(),
            row.order.state.name()
        )?;
    }
    if rows.is_empty() {
        text.push_str("\nno orders");
    }
    Ok(text)
}

async fn life(reader: &Reader, order: OrderId) -> Result<String> {
    let row = reader
        .order(order)
        .await?
        .with_context(|| format!("there is no order {order}"))?;
    let mut text = list(std::slice::from_ref(&row))?;
    write!(text, "\nid at the venue  {}", row.order.order.client_id())?;
    write!(text, "\nasked by         {}", row.order.order.origin())?;
    for (how, other) in desk::belonging(&row, &reader.links_of_order(order, LIFE_ROWS_MAX).await?) {
        write!(text, "\n{:<15}  order {other}", how.words())?;
    }
    for fill in reader.fills_of_order(order, None, LIFE_ROWS_MAX).await? {
        let fill = fill.fill;
        write!(
            text,
            "\ntraded           {} at {}, fee {} {}, as {}, the venue's trade {}",
            fill.qty, fill.price, fill.fee, fill.fee_asset, fill.liquidity, fill.trade
        )?;
    }
    for (_, line) in events(reader, order).await? {
        write!(text, "\n{line}")?;
    }
    Ok(text)
}

/// What the journal has of an order and what was said about it, first to last.
async fn events(reader: &Reader, order: OrderId) -> Result<Vec<(Time, String)>> {
    let said = reader.messages_of_order(order, None, LIFE_ROWS_MAX).await?;
    let mut all: Vec<(Time, String)> = said
        .iter()
        .map(|row| (row.message.ended, message(row)))
        .collect();
    let from = Seq::ZERO.next();
    for entry in reader.journal_of_order(order, from, LIFE_ROWS_MAX).await? {
        let line = format!(
            "{:>8}  {}  {:<12} {}",
            entry.seq.get(),
            entry.row.at,
            entry.row.kind,
            entry.row.body
        );
        all.push((entry.row.at, line));
    }
    // What was heard stands before what it did to the order in the turn that heard it.
    all.sort_by_key(|(at, _)| *at);
    Ok(all)
}

/// A request with what came back, or what the venue told by itself.
fn message(row: &MessageRow) -> String {
    let told = &row.message;
    let took = told.ended.since(told.begun).nanos() / 1_000;
    let outcome = match told.outcome {
        MessageOutcome::Answered { status } => format!("answered {status} after {took} µs"),
        MessageOutcome::Reported => format!("heard {took} µs after the venue's own time"),
        MessageOutcome::NotSent => "not sent".to_owned(),
        MessageOutcome::Lost => format!("without an answer after {took} µs"),
    };
    let mut text = format!(
        "{:>8}  {}  {:<12} {outcome}",
        "venue", told.ended, told.deed
    );
    let why = told.words.iter().map(|words| ("because", words.clone()));
    let asked = told.request.iter().map(|request| (">", request.clone()));
    let came = row.bytes.iter().map(|bytes| ("<", desk::shown(bytes)));
    for (mark, said) in why.chain(asked).chain(came) {
        text.push_str(&format!("\n{:>12} {said}", mark));
    }
    text
}
