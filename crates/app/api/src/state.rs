//! What every handler shares: the desk, the settings, the counters. Never a connection to the database of its own.

use crate::config::{ApiConfig, ConfigError, Front};
use crate::rate_limit::RateLimiter;
use desk::Desk;
use domain::Time;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::sync::{Mutex, Semaphore, watch};

/// Most streams open at once.
pub(crate) const STREAMS_MAX: usize = 256;
/// Most passwords hashed at once; each takes 19 MiB.
pub(crate) const HASHES_AT_ONCE_MAX: usize = 2;

/// Shared state of the web door; cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    desk: Desk,
    config: ApiConfig,
    hosts: Vec<String>,
    limiter: RateLimiter,
    sign_in: Mutex<()>,
    hashing: Semaphore,
    streams: Arc<Semaphore>,
    sessions_ended: watch::Sender<u64>,
    closing: watch::Sender<Closing>,
}

/// Whether the door is being closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// It is open.
    No,
    /// Streams say good-bye; nothing new is taken.
    Yes,
}

impl AppState {
    /// The state of a door that listens at `local` (the bound address, with its real port).
    ///
    /// # Errors
    /// The settings are unsafe or leave the house unreachable.
    pub fn new(desk: Desk, config: ApiConfig, local: SocketAddr) -> Result<Self, ConfigError> {
        let config = ApiConfig {
            listen: local,
            ..config
        };
        config.check()?;
        let hosts = config.hosts(local.port());
        Ok(Self(Arc::new(Inner {
            desk,
            config,
            hosts,
            limiter: RateLimiter::default(),
            sign_in: Mutex::new(()),
            hashing: Semaphore::new(HASHES_AT_ONCE_MAX),
            streams: Arc::new(Semaphore::new(STREAMS_MAX)),
            sessions_ended: watch::Sender::new(0),
            closing: watch::Sender::new(Closing::No),
        })))
    }

    /// The desk.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &ApiConfig {
        &self.0.config
    }

    /// The desk's clock.
    #[must_use]
    pub fn now(&self) -> Time {
        self.0.desk.now()
    }

    /// The hosts a request may name.
    pub(crate) fn hosts(&self) -> &[String] {
        &self.0.hosts
    }

    pub(crate) fn limiter(&self) -> &RateLimiter {
        &self.0.limiter
    }

    /// Held while a failure counter is read and written, so that tries at once are counted one by one.
    pub(crate) fn sign_in_turn(&self) -> &Mutex<()> {
        &self.0.sign_in
    }

    /// Bounds the memory that hashing takes.
    pub(crate) fn hashing(&self) -> &Semaphore {
        &self.0.hashing
    }

    /// Bounds the streams.
    pub(crate) fn streams(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.streams)
    }

    /// Tells all streams to look at their session again.
    pub(crate) fn session_ended(&self) {
        self.0
            .sessions_ended
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Tells all streams to say good-bye.
    pub(crate) fn close(&self) {
        self.0.closing.send_replace(Closing::Yes);
    }

    /// Ready when the door is being closed.
    pub(crate) async fn closed(&self) {
        let mut closing = self.0.closing.subscribe();
        // The sender lives as long as this state, so waiting ends only by the word itself.
        drop(closing.wait_for(|closing| *closing == Closing::Yes).await);
    }

    pub(crate) fn sessions_ended(&self) -> watch::Receiver<u64> {
        self.0.sessions_ended.subscribe()
    }

    /// The visitor's address: the peer's, or the one a trusted proxy names last.
    pub(crate) fn visitor_address(&self, peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
        let Front::TlsProxy { peers } = &self.0.config.front else {
            return peer;
        };
        if !peers.contains(&peer) {
            return peer;
        }
        forwarded
            .and_then(|list| list.rsplit(',').next())
            .and_then(|last| last.trim().parse().ok())
            .unwrap_or(peer)
    }
}
