//! `cofferdam amend`: asks a running desk for a working order to be of less where it stands. Only a running desk can ask a venue.

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use desk::{Desk, Via};
use domain::{OrderId, Qty};
use identity::{Actor, Permit};

#[derive(Debug, Args)]
pub(crate) struct AmendArgs {
    #[command(flatten)]
    place: Place,
    /// The number of the order
    order: OrderId,
    /// The whole quantity it shall have, what has traded included
    qty: Qty,
}

/// Asks for it.
pub(crate) async fn run(args: AmendArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let request = Request::Amend {
        order: args.order,
        qty: args.qty,
    };
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!("no desk runs, so nobody can ask the venue; nothing was changed"),
    }
}

/// Has the desk ask for it.
pub(crate) async fn one(
    desk: &Desk,
    actor: &Actor,
    (order, qty): (OrderId, Qty),
) -> Result<String> {
    let permit = Permit::<identity::Place>::ask(actor)?;
    desk.amend(permit, (order, qty), Via::Page).await?;
    Ok(format!(
        "the venue is asked to reduce order {order} to {qty}; until it says so, the order is of what it was"
    ))
}
