//! The house in the book: levels that anonymous traders show, their orders that take, and trades of a capture.

use super::Futures;
use super::arena::Arena;
use super::effect::FuturesEffect;
use super::refusal::FuturesRefusal;
use super::sweep::{Deal, HouseTaker, Taker};
use crate::book::reaches;
use crate::effect::{Trade, TradeSource};
use crate::grid::OffGrid;
use crate::ids::ExchangeTradeId;
use crate::input::{HouseLevel, Print, Refill, SetLevels, Take};
use crate::slab::Slot;
use alloc::vec::Vec;
use domain::{Price, Qty, Side};

/// Levels in one batch.
const BATCH_LEVELS_MAX: usize = 20_000;

/// A house level in ticks and lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown {
    side: Side,
    ticks: u64,
    price: Price,
    lots: u64,
}

fn ticks(arena: &Arena, price: Price) -> Result<u64, FuturesRefusal> {
    arena.rules.grid.ticks(price).map_err(|error| match error {
        OffGrid::Between => FuturesRefusal::PriceOffTick,
        OffGrid::TooLarge => FuturesRefusal::PriceTooHigh,
    })
}

/// The house trades whole steps too, so that all money stays whole on the eighth place.
fn lots(arena: &Arena, qty: Qty) -> Result<u64, FuturesRefusal> {
    arena
        .rules
        .grid
        .step_lots(qty)
        .map_err(|error| match error {
            OffGrid::Between => FuturesRefusal::QtyOffStep,
            OffGrid::TooLarge => FuturesRefusal::QtyTooLarge,
        })
}

fn read_level(arena: &Arena, level: &HouseLevel) -> Result<Shown, FuturesRefusal> {
    Ok(Shown {
        side: level.side,
        ticks: ticks(arena, level.price)?,
        price: level.price,
        lots: lots(arena, level.qty)?,
    })
}

impl Futures {
    fn arena(&self, market: usize) -> Result<&Arena, FuturesRefusal> {
        self.markets
            .get(market)
            .ok_or(FuturesRefusal::UnknownSymbol)
    }

    /// Applies one batch of house levels as a whole, or refuses it as a whole.
    pub(crate) fn set_levels(
        &mut self,
        market: usize,
        batch: &SetLevels,
    ) -> Result<(), FuturesRefusal> {
        if batch.levels.len() > BATCH_LEVELS_MAX {
            return Err(FuturesRefusal::BatchTooLong);
        }
        let arena = self.arena(market)?;
        let read = batch.levels.iter().map(|level| read_level(arena, level));
        let levels = read.collect::<Result<Vec<Shown>, _>>()?;
        self.apply_batch(market, levels, batch.refill);
        Ok(())
    }

    fn apply_batch(&mut self, market: usize, mut levels: Vec<Shown>, refill: Refill) {
        let Some(arena) = self.markets.get_mut(market) else {
            return;
        };
        let mut taken = core::mem::take(&mut arena.taken);
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
            .partition(|level| level.lots > self.house_at(market, (level.side, level.ticks)));
        for level in less {
            self.show(market, level);
        }
        self.add(market, more);
    }

    fn house_at(&self, market: usize, (side, ticks): (Side, u64)) -> u64 {
        self.markets
            .get(market)
            .and_then(|arena| arena.book.level(side, ticks))
            .map_or(0, |level| level.house)
    }

    fn show(&mut self, market: usize, level: Shown) {
        let at = (level.ticks, level.price);
        self.touch(market, level.side, at);
        if let Some(arena) = self.markets.get_mut(market) {
            arena.book.set_house(level.side, at, level.lots);
        }
    }

    /// Adds levels, the most eager first; each trades with accounts' orders it reaches before it is shown.
    fn add(&mut self, market: usize, mut levels: Vec<Shown>) {
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
            self.withdraw_across(market, level);
            self.sweep(market, &mut taker);
            let left = taker.left();
            if left < level.lots
                && let Some(arena) = self.markets.get_mut(market)
            {
                let key = (level.side, level.ticks);
                arena.taken.insert(key, (level.price, level.lots));
            }
            self.show(
                market,
                Shown {
                    lots: left,
                    ..level
                },
            );
        }
    }

    /// Takes away house levels of the other side that a house level reaches: the later word counts.
    fn withdraw_across(&mut self, market: usize, level: Shown) {
        let across = level.side.opposite();
        let reached: Vec<Shown> = self.markets.get(market).map_or_else(Vec::new, |arena| {
            let levels = arena.book.levels(across);
            levels
                .take_while(|(ticks, _)| reaches(level.side, Some(level.ticks), *ticks))
                .filter(|(_, other)| other.house > 0)
                .map(|(ticks, other)| Shown {
                    side: across,
                    ticks,
                    price: other.price,
                    lots: 0,
                })
                .collect()
        });
        for other in reached {
            self.show(market, other);
        }
    }

    /// Takes lots that the house shows, and remembers what it showed.
    pub(crate) fn take_from_house(&mut self, market: usize, side: Side, deal: &Deal) {
        let shown = self.house_at(market, (side, deal.ticks));
        if let Some(arena) = self.markets.get_mut(market) {
            let key = (side, deal.ticks);
            arena.taken.entry(key).or_insert((deal.price, shown));
            arena.book.take_house(key, deal.lots);
        }
        self.settle_house(market, side, deal);
    }

    /// An anonymous order of the house takes from the book.
    pub(crate) fn take_from_book(
        &mut self,
        market: usize,
        take: &Take,
    ) -> Result<(), FuturesRefusal> {
        let arena = self.arena(market)?;
        let limit = take.limit.map(|price| ticks(arena, price)).transpose()?;
        let left = lots(arena, take.qty)?;
        self.sweep(
            market,
            &mut Taker::House(HouseTaker {
                side: take.side,
                limit,
                left,
            }),
        );
        Ok(())
    }

    /// A trade of a capture: it goes to the tape as it is, and through accounts' orders that stood in its way.
    pub(crate) fn print(&mut self, market: usize, print: &Print) -> Result<(), FuturesRefusal> {
        let arena = self.arena(market)?;
        let (ticks, lots) = (ticks(arena, print.price)?, lots(arena, print.qty)?);
        self.turn.say(FuturesEffect::Trade(Trade {
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
        if let Some(arena) = self.markets.get_mut(market) {
            arena.note_traded(ticks, print.price);
        }
        let left = self.print_through(market, (print.taker, ticks), lots);
        self.print_at(market, (print.taker.opposite(), ticks), left);
        Ok(())
    }

    /// Fills accounts' orders at prices better than the print's. What is left of it.
    fn print_through(&mut self, market: usize, (taker, ticks): (Side, u64), mut lots: u64) -> u64 {
        let side = taker.opposite();
        while lots > 0 {
            let first = self.markets.get(market).and_then(|arena| {
                let better = arena.book.levels(side).take_while(|(better, _)| {
                    *better != ticks && reaches(taker, Some(ticks), *better)
                });
                let mut orders =
                    better.filter_map(|(at, level)| level.queue.map(|(first, _)| (at, first)));
                orders.next()
            });
            let Some((at, slot)) = first else {
                break;
            };
            let filled = self.fill_by_print(market, (slot, side, at), lots);
            if filled == 0 {
                break;
            }
            lots = lots.saturating_sub(filled);
        }
        lots
    }

    /// Lets a print eat the house lots before each account's order at its price, then the order.
    fn print_at(&mut self, market: usize, (side, ticks): (Side, u64), mut lots: u64) {
        let waiting: Vec<(Slot, u64)> = self.markets.get(market).map_or_else(Vec::new, |arena| {
            let queue = arena.book.queue(side, ticks);
            queue
                .map(|(slot, order)| (slot, order.links.ahead))
                .collect()
        });
        let mut eaten: u64 = 0;
        for (slot, ahead) in waiting {
            let between = ahead.saturating_sub(eaten).min(lots);
            eaten = eaten.saturating_add(between);
            lots = lots.saturating_sub(between);
            if lots == 0 {
                break;
            }
            let filled = self.fill_by_print(market, (slot, side, ticks), lots);
            lots = lots.saturating_sub(filled);
        }
        if let Some(arena) = self.markets.get_mut(market) {
            arena.book.advance((side, ticks), eaten);
        }
    }

    /// Fills a resting order at its own price against the capture; the tape already shows the trade.
    fn fill_by_print(
        &mut self,
        market: usize,
        (slot, side, ticks): (Slot, Side, u64),
        lots: u64,
    ) -> u64 {
        let Some((left, price)) = self
            .resting(market, slot)
            .filter(|order| order.side == side && order.limit == Some(ticks))
            .and_then(|order| Some((order.left(), order.price?)))
        else {
            return 0;
        };
        let Some(arena) = self.markets.get_mut(market) else {
            return 0;
        };
        let deal = Deal {
            trade: ExchangeTradeId::new(arena.ids.next_trade()),
            ticks,
            price,
            lots: lots.min(left),
        };
        self.touch(market, side, (ticks, price));
        self.fill_resting(market, slot, &deal);
        self.settle_house(market, side.opposite(), &deal);
        deal.lots
    }
}
