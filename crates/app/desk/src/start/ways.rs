//! The ways of the accounts to the venue: hosts, key, what is traded there and how often it may be asked. Sends nothing but the
//! question for the list of instruments.

use super::{DeskConfig, LISTING_PAUSE, LISTING_TRIES_MAX, MarginedConfig, StartError};
use crate::clock::Clock;
use crate::health::HealthBoard;
use crate::inbox::Arrival;
use crate::order_session;
use crate::product::Product;
use crate::venue_link::{LinkParts, VenueLink};
use crate::venues::OrderEntry;
use domain::{AccountId, Instrument, Symbol, VenueId};
use gate::HaltWatch;
use protocols::binance::Listing;
use protocols::binance_spot::facts::MANNERS;
use protocols::binance_spot::{ask, read};
use protocols::{Answer, Call, ListedLimit, Manners, Trouble, binance_usdm as usdm};
use std::sync::Arc;
use tokio::sync::mpsc;
use vault::KeyName;
use wire::{AddressLimits, Client, ClientConfig, Hosts, Limits, Outcome, WireError};

/// A way with what is traded on it.
pub(super) struct Traded<'a> {
    pub(super) way: Way<'a>,
    pub(super) instruments: Arc<[Instrument]>,
    limits: VenueLimits,
}

/// What the ways of all accounts share.
pub(super) struct LinkCommon {
    pub(super) halts: HaltWatch,
    pub(super) arrivals: mpsc::Sender<Arrival>,
    pub(super) clock: Arc<Clock>,
    pub(super) health: HealthBoard,
}

/// The desk's side of every account.
pub(super) struct Links {
    pub(super) spot: Arc<VenueLink>,
    pub(super) margined: Option<Arc<VenueLink>>,
}

impl<'a> Traded<'a> {
    /// What is traded on every way, spot first.
    pub(super) async fn of_all(config: &'a DeskConfig) -> Result<Vec<Self>, StartError> {
        let margined = config.margined.as_ref().map(Way::margined);
        let mut all = Vec::new();
        for way in [Some(Way::spot(config)), margined].into_iter().flatten() {
            let (instruments, limits) = listed(config, &way).await?;
            all.push(Self {
                way,
                instruments,
                limits,
            });
        }
        Ok(all)
    }

    fn link(&self, config: &DeskConfig, common: &LinkCommon) -> Result<Arc<VenueLink>, WireError> {
        let way = &self.way;
        let client = client(config, (way, &self.limits), common)?;
        Ok(VenueLink::new(LinkParts {
            client,
            venue: config.venue,
            account: way.account,
            product: way.product,
            instruments: Arc::clone(&self.instruments),
            arrivals: common.arrivals.clone(),
            clock: Arc::clone(&common.clock),
            health: common.health.clone(),
            key: way.key,
            order_entry: config.upkeep.order_entry,
        }))
    }
}

impl Links {
    pub(super) fn of(
        config: &DeskConfig,
        traded: &[Traded<'_>],
        common: &LinkCommon,
    ) -> Result<Self, StartError> {
        let mut spot = None;
        let mut margined = None;
        for traded in traded {
            let link = traded.link(config, common)?;
            match traded.way.product {
                Product::Spot => spot = Some(link),
                Product::UsdM => margined = Some(link),
            }
        }
        let spot = spot.ok_or_else(|| StartError::Venue {
            venue: config.venue,
            reason: "there is no account on spot".to_owned(),
        })?;
        Ok(Self { spot, margined })
    }

    pub(super) fn all(&self) -> Vec<Arc<VenueLink>> {
        let all = [Some(&self.spot), self.margined.as_ref()];
        all.into_iter().flatten().map(Arc::clone).collect()
    }

    pub(super) fn of_account(&self, account: AccountId) -> Option<&Arc<VenueLink>> {
        let mut all = [Some(&self.spot), self.margined.as_ref()]
            .into_iter()
            .flatten();
        all.find(|link| link.account == account)
    }
}

/// One account's way to the venue, as the settings say.
pub(super) struct Way<'a> {
    pub(super) account: AccountId,
    product: Product,
    hosts: &'a Hosts,
    key: KeyName,
    symbols: &'a [Symbol],
}

impl<'a> Way<'a> {
    fn spot(config: &'a DeskConfig) -> Self {
        Self {
            account: config.account,
            product: Product::Spot,
            hosts: &config.hosts,
            key: config.key,
            symbols: &config.symbols,
        }
    }

    fn margined(config: &'a MarginedConfig) -> Self {
        Self {
            account: config.account,
            product: Product::UsdM,
            hosts: &config.hosts,
            key: config.key,
            symbols: &config.symbols,
        }
    }

    const fn manners(&self) -> Manners {
        match self.product {
            Product::Spot => MANNERS,
            Product::UsdM => usdm::facts::MANNERS,
        }
    }

    fn ask_instruments(&self) -> Call {
        match self.product {
            Product::Spot => ask::instruments(),
            Product::UsdM => usdm::ask::instruments(),
        }
    }

    fn read_instruments(&self, answer: &Answer, venue: VenueId) -> Result<Listing, Trouble> {
        match self.product {
            Product::Spot => read::instruments(answer, venue),
            Product::UsdM => usdm::read::instruments(answer, venue),
        }
    }
}

fn client_config(
    config: &DeskConfig,
    (way, address): (&Way<'_>, &AddressLimits),
    halts: HaltWatch,
) -> ClientConfig {
    ClientConfig {
        hosts: way.hosts.clone(),
        vault: Arc::clone(&config.vault),
        key: Some(way.key),
        halts,
        limits: Limits::default(),
        address: address.clone(),
    }
}

/// The limits of the venue: what is counted for this address already, and what the venue lists.
struct VenueLimits {
    address: AddressLimits,
    listed: Vec<ListedLimit>,
}

/// The account's way to the venue, within its limits.
fn client(
    config: &DeskConfig,
    (way, limits): (&Way<'_>, &VenueLimits),
    common: &LinkCommon,
) -> Result<Arc<Client>, WireError> {
    let halts = common.halts.clone();
    let client = Client::new(client_config(config, (way, &limits.address), halts))?;
    client.learn_limits(&limits.listed);
    match config.upkeep.order_entry {
        OrderEntry::WebSocket => {
            order_session::open((&client, way.product), common.health.clone());
        }
        OrderEntry::Rest => {}
    }
    Ok(Arc::new(client))
}

/// What the venue lists of what the settings want, and its limits. The client that asks places nothing.
async fn listed(
    config: &DeskConfig,
    way: &Way<'_>,
) -> Result<(Arc<[Instrument]>, VenueLimits), StartError> {
    let watch = (config.gate)(Vec::new()).halt_watch();
    let address = AddressLimits::new(way.manners());
    let client = Client::new(client_config(config, (way, &address), watch))?;
    let mut reason = String::new();
    for _ in 0..LISTING_TRIES_MAX {
        match client.send(way.ask_instruments()).await {
            Outcome::Answer(answer) => match way.read_instruments(&answer, config.venue) {
                Ok(listing) => {
                    let instruments = wanted(config, way.symbols, &listing.instruments)?;
                    let listed = listing.limits;
                    return Ok((instruments, VenueLimits { address, listed }));
                }
                Err(trouble) => reason = trouble.to_string(),
            },
            Outcome::NotSent(why) => reason = why.to_string(),
            Outcome::Unknown(why) => reason = why.to_string(),
        }
        tokio::time::sleep(LISTING_PAUSE).await;
    }
    Err(StartError::Venue {
        venue: config.venue,
        reason,
    })
}

fn wanted(
    config: &DeskConfig,
    symbols: &[Symbol],
    listed: &[Instrument],
) -> Result<Arc<[Instrument]>, StartError> {
    if symbols.is_empty() {
        return Ok(listed.into());
    }
    symbols
        .iter()
        .map(|symbol| {
            listed
                .iter()
                .find(|instrument| instrument.symbol == *symbol)
                .copied()
                .ok_or_else(|| StartError::UnknownSymbol {
                    symbol: *symbol,
                    venue: config.venue,
                    listed: listed
                        .iter()
                        .map(|instrument| instrument.symbol.to_string())
                        .collect::<Vec<_>>()
                        .join(", "),
                })
        })
        .collect()
}
