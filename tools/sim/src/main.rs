//! `sim --days N --seed S`: lives many days and says what happened. Never shipped.

use clap::Parser;
use sim::{DayReport, Failure, Tally, live, live_contracts};
use std::io::Write;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use trading::TradingConfig;

/// Days between two lines of progress.
const PROGRESS_EVERY: u64 = 250;

/// Live whole days of the house, each from its own seed, and judge them after every turn.
#[derive(Debug, Parser)]
struct Cli {
    /// How many days
    #[arg(long, default_value_t = 2_000)]
    days: u64,
    /// Seed of the first day; the others follow
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What is traded on them
    #[arg(long, value_enum, default_value_t = Traded::Both)]
    on: Traded,
    /// Days lived at the same time; the result is the same for any number
    #[arg(long, default_value_t = 2)]
    threads: u64,
}

/// What is traded on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Traded {
    /// Base against quote, at the exchange's engine
    Spot,
    /// Perpetual contracts, at the exchange's surface
    Contracts,
    /// Every fourth day contracts, the others spot
    Both,
}

impl Traded {
    /// Lives the day of a seed.
    fn live(self, seed: u64) -> Result<DayReport, Box<Failure>> {
        let config = TradingConfig::default();
        match self {
            Self::Contracts => live_contracts(seed, config),
            Self::Both if seed.is_multiple_of(4) => live_contracts(seed, config),
            Self::Spot | Self::Both => live(seed, config),
        }
    }

    /// As the command line names it, for living one day again.
    const fn name(self, seed: u64) -> &'static str {
        match self {
            Self::Contracts => "contracts",
            Self::Both if seed.is_multiple_of(4) => "contracts",
            Self::Spot | Self::Both => "spot",
        }
    }
}

/// What all threads share.
struct Shared {
    next: AtomicU64,
    failed: AtomicBool,
    sum: Mutex<(Tally, u64, Option<Box<Failure>>)>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let begun = Instant::now();
    let shared = Shared {
        next: AtomicU64::new(0),
        failed: AtomicBool::new(false),
        sum: Mutex::new((Tally::default(), 0, None)),
    };
    std::thread::scope(|scope| {
        for _ in 0..cli.threads.max(1) {
            scope.spawn(|| work(&cli, &shared));
        }
    });
    let (tally, hash, failure) = shared
        .sum
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let seconds = begun.elapsed().as_secs().max(1);
    match failure {
        Some(failure) => {
            say(&format!("{failure}"));
            say(&format!(
                "a day failed; live it again with: sim --days 1 --on {} --seed {}",
                cli.on.name(failure.seed),
                failure.seed
            ));
            ExitCode::FAILURE
        }
        None => {
            let lived = tally
                .0
                .iter()
                .map(|(what, count)| format!("  {count:>10}  {what}"));
            say(&lived.collect::<Vec<_>>().join("\n"));
            say(&format!(
                "{} days from seed {} held every oracle in {seconds} s ({} a second); hash {hash:016x}",
                cli.days,
                cli.seed,
                cli.days / seconds
            ));
            ExitCode::SUCCESS
        }
    }
}

fn work(cli: &Cli, shared: &Shared) {
    loop {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        if number >= cli.days || shared.failed.load(Ordering::Relaxed) {
            return;
        }
        let seed = cli.seed.wrapping_add(number);
        match cli.on.live(seed) {
            Ok(report) => add(shared, &report),
            Err(failure) => {
                shared.failed.store(true, Ordering::Relaxed);
                let mut sum = shared.sum.lock().unwrap_or_else(PoisonError::into_inner);
                sum.2 = Some(failure);
                return;
            }
        }
        let done = number.saturating_add(1);
        if done.is_multiple_of(PROGRESS_EVERY) {
            say(&format!("{done} of {} days", cli.days));
        }
    }
}

/// Sums do not depend on the order in which days end.
fn add(shared: &Shared, report: &DayReport) {
    let mut sum = shared.sum.lock().unwrap_or_else(PoisonError::into_inner);
    sum.0.add(&report.tally);
    sum.1 = sum.1.wrapping_add(report.hash);
}

fn say(text: &str) {
    if writeln!(std::io::stdout(), "{text}").is_err() {
        std::process::exit(1);
    }
}
