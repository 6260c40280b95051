//! `cofferdam flatten` and `cofferdam presses`, and what came of a press told in words: by a running desk only, for it alone knows
//! what the venue says. Never calls an order over before the venue has.
// GATE-10 GATE-11

use super::Place;
use crate::control_socket::{self, Reply, Request, StopWord};
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Result, bail};
use clap::Args;
use desk::{Desk, Leg, Press};
use domain::{PressId, Scope};
use identity::{Actor, Cancel, Halt, Permit, ReadTrading};
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

/// How long a halt or a cancel is waited for.
pub(crate) const CONFIRM_WAIT: Duration = Duration::from_secs(5);
/// How long a flatten is waited for: longer than its tries that bring nothing take.
const FLATTEN_WAIT: Duration = Duration::from_secs(60);
/// How often it is asked meanwhile.
const ASK_EVERY: Duration = Duration::from_millis(100);

#[derive(Debug, Args)]
pub(crate) struct FlattenArgs {
    #[command(flatten)]
    place: Place,
    /// What to flatten: global, venue:NAME, account:N, symbol:BTC/USDT
    scope: Scope,
    /// Why, for whoever reads it later
    #[arg(long)]
    reason: String,
    /// Do not wait for what comes of it
    #[arg(long)]
    no_wait: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PressesArgs {
    #[command(flatten)]
    place: Place,
    /// The number of one press; the latest without it
    press: Option<PressId>,
}

/// Flattens a scope and says what came of it. Ends with an error where a position could not be closed.
pub(crate) async fn flatten(args: FlattenArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let FlattenArgs {
        scope,
        reason,
        no_wait,
        ..
    } = args;
    let word = StopWord::Flatten;
    let request = Request::Stop {
        word,
        scope,
        reason,
    };
    let Some(reply) = control_socket::ask_reply(&data, &request).await? else {
        bail!("no desk runs, so nobody can ask the venue; nothing was changed");
    };
    say(&reply.message)?;
    let wait = if no_wait { None } else { Some(FLATTEN_WAIT) };
    confirm(&data, reply, wait).await
}

/// Asks for the end of everything open in a scope.
pub(crate) async fn cancel(data: &Path, scope: Scope, reason: String) -> Result<()> {
    let word = StopWord::Cancel;
    let request = Request::Stop {
        word,
        scope,
        reason,
    };
    let Some(reply) = control_socket::ask_reply(data, &request).await? else {
        bail!("no desk runs, so nobody can ask the venue; nothing was changed");
    };
    say(&reply.message)?;
    confirm(data, reply, Some(CONFIRM_WAIT)).await
}

/// Shows what came of a press, or of the latest ones.
pub(crate) async fn presses(args: PressesArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let press = args.press;
    match control_socket::ask(&data, &Request::Press { press }).await? {
        Some(answer) => say(&answer),
        None => bail!("no desk runs; the journal has every press"),
    }
}

/// Waits until nothing of a press is open any more, and says what came of it either way.
///
/// # Errors
/// A position of it was given up, or the desk does not answer.
pub(crate) async fn confirm(data: &Path, first: Reply, wait: Option<Duration>) -> Result<()> {
    let (Some(wait), Some(state)) = (wait, first.press) else {
        return Ok(());
    };
    let press = Some(state.press);
    let rounds = wait.as_millis() / ASK_EVERY.as_millis().max(1);
    let mut last = first;
    for _ in 0..rounds {
        let Some(reply) = control_socket::ask_reply(data, &Request::Press { press }).await? else {
            bail!("the desk has stopped; what it asked for stands, and its next start goes on");
        };
        let is_settled = reply.press.is_none_or(|state| state.settled);
        last = reply;
        if is_settled {
            break;
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
    say(&last.message)?;
    if last.press.is_some_and(|state| state.given_up) {
        bail!(
            "a position could not be closed; it is protected as before, and a person has to look"
        );
    }
    Ok(())
}

/// Does what the terminal asks about the switch that is no halt.
pub(crate) async fn act(
    desk: &Desk,
    actor: &Actor,
    (word, scope, reason): (StopWord, Scope, &str),
) -> Result<Reply> {
    let (press, words) = match word {
        StopWord::Cancel => {
            let permit = Permit::<Cancel>::ask(actor)?;
            let press = desk.cancel_scope(permit, scope, reason).await?;
            let words =
                format!("press {press}: what is open in {scope} is being cancelled; exits stay");
            (press, words)
        }
        StopWord::Flatten => {
            let permit = Permit::<Halt>::ask(actor)?;
            let press = desk.flatten(permit, scope, reason).await?;
            let words = format!(
                "press {press}: {scope} is halted, and its positions are being closed at the market"
            );
            (press, words)
        }
    };
    told(desk, actor, press, Some(words))
}

/// What came of one press, or of the latest ones.
pub(crate) fn show(desk: &Desk, actor: &Actor, press: Option<PressId>) -> Result<Reply> {
    if let Some(press) = press {
        return told(desk, actor, press, None);
    }
    let portfolio = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
    let latest = portfolio.presses.iter().rev().take(10);
    let lines: Vec<String> = latest.map(|press| in_words(press)).collect();
    if lines.is_empty() {
        return Ok(Reply::yes("the switch was not pressed yet"));
    }
    Ok(Reply::yes(lines.join("\n")))
}

/// The answer about a press, with its state for whoever waits for it.
pub(crate) fn told(
    desk: &Desk,
    actor: &Actor,
    press: PressId,
    words: Option<String>,
) -> Result<Reply> {
    let found = desk.press(Permit::<ReadTrading>::ask(actor)?, press);
    let Some(found) = found else {
        bail!("there is no press {press} in memory; the journal has them all");
    };
    let words = words.unwrap_or_else(|| in_words(&found));
    let gave_up = |leg: &Leg| {
        leg.end
            .is_some_and(|end| end.outcome == desk::LegOutcome::GivenUp)
    };
    let mut reply = Reply::yes(words);
    reply.press = Some(control_socket::PressState {
        press,
        settled: found.is_settled(),
        given_up: found.legs.iter().any(gave_up),
    });
    Ok(reply)
}

/// A press and what came of it, in plain words.
pub(crate) fn in_words(press: &Press) -> String {
    let tally = press.tally();
    let mut text = format!(
        "press {} {} {} by {}: of {} orders {} cancelled by the venue, {} traded whole, {} ended otherwise, {} asked",
        press.id,
        press.verb.name(),
        press.scope,
        press.cause.origin,
        tally.covered,
        tally.cancelled,
        tally.filled,
        tally.otherwise,
        tally.asked,
    );
    if let Some(last) = tally.last_end.filter(|_| tally.asked == 0) {
        // Writing into a text cannot fail.
        write!(
            text,
            "; the last after {} ms",
            last.since(press.at).millis()
        )
        .unwrap_or(());
    }
    for leg in &press.legs {
        let state = leg.end.map_or("being closed", |end| end.outcome.name());
        let left = leg
            .end
            .map_or(String::new(), |end| format!(", left {}", end.left));
        let said = leg.said.as_deref();
        let said = said.map_or(String::new(), |said| format!("; last said: {said}"));
        let key = &leg.key;
        let line = format!(
            "\n  {} on account {}: {state}; held {}, sent {}, traded {}{left}{said}",
            key.symbol, key.account, leg.wanted, leg.sent, leg.filled
        );
        text.push_str(&line);
    }
    text
}
