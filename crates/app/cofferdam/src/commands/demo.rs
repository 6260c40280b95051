//! `cofferdam demo`: the whole house on paper with one command. Keeps its data between runs; never touches an outside host.

use super::{Place, run_until_signal};
use crate::house::{House, Plan};
use crate::settings::Settings;
use crate::venue_place::VenuePlace;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Folder of the demo inside the data folder; `--fresh` removes exactly this one.
const DEMO_FOLDER: &str = "demo";
/// Folder of the embedded exchange inside the demo's.
const EXCHANGE_FOLDER: &str = "exchange";

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[command(flatten)]
    place: Place,
    /// Address of the pages [default: 127.0.0.1:8620; port 0 takes any free one]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Play this capture of Binance streams instead of the seeded market
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// How fast the capture plays: 1, 10, 0.5 … or max
    #[arg(long, value_name = "X", default_value = "1", requires = "replay")]
    speed: String,
    /// Seed of the market: the same seed, the same crowd
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "replay")]
    seed: u64,
    /// Forget what earlier demos kept, and start over
    #[arg(long)]
    fresh: bool,
    /// Request weight the embedded exchange takes per minute (a load test wants more than Binance's 6000)
    #[arg(long, value_name = "N", hide = true)]
    weight_per_minute: Option<u32>,
}

/// Runs the demo until it is interrupted.
pub(crate) async fn run(args: DemoArgs) -> Result<()> {
    let mut flags = Vec::new();
    if let Some(listen) = args.listen {
        flags.push(("server.listen", listen.to_string()));
    }
    // An account of play money has no past from before its first start; a day more does not make it slow.
    let since = crate::settings::history::day_before(desk::Clock::default().now());
    let mut habits = vec![
        ("venue.history_since", since.as_str()),
        ("log.format", "text"),
        ("log.level", "warn"),
        ("venue.at", "simulated"),
        ("venue.url", ""),
        // Whoever looks round for the first time goes back and forth between pages; each look opens a stream.
        ("server.streams_per_minute", "60"),
    ];
    if args.replay.is_some() {
        // A capture holds its own symbol; all that the exchange lists is traded, and no contracts.
        habits.push(("venue.symbols", ""));
        habits.push(("venue.contracts", ""));
    }
    let mut settings = Settings::of(&args.place, &habits, &flags)?;
    crate::logging::start(&settings.log)?;
    if settings.venue.place != (VenuePlace::Simulated { url: None }) {
        bail!(
            "venue.at or venue.url is set: a demo always runs its own exchange; use `cofferdam serve`"
        );
    }
    if settings.vault.master_key_file.is_none() {
        let file = crate::key_watch::demo_master(&settings.data_folder)?;
        settings.vault.master_key_file = Some(file);
    }
    let data = settings.data_folder.join(DEMO_FOLDER);
    if args.fresh {
        forget(&data)?;
    }
    let market = match &args.replay {
        None => simex::Market::Crowd { seed: args.seed },
        Some(file) => simex::Market::Replay {
            file: file.clone(),
            speed: simex::Speed::parse(&args.speed)
                .with_context(|| format!("\"{}\" is no speed: 1, 10, 0.5 or max", args.speed))?,
        },
    };
    let mut limits = simex::VenueLimits::default();
    if let Some(weight) = args.weight_per_minute {
        limits.weight_per_minute = weight;
        limits.orders_per_ten_seconds = weight;
    }
    let exchange = simex::Config {
        data: Some(data.join(EXCHANGE_FOLDER)),
        market,
        limits,
        ..simex::Config::default()
    };
    let house = House::start(Plan {
        settings,
        data,
        exchange,
    })
    .await?;
    run_until_signal("demo on paper", house).await
}

/// Removes what earlier demos kept; refuses while one runs on it.
fn forget(data: &Path) -> Result<()> {
    if std::os::unix::net::UnixStream::connect(crate::control_socket::path(data)).is_ok() {
        bail!("a demo runs on {}; stop it first", data.display());
    }
    match std::fs::remove_dir_all(data) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", data.display()))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
