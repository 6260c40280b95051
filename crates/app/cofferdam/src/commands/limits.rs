//! `cofferdam limits` and `cofferdam switch`: what holds and how much of it is used, proposing changes, agreeing to them, turning
//! switches; on a running desk only. Never decides whether a change is taken.

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Result, anyhow, bail};
use clap::{Args, Subcommand};
use desk::{
    ControlsView, Desk, LimitChange, LimitKind, LimitValue, Persons, Proposal, ProposalStage,
    Proposed, SwitchOf, SwitchPosition,
};
use domain::{Scope, Time};
use identity::{Actor, Permit, ReadTrading, SetLimits, SetSwitch};
use serde::{Deserialize, Serialize};

#[derive(Debug, Args)]
pub(crate) struct LimitsArgs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    deed: Option<Deed>,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Show every limit in force with its use, and the changes that wait
    Show,
    /// Propose a limit of a scope
    Set {
        /// How far it reaches: global, venue:NAME, account:N, user:N, strategy:N, symbol:BTC/USDT
        scope: Scope,
        /// Which: `order_value_max`, `open_orders_max` …
        limit: String,
        /// The number; spans in milliseconds
        value: String,
        /// From when on it shall hold, in milliseconds since 1970, UTC; at once without it
        #[arg(long)]
        from: Option<i64>,
        /// Why, for whoever reads it later
        #[arg(long)]
        reason: String,
    },
    /// Propose to take a limit of people away; that of the settings goes on to hold
    Clear {
        /// How far it reaches
        scope: Scope,
        /// Which
        limit: String,
        /// Why, for whoever reads it later
        #[arg(long)]
        reason: String,
    },
    /// Agree to what another person proposed
    Agree {
        /// Its number
        number: u64,
        /// Its text, exactly as `cofferdam limits` shows it
        text: String,
        /// Why, for whoever reads it later
        #[arg(long)]
        reason: String,
    },
    /// Take a proposal back, or say no to it
    Withdraw {
        /// Its number
        number: u64,
        /// Why, for whoever reads it later
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SwitchArgs {
    #[command(flatten)]
    place: Place,
    /// What to switch: account:N, user:N, symbol:BTC/USDT
    scope: Scope,
    /// Which way
    position: Position,
    /// Why, for whoever reads it later
    #[arg(long)]
    reason: String,
}

/// Which way a switch is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Position {
    /// Orders may pass
    On,
    /// Only cancels and what reduces pass
    Off,
}

/// What is asked of a running desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "control", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum ControlRequest {
    /// Say what holds.
    Show,
    /// Propose a limit, or none.
    Limit {
        scope: Scope,
        limit: String,
        value: Option<String>,
        from: Option<i64>,
        reason: String,
    },
    /// Agree to a proposal.
    Agree {
        number: u64,
        text: String,
        reason: String,
    },
    /// Take one back.
    Withdraw { number: u64, reason: String },
    /// Turn a switch.
    Switch {
        scope: Scope,
        position: Position,
        reason: String,
    },
}

/// Shows or wishes.
pub(crate) async fn run(args: LimitsArgs) -> Result<()> {
    let request = match args.deed.unwrap_or(Deed::Show) {
        Deed::Show => ControlRequest::Show,
        Deed::Set {
            scope,
            limit,
            value,
            from,
            reason,
        } => ControlRequest::Limit {
            scope,
            limit,
            value: Some(value),
            from,
            reason,
        },
        Deed::Clear {
            scope,
            limit,
            reason,
        } => ControlRequest::Limit {
            scope,
            limit,
            value: None,
            from: None,
            reason,
        },
        Deed::Agree {
            number,
            text,
            reason,
        } => ControlRequest::Agree {
            number,
            text,
            reason,
        },
        Deed::Withdraw { number, reason } => ControlRequest::Withdraw { number, reason },
    };
    ask(&args.place, request).await
}

/// Turns a switch.
pub(crate) async fn switch(args: SwitchArgs) -> Result<()> {
    let request = ControlRequest::Switch {
        scope: args.scope,
        position: args.position,
        reason: args.reason,
    };
    ask(&args.place, request).await
}

async fn ask(place: &Place, request: ControlRequest) -> Result<()> {
    let data = Settings::of(place, &[], &[])?.data_folder;
    match control_socket::ask(&data, &Request::Control(request)).await? {
        Some(answer) => say(&answer),
        None => bail!("no desk runs on {}; nothing was changed", data.display()),
    }
}

/// Does what the terminal asks of a running desk.
// GATE-13 ADM-02
pub(crate) async fn act(desk: &Desk, actor: &Actor, request: ControlRequest) -> Result<String> {
    let proposed = match request {
        ControlRequest::Show => {
            let portfolio = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
            return Ok(told(&portfolio.controls));
        }
        ControlRequest::Limit {
            scope,
            limit,
            value,
            from,
            reason,
        } => {
            let kind: LimitKind = limit.parse().map_err(|_| no_such(&limit))?;
            let value = value.map(|text| kind.parse(&text)).transpose();
            let value = value.map_err(|why| anyhow!("{kind}: {why}; nothing was changed"))?;
            let change = LimitChange { scope, kind, value };
            let from = from.map(Time::from_millis);
            let permit = Permit::<SetLimits>::ask(actor)?;
            desk.propose_limits(permit, (vec![change], from), &reason)
                .await?
        }
        ControlRequest::Agree {
            number,
            text,
            reason,
        } => {
            let permit = Permit::<SetLimits>::ask(actor)?;
            desk.agree(permit, (number, text), &reason).await?
        }
        ControlRequest::Withdraw { number, reason } => {
            let permit = Permit::<SetLimits>::ask(actor)?;
            desk.withdraw_proposal(permit, number, &reason).await?
        }
        ControlRequest::Switch {
            scope,
            position,
            reason,
        } => {
            let switch = SwitchOf::of(scope);
            let switch =
                switch.ok_or_else(|| anyhow!("{scope} has no switch; nothing was changed"))?;
            let position = match position {
                Position::On => SwitchPosition::On,
                Position::Off => SwitchPosition::Off,
            };
            let permit = Permit::<SetSwitch>::ask(actor)?;
            desk.turn_switch(permit, (switch, position), &reason)
                .await?
        }
    };
    Ok(came(&proposed))
}

fn no_such(limit: &str) -> anyhow::Error {
    let names: Vec<&str> = LimitKind::ALL.iter().map(|kind| kind.name()).collect();
    anyhow!(
        "there is no limit {limit}; nothing was changed. There are: {}",
        names.join(", ")
    )
}

fn came(proposed: &Proposed) -> String {
    let number = proposed.number;
    match proposed.stage {
        ProposalStage::Open => format!(
            "proposal {number} is in the journal and waits for another person; nothing was changed yet"
        ),
        ProposalStage::Agreed { .. } => {
            format!("proposal {number} is agreed and waits for its time")
        }
        ProposalStage::InForce { .. } => format!("proposal {number} holds from now on"),
        ProposalStage::Withdrawn { .. } => {
            format!("proposal {number} is taken back; nothing was changed")
        }
        ProposalStage::Void { .. } => format!(
            "proposal {number} is void: what it would replace was changed in between; nothing was changed"
        ),
    }
}

fn told(controls: &ControlsView) -> String {
    let takes = match controls.persons {
        Persons::One => "one person changes a limit",
        Persons::Two => "two persons loosen a limit, one tightens it",
    };
    let mut lines = vec![format!("version {}; {takes}", controls.version)];
    let text = |value: Option<LimitValue>| value.map_or("-".to_owned(), LimitValue::text);
    lines.extend(controls.limits.iter().map(|limit| {
        let used = limit
            .used
            .map_or(String::new(), |used| format!("  used {used}"));
        format!(
            "  {:<20} {:<28} {:>12}  settings {}, people {}{used}",
            limit.scope.to_string(),
            limit.kind.name(),
            text(limit.value()),
            text(limit.configured),
            text(limit.of_people),
        )
    }));
    let off = controls.switches_off.iter();
    lines.extend(off.map(|switch| format!("switched off: {}", switch.scope())));
    lines.extend(controls.waiting.iter().map(waits));
    lines.join("\n")
}

fn waits(proposal: &Proposal) -> String {
    let (number, by) = (proposal.number, proposal.cause.origin);
    let stage = proposal.stage.name();
    format!(
        "proposal {number} ({stage}) by {by}: \"{}\"; {}",
        proposal.change, proposal.cause.reason
    )
}
