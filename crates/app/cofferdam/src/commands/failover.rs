//! `cofferdam failover`: how the venue on spot and its backup stand, calling the venue away, wishing it home; on a running desk
//! only. Never judges a venue.

use super::Place;
use crate::control_socket::{self, Request, VenueWord};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::{Args, Subcommand};
use desk::{BackupView, Desk, FailoverView, ReadsPolicy, Stage, exits_name};
use identity::{Actor, Halt, Permit, ReadTrading, Release};

#[derive(Debug, Args)]
pub(crate) struct FailoverArgs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Show how both stand
    Status,
    /// Call the venue away: nothing is placed there until it is home
    Call(Why),
    /// Wish it home
    Release(Why),
}

#[derive(Debug, Args)]
struct Why {
    /// Why, for whoever reads it later
    #[arg(long)]
    reason: String,
}

/// Shows or wishes.
pub(crate) async fn run(args: FailoverArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let wish = |wish, why: Why| Request::WishVenue {
        wish,
        reason: why.reason,
    };
    let request = match args.deed {
        Deed::Status => Request::Failover,
        Deed::Call(why) => wish(VenueWord::Call, why),
        Deed::Release(why) => wish(VenueWord::Release, why),
    };
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!("no desk runs on {}; nothing was changed", data.display()),
    }
}

/// How both stand, in words.
// ORD-13
pub(crate) fn show(desk: &Desk, actor: &Actor) -> Result<String> {
    let portfolio = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
    Ok(match &portfolio.failover {
        None => "no backup is named in the settings (backup.name)".to_owned(),
        Some(standing) => told(standing),
    })
}

/// Calls the venue away or wishes it home.
pub(crate) async fn wish(
    desk: &Desk,
    actor: &Actor,
    wish: VenueWord,
    reason: &str,
) -> Result<String> {
    let account = desk.account();
    match wish {
        VenueWord::Call => {
            let permit = Permit::<Halt>::ask(actor)?;
            desk.call_away(permit, account, reason).await?;
            Ok("the venue counts as away; nothing is placed there until it is home".to_owned())
        }
        VenueWord::Release => {
            let permit = Permit::<Release>::ask(actor)?;
            desk.bring_home(permit, account, reason).await?;
            Ok(
                "it comes home once it answers, was compared, and no exit stands at the backup"
                    .to_owned(),
            )
        }
    }
}

fn told(standing: &FailoverView) -> String {
    let mut lines = Vec::new();
    let compared = standing.compared;
    let compared = compared.map_or("not since the start".to_owned(), |at| at.to_string());
    match &standing.away {
        None => lines.push(format!("{}: home; compared: {compared}", standing.venue)),
        Some(away) => {
            lines.push(format!("{}: AWAY since {}", standing.venue, away.since));
            lines.push(format!("  why: {}", standing.cause().unwrap_or_default()));
            lines.push(match away.stage {
                Stage::Gone => "  nothing is placed there".to_owned(),
                Stage::Answers(since) => format!("  answers since {since}; it is coming home"),
            });
            let stays = away.stays.iter();
            lines.extend(stays.map(|(order, why)| {
                format!("  nothing is placed for order {order}: {}", why.words())
            }));
            lines.extend(away.sold.iter().map(|(symbol, sold)| {
                let (backup, home, both) = (sold.backup, sold.home, sold.doubled);
                format!("  {symbol}: sold {backup} at the backup, {home} at home, {both} at both")
            }));
        }
    }
    match &standing.backup {
        None => lines.push("the settings name no backup".to_owned()),
        Some(backup) => lines.extend(told_of(backup)),
    }
    lines.join("\n")
}

fn told_of(backup: &BackupView) -> Vec<String> {
    let compared = backup.compared;
    let compared = compared.map_or("not since the start".to_owned(), |at| at.to_string());
    let (venue, account) = (backup.venue, backup.account);
    let mut lines = vec![format!(
        "backup {venue}, account {account}; compared: {compared}"
    )];
    lines.extend(backup.symbols.iter().map(|(symbol, policy)| {
        let reads = match policy.reads {
            ReadsPolicy::Stay => "stay",
            ReadsPolicy::Move => "move",
        };
        format!(
            "  {symbol}: reads {reads}, exits {}",
            exits_name(policy.exits)
        )
    }));
    lines.extend(backup.orders.iter().map(|order| {
        let (id, terms) = (order.order.id(), order.order.terms());
        let (side, qty, symbol) = (terms.side, terms.qty, terms.symbol);
        format!(
            "  order {id}: {side} {qty} {symbol}, {}",
            order.state.name()
        )
    }));
    lines
}
