//! `cofferdam histories`: how far the past of every account is kept, and a round at once. Never asks a venue by itself: only a
//! running desk does.

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use desk::{Desk, HistoryState};
use identity::{Actor, Permit, ReadTrading};

/// Most bytes that are told: what the socket carries, with room for its own words.
const TOLD_BYTES_MAX: usize = 12_000;

#[derive(Debug, Args)]
pub(crate) struct HistoriesArgs {
    #[command(flatten)]
    place: Place,
    /// Have the desk ask the venue at once, or after the round that is under way
    #[arg(long)]
    now: bool,
}

/// Shows, or asks for a round.
pub(crate) async fn run(args: HistoriesArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let request = if args.now {
        Request::ReadHistories
    } else {
        Request::Histories
    };
    match control_socket::ask(&data, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!("no desk runs, so nobody asks the venue for the past"),
    }
}

/// How far every history is kept.
pub(crate) async fn show(desk: &Desk, actor: &Actor) -> Result<String> {
    let states = desk.histories(Permit::<ReadTrading>::ask(actor)?).await?;
    if states.is_empty() {
        let words = "no history is kept yet: the first round begins five minutes after a start, unless venue.history_minutes is 0; --now asks at once";
        return Ok(words.to_owned());
    }
    let mut text = String::new();
    for (place, state) in states.iter().enumerate() {
        let next = line(state);
        if text.len().saturating_add(next.len()) > TOLD_BYTES_MAX {
            let rest = states.len().saturating_sub(place);
            text.push_str(&format!("and {rest} more"));
            break;
        }
        text.push_str(&next);
        text.push('\n');
    }
    Ok(text.trim_end().to_owned())
}

/// Asks for a round.
pub(crate) fn read_now(desk: &Desk, actor: &Actor) -> Result<String> {
    desk.read_histories(Permit::<ReadTrading>::ask(actor)?);
    Ok("the venue is asked for the past of every account; `cofferdam histories` shows how far it is kept".to_owned())
}

fn line(state: &HistoryState) -> String {
    let walk = &state.walk;
    let name = match walk.name.subject.as_str() {
        "" => walk.name.kind.clone(),
        subject => format!("{} {subject}", walk.name.kind),
    };
    let until = walk.whole_until.map_or_else(
        || "not whole yet".to_owned(),
        |until| format!("whole until {}", api::utc(until)),
    );
    let mut text = format!(
        "account {}  {name:<26} {:<10}  {until}  pages {}  records {}  changed {}  breaks {}",
        walk.name.account,
        state.standing.name(),
        walk.pages,
        walk.records,
        walk.changed,
        walk.breaks,
    );
    let told = [
        ("  last break: ", &walk.break_last),
        ("  trouble: ", &walk.trouble),
    ];
    for (what, words) in told {
        if let Some(words) = words {
            text.push_str(what);
            text.push_str(words);
        }
    }
    text
}
