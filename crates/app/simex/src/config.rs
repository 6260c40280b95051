//! What a simulated exchange is started with. Never read from the environment here.

use crate::clock::Clock;
use crate::history::History;
use crate::keep::Keep;
use crate::latency::Latency;
use crate::people::KeySeed;
use crate::replay::Speed;
use crate::symbols::SymbolSpec;
use domain::{AccountId, Asset, Qty};
pub use exchange::crowd::Temper;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// Key of the default account.
pub const DEFAULT_KEY: &str = "testkey";
/// Secret of the default account; it opens nothing but play money.
pub const DEFAULT_SECRET: &str = "testsecret";

/// Everything a simulated exchange is started with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it serves Binance's surface; port 0 takes any free one.
    pub public: SocketAddr,
    /// The port of its levers, always on the loopback address; port 0 takes any free one.
    pub admin_port: u16,
    /// Where accounts are kept; without it they live as long as the process.
    pub data: Option<PathBuf>,
    /// What moves its market.
    pub market: Market,
    /// How the crowd behaves, where a crowd moves the market.
    pub temper: Temper,
    /// Accounts opened at first start.
    pub accounts: Vec<AccountSeed>,
    /// What requests it takes.
    pub limits: VenueLimits,
    /// Symbols beyond the built-in ones.
    pub symbols: Vec<SymbolSpec>,
    /// The text of a scenario that begins with it.
    pub scenario: Option<String>,
    /// Whose time it lives in.
    pub clock: Clock,
    /// What faults and latencies are drawn from.
    pub seed: u64,
    /// How long answers are on their way.
    pub latency: Latency,
    /// How much of what is over it remembers.
    pub keep: Keep,
    /// The past of the first account, made up when it is opened.
    pub history: Option<History>,
}

/// What moves the market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Market {
    /// A crowd of traders born of a seed, trading by the wall clock.
    Crowd {
        /// The same seed, the same crowd.
        seed: u64,
    },
    /// A capture of real streams.
    Replay {
        /// The file, plain or gzip.
        file: PathBuf,
        /// How fast.
        speed: Speed,
    },
    /// Nothing: only accounts trade with each other.
    Still,
}

/// An account opened when the exchange does not know it yet.
#[derive(Debug, Clone)]
pub struct AccountSeed {
    /// Its number.
    pub account: AccountId,
    /// The key that acts for it.
    pub key: String,
    /// The key's secret.
    pub secret: String,
    /// What it holds on spot at first.
    pub balances: Vec<(Asset, Qty)>,
    /// What it holds on futures at first.
    pub futures: Vec<(Asset, Qty)>,
    /// More keys that act for it.
    pub more_keys: Vec<KeySeed>,
}

/// Bounds on requests, as the venue sets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VenueLimits {
    /// Request weight per address and minute.
    pub weight_per_minute: u32,
    /// Orders an account may leave unfilled per ten seconds.
    pub orders_per_ten_seconds: u32,
    /// Spot orders an account may leave unfilled per day.
    pub orders_per_day: u32,
    /// Requests per address and product in five minutes, whatever their weight.
    pub requests_per_five_minutes: u32,
    /// Weight per address and minute of what the wallet's routes charge to the address.
    pub wallet_weight_per_minute: u32,
    /// Weight per account and minute of what the wallet's routes charge to the account.
    pub wallet_account_weight_per_minute: u32,
    /// Request weight per address and minute on futures.
    pub futures_weight_per_minute: u32,
    /// Futures orders of an account per ten seconds.
    pub futures_orders_per_ten_seconds: u32,
    /// Futures orders of an account per minute.
    pub futures_orders_per_minute: u32,
    /// Sockets an address may open in five minutes, per product.
    pub connections_per_five_minutes: u32,
}

impl Default for VenueLimits {
    /// Binance's own.
    fn default() -> Self {
        Self {
            weight_per_minute: 6_000,
            orders_per_ten_seconds: 100,
            orders_per_day: 200_000,
            requests_per_five_minutes: 300_000,
            wallet_weight_per_minute: 12_000,
            wallet_account_weight_per_minute: 180_000,
            futures_weight_per_minute: 2_400,
            futures_orders_per_ten_seconds: 300,
            futures_orders_per_minute: 1_200,
            connections_per_five_minutes: 300,
        }
    }
}

impl Default for Config {
    /// A crowd market on free loopback ports, with the default account and nothing on disk.
    fn default() -> Self {
        Self {
            public: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            admin_port: 0,
            data: None,
            market: Market::Crowd { seed: 1 },
            temper: Temper::Lively,
            accounts: default_accounts(),
            limits: VenueLimits::default(),
            symbols: Vec::new(),
            scenario: None,
            clock: Clock::Wall,
            seed: 1,
            latency: Latency::None,
            keep: Keep::default(),
            history: None,
        }
    }
}

/// One account with 20,000 USDT and half a BTC.
fn default_accounts() -> Vec<AccountSeed> {
    let holding = |asset, units, places| {
        let asset = Asset::new(asset).ok()?;
        Some((asset, Qty::from_parts(units, places).ok()?))
    };
    vec![AccountSeed {
        account: AccountId::new(1),
        key: DEFAULT_KEY.to_owned(),
        secret: DEFAULT_SECRET.to_owned(),
        balances: [holding("USDT", 20_000, 0), holding("BTC", 5, 1)]
            .into_iter()
            .flatten()
            .collect(),
        futures: holding("USDT", 5_000, 0).into_iter().collect(),
        more_keys: Vec::new(),
    }]
}
