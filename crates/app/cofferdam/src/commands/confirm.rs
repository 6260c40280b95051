//! `cofferdam confirm`: the second word for a large order that waits for it. Only a running desk keeps such orders.

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use desk::{Desk, Via};
use domain::OrderId;
use identity::{Actor, Permit, ReadTrading};

#[derive(Debug, Args)]
pub(crate) struct ConfirmArgs {
    #[command(flatten)]
    place: Place,
    /// The number that the refusal named; without one what waits is listed
    order: Option<OrderId>,
}

/// Says it.
pub(crate) async fn run(args: ConfirmArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let request = Request::Confirm { order: args.order };
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!("no desk runs, so no order waits; nothing was sent"),
    }
}

/// Has the desk take the word, or tell what waits.
pub(crate) async fn one(desk: &Desk, actor: &Actor, order: Option<OrderId>) -> Result<String> {
    let Some(order) = order else {
        let portfolio = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
        let waiting = portfolio.controls.tickets.iter();
        let lines: Vec<String> = waiting
            .map(|ticket| format!("order {} waits for a second word", ticket.order))
            .collect();
        return Ok(match lines.is_empty() {
            true => "no order waits for a second word".to_owned(),
            false => lines.join("\n"),
        });
    };
    let permit = Permit::<identity::Place>::ask(actor)?;
    let placed = desk.confirm(permit, order, Via::Page).await?;
    Ok(format!(
        "order {} is on its way to the venue: it is the confirmed {order}",
        placed.order
    ))
}
