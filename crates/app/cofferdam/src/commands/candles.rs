//! `cofferdam candles`: has a running desk check its kept candles, and shows gaps, checks and flaws from the records.
//! Never changes a candle by itself: only a running desk hears the venue.

use super::Place;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Result, bail};
use clap::Args;
use desk::{CHECK_DAYS_MAX, CheckRow, Desk, FlawRow, GapRow, GapStanding};
use identity::{Actor, Permit};
use store::{Location, Store};

/// Rows of each list.
const ROWS: u32 = 50;

#[derive(Debug, Args)]
pub(crate) struct CandlesArgs {
    #[command(flatten)]
    place: Place,
    /// Check kept candles of so many days, 1 to 90, against the venue's own, and repair them
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=i64::from(CHECK_DAYS_MAX)))]
    check: Option<u32>,
}

/// Asks for a check, or shows what is known.
pub(crate) async fn run(args: CandlesArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    match args.check {
        Some(days) => match control_socket::ask(&data, &Request::CheckCandles { days }).await? {
            Some(answer) => say(&answer),
            None => bail!("no desk runs, so nobody hears what the venue says; nothing was checked"),
        },
        None => {
            let reader = Store::open_reader(Location::Sqlite(data)).await?;
            let open = reader
                .market_gaps(Some(GapStanding::Open), (None, ROWS))
                .await?;
            let checks = reader.candle_checks(ROWS).await?;
            let flaws = reader.candle_flaws((None, ROWS)).await?;
            reader.close().await;
            say(&words(&open, &checks, &flaws))
        }
    }
}

/// Asks a running desk for a check.
pub(crate) fn check(desk: &Desk, actor: &Actor, days: u32) -> Result<String> {
    desk.check_candles(Permit::ask(actor)?, days)?;
    Ok(format!(
        "kept candles of {days} days are being checked; `cofferdam candles` and the page Market data show what comes of it"
    ))
}

fn words(open: &[GapRow], checks: &[CheckRow], flaws: &[FlawRow]) -> String {
    let mut lines = vec![format!("open gaps: {}", open.len())];
    lines.extend(open.iter().map(|gap| {
        let what = gap
            .interval
            .map_or_else(|| gap.kind.name(), domain::Interval::name);
        let until = gap
            .until
            .map_or_else(|| "lasts".to_owned(), |until| until.to_string());
        let (symbol, from, reason) = (gap.symbol, gap.from, &gap.reason);
        format!(
            "  {symbol} {what}  {from} … {until}  {reason}, {} failed asks",
            gap.failures
        )
    }));
    lines.push(format!("checks: {}", checks.len()));
    lines.extend(checks.iter().map(|check| {
        format!(
            "  {}  asked by {}: {} kept, {} of the venue, {} flaws, {} repaired, {} pages missed",
            check.began,
            check.asked_by,
            check.looked,
            check.compared,
            check.flaws,
            check.repaired,
            check.unasked
        )
    }));
    lines.push(format!("flaws: {}", flaws.len()));
    lines.extend(flaws.iter().map(|flaw| {
        let (symbol, interval, from) = (flaw.symbol, flaw.interval, flaw.from);
        format!(
            "  {symbol} {interval}  {from}  {}, {}",
            flaw.flaw, flaw.state
        )
    }));
    lines.join("\n")
}
