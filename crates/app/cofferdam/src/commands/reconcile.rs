//! `cofferdam reconcile`: has a running desk compare its account with the venue at once and says how the sides stand, or
//! takes the venue's word in one break. Never touches a journal by itself: only a running desk hears the venue.

use super::Place;
use crate::control_socket::{self, Reply, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use desk::{BreakKey, Desk, Reconciliation, StartGate};
use identity::{Actor, Permit, ReadTrading, Release};
use std::fmt::Write;
use std::time::Duration;

/// How often the answer of a round is looked for, and how many times: a little less than the socket waits.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS_MAX: usize = 80;

#[derive(Debug, Args)]
pub(crate) struct ReconcileArgs {
    #[command(flatten)]
    place: Place,
    /// Take the venue's word in this break, by its name: balance:USDT, order:BTC/USDT:12
    #[arg(long, value_name = "BREAK", requires = "reason")]
    accept: Option<BreakKey>,
    /// Why the venue is right, for whoever reads it later
    #[arg(long, requires = "accept")]
    reason: Option<String>,
}

/// Compares, or accepts. Ends with an error while a break is in force.
pub(crate) async fn run(args: ReconcileArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let request = match args.accept.zip(args.reason) {
        Some((key, reason)) => Request::AcceptBreak {
            name: key.name(),
            reason,
        },
        None => Request::Reconcile,
    };
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => {
            anyhow::bail!("no desk runs, so nobody hears what the venue says; nothing was compared")
        }
    }
}

/// A round on a running desk, and what came of it.
pub(crate) async fn compare(desk: &Desk, actor: &Actor) -> Result<Reply> {
    let asked = desk.now();
    desk.compare(Permit::ask(actor)?).await?;
    for _ in 0..LOOKS_MAX {
        let portfolio = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
        let told = &portfolio.reconciliation;
        if told.asked_at.is_some_and(|at| at >= asked) {
            let words = words(told);
            return Ok(if told.breaks.is_empty() {
                Reply::yes(words)
            } else {
                Reply::no(words)
            });
        }
        tokio::time::sleep(LOOK).await;
    }
    anyhow::bail!("the venue has not answered the whole round; it is asked again by itself")
}

/// Takes the venue's word on a running desk.
pub(crate) async fn accept(desk: &Desk, actor: &Actor, name: &str, reason: &str) -> Result<String> {
    let key: BreakKey = name.parse()?;
    let permit = Permit::<Release>::ask(actor)?;
    desk.accept_break(permit, key, reason).await?;
    Ok(format!(
        "the venue's word about {key} is taken; what it paused stays paused until it is released"
    ))
}

fn words(told: &Reconciliation) -> String {
    let mut text = match (told.breaks.len(), told.suspects) {
        (0, 0) => "our book, the venue's word and the sum of the trades say the same".to_owned(),
        (0, suspects) => format!("differences seen once, to be confirmed: {suspects}"),
        (breaks, _) => format!("breaks in force: {breaks}"),
    };
    if told.start_gate == StartGate::Closed {
        text.push_str("\nnothing may open yet: not compared since the start");
    }
    for found in &told.breaks {
        // Writing into a text cannot fail.
        write!(text, "\n{}  {}", found.key.name(), found.sides).unwrap_or(());
    }
    for order in &told.foreign {
        let (side, symbol, id) = (order.side, order.symbol, order.client_id);
        let (qty, filled) = (order.qty, order.filled);
        let line = format!("\nnot ours: {side} {qty} {symbol}, {filled} filled, its id {id}");
        text.push_str(&line);
    }
    text
}
