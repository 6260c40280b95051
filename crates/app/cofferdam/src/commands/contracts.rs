//! `cofferdam contracts`: how the account on margin of a running desk stands, and its settings. Never touches a journal by
//! itself: only a running desk hears the venue.

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Context, Result};
use clap::Args;
use desk::{ContractPosition, Desk, Margined};
use domain::{PositionSide, Setting};
use identity::{Actor, Permit, Place as MayPlace, ReadTrading};
use std::fmt::Write;

/// Payments and closed positions that are told.
const DEEDS_TOLD_MAX: usize = 10;

#[derive(Debug, Args)]
pub(crate) struct ContractsArgs {
    #[command(flatten)]
    place: Place,
    /// Set this: leverage:BTC/USDT:USDT:5, margin:BTC/USDT:USDT:cross, positions:one-way
    #[arg(long, value_name = "SETTING", requires = "reason")]
    set: Option<Setting>,
    /// Why, for whoever reads it later
    #[arg(long, requires = "set")]
    reason: Option<String>,
}

/// Shows, or sets.
pub(crate) async fn run(args: ContractsArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let request = match args.set.zip(args.reason) {
        Some((setting, reason)) => Request::Set {
            setting: setting.to_string(),
            reason,
        },
        None => Request::Contracts,
    };
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!("no desk runs, so nobody hears what the venue says"),
    }
}

/// How the account on margin stands.
pub(crate) fn show(desk: &Desk, actor: &Actor) -> Result<String> {
    let portfolio = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
    let margined = portfolio.margined.as_ref();
    let margined = margined.context("this desk trades no contracts")?;
    Ok(words(margined))
}

// ORD-06 GATE-04
/// Sets it; answers when the wish is in the journal and on its way.
pub(crate) async fn set(desk: &Desk, actor: &Actor, setting: &str, reason: &str) -> Result<String> {
    let setting: Setting = setting.parse()?;
    let account = desk
        .margin_account()
        .context("this desk trades no contracts")?;
    let permit = Permit::<MayPlace>::ask(actor)?;
    desk.set(permit, (account, setting), reason).await?;
    Ok(format!(
        "{setting} is in the journal and on its way; nothing opens on it until the venue has said what is set"
    ))
}

fn words(margined: &Margined) -> String {
    let known = |text: Option<String>| text.unwrap_or_else(|| "unknown".to_owned());
    let mut text = format!(
        "account {}: {} positions, free {}, equity {}",
        margined.account,
        known(margined.position_mode.map(|mode| mode.to_string())),
        known(margined.available.map(|sum| sum.to_string())),
        known(margined.equity.map(|sum| sum.to_string())),
    );
    for contract in &margined.contracts {
        text.push_str(&line(contract));
    }
    for paid in margined.payments.iter().take(DEEDS_TOLD_MAX) {
        let (kind, amount, asset, at) = (paid.kind.name(), paid.amount, paid.asset, paid.at);
        // Writing into a text cannot fail.
        write!(text, "\n{at}  {kind} {amount} {asset}").unwrap_or(());
    }
    for close in margined.closes.iter().take(DEEDS_TOLD_MAX) {
        let (at, symbol, why) = (close.at, close.symbol, close.kind.words());
        let which = match close.side {
            PositionSide::Both => String::new(),
            PositionSide::Long | PositionSide::Short => format!(" {}", close.side),
        };
        write!(text, "\n{at}  {symbol}{which} {why}").unwrap_or(());
    }
    text
}

fn line(contract: &ContractPosition) -> String {
    let position = &contract.position;
    let set = contract.terms.as_ref().map_or_else(
        || "settings unknown".to_owned(),
        |terms| format!("{} {}x", terms.margin, terms.leverage),
    );
    let doubt = if contract.in_doubt {
        ", in doubt: the venue counts another position"
    } else {
        ""
    };
    let side = match position.side {
        PositionSide::Both => String::new(),
        PositionSide::Long | PositionSide::Short => format!(" {}", position.side),
    };
    let stake = match (position.net().is_zero(), contract.margin) {
        (true, _) | (false, None) => String::new(),
        (false, Some(margin)) => format!(", margin {margin}"),
    };
    let liquidation = contract.terms.as_ref().and_then(|terms| terms.liquidation);
    let liquidation = liquidation.map_or_else(String::new, |at| format!(", liquidation at {at}"));
    let (symbol, held) = (position.symbol, position.net());
    format!("\n{symbol}{side}  {held}  {set}{stake}{liquidation}{doubt}")
}
