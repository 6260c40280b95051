//! The house in the book: levels that anonymous traders show, their orders that take, and trades of a capture.
//! Never an account's money but by a trade.

use super::Pit;
use super::sweep::{Deal, HouseTaker, Taker};
use crate::book::Queued;
use crate::effect::{Effect, Trade, TradeSource};
use crate::grid::OffGrid;
use crate::ids::ExchangeTradeId;
use crate::input::{HouseLevel, Print, Refill, SetLevels, Take};
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use alloc::vec::Vec;
use domain::{Price, Qty, Side};

/// Levels in one batch: a snapshot of five thousand a side, and as many changes on top.
pub(crate) const BATCH_LEVELS_MAX: usize = 20_000;

/// A house level in ticks and lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    side: Side,
    ticks: u64,
    price: Price,
    lots: u64,
}

const fn off_step(error: OffGrid) -> RefuseReason {
    match error {
        OffGrid::Between => RefuseReason::QtyOffStep,
        OffGrid::TooLarge => RefuseReason::QtyTooLarge,
    }
}

impl Pit<'_> {
    /// Applies one batch of house levels as a whole, or refuses it as a whole.
    pub(crate) fn set_levels(&mut self, batch: &SetLevels) {
        match self.read_batch(batch) {
            Ok(levels) => self.apply_batch(levels, batch.refill),
            Err(reason) => self.turn.refuse(batch.tag, reason),
        }
    }

    fn read_batch(&self, batch: &SetLevels) -> Result<Vec<Shown>, RefuseReason> {
        if batch.levels.len() > BATCH_LEVELS_MAX {
            return Err(RefuseReason::BatchTooLong);
        }
        batch
            .levels
            .iter()
            .map(|level| self.read_level(level))
            .collect()
    }

    fn read_level(&self, level: &HouseLevel) -> Result<Shown, RefuseReason> {
        Ok(Shown {
            side: level.side,
            ticks: self.ticks(level.price)?,
            price: level.price,
            lots: self.lots(level.qty)?,
        })
    }

    fn ticks(&self, price: Price) -> Result<u64, RefuseReason> {
        self.market.grid.ticks(price).map_err(|error| match error {
            OffGrid::Between => RefuseReason::PriceOffTick,
            OffGrid::TooLarge => RefuseReason::PriceOutOfRange,
        })
    }

    fn lots(&self, qty: Qty) -> Result<u64, RefuseReason> {
        self.market.grid.lots(qty).map_err(off_step)
    }

    fn step_lots(&self, qty: Qty) -> Result<u64, RefuseReason> {
        self.market.grid.step_lots(qty).map_err(off_step)
    }

    fn apply_batch(&mut self, mut levels: Vec<Shown>, refill: Refill) {
        let mut taken = core::mem::take(&mut self.market.taken);
        for level in &levels {
            taken.remove(&(level.side, level.ticks));
        }
        match refill {
            Refill::Named => {}
            Refill::Taken => levels.extend(taken.into_iter().map(
                |((side, ticks), (price, lots))| Shown {
                    side,
                    ticks,
                    price,
                    lots,
                },
            )),
        }
        let (more, less): (Vec<Shown>, Vec<Shown>) = levels
            .into_iter()
            .partition(|level| level.lots > self.house_at(level.side, level.ticks));
        for level in less {
            self.show(level);
        }
        self.add(more);
    }

    fn house_at(&self, side: Side, ticks: u64) -> u64 {
        self.market
            .book
            .level(side, ticks)
            .map_or(0, |level| level.house)
    }

    fn show(&mut self, level: Shown) {
        let at = (level.ticks, level.price);
        self.turn.touch(self.market, level.side, at);
        self.market.book.set_house(level.side, at, level.lots);
    }

    /// Adds levels, the most eager first; each trades with accounts' orders it reaches before it is shown.
    fn add(&mut self, mut levels: Vec<Shown>) {
        levels.sort_by_key(|level| {
            let eagerness = match level.side {
                Side::Buy => u64::MAX.saturating_sub(level.ticks),
                Side::Sell => level.ticks,
            };
            (level.side, eagerness)
        });
        for level in levels {
            let mut taker = Taker::House(HouseTaker {
                side: level.side,
                limit: Some(level.ticks),
                left: level.lots,
            });
            self.withdraw_across(level);
            self.sweep(&mut taker);
            let left = taker.left();
            if left < level.lots {
                let key = (level.side, level.ticks);
                self.market.taken.insert(key, (level.price, level.lots));
            }
            self.show(Shown {
                lots: left,
                ..level
            });
        }
    }

    /// Takes away house levels of the other side that a house level reaches: the later word counts.
    fn withdraw_across(&mut self, level: Shown) {
        let across = level.side.opposite();
        let reached: Vec<Shown> = self
            .market
            .book
            .levels(across)
            .take_while(|(ticks, _)| crate::book::reaches(level.side, Some(level.ticks), *ticks))
            .filter(|(_, other)| other.house > 0)
            .map(|(ticks, other)| Shown {
                side: across,
                ticks,
                price: other.price,
                lots: 0,
            })
            .collect();
        for other in reached {
            self.show(other);
        }
    }

    /// Takes lots that the house shows, and remembers what it showed.
    pub(super) fn take_from_house(&mut self, side: Side, deal: &Deal) {
        let shown = self.house_at(side, deal.ticks);
        self.market
            .taken
            .entry((side, deal.ticks))
            .or_insert((deal.price, shown));
        self.market.book.take_house((side, deal.ticks), deal.lots);
        self.settle_house(side, deal);
    }

    /// An anonymous order of the house takes from the book.
    pub(crate) fn take(&mut self, take: &Take) {
        let limit = take.limit.map(|price| self.ticks(price)).transpose();
        let (limit, lots) = match (limit, self.step_lots(take.qty)) {
            (Ok(limit), Ok(lots)) => (limit, lots),
            (Err(reason), _) | (_, Err(reason)) => return self.turn.refuse(take.tag, reason),
        };
        self.sweep(&mut Taker::House(HouseTaker {
            side: take.side,
            limit,
            left: lots,
        }));
    }

    /// A trade of a capture: it goes to the tape as it is, and through accounts' orders that stood in its way.
    pub(crate) fn print(&mut self, print: &Print) {
        let (ticks, lots) = match (self.ticks(print.price), self.lots(print.qty)) {
            (Ok(ticks), Ok(lots)) => (ticks, lots),
            (Err(reason), _) | (_, Err(reason)) => return self.turn.refuse(print.tag, reason),
        };
        self.turn.say(Effect::Trade(Trade {
            symbol: print.symbol,
            id: print.id,
            source: TradeSource::Capture,
            price: print.price,
            qty: print.qty,
            taker: print.taker,
            buyer: None,
            seller: None,
            at: print.at,
        }));
        self.note_price((ticks, print.price), lots);
        let left = self.print_through(print.taker, ticks, lots);
        self.print_at(print.taker.opposite(), ticks, left);
    }

    /// Fills accounts' orders at prices better than the print's: it would have met them first. What is left of it.
    fn print_through(&mut self, taker: Side, ticks: u64, mut lots: u64) -> u64 {
        let side = taker.opposite();
        while lots > 0 {
            let first = self
                .market
                .book
                .levels(side)
                .take_while(|(better, _)| {
                    *better != ticks && crate::book::reaches(taker, Some(ticks), *better)
                })
                .find_map(|(at, level)| level.queue.map(|(first, _)| (at, first)));
            let Some((at, slot)) = first else {
                break;
            };
            let filled = self.fill_by_print(slot, (side, at), lots);
            if filled == 0 {
                break;
            }
            lots = lots.saturating_sub(filled);
        }
        lots
    }

    /// Lets a print eat the house lots before each account's order at its price, then the order.
    fn print_at(&mut self, side: Side, ticks: u64, mut lots: u64) {
        while lots > 0 {
            let first = self.market.book.queue(side, ticks).next();
            let Some((slot, ahead)) = first.map(|(slot, order)| (slot, order.links.ahead)) else {
                break;
            };
            let between = ahead.min(lots);
            if between > 0 {
                self.market.book.advance((side, ticks), between);
                lots = lots.saturating_sub(between);
                continue;
            }
            let filled = self.fill_by_print(slot, (side, ticks), lots);
            if filled == 0 {
                break;
            }
            lots = lots.saturating_sub(filled);
        }
    }

    /// Fills what a resting order shows at its own price against the capture; the tape already shows the trade.
    fn fill_by_print(&mut self, slot: Slot, (side, ticks): (Side, u64), lots: u64) -> u64 {
        let Some((shown, price)) = self
            .market
            .book
            .orders
            .get(slot)
            .and_then(|order| Some((order.shown(), order.price?)))
        else {
            return 0;
        };
        let deal = Deal {
            trade: ExchangeTradeId::new(self.market.ids.next_trade()),
            ticks,
            price,
            lots: lots.min(shown),
        };
        self.turn.touch(self.market, side, (ticks, price));
        self.fill_resting(slot, &deal);
        self.settle_house(side.opposite(), &deal);
        deal.lots
    }
}
