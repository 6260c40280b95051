//! `cofferdam simex`: the simulated exchange alone, for other programs and for desks in other processes.

use super::interrupted;
use crate::say::say;
use crate::settings::{Log, LogFormat};
use anyhow::{Context, Result};
use clap::Args;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct SimexArgs {
    /// Port of Binance's surface on the loopback address; 0 takes any free one
    #[arg(long, default_value_t = 8621)]
    port: u16,
    /// Port of its levers (faults, ledger), always on the loopback address; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    admin_port: u16,
    /// Folder where accounts are kept; without it they live as long as the process
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Seed of the market: the same seed, the same crowd
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with_all = ["replay", "still"])]
    seed: u64,
    /// Play this capture of Binance streams (plain or .gz)
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// How fast the capture plays: 1, 10, 0.5 … or max
    #[arg(long, value_name = "X", default_value = "1", requires = "replay")]
    speed: String,
    /// No market of its own: only accounts trade with each other
    #[arg(long, conflicts_with = "replay")]
    still: bool,
    /// Request weight per address and minute (Binance: 6000)
    #[arg(long, value_name = "N")]
    weight_per_minute: Option<u32>,
    /// Orders an account may leave unfilled per ten seconds (Binance: 100)
    #[arg(long, value_name = "N")]
    orders_per_ten_seconds: Option<u32>,
}

/// Serves until it is interrupted.
pub(crate) async fn run(args: SimexArgs) -> Result<()> {
    crate::logging::start(&Log {
        level: "info".to_owned(),
        format: LogFormat::Json,
    })?;
    let market = match args.replay {
        Some(file) => simex::Market::Replay {
            file,
            speed: simex::Speed::parse(&args.speed)
                .with_context(|| format!("\"{}\" is no speed: 1, 10, 0.5 or max", args.speed))?,
        },
        None if args.still => simex::Market::Still,
        None => simex::Market::Crowd { seed: args.seed },
    };
    let usual = simex::VenueLimits::default();
    let limits = simex::VenueLimits {
        weight_per_minute: args.weight_per_minute.unwrap_or(usual.weight_per_minute),
        orders_per_ten_seconds: args
            .orders_per_ten_seconds
            .unwrap_or(usual.orders_per_ten_seconds),
        ..usual
    };
    let running = simex::Simex::start(simex::Config {
        public: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), args.port),
        admin_port: args.admin_port,
        data: args.data,
        market,
        limits,
        ..simex::Config::default()
    })
    .await
    .context("the simulated exchange did not start")?;
    say(&format!(
        "simulated exchange   http://{}\nlevers and ledger    http://{}/_sim/\nkey                  {} (secret {})",
        running.public_addr(),
        running.admin_addr(),
        simex::DEFAULT_KEY,
        simex::DEFAULT_SECRET
    ))?;
    interrupted().await;
    running
        .stop()
        .await
        .context("the simulated exchange ended badly")
}
