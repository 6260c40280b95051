//! An order book: quantity by exact price on two sides. Never judges sequence numbers; that is `book_sync`.

use alloc::collections::{BTreeMap, btree_map};
use alloc::vec::Vec;
use domain::{Amount, NumberError, Price, Qty, Rounding, Side};

/// Most price levels kept on one side; the ones farthest from the best price are let go first.
pub const LEVELS_PER_SIDE_MAX: usize = 50_000;

/// A price with the quantity resting there; in a difference, quantity zero takes the price off the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Price in quote.
    pub price: Price,
    /// Quantity of base resting at that price.
    pub qty: Qty,
}

/// The best price of each side, where a side has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Top {
    /// Highest price somebody buys at.
    pub bid: Option<Level>,
    /// Lowest price somebody sells at.
    pub ask: Option<Level>,
}

/// The best levels of both sides, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depth {
    /// Buyers, highest price first.
    pub bids: Vec<Level>,
    /// Sellers, lowest price first.
    pub asks: Vec<Level>,
}

/// Resting quantity by price. Two books are equal when every level is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    bids: BTreeMap<Price, Qty>,
    asks: BTreeMap<Price, Qty>,
}

impl Book {
    /// A book with no levels.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bids: BTreeMap::new(),
            asks: BTreeMap::new(),
        }
    }

    /// Sets one level: its quantity replaces what rested there, zero removes it.
    pub fn set(&mut self, side: Side, level: Level) {
        let levels = self.side_mut(side);
        if level.qty.is_zero() {
            levels.remove(&level.price);
        } else {
            levels.insert(level.price, level.qty);
        }
    }

    /// Replaces the whole book; gives back how many levels past [`LEVELS_PER_SIDE_MAX`] were let go.
    pub fn apply_snapshot(&mut self, bids: &[Level], asks: &[Level]) -> u64 {
        self.bids.clear();
        self.asks.clear();
        self.apply_diff(bids, asks)
    }

    /// Sets every level of a difference; gives back how many levels past [`LEVELS_PER_SIDE_MAX`] were let go.
    pub fn apply_diff(&mut self, bids: &[Level], asks: &[Level]) -> u64 {
        for level in bids {
            self.set(Side::Buy, *level);
        }
        for level in asks {
            self.set(Side::Sell, *level);
        }
        self.trim()
    }

    /// The best price of each side.
    #[must_use]
    pub fn top(&self) -> Top {
        Top {
            bid: self.levels(Side::Buy).next(),
            ask: self.levels(Side::Sell).next(),
        }
    }

    /// Whether the best buyer pays as much as the best seller asks: such a book is never true.
    #[must_use]
    pub fn is_crossed(&self) -> bool {
        match (self.bids.last_key_value(), self.asks.first_key_value()) {
            (Some((bid, _)), Some((ask, _))) => bid >= ask,
            (None, _) | (_, None) => false,
        }
    }

    /// The levels of a side, best first.
    #[must_use]
    pub fn levels(&self, side: Side) -> Levels<'_> {
        let levels = match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        };
        Levels {
            side,
            levels: levels.iter(),
        }
    }

    /// How many levels a side has.
    #[must_use]
    pub fn level_count(&self, side: Side) -> usize {
        match side {
            Side::Buy => self.bids.len(),
            Side::Sell => self.asks.len(),
        }
    }

    /// What rests at `price`, zero when nothing does.
    #[must_use]
    pub fn qty_at(&self, side: Side, price: Price) -> Qty {
        let levels = match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        };
        levels.get(&price).copied().unwrap_or(Qty::ZERO)
    }

    /// The best `count` levels of each side.
    #[must_use]
    pub fn depth(&self, count: usize) -> Depth {
        Depth {
            bids: self.levels(Side::Buy).take(count).collect(),
            asks: self.levels(Side::Sell).take(count).collect(),
        }
    }

    /// The best `count` levels of each side after prices are gathered on a coarser grid:
    /// buyers down to it, sellers up to it, so a gathered level never looks better than it is.
    ///
    /// # Errors
    /// A gathered price or quantity does not fit.
    pub fn grouped(&self, grid: Price, count: usize) -> Result<Depth, NumberError> {
        Ok(Depth {
            bids: gathered(self.levels(Side::Buy), (grid, Rounding::Down), count)?,
            asks: gathered(self.levels(Side::Sell), (grid, Rounding::Up), count)?,
        })
    }

    fn side_mut(&mut self, side: Side) -> &mut BTreeMap<Price, Qty> {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }

    fn trim(&mut self) -> u64 {
        let mut trimmed = 0;
        while self.bids.len() > LEVELS_PER_SIDE_MAX {
            self.bids.pop_first();
            trimmed += 1;
        }
        while self.asks.len() > LEVELS_PER_SIDE_MAX {
            self.asks.pop_last();
            trimmed += 1;
        }
        trimmed
    }
}

impl Top {
    /// Best ask less best bid; `None` while a side is empty or the difference does not fit.
    #[must_use]
    pub fn spread(&self) -> Option<Amount> {
        let (bid, ask) = (self.bid?, self.ask?);
        ask.price.amount().minus(bid.price.amount()).ok()
    }

    /// The exact middle between best bid and best ask; `None` while a side is empty or it does not fit.
    #[must_use]
    pub fn middle(&self) -> Option<Price> {
        let (bid, ask) = (self.bid?, self.ask?);
        bid.price.middle(ask.price).ok()
    }
}

/// The levels of one side, best first.
#[derive(Debug, Clone)]
pub struct Levels<'a> {
    side: Side,
    levels: btree_map::Iter<'a, Price, Qty>,
}

impl Iterator for Levels<'_> {
    type Item = Level;

    fn next(&mut self) -> Option<Level> {
        let (price, qty) = match self.side {
            Side::Buy => self.levels.next_back(),
            Side::Sell => self.levels.next(),
        }?;
        Some(Level {
            price: *price,
            qty: *qty,
        })
    }
}

fn gathered(
    levels: Levels<'_>,
    (grid, way): (Price, Rounding),
    count: usize,
) -> Result<Vec<Level>, NumberError> {
    let mut rows: Vec<Level> = Vec::new();
    for level in levels {
        let Ok(price) = level.price.to_tick(grid, way) else {
            // Buyers below the first line of the grid have no price of their own on it.
            break;
        };
        let row_count = rows.len();
        match rows.last_mut() {
            Some(row) if row.price == price => row.qty = row.qty.plus(level.qty)?,
            Some(_) | None if row_count == count => break,
            Some(_) | None => rows.push(Level { price, ..level }),
        }
    }
    Ok(rows)
}

#[cfg(test)]
pub(crate) mod tests;
