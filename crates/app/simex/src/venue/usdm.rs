//! Binance's USD-M futures surface: `/fapi`, the private streams, and the same operations of its WebSocket API.
//! Market data has its own files; never a rule of the engine.

pub(crate) mod account;
pub(crate) mod algo;
mod algo_params;
pub(crate) mod batch;
pub(crate) mod contracts;
pub(crate) mod crowd;
pub(crate) mod engine;
pub(crate) mod facts;
pub(crate) mod furnish;

pub(crate) mod levers;
pub(crate) mod listen_keys;
pub(crate) mod market;
pub(crate) mod numbers;
mod order_params;
pub(crate) mod orders;
mod params;
pub(crate) mod private;
pub(crate) mod refusal;
pub(crate) mod risk;
pub(crate) mod settings;
pub(crate) mod statistics;
pub(crate) mod stream_keys;
pub(crate) mod trade;
mod transfer;
mod views;
mod words;

use super::outlet::Outlet;
use contracts::Contracts;
use crowd::FuturesCrowd;
use domain::{Symbol, Time};
use engine::Told;
use exchange::futures::Futures;
use listen_keys::ListenKeys;
use private::PrivateStreams;
use std::collections::BTreeSet;

/// What the venue knows of futures beside the engine.
#[derive(Debug)]
pub(crate) struct Usdm {
    pub(crate) contracts: Contracts,
    pub(crate) streams: PrivateStreams,
    /// What moves the perpetuals, where anything does.
    pub(crate) crowd: Option<Box<FuturesCrowd>>,
    keys: ListenKeys,
    /// Private events of the turn in hand.
    told: Vec<Told>,
    to_accounts: Outlet<Told>,
    /// Contracts whose index price was set by lever and stays.
    pub(crate) held: BTreeSet<Symbol>,
    /// The second up to which index prices were told.
    index_told: Option<Time>,
}

impl Usdm {
    pub(crate) fn new(futures: &Futures, crowd: Option<FuturesCrowd>, keys: ListenKeys) -> Self {
        let mut contracts = Contracts::default();
        for (listing, _) in futures.listings() {
            contracts.list(listing);
        }
        Self {
            contracts,
            streams: PrivateStreams::default(),
            crowd: crowd.map(Box::new),
            keys,
            told: Vec::new(),
            to_accounts: Outlet::default(),
            held: BTreeSet::new(),
            index_told: None,
        }
    }
}
