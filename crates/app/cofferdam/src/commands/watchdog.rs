//! `cofferdam watchdog`: a process beside a desk that ends what is open at the venue when the desk stops breathing. It asks and it
//! cancels; it has no way to place.
// Control 5 of the trading controls.

use super::{Place, interrupted};
use crate::key_watch;
use crate::say::say;
use crate::settings::Settings;
use crate::venue_place::VenuePlace;
use crate::wiring;
use anyhow::{Result, bail};
use clap::Args;
use desk::credentials;
use desk::watchdog::{self, BREATH_EVERY, Judgement, Sweeper, Vigil};
use std::path::Path;
use store::{Location, Store};

/// Looks at the breath in one second.
const LOOKS_PER_SECOND: u32 = 2;

#[derive(Debug, Args)]
pub(crate) struct WatchdogArgs {
    #[command(flatten)]
    place: Place,
    /// Address of the simulated exchange that the desk trades at
    #[arg(long, value_name = "URL")]
    venue_url: Option<String>,
    /// Where the desk trades: simulated, testnet or demo
    #[arg(long, value_name = "PLACE")]
    at: Option<String>,
    /// Seconds without a breath after which everything open ends (2 to 600)
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=600))]
    silence_seconds: u32,
    /// End with status 1 after the first time
    #[arg(long)]
    once: bool,
}

/// Watches until it is interrupted.
pub(crate) async fn run(args: WatchdogArgs) -> Result<()> {
    let url = args.venue_url.clone().map(|url| ("venue.url", url));
    let at = args.at.clone().map(|at| ("venue.at", at));
    let flags: Vec<_> = url.into_iter().chain(at).collect();
    let settings = Settings::of(&args.place, &[], &flags)?;
    crate::logging::start(&settings.log)?;
    let data = settings.data_folder.clone();
    let sweepers = sweepers(&settings, &data).await?;
    say(&format!(
        "watching {}: {} s without a breath of its desk end what is open of {} accounts",
        data.display(),
        args.silence_seconds,
        sweepers.len()
    ))?;
    tokio::select! {
        ended = watch(&data, &sweepers, &args) => ended,
        () = interrupted() => Ok(()),
    }
}

/// A way to every account, with the venue's clock and list known.
async fn sweepers(settings: &Settings, data: &Path) -> Result<Vec<Sweeper>> {
    let place = match &settings.venue.place {
        VenuePlace::Simulated { url: Some(url) } => credentials::Place::Simulated(url.clone()),
        VenuePlace::Simulated { url: None } => bail!(
            "the simulated exchange of this desk is a part of it and ends with it; name another by --venue-url or venue.url"
        ),
        VenuePlace::Testnet => credentials::Place::Testnet,
        VenuePlace::Demo => credentials::Place::Demo,
        VenuePlace::Live => credentials::Place::Live,
    };
    let simulated = match &place {
        credentials::Place::Simulated(url) => Some(url.as_str()),
        credentials::Place::Testnet | credentials::Place::Demo | credentials::Place::Live => None,
    };
    let ring = key_watch::ring(settings, data, simulated)?;
    let mut all = Vec::new();
    for config in wiring::sweeps(settings, (&ring, &place))? {
        let account = config.account;
        match Sweeper::ready(config).await {
            Ok(sweeper) => all.push(sweeper),
            Err(why) => bail!("account {account} cannot be watched: {why}"),
        }
    }
    Ok(all)
}

async fn watch(data: &Path, sweepers: &[Sweeper], args: &WatchdogArgs) -> Result<()> {
    let mut vigil = Vigil::new(args.silence_seconds.saturating_mul(LOOKS_PER_SECOND));
    let (mut told, mut is_clear) = (None, false);
    loop {
        let judgement = vigil.look(watchdog::read(data));
        if told != Some(judgement) {
            told = Some(judgement);
            is_clear = false;
            say(words(judgement))?;
            if judgement == Judgement::Stopped {
                learn_clocks(sweepers).await;
            }
        }
        if judgement == Judgement::Stopped && !is_clear {
            is_clear = sweep(data, sweepers).await?;
            if is_clear && args.once {
                bail!("the desk stopped breathing, and what was open was ended");
            }
        }
        tokio::time::sleep(BREATH_EVERY).await;
    }
}

const fn words(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::NeverSeen => "no desk has breathed on this folder yet",
        Judgement::Breathes => "the desk breathes",
        Judgement::EndedWell => "the desk was stopped in good order; what it left open stays",
        Judgement::Stopped => "the desk stopped breathing; what is open is being ended",
    }
}

/// The clock of a venue may have moved since the start; where it cannot be learned the one known holds.
async fn learn_clocks(sweepers: &[Sweeper]) {
    for sweeper in sweepers {
        if let Err(why) = sweeper.learn_clock().await {
            tracing::warn!(account = %sweeper.account(), why, "the venue's clock cannot be learned");
        }
    }
}

/// One sweep of every account; whether the venue said of all that nothing is open but exits.
async fn sweep(data: &Path, sweepers: &[Sweeper]) -> Result<bool> {
    let store = Store::open_reader(Location::Sqlite(data.to_path_buf())).await;
    if let Err(error) = &store {
        tracing::warn!(error = %error, "the desk's store cannot be read; exits end too");
    }
    let store = store.ok();
    let mut all_clear = true;
    for sweeper in sweepers {
        let account = sweeper.account();
        let (clear, words) = match sweeper.sweep(store.as_ref()).await {
            Err(why) => (
                false,
                format!("account {account}: the venue does not say what is open: {why}"),
            ),
            Ok(swept) if swept.is_clear() => {
                let words = format!(
                    "account {account}: nothing is open; {} exits stay",
                    swept.exits
                );
                (true, words)
            }
            Ok(swept) => {
                let failed = swept.failed.join("; ");
                let ended = swept.ended;
                (
                    false,
                    format!("account {account}: {ended} orders were asked to end {failed}"),
                )
            }
        };
        all_clear &= clear;
        say(&words)?;
    }
    if let Some(store) = store {
        store.close().await;
    }
    Ok(all_clear)
}
