//! Hosts, limits and abilities of Binance spot, as data (its documents of November 2026). Never a host chosen: `wire` does.

pub mod fields;

use crate::limits::{Bound, Charge, Manners, OrderWeight, RateLimit};
use domain::{OrderKind, Span, Time};

/// Where one environment of the venue listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostNames {
    /// REST, scheme and host.
    pub rest: &'static str,
    /// Market streams, scheme and host.
    pub streams: &'static str,
    /// WebSocket API with its path.
    pub session: &'static str,
}

/// Real money.
pub const LIVE: HostNames = HostNames {
    rest: "https://api.binance.com",
    streams: "wss://stream.binance.com:9443",
    session: "wss://ws-api.binance.com:443/ws-api/v3",
};

/// The venue's own test exchange.
pub const TESTNET: HostNames = HostNames {
    rest: "https://testnet.binance.vision",
    streams: "wss://stream.testnet.binance.vision",
    session: "wss://ws-api.testnet.binance.vision/ws-api/v3",
};

/// The venue's demo: its own prices, play money.
pub const DEMO: HostNames = HostNames {
    rest: "https://demo-api.binance.com",
    streams: "wss://demo-stream.binance.com",
    session: "wss://demo-ws-api.binance.com/ws-api/v3",
};

/// Path of the WebSocket API below any host.
pub const SESSION_PATH: &str = "/ws-api/v3";
/// The header that names the key.
pub const KEY_HEADER: &str = "X-MBX-APIKEY";
/// The header with the weight used in the running minute.
pub const USED_WEIGHT_HEADER: &str = "X-MBX-USED-WEIGHT-1M";
/// The header with the orders of the running ten seconds.
pub const ORDERS_SHORT_HEADER: &str = "X-MBX-ORDER-COUNT-10S";
/// The header with the orders of the running day.
pub const ORDERS_DAY_HEADER: &str = "X-MBX-ORDER-COUNT-1D";
/// The header with the wallet weight an address used in the running minute.
pub const USED_WALLET_WEIGHT_HEADER: &str = "X-SAPI-USED-IP-WEIGHT-1M";
/// The header with the wallet weight an account used in the running minute.
pub const USED_ACCOUNT_WEIGHT_HEADER: &str = "X-SAPI-USED-UID-WEIGHT-1M";

/// How long after its timestamp a reading or placing request may be taken up.
pub const REQUEST_LIFE: Span = Span::from_millis(5_000);
/// How long after its timestamp a cancel may be taken up: risk leaves fast or is asked for again.
pub const CANCEL_LIFE: Span = Span::from_millis(2_000);
/// How long the venue itself works on a request before it answers -1007.
pub const ENGINE_TIMEOUT: Span = Span::from_secs(10);
/// A timestamp this far ahead of the venue's clock is refused.
pub const AHEAD_MAX: Span = Span::from_millis(1_000);

/// The day on which the venue opened, 2017-07-14: no account of it has an older past.
pub const FIRST_DAY: Time = Time::from_millis(1_499_990_400_000);
/// Request weight an address may use per minute.
pub const WEIGHT_PER_MINUTE: u32 = 6_000;
/// Orders an account may leave unfilled per ten seconds.
pub const ORDERS_PER_TEN_SECONDS: u32 = 100;
/// Orders an account may leave unfilled per day.
pub const ORDERS_PER_DAY: u32 = 200_000;
/// Requests of any weight an address may make in five minutes.
pub const REQUESTS_PER_FIVE_MINUTES: u32 = 300_000;
/// Wallet weight an address may use per minute.
pub const WALLET_WEIGHT_PER_MINUTE: u32 = 12_000;
/// Wallet weight an account may use per minute.
pub const ACCOUNT_WEIGHT_PER_MINUTE: u32 = 180_000;

const MINUTE: Span = Span::from_secs(60);
const TRADING_PATHS: &[&str] = &["/api/"];
/// Wallet questions that the account pays for; the address pays for the others.
const ACCOUNT_PATHS: &[&str] = &["/sapi/v1/capital/withdraw/history", "/sapi/v1/convert/"];

/// What may be asked how often, before the venue's own list is read.
pub const LIMITS: &[RateLimit] = &[
    RateLimit {
        charge: Charge::Weight,
        bound: Bound::Address,
        paths: TRADING_PATHS,
        every: MINUTE,
        most: WEIGHT_PER_MINUTE,
        header: Some(USED_WEIGHT_HEADER),
        orders: OrderWeight::FreeWhenDone,
    },
    RateLimit {
        charge: Charge::Request,
        bound: Bound::Address,
        paths: TRADING_PATHS,
        every: Span::from_secs(300),
        most: REQUESTS_PER_FIVE_MINUTES,
        header: None,
        orders: OrderWeight::Charged,
    },
    RateLimit {
        charge: Charge::Order,
        bound: Bound::Account,
        paths: TRADING_PATHS,
        every: Span::from_secs(10),
        most: ORDERS_PER_TEN_SECONDS,
        header: Some(ORDERS_SHORT_HEADER),
        orders: OrderWeight::Charged,
    },
    RateLimit {
        charge: Charge::Order,
        bound: Bound::Account,
        paths: TRADING_PATHS,
        every: Span::from_secs(86_400),
        most: ORDERS_PER_DAY,
        header: Some(ORDERS_DAY_HEADER),
        orders: OrderWeight::Charged,
    },
    RateLimit {
        charge: Charge::Weight,
        bound: Bound::Account,
        paths: ACCOUNT_PATHS,
        every: MINUTE,
        most: ACCOUNT_WEIGHT_PER_MINUTE,
        header: Some(USED_ACCOUNT_WEIGHT_HEADER),
        orders: OrderWeight::Charged,
    },
    RateLimit {
        charge: Charge::Weight,
        bound: Bound::Address,
        paths: &[
            "/sapi/v1/account",
            "/sapi/v1/asset",
            "/sapi/v1/capital/deposit",
        ],
        every: MINUTE,
        most: WALLET_WEIGHT_PER_MINUTE,
        header: Some(USED_WALLET_WEIGHT_HEADER),
        orders: OrderWeight::Charged,
    },
];

/// How the venue wants to be dealt with.
pub const MANNERS: Manners = Manners {
    limits: LIMITS,
    demand: super::read::demand,
    ask_time: super::ask::server_time,
    read_time: super::read::server_time,
};

/// Streams one connection may carry.
pub const STREAMS_PER_CONNECTION_MAX: usize = 1_024;
/// The venue pings this often.
pub const PING_EVERY: Span = Span::from_secs(20);
/// The venue drops a connection that leaves pings unanswered this long.
pub const PONG_WITHIN: Span = Span::from_secs(60);
/// The venue ends every connection at this age.
pub const CONNECTION_AGE_MAX: Span = Span::from_secs(86_400);
/// Most candles of one page.
pub const CANDLES_PAGE_MAX: u32 = 1_000;
/// Most rows of one page of own trades.
pub const FILLS_PAGE_MAX: u32 = 1_000;
/// Levels per side asked for in a depth snapshot.
pub const DEPTH_LEVELS: u32 = 1_000;

/// Weight of each call.
pub mod weight {
    /// Server time.
    pub const TIME: u32 = 1;
    /// Exchange information.
    pub const INSTRUMENTS: u32 = 20;
    /// What a key may do, of the wallet's weight.
    pub const KEY_FACTS: u32 = 1;
    /// Depth snapshot of up to 1,000 levels.
    pub const DEPTH: u32 = 50;
    /// A page of candles.
    pub const CANDLES: u32 = 2;
    /// Placing: free when it succeeds.
    pub const PLACE: u32 = 1;
    /// Reducing an order where it stands.
    pub const AMEND: u32 = 4;
    /// Cancelling: free when it succeeds.
    pub const CANCEL: u32 = 1;
    /// One order.
    pub const QUERY: u32 = 4;
    /// Open orders of one symbol.
    pub const OPEN_ORDERS: u32 = 6;
    /// Open orders of all symbols.
    pub const OPEN_ORDERS_ALL: u32 = 80;
    /// Balances.
    pub const ACCOUNT: u32 = 20;
    /// Own trades of one order.
    pub const FILLS_OF_ORDER: u32 = 5;
    /// Own trades of a symbol.
    pub const FILLS: u32 = 20;
}

/// Whether the venue takes orders of this kind.
#[must_use]
pub const fn takes(kind: &OrderKind) -> bool {
    match kind {
        OrderKind::Market
        | OrderKind::Limit { .. }
        | OrderKind::LimitMaker { .. }
        | OrderKind::Stop { .. }
        | OrderKind::StopLimit { .. }
        | OrderKind::TakeProfit { .. }
        | OrderKind::TakeProfitLimit { .. }
        | OrderKind::TrailingStop { .. } => true,
    }
}
