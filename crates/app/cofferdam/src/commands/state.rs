//! `cofferdam accounts` and `cofferdam health`: how every account and every connection of a running desk stands, from the desk
//! itself. Never guesses for a desk that does not run.

use super::Place;
use crate::control_socket::{self, Reply, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use desk::{
    BreakerState, Charge, ConnectionLog, Desk, Environment, Grade, Portfolio, Product,
    SessionStanding, StartGate, VenueState,
};
use domain::Time;
use identity::{Actor, Permit, ReadTrading};
use std::fmt::Write;

#[derive(Debug, Args)]
pub(crate) struct StateArgs {
    #[command(flatten)]
    place: Place,
}

/// Says how the accounts stand.
pub(crate) async fn accounts(args: StateArgs) -> Result<()> {
    told(args, Request::Accounts).await
}

/// Says how the house and its connections serve. Ends with an error where a part does not serve.
pub(crate) async fn health(args: StateArgs) -> Result<()> {
    told(args, Request::Health).await
}

async fn told(args: StateArgs, request: Request) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!("no desk runs, so nothing is connected"),
    }
}

/// The accounts of a running desk.
pub(crate) fn accounts_of(desk: &Desk, actor: &Actor) -> Result<Reply> {
    let portfolio = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
    let states = desk.venues(Permit::<ReadTrading>::ask(actor)?);
    let lines: Vec<String> = states
        .iter()
        .map(|state| account(&portfolio, state))
        .collect();
    Ok(Reply::yes(lines.join("\n")))
}

fn account(portfolio: &Portfolio, state: &VenueState) -> String {
    let VenueState {
        account,
        venue,
        product,
        environment,
        key,
        ..
    } = state;
    let gate = match portfolio.reconciliation.start_gate {
        StartGate::Closed => "not compared since the start",
        StartGate::Open => "open",
    };
    let equity = match product {
        Product::Spot => portfolio.equity,
        Product::UsdM => portfolio.margined.as_ref().and_then(|m| m.equity),
    };
    let worth = equity.map_or_else(
        || "worth unknown".to_owned(),
        |equity| format!("worth {equity} {}", portfolio.equity_asset),
    );
    let halts: Vec<String> = portfolio
        .halts
        .iter()
        .map(|halt| halt.scope.to_string())
        .collect();
    let halts = match halts.is_empty() {
        true => String::new(),
        false => format!("; halted: {}", halts.join(", ")),
    };
    let breaks = portfolio.reconciliation.breaks.len();
    format!(
        "account {account}  {venue} {} ({})  key {key}  gate {gate}  breaks {breaks}  {worth}{halts}",
        product.name(),
        money(*environment),
    )
}

/// Whose money it is.
const fn money(environment: Environment) -> &'static str {
    match environment {
        Environment::Simulated => "simulated",
        Environment::Testnet => "testnet",
        Environment::Demo => "demo",
        Environment::Live => "live",
    }
}

/// The parts and connections of a running desk.
pub(crate) fn health_of(desk: &Desk, actor: &Actor) -> Result<Reply> {
    let health = desk.health();
    let mut text = format!("the house is {}", health.overall.name());
    for part in &health.parts {
        line(
            &mut text,
            &format!(
                "{:<22} {:<10} {}",
                part.name,
                part.grade.name(),
                part.detail
            ),
        );
    }
    for log in &health.connections {
        line(&mut text, &connection(log, health.as_of));
    }
    for state in desk.venues(Permit::<ReadTrading>::ask(actor)?) {
        way(&mut text, &state);
    }
    Ok(match health.overall {
        Grade::Healthy | Grade::Degraded => Reply::yes(text),
        Grade::Unhealthy => Reply::no(text),
    })
}

fn connection(log: &ConnectionLog, now: Time) -> String {
    let stands = match log.standing_since {
        Some(since) => format!("stands for {} s", now.since(since).millis() / 1_000),
        None => "away".to_owned(),
    };
    let heard = log.heard.map_or_else(
        || "nothing heard yet".to_owned(),
        |heard| format!("last message {} ms ago", now.since(heard).millis()),
    );
    format!(
        "{:<22} {stands}; {heard}; cuts {}, rolled over {}",
        log.name, log.cut_count, log.renewed_count
    )
}

fn way(text: &mut String, state: &VenueState) {
    let breaker = match state.breaker {
        BreakerState::Closed => "closed",
        BreakerState::Open { .. } => "open: the venue is let rest",
        BreakerState::Probing { .. } => "probing",
    };
    let entry = match state.order_entry {
        SessionStanding::NotUsed => "rest",
        SessionStanding::Stands => "websocket",
        SessionStanding::Away => "websocket, away: by rest until it stands",
    };
    let clock = state.clock_offset.map_or_else(
        || "unknown".to_owned(),
        |offset| format!("{} ms ahead", offset.millis()),
    );
    line(
        text,
        &format!(
            "account {} at {} ({}): breaker {breaker}; orders by {entry}; its clock {clock}",
            state.account,
            state.venue,
            state.product.name()
        ),
    );
    for usage in &state.usage {
        let counts = match usage.charge {
            Charge::Weight => "weight",
            Charge::Request => "requests",
            Charge::Order => "orders",
        };
        let (used, most, reserve) = (usage.used, usage.most, usage.reserve);
        let every = usage.every.millis() / 1_000;
        line(
            text,
            &format!("  {counts} {used} of {most} in {every} s, {reserve} kept for cancels"),
        );
    }
    for count in &state.fields {
        if let Some(first) = &count.unknown_first {
            let (unknown, operation) = (count.unknown, &count.operation);
            line(
                text,
                &format!("  {operation}: {unknown} unknown fields, first `{first}`"),
            );
        }
        if let Some(first) = &count.missing_first {
            let (lacking, operation) = (count.lacking, &count.operation);
            line(
                text,
                &format!("  {operation}: {lacking} answers lack a field, first `{first}`"),
            );
        }
    }
    for change in &state.listing.changes {
        line(
            text,
            &format!("  {} {}: {}", change.at, change.symbol, change.words),
        );
    }
}

fn line(text: &mut String, line: &str) {
    // Writing into a text cannot fail.
    write!(text, "\n{line}").unwrap_or(());
}
