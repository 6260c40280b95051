//! Counts of what was asked: weight per address, orders per account. Never refuses by itself.

use super::route::Product;
use crate::config::VenueLimits;
use domain::{AccountId, Span, Time};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Addresses whose weight is counted; more forget the oldest.
const ADDRESSES_MAX: usize = 1_024;
/// Window of the weight counter.
pub(crate) const WEIGHT_WINDOW: Span = Span::from_secs(60);
/// Short window of the order counter.
pub(crate) const ORDER_WINDOW: Span = Span::from_secs(10);
/// Long window of the order counter.
const DAY: Span = Span::from_secs(86_400);

/// The counters and their bounds.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) bounds: VenueLimits,
    weights: BTreeMap<(Product, IpAddr), Window>,
    orders: BTreeMap<AccountId, (Window, Window)>,
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

impl Limits {
    pub(crate) const fn new(bounds: VenueLimits) -> Self {
        Self {
            bounds,
            weights: BTreeMap::new(),
            orders: BTreeMap::new(),
        }
    }

    /// The most an address may use in a minute.
    pub(crate) const fn weight_max(&self, product: Product) -> u32 {
        match product {
            Product::Spot | Product::Wallet | Product::Usdm => self.bounds.weight_per_minute,
        }
    }

    /// Adds weight to an address; its count in this minute.
    pub(crate) fn weigh(
        &mut self,
        product: Product,
        address: IpAddr,
        now: Time,
        weight: u32,
    ) -> u32 {
        let at = (product, address);
        if self.weights.len() >= ADDRESSES_MAX && !self.weights.contains_key(&at) {
            self.weights.pop_first();
        }
        self.weights
            .entry(at)
            .or_insert(Window::EMPTY)
            .add(now, WEIGHT_WINDOW, weight)
    }

    /// Counts orders of an account: in the short window and in the day.
    pub(crate) fn count_orders(&mut self, account: AccountId, now: Time, more: u32) -> (u32, u32) {
        let (short, day) = self
            .orders
            .entry(account)
            .or_insert((Window::EMPTY, Window::EMPTY));
        (short.add(now, ORDER_WINDOW, more), day.add(now, DAY, more))
    }

    /// An order that filled at once does not count as left unfilled.
    pub(crate) fn filled(&mut self, account: AccountId) -> (u32, u32) {
        let Some((short, day)) = self.orders.get_mut(&account) else {
            return (0, 0);
        };
        short.count = short.count.saturating_sub(1);
        day.count = day.count.saturating_sub(1);
        (short.count, day.count)
    }
}
