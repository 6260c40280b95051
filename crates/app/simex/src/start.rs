//! Brings a simulated exchange up and down: accounts, market, engine, sockets. Never a rule of trading.

use crate::account_log::LogError;
use crate::ask::Engine;
use crate::capture::CaptureError;
use crate::config::{Config, Market};
use crate::driver::{Driver, ReplayDriver};
use crate::engine::EngineTask;
use crate::floor::Floor;
use crate::keeper::{Keeper, KeeperError};
use crate::ports::{self, Port};
use crate::replay::{Replay, ReplayReport};
use crate::serve;
use crate::symbols::SymbolError;
use exchange::Exchange;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

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
    /// The scenario cannot be played.
    #[error("{0}")]
    Scenario(String),
    /// A symbol cannot be listed.
    #[error(transparent)]
    Symbol(#[from] SymbolError),
    /// A key cannot be made.
    #[error("the key `{key}` cannot be made: {reason}")]
    Key {
        /// Its name.
        key: String,
        /// Why.
        reason: String,
    },
    /// No past could be made up.
    #[error(transparent)]
    History(#[from] crate::history::HistoryError),
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
        let (keeper, kept) = Keeper::open(config.data.as_deref())?;
        let mut floor = Floor {
            exchange: kept.spot,
            wallet: kept.wallet,
            futures: kept.futures,
            beside: kept.beside,
            keeper,
            now: config.clock.begin(),
        };
        floor.set_up(&config)?;
        floor.keeper.commit().await?;
        let (report, replay) = watch::channel(ReplayReport::default());
        let driver = driver(&config.market, &floor.exchange, report)?;
        let (stop, stopped) = watch::channel(false);
        let (engine, inbox) = Engine::channel();
        let (venue, keeper) = floor.venue(&config, driver.only())?;
        let task = EngineTask::new(venue, keeper, (driver, replay.clone()), config.clone());
        let port = Port { engine };
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
        let surface = ports::public(port.clone());
        servers.spawn(serve::serve(public, surface, stopped.clone()));
        servers.spawn(serve::serve(admin, ports::levers(port), stopped));
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

fn driver(
    market: &Market,
    exchange: &Exchange,
    report: watch::Sender<ReplayReport>,
) -> Result<Driver, StartError> {
    match market {
        Market::Still | Market::Crowd { .. } => Ok(Driver::Still),
        Market::Replay { file, speed } => {
            let (replay, first) = Replay::open(file)?;
            let instrument = exchange
                .listings()
                .map(|listing| listing.instrument)
                .find(|instrument| instrument.venue_symbol.as_str() == replay.symbol())
                .ok_or_else(|| StartError::UnknownCaptureSymbol(replay.symbol().to_owned()))?;
            let driver = ReplayDriver::new((replay, first), instrument.symbol, *speed, report);
            Ok(Driver::Replay(Box::new(driver)))
        }
    }
}
