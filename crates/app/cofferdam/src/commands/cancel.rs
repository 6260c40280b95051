//! `cofferdam cancel`: asks a running desk for the end of one order or of everything open. Only a running desk can ask a venue.

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use desk::{CommandError, Desk};
use domain::{OrderId, Scope, Symbol};
use identity::{Actor, Cancel, Permit};

#[derive(Debug, Args)]
pub(crate) struct CancelArgs {
    #[command(flatten)]
    place: Place,
    /// The number of the order
    #[arg(required_unless_present_any = ["all", "scope"])]
    order: Option<OrderId>,
    /// Everything open in a scope, like account:2 or user:7; exits stay, and what is new goes on
    #[arg(long, conflicts_with_all = ["order", "all"])]
    scope: Option<Scope>,
    /// With --scope: why, for whoever reads it later
    #[arg(long, requires = "scope", default_value = "from the terminal")]
    reason: String,
    /// Everything open; exits that hold a position stay
    #[arg(long, conflicts_with = "order")]
    all: bool,
    /// With --all: only in this symbol, like BTC/USDT
    #[arg(long, requires = "all")]
    symbol: Option<Symbol>,
}

/// Asks for the end.
pub(crate) async fn run(args: CancelArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    if let Some(scope) = args.scope {
        return super::stop::cancel(&data, scope, args.reason).await;
    }
    let request = args.order.map_or(
        Request::CancelAll {
            symbol: args.symbol,
        },
        |order| Request::Cancel { order },
    );
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!("no desk runs, so nobody can ask the venue; nothing was changed"),
    }
}

/// Has the desk ask for the end of one order.
pub(crate) async fn one(desk: &Desk, actor: &Actor, order: OrderId) -> Result<String> {
    desk.cancel(Permit::<Cancel>::ask(actor)?, order).await?;
    Ok(format!(
        "the venue is asked to end order {order}; until it answers, the order may still trade"
    ))
}

/// Has the desk ask for the end of everything open.
pub(crate) async fn all(desk: &Desk, actor: &Actor, symbol: Option<Symbol>) -> Result<String> {
    let accounts: Vec<_> = match symbol {
        Some(symbol) => vec![desk.account_of(symbol)],
        None => desk.accounts().into_iter().map(|(id, _)| id).collect(),
    };
    let mut orders = Vec::new();
    let mut unrecorded = None;
    for account in accounts {
        let permit = Permit::<Cancel>::ask(actor)?;
        match desk.cancel_all(permit, (account, symbol)).await {
            Ok(asked) => orders.extend(asked),
            // The other accounts are asked all the same.
            Err(told @ CommandError::CancelledUnrecorded) => unrecorded = Some(told),
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(told) = unrecorded {
        return Err(told.into());
    }
    if orders.is_empty() {
        return Ok("nothing is open that could be ended".to_owned());
    }
    let numbers: Vec<String> = orders.iter().map(ToString::to_string).collect();
    Ok(format!(
        "the venue is asked to end {}; until it answers, they may still trade",
        numbers.join(", ")
    ))
}
