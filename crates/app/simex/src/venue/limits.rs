//! Counts of what was asked, and what follows from them: weight and requests per address, weight and orders per
//! account, bans that grow. Decides only; never answers by itself.

mod window;

use super::refusal::Refusal;
use super::route::Product;
use crate::config::VenueLimits;
use domain::{AccountId, Liquidity, Span, Time};
use std::collections::BTreeMap;
use std::net::IpAddr;
use window::Window;

/// Addresses and accounts that are counted, each; more forget whoever was silent longest.
const COUNTED_MAX: usize = 1_024;
/// Refusals in one window after which an address is shut out.
const STRIKES_MAX: u32 = 20;
/// The first ban.
const BAN_FIRST: Span = Span::from_secs(120);
/// The longest ban, and the time after which earlier bans are forgotten.
const BAN_MAX: Span = Span::from_secs(3 * 86_400);
/// Doublings after which every ban is the longest.
const BAN_DOUBLINGS_MAX: u32 = 12;
/// Window of the weight counters.
pub(crate) const WEIGHT_WINDOW: Span = Span::from_secs(60);
/// Window of the counters of requests and of connections.
pub(crate) const RAW_WINDOW: Span = Span::from_secs(300);
/// Short window of the order counter.
pub(crate) const ORDER_WINDOW: Span = Span::from_secs(10);
/// Long window of the order counter on futures.
const MINUTE: Span = Span::from_secs(60);
/// Long window of the order counter on spot.
const DAY: Span = Span::from_secs(86_400);
/// What a first fill gives back to an order that took, and to one that stood.
const GIVEN_BACK_TAKER: u32 = 1;
const GIVEN_BACK_MAKER: u32 = 5;

/// The counters and their bounds.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) bounds: VenueLimits,
    callers: BTreeMap<(Product, IpAddr), Caller>,
    accounts: BTreeMap<AccountId, Window>,
    orders: BTreeMap<(Product, AccountId), (Window, Window)>,
}

/// What is known of an address at one product.
#[derive(Debug, Clone, Copy)]
struct Caller {
    weight: Window,
    raw: Window,
    connections: Window,
    strikes: Window,
    /// Bans so far, and when the last of them ends.
    bans: u32,
    banned_until: Option<Time>,
    seen: Time,
}

/// What a request costs, and whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// The address it comes from.
    Address(u32),
    /// The account that asks.
    Account(u32),
}

/// What was used, as its header tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Used {
    /// Weight of the address in this minute.
    Address(u32),
    /// Weight of the account in this minute.
    Account(u32),
}

/// A request that may not pass, and when to come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shut {
    pub(crate) refusal: Refusal,
    pub(crate) after: Span,
}

impl Caller {
    const fn seen_at(now: Time) -> Self {
        Self {
            weight: Window::EMPTY,
            raw: Window::EMPTY,
            connections: Window::EMPTY,
            strikes: Window::EMPTY,
            bans: 0,
            banned_until: None,
            seen: now,
        }
    }

    /// What is left of a ban.
    fn ban(&self, now: Time) -> Option<Shut> {
        let until = self.banned_until.filter(|until| *until > now)?;
        Some(Shut {
            refusal: Refusal::Banned { until },
            after: until.since(now),
        })
    }

    /// One more request beyond what it may: first a warning, in the end a ban, each longer than the last.
    fn strike(&mut self, now: Time, refusal: Refusal, window: Span) -> Shut {
        if self.strikes.add(now, window, 1) <= STRIKES_MAX {
            let after = window_left(now, window);
            return Shut { refusal, after };
        }
        if self
            .banned_until
            .is_some_and(|last| now.since(last) > BAN_MAX)
        {
            self.bans = 0;
        }
        let doublings = self.bans.min(BAN_DOUBLINGS_MAX);
        let times = i64::from(2_u32.saturating_pow(doublings));
        let span = BAN_FIRST.times(times).min(BAN_MAX);
        self.bans = self.bans.saturating_add(1);
        self.strikes = Window::EMPTY;
        let until = now.plus(span);
        self.banned_until = Some(until);
        Shut {
            refusal: Refusal::Banned { until },
            after: span,
        }
    }
}

/// How long a window still lasts.
fn window_left(now: Time, window: Span) -> Span {
    now.floor_to(window).plus(window).since(now)
}

impl Limits {
    pub(crate) const fn new(bounds: VenueLimits) -> Self {
        Self {
            bounds,
            callers: BTreeMap::new(),
            accounts: BTreeMap::new(),
            orders: BTreeMap::new(),
        }
    }

    /// The most an address may use in a minute.
    pub(crate) const fn weight_max(&self, product: Product) -> u32 {
        match product {
            Product::Spot => self.bounds.weight_per_minute,
            Product::Wallet => self.bounds.wallet_weight_per_minute,
            Product::Usdm => self.bounds.futures_weight_per_minute,
        }
    }

    /// The most an account may use in a minute, of what costs the account.
    pub(crate) const fn account_weight_max(&self) -> u32 {
        self.bounds.wallet_account_weight_per_minute
    }

    /// The most orders in the short and in the long window.
    pub(crate) const fn orders_max(&self, product: Product) -> (u32, u32) {
        match product {
            Product::Spot | Product::Wallet => (
                self.bounds.orders_per_ten_seconds,
                self.bounds.orders_per_day,
            ),
            Product::Usdm => (
                self.bounds.futures_orders_per_ten_seconds,
                self.bounds.futures_orders_per_minute,
            ),
        }
    }

    /// Counts a request of an address, and refuses it when it is one too many.
    pub(crate) fn admit(
        &mut self,
        now: Time,
        (product, address): (Product, IpAddr),
        cost: Cost,
    ) -> Result<Used, Shut> {
        let counted = self.count(now, (product, address), cost);
        counted.map_err(|shut| Shut {
            refusal: shut.refusal.of(product, address),
            ..shut
        })
    }

    fn count(
        &mut self,
        now: Time,
        (product, address): (Product, IpAddr),
        cost: Cost,
    ) -> Result<Used, Shut> {
        let (most, raw_most) = (
            self.weight_max(product),
            self.bounds.requests_per_five_minutes,
        );
        let caller = self.caller(now, product, address);
        if let Some(ban) = caller.ban(now) {
            return Err(ban);
        }
        let used = match cost {
            Cost::Address(weight) => caller.weight.add(now, WEIGHT_WINDOW, weight),
            Cost::Account(_) => caller.weight.add(now, WEIGHT_WINDOW, 0),
        };
        if caller.raw.add(now, RAW_WINDOW, 1) > raw_most {
            return Err(caller.strike(now, Refusal::TooManyRequests, RAW_WINDOW));
        }
        if used > most {
            let refusal = Refusal::TooMuchWeight { most };
            return Err(caller.strike(now, refusal, WEIGHT_WINDOW));
        }
        Ok(Used::Address(used))
    }

    /// Counts what a request costs its account, and refuses it when it is one too many.
    pub(crate) fn admit_account(
        &mut self,
        now: Time,
        account: AccountId,
        weight: u32,
    ) -> Result<Used, Shut> {
        let most = self.account_weight_max();
        if self.accounts.len() >= COUNTED_MAX && !self.accounts.contains_key(&account) {
            let oldest = self.accounts.iter().min_by_key(|(_, window)| window.start);
            if let Some(oldest) = oldest.map(|(account, _)| *account) {
                self.accounts.remove(&oldest);
            }
        }
        let window = self.accounts.entry(account).or_insert(Window::EMPTY);
        let used = window.add(now, WEIGHT_WINDOW, weight);
        if used > most {
            return Err(Shut {
                refusal: Refusal::TooMuchWeight { most },
                after: window_left(now, WEIGHT_WINDOW),
            });
        }
        Ok(Used::Account(used))
    }

    /// What an address used in this minute.
    pub(crate) fn used(&self, now: Time, product: Product, address: IpAddr) -> u32 {
        let caller = self.callers.get(&(product, address));
        caller.map_or(0, |caller| caller.weight.count(now, WEIGHT_WINDOW))
    }

    /// Counts a connection of an address, and refuses it when it is one too many.
    pub(crate) fn admit_connection(
        &mut self,
        now: Time,
        (product, address): (Product, IpAddr),
    ) -> Result<(), Shut> {
        let most = self.bounds.connections_per_five_minutes;
        let caller = self.caller(now, product, address);
        if let Some(ban) = caller.ban(now) {
            return Err(ban);
        }
        if caller.connections.add(now, RAW_WINDOW, 1) > most {
            return Err(caller.strike(now, Refusal::TooManyRequests, RAW_WINDOW));
        }
        Ok(())
    }

    fn caller(&mut self, now: Time, product: Product, address: IpAddr) -> &mut Caller {
        let at = (product, address);
        if self.callers.len() >= COUNTED_MAX && !self.callers.contains_key(&at) {
            let oldest = self.callers.iter().min_by_key(|(_, caller)| caller.seen);
            if let Some(oldest) = oldest.map(|(at, _)| *at) {
                self.callers.remove(&oldest);
            }
        }
        let caller = self.callers.entry(at).or_insert(Caller::seen_at(now));
        caller.seen = now;
        caller
    }

    /// Counts new orders of an account, or refuses them when they would be too many.
    pub(crate) fn admit_orders(
        &mut self,
        now: Time,
        (product, account): (Product, AccountId),
        more: u32,
    ) -> Result<(u32, u32), Refusal> {
        let (short_most, long_most) = self.orders_max(product);
        let (short, long) = self.orders(now, product, account);
        if short.saturating_add(more) > short_most {
            return Err(Refusal::TooManyOrders {
                most: short_most,
                interval: "10 SECOND",
            });
        }
        if long.saturating_add(more) > long_most {
            let interval = match product {
                Product::Spot | Product::Wallet => "1 DAY",
                Product::Usdm => "1 MINUTE",
            };
            return Err(Refusal::TooManyOrders {
                most: long_most,
                interval,
            });
        }
        Ok(self.count_orders(now, (product, account), more))
    }

    /// Counts orders of an account whatever its bounds; its counts in the short and in the long window.
    pub(crate) fn count_orders(
        &mut self,
        now: Time,
        (product, account): (Product, AccountId),
        more: u32,
    ) -> (u32, u32) {
        let long_window = long_window(product);
        let (short, long) = self
            .orders
            .entry((product, account))
            .or_insert((Window::EMPTY, Window::EMPTY));
        (
            short.add(now, ORDER_WINDOW, more),
            long.add(now, long_window, more),
        )
    }

    /// Orders of an account in the short and in the long window.
    pub(crate) fn orders(&self, now: Time, product: Product, account: AccountId) -> (u32, u32) {
        self.orders
            .get(&(product, account))
            .map_or((0, 0), |(short, long)| {
                (
                    short.count(now, ORDER_WINDOW),
                    long.count(now, long_window(product)),
                )
            })
    }

    /// A spot order traded for the first time: it no longer counts as unfilled, and one that stood gives back more.
    pub(crate) fn first_fill(&mut self, now: Time, account: AccountId, liquidity: Liquidity) {
        let less = match liquidity {
            Liquidity::Taker => GIVEN_BACK_TAKER,
            Liquidity::Maker => GIVEN_BACK_MAKER,
        };
        if let Some((short, long)) = self.orders.get_mut(&(Product::Spot, account)) {
            short.take(now, ORDER_WINDOW, less);
            long.take(now, DAY, less);
        }
    }
}

/// How long orders stay counted at a product.
const fn long_window(product: Product) -> Span {
    match product {
        Product::Spot | Product::Wallet => DAY,
        Product::Usdm => MINUTE,
    }
}

#[cfg(test)]
mod tests;
