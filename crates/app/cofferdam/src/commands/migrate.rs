//! `cofferdam migrate`: the schema of the database, up or down, while no desk runs on it.

use super::Place;
use crate::say::say;
use crate::settings::Settings;
use anyhow::Result;
use clap::Args;
use store::{Location, Losses, Store};

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    place: Place,
    /// Version to go to [default: the newest this program knows]
    #[arg(long, value_name = "N")]
    to: Option<u32>,
    /// Going down may remove tables that hold rows; make a backup first
    #[arg(long)]
    accept_losses: bool,
}

/// Migrates, and says from where to where.
pub(crate) async fn run(args: MigrateArgs) -> Result<()> {
    let settings = Settings::of(&args.place, &[], &[])?;
    let losses = if args.accept_losses {
        Losses::Accepted
    } else {
        Losses::Refused
    };
    let location = Location::Sqlite(settings.data_folder);
    let report = Store::migrate(location, args.to, losses).await?;
    if report.from == report.to {
        say(&format!("the schema is version {} already", report.to))
    } else {
        say(&format!(
            "the schema went from version {} to {}",
            report.from, report.to
        ))
    }
}
