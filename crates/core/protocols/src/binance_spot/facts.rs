//! Hosts, limits and abilities of Binance spot, as data (its documents of November 2026). Never a host chosen: `wire` does.

use domain::{OrderKind, Span};

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

/// Path of the WebSocket API below any host.
pub const SESSION_PATH: &str = "/ws-api/v3";
/// The header that names the key.
pub const KEY_HEADER: &str = "X-MBX-APIKEY";
/// The header with the weight used in the running minute.
pub const USED_WEIGHT_HEADER: &str = "X-MBX-USED-WEIGHT-1M";

/// How long after its timestamp a reading or placing request may be taken up.
pub const REQUEST_LIFE: Span = Span::from_millis(5_000);
/// How long after its timestamp a cancel may be taken up: risk leaves fast or is asked for again.
pub const CANCEL_LIFE: Span = Span::from_millis(2_000);
/// How long the venue itself works on a request before it answers -1007.
pub const ENGINE_TIMEOUT: Span = Span::from_secs(10);
/// A timestamp this far ahead of the venue's clock is refused.
pub const AHEAD_MAX: Span = Span::from_millis(1_000);

/// Request weight an address may use per minute.
pub const WEIGHT_PER_MINUTE: u32 = 6_000;
/// Orders an account may leave unfilled per ten seconds.
pub const ORDERS_PER_TEN_SECONDS: u32 = 100;
/// Orders an account may leave unfilled per day.
pub const ORDERS_PER_DAY: u32 = 200_000;
/// Streams one connection may carry.
pub const STREAMS_PER_CONNECTION_MAX: usize = 1_024;
/// The venue pings this often.
pub const PING_EVERY: Span = Span::from_secs(20);
/// The venue drops a connection that leaves pings unanswered this long.
pub const PONG_WITHIN: Span = Span::from_secs(60);
/// The venue ends every connection at this age.
pub const CONNECTION_AGE_MAX: Span = Span::from_secs(86_400);
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
    /// Depth snapshot of up to 1,000 levels.
    pub const DEPTH: u32 = 50;
    /// Placing: free when it succeeds.
    pub const PLACE: u32 = 1;
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
        | OrderKind::StopLimit { .. } => true,
    }
}
