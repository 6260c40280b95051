//! What every request handler shares: the way to the engine, the streams, keys, instruments, counters, faults.
//! Never holds a book or a balance.

use crate::ask::Engine;
use crate::clock::ServerClock;
use crate::config::VenueLimits;
use crate::faults::Faults;
use crate::hub::Hub;
use crate::orders::Listings;
use crate::refusal::Refusal;
use crate::replay::ReplayReport;
use crate::signing::Keys;
use crate::views::Standing;
use domain::{AccountId, Span, Symbol, Time};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;
use tokio::sync::{Semaphore, watch};

/// Streams and sessions open at the same time.
const SOCKETS_MAX: usize = 256;
/// Addresses whose weight is counted; more forget the oldest.
const ADDRESSES_MAX: usize = 1_024;
/// Window of the weight counter.
pub(crate) const WEIGHT_WINDOW: Span = Span::from_secs(60);
/// Short window of the order counter.
pub(crate) const ORDER_WINDOW: Span = Span::from_secs(10);
/// Long window of the order counter.
const DAY: Span = Span::from_secs(86_400);

/// The shared state.
pub(crate) struct Shop {
    pub(crate) engine: Engine,
    pub(crate) hub: Hub,
    pub(crate) clock: ServerClock,
    pub(crate) keys: Keys,
    pub(crate) listings: Listings,
    /// The one symbol that has a market, while a capture is played.
    pub(crate) only: Option<Symbol>,
    pub(crate) limits: VenueLimits,
    /// What makers and takers pay, as text.
    pub(crate) fees: (&'static str, &'static str),
    pub(crate) counters: Counters,
    pub(crate) faults: std::sync::Arc<Faults>,
    pub(crate) sockets: Semaphore,
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) replay: watch::Receiver<ReplayReport>,
}

/// Counts of what was asked.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    weights: Mutex<BTreeMap<IpAddr, Window>>,
    orders: Mutex<BTreeMap<AccountId, (Window, Window)>>,
}

/// A count in a window of time.
#[derive(Debug, Clone, Copy)]
struct Window {
    start: Time,
    count: u32,
}

impl Window {
    const EMPTY: Self = Self {
        start: Time::from_nanos(i64::MIN),
        count: 0,
    };

    fn add(&mut self, now: Time, window: Span, more: u32) -> u32 {
        let start = now.floor_to(window);
        if self.start != start {
            *self = Self { start, count: 0 };
        }
        self.count = self.count.saturating_add(more);
        self.count
    }
}

impl Counters {
    /// Adds weight to an address; its count in this minute.
    pub(crate) fn weigh(&self, address: IpAddr, now: Time, weight: u32) -> u32 {
        let Ok(mut weights) = self.weights.lock() else {
            return weight;
        };
        if weights.len() >= ADDRESSES_MAX && !weights.contains_key(&address) {
            weights.pop_first();
        }
        weights
            .entry(address)
            .or_insert(Window::EMPTY)
            .add(now, WEIGHT_WINDOW, weight)
    }

    /// Counts orders of an account: in the short window and in the day.
    pub(crate) fn count_orders(&self, account: AccountId, now: Time, more: u32) -> (u32, u32) {
        let Ok(mut orders) = self.orders.lock() else {
            return (more, more);
        };
        let (short, day) = orders
            .entry(account)
            .or_insert((Window::EMPTY, Window::EMPTY));
        (short.add(now, ORDER_WINDOW, more), day.add(now, DAY, more))
    }

    /// An order that filled at once does not count as left unfilled.
    pub(crate) fn filled(&self, account: AccountId) -> (u32, u32) {
        let Ok(mut orders) = self.orders.lock() else {
            return (0, 0);
        };
        let Some((short, day)) = orders.get_mut(&account) else {
            return (0, 0);
        };
        short.count = short.count.saturating_sub(1);
        day.count = day.count.saturating_sub(1);
        (short.count, day.count)
    }
}

impl Shop {
    pub(crate) fn sockets() -> Semaphore {
        Semaphore::new(SOCKETS_MAX)
    }

    /// The name requests use for a symbol.
    pub(crate) fn venue_symbol(&self, symbol: Symbol) -> &str {
        self.listings
            .iter()
            .find(|(_, listing)| listing.instrument.symbol == symbol)
            .map_or("", |(name, _)| name)
    }

    /// Whether a symbol has a market.
    pub(crate) fn standing(&self, symbol: Symbol) -> Standing {
        match self.only {
            Some(only) if only != symbol => Standing::Break,
            Some(_) | None => Standing::Trading,
        }
    }

    /// Refuses orders where nothing trades, and an account that left too many orders unfilled.
    pub(crate) fn admit_order(&self, account: AccountId, symbol: Symbol) -> Result<(), Refusal> {
        match self.standing(symbol) {
            Standing::Trading => {}
            Standing::Break => return Err(Refusal::MarketClosed),
        }
        let (short, _) = self.counters.count_orders(account, self.clock.now(), 0);
        if short >= self.limits.orders_per_ten_seconds {
            Err(Refusal::TooManyOrders)
        } else {
            Ok(())
        }
    }
}
