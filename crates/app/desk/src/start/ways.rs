//! The ways of the accounts to the venue: hosts, key, what is traded there and how often it may be asked. Sends nothing but the
//! question for the list of instruments.

use super::{
    DeskConfig, LISTING_PAUSE, MarginedConfig, PATIENCE_WITH_A_LIST, PATIENCE_WITHOUT, StartError,
};
use crate::backup::BackupConfig;
use crate::clock::Clock;
use crate::health::HealthBoard;
use crate::inbox::Arrival;
use crate::lease::Hold;
use crate::link_role::LinkRole;
use crate::listing_watch;
use crate::order_session;
use crate::product::Product;
use crate::venue_link::{LinkParts, VenueLink};
use crate::venues::OrderEntry;
use domain::{AccountId, Instrument, RawSource, Symbol, VenueId};
use gate::HaltWatch;
use protocols::binance::Listing;
use protocols::binance_spot::facts::MANNERS;
use protocols::{Answer, ListedLimit, Manners, Trouble, binance_usdm as usdm};
use std::borrow::Cow;
use std::sync::Arc;
use store::Reader;
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
    pub(super) hold: Hold,
}

/// The desk's side of every account.
pub(super) struct Links {
    pub(super) spot: Arc<VenueLink>,
    pub(super) margined: Option<Arc<VenueLink>>,
    pub(super) backup: Option<Arc<VenueLink>>,
}

impl<'a> Traded<'a> {
    /// What is traded on every way, spot first.
    pub(super) async fn of_all(
        config: &'a DeskConfig,
        reader: &Reader,
    ) -> Result<Vec<Self>, StartError> {
        let margined = config.margined.as_ref().map(|m| Way::margined(m, config));
        let backup = config.backup.as_ref().map(|b| Way::backup(b, config));
        let mut all = Vec::new();
        let ways = [Some(Way::spot(config)), margined, backup];
        for way in ways.into_iter().flatten() {
            let (instruments, limits) = listed(config, &way, reader).await?;
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
            venue: way.venue,
            account: way.account,
            product: way.product,
            role: way.role,
            instruments: Arc::clone(&self.instruments),
            arrivals: common.arrivals.clone(),
            clock: Arc::clone(&common.clock),
            health: common.health.clone(),
            key: way.key,
            order_entry: way.order_entry(config),
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
        let mut backup = None;
        for traded in traded {
            let link = traded.link(config, common)?;
            match (traded.way.role, traded.way.product) {
                (LinkRole::Home, Product::Spot) => spot = Some(link),
                (LinkRole::Home, Product::UsdM) => margined = Some(link),
                (LinkRole::Backup, _) => backup = Some(link),
            }
        }
        let spot = spot.ok_or_else(|| StartError::Venue {
            venue: config.venue,
            reason: "there is no account on spot".to_owned(),
        })?;
        Ok(Self {
            spot,
            margined,
            backup,
        })
    }

    /// Every way, a backup last.
    fn iter(&self) -> impl Iterator<Item = &Arc<VenueLink>> {
        let all = [
            Some(&self.spot),
            self.margined.as_ref(),
            self.backup.as_ref(),
        ];
        all.into_iter().flatten()
    }

    /// The ways of accounts at their own venues.
    pub(super) fn of_homes(&self) -> Vec<Arc<VenueLink>> {
        let homes = self.iter().filter(|link| link.role == LinkRole::Home);
        homes.map(Arc::clone).collect()
    }

    pub(super) fn all(&self) -> Vec<Arc<VenueLink>> {
        self.iter().map(Arc::clone).collect()
    }

    pub(super) fn of_account(&self, account: AccountId) -> Option<&Arc<VenueLink>> {
        self.iter().find(|link| link.account == account)
    }
}

/// One account's way to the venue, as the settings say.
pub(super) struct Way<'a> {
    pub(super) account: AccountId,
    venue: VenueId,
    product: Product,
    pub(super) role: LinkRole,
    hosts: &'a Hosts,
    key: KeyName,
    /// What must be listed there.
    symbols: Cow<'a, [Symbol]>,
    also: Also<'a>,
}

/// What is traded on a way beside what must be.
enum Also<'a> {
    Nothing,
    /// Of these what is listed; all of it where none is named.
    Listed(&'a [Symbol]),
}

impl<'a> Way<'a> {
    fn spot(config: &'a DeskConfig) -> Self {
        Self {
            account: config.account,
            venue: config.venue,
            product: Product::Spot,
            role: LinkRole::Home,
            hosts: &config.hosts,
            key: config.key,
            symbols: Cow::Borrowed(&config.symbols),
            also: Also::Nothing,
        }
    }

    fn margined(config: &'a MarginedConfig, desk: &DeskConfig) -> Self {
        Self {
            account: config.account,
            venue: desk.venue,
            product: Product::UsdM,
            role: LinkRole::Home,
            hosts: &config.hosts,
            key: config.key,
            symbols: Cow::Borrowed(&config.symbols),
            also: Also::Nothing,
        }
    }

    fn backup(config: &'a BackupConfig, desk: &'a DeskConfig) -> Self {
        Self {
            account: config.account,
            venue: config.venue,
            product: Product::Spot,
            role: LinkRole::Backup,
            hosts: &config.hosts,
            key: config.key,
            symbols: config.symbols.keys().copied().collect(),
            // Whatever stood there before the settings changed can still be asked about.
            also: Also::Listed(&desk.symbols),
        }
    }

    /// How its orders leave: at a backup each as a request of its own.
    const fn order_entry(&self, config: &DeskConfig) -> OrderEntry {
        match self.role {
            LinkRole::Home => config.upkeep.order_entry,
            LinkRole::Backup => OrderEntry::Rest,
        }
    }

    const fn manners(&self) -> Manners {
        match self.product {
            Product::Spot => MANNERS,
            Product::UsdM => usdm::facts::MANNERS,
        }
    }

    fn read_instruments(&self, answer: &Answer) -> Result<Listing, Trouble> {
        listing_watch::read(self.product, answer, self.venue)
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
    client.heed_lease(common.hold.watch());
    client.learn_limits(&limits.listed);
    match way.order_entry(config) {
        OrderEntry::WebSocket => {
            order_session::open((&client, way.product), common.health.clone());
        }
        OrderEntry::Rest => {}
    }
    Ok(Arc::new(client))
}

/// What the venue lists of what the settings want, and its limits. The client that asks places nothing. A venue that does not
/// answer is taken by its list as last kept: what opens is refused anyhow until it has answered and was compared.
async fn listed(
    config: &DeskConfig,
    way: &Way<'_>,
    reader: &Reader,
) -> Result<(Arc<[Instrument]>, VenueLimits), StartError> {
    let address = AddressLimits::new(way.manners());
    let kept = kept_listing(way, reader).await?;
    let patience = match kept {
        Some(_) => PATIENCE_WITH_A_LIST,
        None => PATIENCE_WITHOUT,
    };
    let mut reason = "it says nothing".to_owned();
    let asked = ask_for_list(config, (way, &address), &mut reason);
    let told = tokio::time::timeout(patience, asked).await;
    let listing = match (told, kept) {
        (Ok(listing), _) => listing?,
        (Err(_), Some(kept)) => {
            tracing::warn!(venue = %way.venue, reason, "the venue does not answer; its list as last kept is taken");
            kept
        }
        (Err(_), None) => {
            return Err(StartError::Venue {
                venue: way.venue,
                reason,
            });
        }
    };
    let instruments = wanted(way, &listing.instruments)?;
    let listed = listing.limits;
    Ok((instruments, VenueLimits { address, listed }))
}

/// Asks for the list until it comes; `reason` says why it has not yet.
async fn ask_for_list(
    config: &DeskConfig,
    (way, address): (&Way<'_>, &AddressLimits),
    reason: &mut String,
) -> Result<Listing, StartError> {
    let watch = (config.gate)(Vec::new()).halt_watch();
    let client = Client::new(client_config(config, (way, address), watch))?;
    loop {
        match client.send(listing_watch::ask(way.product)).await {
            Outcome::Answer(answer) => match way.read_instruments(&answer) {
                Ok(listing) => return Ok(listing),
                Err(trouble) => *reason = trouble.to_string(),
            },
            Outcome::NotSent(why) => *reason = why.to_string(),
            Outcome::Unknown(why) => *reason = why.to_string(),
        }
        tokio::time::sleep(LISTING_PAUSE).await;
    }
}

/// The venue's list as it was last kept; `None` where none was, or where it cannot be read any more.
async fn kept_listing(way: &Way<'_>, reader: &Reader) -> Result<Option<Listing>, StartError> {
    let name = VenueLink::listing_name(way.product);
    let Ok(source) = RawSource::new(&format!("{}/{name}", way.venue)) else {
        return Ok(None);
    };
    let Some(kept) = reader.last_raw_record(source).await? else {
        return Ok(None);
    };
    let answer = Answer {
        status: 200,
        retry_after: None,
        used_weight: None,
        received: kept.received,
        body: kept.bytes,
    };
    Ok(way.read_instruments(&answer).ok())
}

fn wanted(way: &Way<'_>, listed: &[Instrument]) -> Result<Arc<[Instrument]>, StartError> {
    if way.symbols.is_empty() && matches!(way.also, Also::Nothing) {
        return Ok(listed.into());
    }
    let names = |all: &[Instrument]| {
        let names: Vec<String> = all.iter().map(|i| i.symbol.to_string()).collect();
        names.join(", ")
    };
    let found = |symbol: &Symbol| {
        let instrument = listed.iter().find(|i| i.symbol == *symbol);
        instrument
            .copied()
            .ok_or_else(|| StartError::UnknownSymbol {
                symbol: *symbol,
                venue: way.venue,
                listed: names(listed),
            })
    };
    let must: Vec<Instrument> = way.symbols.iter().map(found).collect::<Result<_, _>>()?;
    let more = listed.iter().copied().filter(|i| match way.also {
        Also::Nothing => false,
        Also::Listed(all) => {
            !way.symbols.contains(&i.symbol) && (all.is_empty() || all.contains(&i.symbol))
        }
    });
    Ok(must.iter().copied().chain(more).collect())
}
