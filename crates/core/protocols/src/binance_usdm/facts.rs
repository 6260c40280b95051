//! Hosts, limits and abilities of Binance USD-M futures, as data (its documents of November 2026). Never a host chosen:
//! `wire` does.

use crate::limits::{Bound, Charge, Manners, OrderWeight, RateLimit};
use domain::{OrderKind, Span};

mod documented;
pub mod fields;

pub use documented::documented;

/// Where one environment of the venue listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostNames {
    /// REST, scheme and host.
    pub rest: &'static str,
    /// Streams, scheme and host; [`PUBLIC_PATH`], [`MARKET_PATH`] and [`PRIVATE_PATH`] lie below it.
    pub streams: &'static str,
    /// WebSocket API with its path.
    pub session: &'static str,
}

/// Real money.
pub const LIVE: HostNames = HostNames {
    rest: "https://fapi.binance.com",
    streams: "wss://fstream.binance.com",
    session: "wss://ws-fapi.binance.com/ws-fapi/v1",
};

/// The venue's own test exchange.
pub const TESTNET: HostNames = HostNames {
    rest: "https://testnet.binancefuture.com",
    streams: "wss://fstream.binancefuture.com",
    session: "wss://testnet.binancefuture.com/ws-fapi/v1",
};

/// The venue's demo mode: real prices, play money.
pub const DEMO: HostNames = HostNames {
    rest: "https://demo-fapi.binance.com",
    streams: "wss://demo-fstream.binance.com",
    session: "wss://testnet.binancefuture.com/ws-fapi/v1",
};

/// Path of the WebSocket API below a host that serves everything, as the simulated exchange does.
pub const SESSION_PATH: &str = "/ws-fapi/v1";
/// Below this path: books and best prices.
pub const PUBLIC_PATH: &str = "/public";
/// Below this path: trades, marks, candles, liquidations.
pub const MARKET_PATH: &str = "/market";
/// Below this path: the account's own events.
pub const PRIVATE_PATH: &str = "/private";
/// The header that names the key.
pub const KEY_HEADER: &str = "X-MBX-APIKEY";
/// The header with the weight used in the running minute.
pub const USED_WEIGHT_HEADER: &str = "X-MBX-USED-WEIGHT-1M";
/// The header with the orders counted in the running ten seconds.
pub const ORDERS_10S_HEADER: &str = "X-MBX-ORDER-COUNT-10S";
/// The header with the orders counted in the running minute.
pub const ORDERS_1M_HEADER: &str = "X-MBX-ORDER-COUNT-1M";

/// How long after its timestamp a reading, placing or setting request may be taken up.
pub const REQUEST_LIFE: Span = Span::from_millis(5_000);
/// How long after its timestamp a cancel may be taken up: risk leaves fast or is asked for again.
pub const CANCEL_LIFE: Span = Span::from_millis(2_000);
/// How long the venue itself works on a request before it answers -1007.
pub const ENGINE_TIMEOUT: Span = Span::from_secs(10);
/// A timestamp this far ahead of the venue's clock is refused.
pub const AHEAD_MAX: Span = Span::from_millis(1_000);

/// Request weight an address may use per minute.
pub const WEIGHT_PER_MINUTE: u32 = 2_400;
/// Orders an account may send per ten seconds.
pub const ORDERS_PER_TEN_SECONDS: u32 = 300;
/// Orders an account may send per minute.
pub const ORDERS_PER_MINUTE: u32 = 1_200;
const MINUTE: Span = Span::from_secs(60);
const PATHS: &[&str] = &["/fapi/", "/futures/"];

/// What may be asked how often, before the venue's own list is read.
pub const LIMITS: &[RateLimit] = &[
    RateLimit {
        charge: Charge::Weight,
        bound: Bound::Address,
        paths: PATHS,
        every: MINUTE,
        most: WEIGHT_PER_MINUTE,
        header: Some(USED_WEIGHT_HEADER),
        orders: OrderWeight::Charged,
    },
    RateLimit {
        charge: Charge::Order,
        bound: Bound::Account,
        paths: PATHS,
        every: Span::from_secs(10),
        most: ORDERS_PER_TEN_SECONDS,
        header: Some(ORDERS_10S_HEADER),
        orders: OrderWeight::Charged,
    },
    RateLimit {
        charge: Charge::Order,
        bound: Bound::Account,
        paths: PATHS,
        every: MINUTE,
        most: ORDERS_PER_MINUTE,
        header: Some(ORDERS_1M_HEADER),
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

/// Conditional orders an account may have waiting.
pub const CONDITIONAL_ORDERS_MAX: u32 = 200;
/// Streams one connection may carry.
pub const STREAMS_PER_CONNECTION_MAX: usize = 1_024;
/// The venue pings this often.
pub const PING_EVERY: Span = Span::from_secs(180);
/// The venue drops a connection that leaves pings unanswered this long.
pub const PONG_WITHIN: Span = Span::from_secs(600);
/// The venue ends every connection at this age.
pub const CONNECTION_AGE_MAX: Span = Span::from_secs(86_400);
/// A listen key ends this long after it was last kept alive.
pub const LISTEN_KEY_LIFE: Span = Span::from_secs(3_600);
/// How often a listen key is kept alive: half its life, so that one failure is no loss.
pub const LISTEN_KEY_KEEP_EVERY: Span = Span::from_secs(1_800);
/// Most rows of one page of own trades, orders and income.
pub const PAGE_MAX: usize = 1_000;
/// Most rows of one page of conditional orders.
pub const ALGO_PAGE_MAX: usize = 1_000;
/// Most rows of one page of funding rates.
pub const FUNDING_PAGE_MAX: usize = 1_000;
/// Most rows of one page of orders by which the venue closed positions.
pub const FORCED_PAGE_MAX: usize = 100;
/// How far one question about orders by which the venue closed positions looks.
pub const FORCED_WINDOW: Span = Span::from_secs(604_800);
/// How far one question about trades from an instant on looks.
pub const TRADES_WINDOW: Span = Span::from_secs(604_800);
/// The age over which own trades are no longer told.
pub const TRADES_KEPT: Span = Span::from_secs(15_552_000);
/// Candles asked for at once: the dearest page that costs five.
pub const CANDLES_PAGE_MAX: usize = 1_000;
/// Levels per side asked for in a depth snapshot.
pub const DEPTH_LEVELS: u32 = 1_000;

/// Weight of each call.
pub mod weight {
    /// Server time, one mark price, open interest, funding rates and rules.
    pub const ONE: u32 = 1;
    /// Exchange information.
    pub const INSTRUMENTS: u32 = 1;
    /// Depth snapshot of 1,000 levels.
    pub const DEPTH: u32 = 20;
    /// A page of 1,000 candles.
    pub const CANDLES: u32 = 5;
    /// Mark prices of all contracts.
    pub const MARKS_ALL: u32 = 10;
    /// Placing and changing: counted in the order limits; one here in case the venue counts it.
    pub const PLACE: u32 = 1;
    /// Cancelling.
    pub const CANCEL: u32 = 1;
    /// The dead man's switch.
    pub const DEAD_MAN: u32 = 10;
    /// One order.
    pub const QUERY: u32 = 1;
    /// Open orders of one contract.
    pub const OPEN_ORDERS: u32 = 1;
    /// Open orders of all contracts.
    pub const OPEN_ORDERS_ALL: u32 = 40;
    /// Balances, account, positions, settings, and pages of own trades and orders.
    pub const ACCOUNT: u32 = 5;
    /// A setting.
    pub const SETTING: u32 = 1;
    /// The position mode or the assets mode alone.
    pub const MODE: u32 = 30;
    /// What the account pays for trades.
    pub const FEES: u32 = 20;
    /// A page of income.
    pub const INCOME: u32 = 30;
    /// A page of orders by which the venue closed positions, of one contract.
    pub const FORCED: u32 = 20;
    /// The same of all contracts.
    pub const FORCED_ALL: u32 = 50;
    /// Opening, keeping and closing a private stream.
    pub const LISTEN_KEY: u32 = 1;
}

/// Where an order of a kind is placed, asked about and cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Door {
    /// Among the orders: `/fapi/v1/order`.
    Book,
    /// Among the conditional ones, which become orders when the price wakes them: `/fapi/v1/algoOrder`.
    Conditional,
}

/// The door of a kind of order.
#[must_use]
pub const fn door(kind: &OrderKind) -> Door {
    match kind {
        OrderKind::Market | OrderKind::Limit { .. } | OrderKind::LimitMaker { .. } => Door::Book,
        OrderKind::Stop { .. }
        | OrderKind::StopLimit { .. }
        | OrderKind::TakeProfit { .. }
        | OrderKind::TakeProfitLimit { .. }
        | OrderKind::TrailingStop { .. } => Door::Conditional,
    }
}

#[cfg(test)]
mod tests;
