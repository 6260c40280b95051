//! One listed symbol: its grid, its book, its sleeping stops, its last price and its numbers. Never an account.

use crate::book::Book;
use crate::grid::Grid;
use crate::ids::ExchangeOrderId;
use crate::input::Listing;
use crate::order::Order;
use crate::slab::Slot;
use alloc::collections::BTreeMap;
use domain::{Price, Side};

/// How many numbers are set aside at a time.
const ID_BLOCK: u64 = 1_000_000;

/// The next numbers of a symbol, and the marks below which they are set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MarketIds {
    trade: Counter,
    update: Counter,
}

/// A number that rises by one, and the mark it may not reach without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counter {
    next: u64,
    mark: u64,
}

/// One listed symbol.
#[derive(Debug, Clone)]
pub(crate) struct Market {
    pub(crate) index: usize,
    pub(crate) listing: Listing,
    pub(crate) grid: Grid,
    /// Where base and quote stand in the list of assets.
    pub(crate) base: usize,
    pub(crate) quote: usize,
    pub(crate) book: Book<Order>,
    /// What the house showed at levels that were taken from since its last batch.
    pub(crate) taken: BTreeMap<(Side, u64), (Price, u64)>,
    /// Sleeping stop orders by trigger.
    pub(crate) stops_buy: BTreeMap<(u64, ExchangeOrderId), Slot>,
    pub(crate) stops_sell: BTreeMap<(u64, ExchangeOrderId), Slot>,
    /// Price of the last trade, with its ticks.
    pub(crate) last: Option<(u64, Price)>,
    pub(crate) ids: MarketIds,
}

impl Counter {
    pub(crate) const fn starting_at(next: u64) -> Self {
        Self { next, mark: 0 }
    }

    /// Gives the next number out.
    pub(crate) const fn take(&mut self) -> u64 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }

    pub(crate) const fn next(self) -> u64 {
        self.next
    }

    /// Below this every number may have been used.
    pub(crate) const fn mark(self) -> u64 {
        if self.mark > self.next {
            self.mark
        } else {
            self.next
        }
    }

    /// Sets numbers aside when those at hand are used up; says whether it did.
    pub(crate) const fn reserve(&mut self) -> Reserve {
        if self.next < self.mark {
            return Reserve::Enough;
        }
        self.mark = self.next.saturating_add(ID_BLOCK);
        Reserve::Made
    }
}

/// Whether numbers were set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reserve {
    /// There were enough.
    Enough,
    /// The mark was raised.
    Made,
}

impl MarketIds {
    pub(crate) const fn starting_at(trade: u64, update: u64) -> Self {
        Self {
            trade: Counter::starting_at(trade),
            update: Counter::starting_at(update),
        }
    }

    pub(crate) const fn next_trade(&mut self) -> u64 {
        self.trade.take()
    }

    pub(crate) const fn next_update(&mut self) -> u64 {
        self.update.take()
    }

    /// The update id last given out; zero before the first.
    pub(crate) const fn last_update(&self) -> u64 {
        self.update.next().saturating_sub(1)
    }

    /// Sets numbers aside where needed; the marks when any was raised.
    pub(crate) fn reserve(&mut self) -> Option<(u64, u64)> {
        let raised = [self.trade.reserve(), self.update.reserve()];
        raised
            .contains(&Reserve::Made)
            .then(|| (self.trade.mark(), self.update.mark()))
    }

    /// The marks as they stand.
    pub(crate) const fn marks(&self) -> (u64, u64) {
        (self.trade.mark(), self.update.mark())
    }
}

impl Market {
    pub(crate) const fn new(
        index: usize,
        listing: Listing,
        grid: Grid,
        (base, quote): (usize, usize),
        ids: MarketIds,
    ) -> Self {
        Self {
            index,
            listing,
            grid,
            base,
            quote,
            book: Book::new(),
            taken: BTreeMap::new(),
            stops_buy: BTreeMap::new(),
            stops_sell: BTreeMap::new(),
            last: None,
            ids,
        }
    }

    /// What an order of this side gives, as a place in the list of assets.
    pub(crate) const fn given(&self, side: Side) -> usize {
        match side {
            Side::Buy => self.quote,
            Side::Sell => self.base,
        }
    }

    pub(crate) const fn stops_mut(
        &mut self,
        side: Side,
    ) -> &mut BTreeMap<(u64, ExchangeOrderId), Slot> {
        match side {
            Side::Buy => &mut self.stops_buy,
            Side::Sell => &mut self.stops_sell,
        }
    }
}
