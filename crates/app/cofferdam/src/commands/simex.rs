//! `cofferdam simex`: the simulated exchange alone, for other programs and for desks in other processes.

use super::interrupted;
use crate::say::say;
use crate::settings::{Log, LogFormat};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use domain::Time;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(crate) struct SimexArgs {
    /// Port of Binance's surface on the loopback address; 0 takes any free one
    #[arg(long, default_value_t = 8621)]
    port: u16,
    /// Port of its levers (faults, clock, ledger), always on the loopback address; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    admin_port: u16,
    /// Write both addresses to this file once they are open, as JSON
    #[arg(long, value_name = "FILE")]
    ports_file: Option<PathBuf>,
    /// Folder where accounts are kept; without it they live as long as the process
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Seed of everything drawn by chance: the crowd, faults, latencies. The same seed, the same story
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// What moves the market
    #[arg(long, value_enum, value_name = "KIND", default_value_t = Crowd::Lively, conflicts_with = "replay")]
    market: Crowd,
    /// Play this capture of Binance streams (plain or .gz)
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// How fast the capture plays: 1, 10, 0.5 … or max
    #[arg(long, value_name = "X", default_value = "1", requires = "replay")]
    speed: String,
    /// The same as `--market still`
    #[arg(long, conflicts_with = "replay")]
    still: bool,
    /// How long answers are on their way: none, fixed:5ms, uniform:1-20ms, spikes:5ms+200ms@1%
    #[arg(long, value_name = "LATENCY", default_value = "none")]
    latency: String,
    /// Whose time it lives in; virtual time moves only by `POST /_sim/clock`
    #[arg(long, value_enum, value_name = "CLOCK", default_value_t = ClockKind::Wall)]
    clock: ClockKind,
    /// Where virtual time begins: 2026-01-01T00:00:00Z, or milliseconds since 1970
    #[arg(long, value_name = "INSTANT")]
    start: Option<String>,
    /// Faults and levers to begin with (TOML)
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Symbols beyond the built-in ones (TOML)
    #[arg(long, value_name = "FILE")]
    symbols: Option<PathBuf>,
    /// Accounts and keys in the place of the default account (TOML)
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,
    /// How much of what is over it remembers, for example orders=500,trades=2000,ledger=1000
    #[arg(long, value_name = "BOUNDS")]
    keep: Option<String>,
    /// Give the account so many years of a made-up past, when it is opened
    #[arg(long, value_name = "YEARS")]
    history: Option<u32>,
    /// Write what that past truly was into this file, as JSON
    #[arg(long, value_name = "FILE", requires = "history")]
    truth: Option<PathBuf>,
    /// Request weight per address and minute on spot (Binance: 6000)
    #[arg(long, value_name = "N")]
    weight_per_minute: Option<u32>,
    /// Spot orders an account may leave unfilled per ten seconds (Binance: 100)
    #[arg(long, value_name = "N")]
    orders_per_ten_seconds: Option<u32>,
}

/// What moves the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Crowd {
    /// A crowd that moves once a second
    Calm,
    /// A crowd that moves five times a second
    Lively,
    /// A crowd that moves twenty times a second
    Fast,
    /// A crowd with little in its book
    Thin,
    /// Nobody: only accounts trade with each other
    Still,
}

/// Whose time it lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ClockKind {
    /// The machine's
    Wall,
    /// One that stands until it is moved
    Virtual,
}

/// Serves until it is interrupted.
pub(crate) async fn run(args: SimexArgs) -> Result<()> {
    crate::logging::start(&Log {
        level: "info".to_owned(),
        format: LogFormat::Json,
    })?;
    let config = config(&args)?;
    let running = simex::Simex::start(config)
        .await
        .context("the simulated exchange did not start")?;
    let (public, levers) = (running.public_addr(), running.admin_addr());
    say(&format!(
        "simulated exchange   http://{public}\nlevers and ledger    http://{levers}/_sim/\nkey                  {} (secret {})",
        simex::DEFAULT_KEY,
        simex::DEFAULT_SECRET
    ))?;
    if let Some(file) = &args.ports_file {
        write_ports(file, public, levers)?;
    }
    interrupted().await;
    running
        .stop()
        .await
        .context("the simulated exchange ended badly")
}

/// Written beside and renamed: whoever waits for the file never reads half of it.
fn write_ports(file: &Path, public: SocketAddr, levers: SocketAddr) -> Result<()> {
    let text = format!(
        "{{\"public\":\"{public}\",\"port\":{},\"admin\":\"{levers}\",\"adminPort\":{}}}\n",
        public.port(),
        levers.port()
    );
    let beside = file.with_extension("part");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, file))
        .with_context(|| format!("--ports-file: {} cannot be written", file.display()))
}

fn config(args: &SimexArgs) -> Result<simex::Config> {
    let usual = simex::VenueLimits::default();
    let limits = simex::VenueLimits {
        weight_per_minute: args.weight_per_minute.unwrap_or(usual.weight_per_minute),
        orders_per_ten_seconds: args
            .orders_per_ten_seconds
            .unwrap_or(usual.orders_per_ten_seconds),
        ..usual
    };
    let mut config = simex::Config {
        public: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), args.port),
        admin_port: args.admin_port,
        data: args.data.clone(),
        market: market(args)?,
        temper: temper(args.market),
        limits,
        seed: args.seed,
        latency: simex::Latency::parse(&args.latency).context("--latency")?,
        clock: clock(args)?,
        scenario: args
            .scenario
            .as_deref()
            .map(read("--scenario"))
            .transpose()?,
        keep: match &args.keep {
            Some(text) => simex::Keep::parse(text).context("--keep")?,
            None => simex::Keep::default(),
        },
        history: args.history.map(|years| simex::History {
            years,
            seed: args.seed,
            truth: args.truth.clone(),
        }),
        ..simex::Config::default()
    };
    if let Some(text) = args.symbols.as_deref().map(read("--symbols")).transpose()? {
        config.symbols = simex::SymbolSpec::read_file(&text).context("--symbols")?;
    }
    if let Some(text) = args
        .accounts
        .as_deref()
        .map(read("--accounts"))
        .transpose()?
    {
        config.accounts = simex::AccountSeed::read_file(&text).context("--accounts")?;
    }
    Ok(config)
}

fn market(args: &SimexArgs) -> Result<simex::Market> {
    if let Some(file) = &args.replay {
        if args.clock == ClockKind::Virtual {
            bail!("--replay plays by the machine's clock: leave out --clock virtual");
        }
        let speed = simex::Speed::parse(&args.speed);
        let speed = speed.with_context(|| {
            format!("--speed: \"{}\" is no speed: 1, 10, 0.5 or max", args.speed)
        })?;
        let file = file.clone();
        return Ok(simex::Market::Replay { file, speed });
    }
    let seed = args.seed;
    Ok(match args.market {
        Crowd::Still => simex::Market::Still,
        Crowd::Calm | Crowd::Lively | Crowd::Fast | Crowd::Thin if args.still => {
            simex::Market::Still
        }
        Crowd::Calm | Crowd::Lively | Crowd::Fast | Crowd::Thin => simex::Market::Crowd { seed },
    })
}

const fn temper(market: Crowd) -> simex::Temper {
    match market {
        Crowd::Calm => simex::Temper::Calm,
        Crowd::Lively | Crowd::Still => simex::Temper::Lively,
        Crowd::Fast => simex::Temper::Fast,
        Crowd::Thin => simex::Temper::Thin,
    }
}

fn clock(args: &SimexArgs) -> Result<simex::Clock> {
    match (args.clock, &args.start) {
        (ClockKind::Wall, None) => Ok(simex::Clock::Wall),
        (ClockKind::Wall, Some(_)) => bail!("--start needs --clock virtual"),
        (ClockKind::Virtual, None) => Ok(simex::Clock::Virtual {
            start: simex::Clock::VIRTUAL_START,
        }),
        (ClockKind::Virtual, Some(text)) => Ok(simex::Clock::Virtual {
            start: instant(text).with_context(|| {
                format!("--start: \"{text}\" is no instant: 2026-01-01T00:00:00Z")
            })?,
        }),
    }
}

fn instant(text: &str) -> Option<Time> {
    if let Ok(millis) = text.parse() {
        return Some(Time::from_millis(millis));
    }
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(Time::from_millis(at.as_millisecond()))
}

fn read(flag: &'static str) -> impl Fn(&Path) -> Result<String> {
    move |file| {
        fs::read_to_string(file)
            .with_context(|| format!("{flag}: {} cannot be read", file.display()))
    }
}

#[cfg(test)]
mod tests;
