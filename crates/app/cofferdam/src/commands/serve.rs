//! `cofferdam serve`: the desk and its pages, on settings. Where nothing else is set it embeds the simulated exchange.

use super::{Place, run_until_signal};
use crate::house::{House, Plan};
use crate::settings::Settings;
use crate::venue_place::VenuePlace;
use anyhow::Result;
use clap::Args;
use std::net::SocketAddr;

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    place: Place,
    /// Address of the pages [default: 127.0.0.1:8620; port 0 takes any free one]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Address of a simulated exchange that runs by itself, like http://127.0.0.1:8621
    #[arg(long, value_name = "URL")]
    venue_url: Option<String>,
    /// Where to trade: simulated, testnet, demo, or live behind the latch [default: simulated]
    #[arg(long, value_name = "PLACE")]
    at: Option<String>,
}

/// Serves until it is interrupted.
pub(crate) async fn run(args: ServeArgs) -> Result<()> {
    let mut flags = Vec::new();
    if let Some(listen) = args.listen {
        flags.push(("server.listen", listen.to_string()));
    }
    if let Some(url) = args.venue_url {
        flags.push(("venue.url", url));
    }
    if let Some(at) = args.at {
        flags.push(("venue.at", at));
    }
    let settings = Settings::of(&args.place, &[], &flags)?;
    crate::logging::start(&settings.log)?;
    let what = match settings.venue.place {
        VenuePlace::Simulated { .. } => "desk on paper",
        VenuePlace::Testnet => "desk on Binance's testnet",
        VenuePlace::Demo => "desk on Binance's demo",
        VenuePlace::Live => "desk with REAL MONEY at Binance",
    };
    let data = settings.data_folder.clone();
    let exchange = simex::Config {
        data: Some(data.join("exchange")),
        ..simex::Config::default()
    };
    let house = House::start(Plan {
        settings,
        data,
        exchange,
    })
    .await?;
    run_until_signal(what, house).await
}
