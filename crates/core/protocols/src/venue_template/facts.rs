//! Hosts, limits and abilities of the venue, as data. Never a host chosen: `wire` does.

use domain::Span;

/// Where one environment of the venue listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostNames {
    /// REST, scheme and host.
    pub rest: &'static str,
    /// Streams, scheme and host.
    pub streams: &'static str,
}

/// The venue's own test exchange.
pub const TESTNET: HostNames = HostNames {
    rest: "https://rest.venue.invalid",
    streams: "wss://stream.venue.invalid",
};

/// The header that names the key.
pub const KEY_HEADER: &str = "X-VENUE-KEY";
/// How long after its timestamp a reading or placing request may be taken up.
pub const REQUEST_LIFE: Span = Span::from_millis(5_000);
/// How long after its timestamp a cancel may be taken up: risk leaves fast or is asked for again.
pub const CANCEL_LIFE: Span = Span::from_millis(2_000);
/// Executions on one page.
pub const FILLS_PAGE_MAX: u32 = 500;

/// What each call costs of the address's budget.
pub(super) mod weight {
    pub(crate) const TIME: u32 = 1;
    pub(crate) const PLACE: u32 = 1;
    pub(crate) const CANCEL: u32 = 1;
    pub(crate) const QUERY: u32 = 2;
    pub(crate) const OPEN_ORDERS: u32 = 5;
    pub(crate) const FILLS: u32 = 10;
}
