//! `cofferdam losses`: what the day of everything and of each account brought against what it may lose, and breakers that
//! tripped, from a running desk. Never guesses for a desk that does not run.
// GATE-08 GATE-09

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use desk::{DayResult, Desk, Portfolio, Trip};
use domain::Amount;
use identity::{Actor, Permit, ReadTrading};

#[derive(Debug, Args)]
pub(crate) struct LossesArgs {
    #[command(flatten)]
    place: Place,
}

/// Says how the day went. Ends with an error while a breaker waits for a person.
pub(crate) async fn run(args: LossesArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let Some(answer) = control_socket::ask(&data, &Request::Losses).await? else {
        anyhow::bail!("no desk runs, so nobody counts what is lost");
    };
    say(&answer)?;
    if answer.contains(STOPPED) {
        anyhow::bail!("a breaker waits for a person");
    }
    Ok(())
}

/// What a line of a breaker says.
const STOPPED: &str = "stopped by ";

/// How the day went, line by line.
pub(crate) fn show(desk: &Desk, actor: &Actor) -> Result<String> {
    let portfolio = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
    Ok(text(&portfolio))
}

fn text(portfolio: &Portfolio) -> String {
    let asset = portfolio.equity_asset;
    let mut lines: Vec<String> = portfolio
        .losses
        .iter()
        .map(|day| line(day, asset))
        .collect();
    if lines.is_empty() {
        lines.push(
            "no day was opened yet: it begins with the first price of everything that is held"
                .to_owned(),
        );
    }
    lines.extend(portfolio.trips.iter().map(tripped));
    lines.join("\n")
}

fn line(day: &DayResult, asset: domain::Asset) -> String {
    let known =
        |sum: Option<Amount>| sum.map_or_else(|| "unknown".to_owned(), |sum| sum.to_string());
    let mut text = format!(
        "{:<12} opening {}  transfers {}  now {}  result {} {asset}",
        day.scope.to_string(),
        day.opening,
        day.transfers,
        known(day.equity),
        known(day.result),
    );
    if let Some(limit) = day.limit {
        text.push_str(&format!("  may lose {limit}"));
    }
    if let Some((drop, highest)) = day.drawdown {
        text.push_str(&format!("  {drop} below the highest {highest}"));
    }
    if let Some(share) = day.drawdown_max {
        text.push_str(&format!(", may fall by {share}"));
    }
    text
}

fn tripped(trip: &Trip) -> String {
    format!(
        "{:<12} {STOPPED}{} since {}: {} is {}, the limit is {}",
        trip.scope.to_string(),
        trip.breaker.name(),
        api::utc(trip.at),
        trip.breaker.words(),
        trip.value,
        trip.limit,
    )
}
