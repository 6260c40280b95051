//! `cofferdam orders`: orders from the disk, or one with its whole life. Reads beside a running desk; changes nothing.

use super::Place;
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Context, Result};
use clap::Args;
use domain::{OrderId, Symbol};
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
    for entry in reader
        .journal_of_order(order, Seq::ZERO.next(), LIFE_ROWS_MAX)
        .await?
    {
        write!(
            text,
            "\n{:>8}  {}  {:<12} {}",
            entry.seq.get(),
            entry.row.at,
            entry.row.kind,
            entry.row.body
        )?;
    }
    Ok(text)
}
