//! `cofferdam surveillance`: has a running desk look at its own trading at once and shows what was ever found, or keeps a person's word
//! about one finding. Judges nothing by itself.

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use desk::{Desk, FindingRow, FindingState};
use identity::{Actor, Permit, ReadTrading, Release};

#[derive(Debug, Args)]
pub(crate) struct SurveillanceArgs {
    #[command(flatten)]
    place: Place,
    /// Keep your word that this finding is explained, by its name
    #[arg(long, value_name = "FINDING", requires = "reason")]
    explain: Option<String>,
    /// Why, for whoever reads it later
    #[arg(long, requires = "explain")]
    reason: Option<String>,
}

/// Looks and shows, or explains.
pub(crate) async fn run(args: SurveillanceArgs) -> Result<()> {
    let settings = Settings::of(&args.place, &[], &[])?;
    let request = match args.explain.zip(args.reason) {
        Some((finding, reason)) => Request::Explain { finding, reason },
        None => Request::Surveillance,
    };
    match control_socket::ask(&settings.data_folder, &request).await? {
        Some(answer) => say(&answer),
        None => anyhow::bail!("no desk runs, so nobody looks; start one, or read its page"),
    }
}

/// A look of a running desk at once, and everything that was found.
pub(crate) async fn look(
    desk: &Desk,
    actor: &Actor,
    rules: &desk::SurveillanceRules,
) -> Result<String> {
    desk.look_for_abuse(actor, rules).await?;
    let permit = Permit::<ReadTrading>::ask(actor)?;
    let found = desk.findings(permit, FindingState::All).await?;
    if found.is_empty() {
        return Ok("nothing was found".to_owned());
    }
    Ok(found.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Keeps a word on a running desk.
pub(crate) async fn explain(
    desk: &Desk,
    actor: &Actor,
    (finding, reason): (&str, &str),
) -> Result<String> {
    let permit = Permit::<Release>::ask(actor)?;
    desk.explain(permit, finding, reason).await?;
    Ok(format!(
        "{finding} is explained; the audit log has the reason"
    ))
}

fn line(row: &FindingRow) -> String {
    let state = match &row.word {
        None => "open".to_owned(),
        Some(word) => format!("explained by {}: {}", word.by, word.reason),
    };
    format!("{}  {}  {state}", row.name, row.words)
}
