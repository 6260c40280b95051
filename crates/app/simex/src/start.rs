//! Brings a simulated exchange up and down: accounts, market, engine, sockets. Never a rule of trading.

use crate::admin;
use crate::ask::Engine;
use crate::books::Books;
use crate::capture::CaptureError;
use crate::clock::ServerClock;
use crate::config::{Config, Market};
use crate::crowd::CrowdDriver;
use crate::driver::{Driver, ReplayDriver};
use crate::engine::EngineTask;
use crate::faults::Faults;
use crate::hub::Hub;
use crate::keeper::{Keeper, KeeperError};
use crate::orders::Listings;
use crate::outlet::Outlet;
use crate::replay::{Replay, ReplayReport};
use crate::shop::{Counters, Shop};
use crate::signing::Keys;
use crate::{account_log::LogError, rest, serve, session, streams};
use domain::{Machine, Rate, Symbol, Time, VenueId};
use exchange::crowd::Crowd;
use exchange::{AccountTerms, Exchange, Input, Tag};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// The name of this venue.
const VENUE: &str = "simex";
/// What makers and takers pay, as requests show it.
const FEE_TEXT: &str = "0.00100000";

/// Why a simulated exchange did not come up, or went down by itself.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port cannot be taken.
    #[error("{address} cannot be listened on")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Accounts cannot be brought back.
    #[error(transparent)]
    Accounts(#[from] KeeperError),
    /// Accounts can no longer be kept: the exchange stopped rather than forget.
    #[error("the account log failed while running")]
    Log(#[from] LogError),
    /// The capture cannot be played.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The capture is of an instrument that is not listed.
    #[error("the capture is of {0}, which this exchange does not list")]
    UnknownCaptureSymbol(String),
    /// A name or number of this program's own is wrong.
    #[error("a built-in name or number is wrong: {0}")]
    BuiltIn(&'static str),
    /// The engine ended without saying why.
    #[error("the engine of the simulated exchange broke")]
    Broken,
}

/// The simulated exchange.
#[derive(Debug, Clone, Copy)]
pub struct Simex;

/// A simulated exchange that serves. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    public: SocketAddr,
    admin: SocketAddr,
    stop: watch::Sender<bool>,
    engine: JoinHandle<Result<(), LogError>>,
    servers: JoinSet<()>,
    replay: watch::Receiver<ReplayReport>,
}

impl Running {
    /// Where it serves Binance's surface.
    #[must_use]
    pub const fn public_addr(&self) -> SocketAddr {
        self.public
    }

    /// Where its levers are, on the loopback address.
    #[must_use]
    pub const fn admin_addr(&self) -> SocketAddr {
        self.admin
    }

    /// How far its capture is; a fresh report when there is none.
    #[must_use]
    pub fn replay_report(&self) -> ReplayReport {
        self.replay.borrow().clone()
    }

    /// Stops it: what was answered is on disk, open connections are closed.
    ///
    /// # Errors
    /// The account log had failed, or the engine broke.
    pub async fn stop(mut self) -> Result<(), StartError> {
        self.stop.send_replace(true);
        while self.servers.join_next().await.is_some() {}
        match (&mut self.engine).await {
            Ok(ended) => ended.map_err(StartError::from),
            Err(_) => Err(StartError::Broken),
        }
    }

    /// Waits until it goes down by itself, which only a failing account log makes it do.
    ///
    /// # Errors
    /// Why it went down.
    pub async fn ended(&mut self) -> Result<(), StartError> {
        match (&mut self.engine).await {
            Ok(ended) => ended.map_err(StartError::from),
            Err(_) => Err(StartError::Broken),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl Simex {
    /// Brings a simulated exchange up. Must be called inside a runtime.
    ///
    /// # Errors
    /// A port, the accounts or the capture cannot be used.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let public = listen(config.public).await?;
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let admin = listen(SocketAddr::new(loopback, config.admin_port)).await?;
        let (keeper, exchange) = Keeper::open(config.data.as_deref())?;
        let faults = Arc::new(Faults::none());
        let clock = ServerClock::new(Arc::clone(&faults));
        let mut floor = Floor::new((keeper, exchange), clock.now());
        floor.furnish(&config)?;
        floor.keeper.commit().await?;
        let (report, replay) = watch::channel(ReplayReport::default());
        let driver = driver(&config.market, &floor, report)?;
        let (stop, stopped) = watch::channel(false);
        let hub = Hub::new();
        let (engine, inbox) = Engine::channel();
        let shop = Arc::new(Shop {
            engine,
            hub: hub.clone(),
            clock: clock.clone(),
            keys: keys(&config),
            listings: floor.listings(),
            only: driver.only(),
            limits: config.limits,
            fees: (FEE_TEXT, FEE_TEXT),
            counters: Counters::default(),
            faults: Arc::clone(&faults),
            sockets: Shop::sockets(),
            stop: stopped.clone(),
            replay: replay.clone(),
        });
        let task = floor.task(driver, (hub, clock, faults));
        let ends = stop.clone();
        let engine_stop = stopped.clone();
        let engine = tokio::spawn(async move {
            let ended = task.run(inbox, engine_stop).await;
            if let Err(error) = &ended {
                tracing::error!(%error, "the simulated exchange stops: its accounts can no longer be kept");
            }
            ends.send_replace(true);
            ended
        });
        let mut servers = JoinSet::new();
        let running_public = address(&public, config.public)?;
        let running_admin = address(&admin, config.public)?;
        let surface = rest::routes()
            .merge(streams::routes())
            .merge(session::routes())
            .with_state(Arc::clone(&shop));
        servers.spawn(serve::serve(public, surface, stopped.clone()));
        let levers = admin::routes().with_state(shop);
        servers.spawn(serve::serve(admin, levers, stopped));
        Ok(Running {
            public: running_public,
            admin: running_admin,
            stop,
            engine,
            servers,
            replay,
        })
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| StartError::Listen { address, source })
}

fn address(listener: &TcpListener, asked: SocketAddr) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|source| StartError::Listen {
        address: asked,
        source,
    })
}

fn keys(config: &Config) -> Keys {
    let mut keys = Keys::default();
    for seed in &config.accounts {
        keys.insert(&seed.key, &seed.secret, seed.account);
    }
    keys
}

fn driver(
    market: &Market,
    floor: &Floor,
    report: watch::Sender<ReplayReport>,
) -> Result<Driver, StartError> {
    match market {
        Market::Still => Ok(Driver::Still),
        Market::Crowd { seed } => Ok(Driver::Crowd(Box::new(CrowdDriver::new(
            *seed,
            floor.now,
            &floor.exchange,
        )))),
        Market::Replay { file, speed } => {
            let (replay, first) = Replay::open(file)?;
            let instrument = floor
                .exchange
                .listings()
                .map(|listing| listing.instrument)
                .find(|instrument| instrument.venue_symbol.as_str() == replay.symbol())
                .ok_or_else(|| StartError::UnknownCaptureSymbol(replay.symbol().to_owned()))?;
            let driver = ReplayDriver::new((replay, first), instrument.symbol, *speed, report);
            Ok(Driver::Replay(Box::new(driver)))
        }
    }
}

/// The exchange while it is being set up.
struct Floor {
    exchange: Exchange,
    keeper: Keeper,
    books: Books,
    names: BTreeMap<Symbol, String>,
    now: Time,
}

impl Floor {
    fn new((keeper, exchange): (Keeper, Exchange), now: Time) -> Self {
        Self {
            exchange,
            keeper,
            books: Books::default(),
            names: BTreeMap::new(),
            now,
        }
    }

    /// Lists what is not listed yet and opens the accounts that are not open yet.
    fn furnish(&mut self, config: &Config) -> Result<(), StartError> {
        let tag = Tag::new(0);
        let venue = VenueId::new(VENUE).map_err(|_| StartError::BuiltIn(VENUE))?;
        for listing in Crowd::listings(venue) {
            if self.exchange.listing(listing.instrument.symbol).is_none() {
                self.step(Input::AddInstrument { tag, listing })?;
            }
        }
        let fee = Rate::parse(FEE_TEXT).map_err(|_| StartError::BuiltIn(FEE_TEXT))?;
        for seed in &config.accounts {
            let known = self
                .exchange
                .accounts()
                .any(|terms| terms.account == seed.account);
            if !known {
                let account = AccountTerms {
                    account: seed.account,
                    maker: fee,
                    taker: fee,
                };
                let balances = seed.balances.clone();
                self.step(Input::AddAccount {
                    tag,
                    account,
                    balances,
                })?;
            }
        }
        for listing in self.exchange.listings() {
            self.books.list(listing);
            let instrument = &listing.instrument;
            let name = instrument.venue_symbol.as_str().to_owned();
            self.names.insert(instrument.symbol, name);
        }
        Ok(())
    }

    fn step(&mut self, input: Input) -> Result<(), StartError> {
        let mut effects = Vec::new();
        self.exchange.step(self.now, input, &mut effects);
        self.keeper.stage(&effects)?;
        Ok(())
    }

    fn listings(&self) -> Listings {
        self.exchange
            .listings()
            .map(|listing| {
                let name = listing.instrument.venue_symbol.as_str().to_owned();
                (name, *listing)
            })
            .collect()
    }

    fn task(
        self,
        driver: Driver,
        (hub, clock, faults): (Hub, ServerClock, Arc<Faults>),
    ) -> EngineTask {
        EngineTask {
            exchange: self.exchange,
            keeper: self.keeper,
            books: self.books,
            driver,
            hub,
            clock,
            faults,
            names: self.names,
            releases: Vec::new(),
            private: Vec::new(),
            to_accounts: Outlet::default(),
            to_public: Outlet::default(),
            next_tag: 0,
            depth_told: self.now,
            prices_kept: self.now,
        }
    }
}
