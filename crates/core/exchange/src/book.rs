//! The two sides of one book: levels by price, and at each level the house's lots and accounts' orders in time order.
//! Never moves money and never says anything; the pit does.

use crate::slab::{Slab, Slot};
use alloc::collections::BTreeMap;
use domain::{Price, Side};

/// All that stands at one price of one side.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    pub(crate) price: Price,
    /// Lots the house shows and nobody has taken.
    pub(crate) house: u64,
    /// Lots of accounts' orders.
    pub(crate) orders: u64,
    /// Who stands first and last among accounts' orders.
    pub(crate) queue: Option<(Slot, Slot)>,
}

/// What stands first at a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Front {
    /// So many lots of the house.
    House(u64),
    /// An account's order.
    Order(Slot),
}

/// Where an order stands in the queue of its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Links {
    /// House lots that stand before it at its level.
    pub(crate) ahead: u64,
    /// The next order at its level, which stands behind it.
    pub(crate) behind: Option<Slot>,
    /// The order at its level that stands before it.
    pub(crate) before: Option<Slot>,
}

/// What the book needs to know of an order to queue it.
pub(crate) trait Queued {
    fn side(&self) -> Side;
    /// Lots it shows at its level; they may only change together with `shrink`, or while it stands nowhere.
    fn shown(&self) -> u64;
    fn links(&self) -> &Links;
    fn links_mut(&mut self) -> &mut Links;
}

/// One side's levels and all orders, sleeping ones too.
#[derive(Debug, Clone)]
pub(crate) struct Book<O> {
    bids: BTreeMap<u64, Level>,
    asks: BTreeMap<u64, Level>,
    pub(crate) orders: Slab<O>,
}

impl Level {
    const fn new(price: Price) -> Self {
        Self {
            price,
            house: 0,
            orders: 0,
            queue: None,
        }
    }

    /// All that is displayed.
    pub(crate) const fn displayed(&self) -> u64 {
        self.house.saturating_add(self.orders)
    }
}

impl<O: Queued> Book<O> {
    pub(crate) const fn new() -> Self {
        Self {
            bids: BTreeMap::new(),
            asks: BTreeMap::new(),
            orders: Slab::new(),
        }
    }

    pub(crate) const fn side(&self, side: Side) -> &BTreeMap<u64, Level> {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    const fn side_mut(&mut self, side: Side) -> &mut BTreeMap<u64, Level> {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }

    /// The best level of a side.
    pub(crate) fn best(&self, side: Side) -> Option<(u64, &Level)> {
        let level = match side {
            Side::Buy => self.bids.last_key_value(),
            Side::Sell => self.asks.first_key_value(),
        };
        level.map(|(ticks, level)| (*ticks, level))
    }

    /// The levels of a side, best first.
    pub(crate) fn levels(&self, side: Side) -> impl Iterator<Item = (u64, &Level)> {
        let (up, down) = match side {
            Side::Sell => (Some(self.asks.iter()), None),
            Side::Buy => (None, Some(self.bids.iter().rev())),
        };
        up.into_iter()
            .flatten()
            .chain(down.into_iter().flatten())
            .map(|(ticks, level)| (*ticks, level))
    }

    pub(crate) fn level(&self, side: Side, ticks: u64) -> Option<&Level> {
        self.side(side).get(&ticks)
    }

    /// What is displayed at a price, in lots.
    pub(crate) fn displayed(&self, side: Side, ticks: u64) -> u64 {
        self.level(side, ticks).map_or(0, Level::displayed)
    }

    /// What stands first at a level that is not empty.
    pub(crate) fn front(&self, level: &Level) -> Front {
        let first = level.queue.and_then(|(first, _)| {
            self.orders
                .get(first)
                .map(|order| (first, order.links().ahead))
        });
        match first {
            Some((slot, 0)) => Front::Order(slot),
            Some((_, ahead)) => Front::House(ahead.min(level.house)),
            None => Front::House(level.house),
        }
    }

    /// The orders at a level, first one first.
    pub(crate) fn queue(&self, side: Side, ticks: u64) -> impl Iterator<Item = (Slot, &O)> {
        let first = self
            .level(side, ticks)
            .and_then(|level| level.queue)
            .and_then(|(first, _)| self.orders.get(first).map(|order| (first, order)));
        core::iter::successors(first, |(_, order)| {
            let next = order.links().behind?;
            self.orders.get(next).map(|order| (next, order))
        })
    }

    /// Puts an order behind all that stands at its price.
    pub(crate) fn join(&mut self, (ticks, price): (u64, Price), slot: Slot) {
        let Some((side, left)) = self.orders.get(slot).map(|o| (o.side(), o.shown())) else {
            return;
        };
        let level = self
            .side_mut(side)
            .entry(ticks)
            .or_insert_with(|| Level::new(price));
        let (house, last) = (level.house, level.queue.map(|(_, last)| last));
        level.orders = level.orders.saturating_add(left);
        level.queue = Some(level.queue.map_or((slot, slot), |(first, _)| (first, slot)));
        if let Some(order) = self.orders.get_mut(slot) {
            *order.links_mut() = Links {
                ahead: house,
                behind: None,
                before: last,
            };
        }
        if let Some(order) = last.and_then(|last| self.orders.get_mut(last)) {
            order.links_mut().behind = Some(slot);
        }
    }

    /// Takes an order out of its level; the order itself stays.
    pub(crate) fn leave(&mut self, ticks: u64, slot: Slot) {
        let Some((side, left, Links { behind, before, .. })) = self
            .orders
            .get(slot)
            .map(|o| (o.side(), o.shown(), *o.links()))
        else {
            return;
        };
        if let Some(order) = before.and_then(|before| self.orders.get_mut(before)) {
            order.links_mut().behind = behind;
        }
        if let Some(order) = behind.and_then(|behind| self.orders.get_mut(behind)) {
            order.links_mut().before = before;
        }
        if let Some(level) = self.side_mut(side).get_mut(&ticks) {
            level.orders = level.orders.saturating_sub(left);
            level.queue = level.queue.and_then(|(first, last)| {
                let first = if first == slot { behind? } else { first };
                let last = if last == slot { before? } else { last };
                Some((first, last))
            });
        }
        self.drop_if_empty(side, ticks);
    }

    /// Books that lots of a resting order have traded.
    pub(crate) fn shrink(&mut self, (side, ticks): (Side, u64), lots: u64) {
        if let Some(level) = self.side_mut(side).get_mut(&ticks) {
            level.orders = level.orders.saturating_sub(lots);
        }
    }

    /// Takes lots of the house from the front of a level; everyone at it moves up.
    pub(crate) fn take_house(&mut self, (side, ticks): (Side, u64), lots: u64) {
        let Some(level) = self.side_mut(side).get_mut(&ticks) else {
            return;
        };
        level.house = level.house.saturating_sub(lots);
        self.advance((side, ticks), lots);
        self.drop_if_empty(side, ticks);
    }

    /// Moves every order of a level up by lots of the house that are gone from before it.
    pub(crate) fn advance(&mut self, (side, ticks): (Side, u64), lots: u64) {
        self.for_each_at((side, ticks), |links| {
            links.ahead = links.ahead.saturating_sub(lots);
        });
    }

    /// Sets what the house shows at a price; nobody has more of it before him than is shown.
    pub(crate) fn set_house(&mut self, side: Side, (ticks, price): (u64, Price), lots: u64) {
        if lots > 0 {
            let level = self
                .side_mut(side)
                .entry(ticks)
                .or_insert_with(|| Level::new(price));
            level.house = lots;
        } else if let Some(level) = self.side_mut(side).get_mut(&ticks) {
            level.house = 0;
        }
        self.for_each_at((side, ticks), |links| links.ahead = links.ahead.min(lots));
        self.drop_if_empty(side, ticks);
    }

    fn for_each_at(&mut self, (side, ticks): (Side, u64), mut change: impl FnMut(&mut Links)) {
        let mut next = self
            .level(side, ticks)
            .and_then(|level| level.queue)
            .map(|(first, _)| first);
        while let Some(order) = next.and_then(|slot| self.orders.get_mut(slot)) {
            let links = order.links_mut();
            change(links);
            next = links.behind;
        }
    }

    fn drop_if_empty(&mut self, side: Side, ticks: u64) {
        let levels = self.side_mut(side);
        if levels
            .get(&ticks)
            .is_some_and(|level| level.house == 0 && level.queue.is_none())
        {
            levels.remove(&ticks);
        }
    }
}

/// Whether a price of one side is good enough for an order of the other with this limit.
pub(crate) const fn reaches(taker: Side, limit: Option<u64>, ticks: u64) -> bool {
    match (taker, limit) {
        (_, None) => true,
        (Side::Buy, Some(limit)) => ticks <= limit,
        (Side::Sell, Some(limit)) => ticks >= limit,
    }
}
