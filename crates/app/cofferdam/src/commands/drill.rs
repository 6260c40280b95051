//! `cofferdam drill failover`: plays the death of a venue on two simulated exchanges in a folder of its own, and prints what held.

use crate::drill::{self, Seconds};
use crate::say::say;
use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct DrillArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A venue dies under protected positions of every policy, and comes back
    Failover(FailoverDrill),
}

#[derive(Debug, Args)]
struct FailoverDrill {
    /// Seconds without a sign after which the venue counts as away
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(2..=3_600))]
    away_seconds: u16,
    /// Seconds of steady signs after which it counts as back
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(2..=3_600))]
    back_seconds: u16,
    /// Also write the report as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Plays it.
pub(crate) async fn run(args: DrillArgs) -> Result<()> {
    let What::Failover(args) = args.what;
    let folder = std::env::temp_dir().join(format!("cofferdam-drill-{}", std::process::id()));
    std::fs::create_dir(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let seconds = Seconds {
        away: args.away_seconds,
        back: args.back_seconds,
    };
    let played = drill::run(&folder, seconds).await;
    std::fs::remove_dir_all(&folder)
        .with_context(|| format!("cannot remove the folder {}", folder.display()))?;
    let report = played?;
    if let Some(file) = &args.json {
        let text = serde_json::to_string_pretty(&report)?;
        std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    say(report.text().trim_end())?;
    ensure!(report.passed(), "the drill failed: not everything held");
    Ok(())
}
