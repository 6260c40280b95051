//! The meeting of an arriving order with the other side, best price first, and at a price whoever stood there first.

use super::Pit;
use super::sight::OwnOrder;
use crate::book::{Front, Queued, reaches};
use crate::effect::{Effect, Prevention, Trade, TradeSource};
use crate::ids::ExchangeTradeId;
use crate::order::Order;
use domain::{Price, Side};

/// Who takes.
pub(super) enum Taker<'o> {
    /// An account's order.
    Account(&'o mut Order),
    /// An anonymous order of the house.
    House(HouseTaker),
}

/// An anonymous order of the house while it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct HouseTaker {
    pub(super) side: Side,
    pub(super) limit: Option<u64>,
    pub(super) left: u64,
}

/// Why a sweep stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    Filled,
    NothingInReach,
    /// A prevented match took the rest of it.
    Prevented(Prevention),
    NoMoney,
    /// The next trade would be further from the reference price than the symbol allows.
    OutOfRange,
}

/// One meeting of two orders.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deal {
    pub(super) trade: ExchangeTradeId,
    pub(super) ticks: u64,
    pub(super) price: Price,
    pub(super) lots: u64,
}

impl Taker<'_> {
    const fn side(&self) -> Side {
        match self {
            Self::Account(order) => order.side,
            Self::House(house) => house.side,
        }
    }

    const fn limit(&self) -> Option<u64> {
        match self {
            Self::Account(order) => order.limit,
            Self::House(house) => house.limit,
        }
    }

    pub(super) const fn left(&self) -> u64 {
        match self {
            Self::Account(order) => order.left(),
            Self::House(house) => house.left,
        }
    }
}

impl Pit<'_> {
    /// Lets a taker trade until it is filled or something stops it.
    pub(super) fn sweep(&mut self, taker: &mut Taker<'_>) -> Stopped {
        let resting = taker.side().opposite();
        // The bounds stay those of its first instant, however far its own trades move the reference price.
        let at = (taker.side(), self.turn.now);
        let reach = self.market.references.reach(&self.market.grid, at);
        loop {
            if taker.left() == 0 {
                return Stopped::Filled;
            }
            let Some((ticks, price, front)) = self
                .market
                .book
                .best(resting)
                .filter(|(ticks, _)| reaches(taker.side(), taker.limit(), *ticks))
                .map(|(ticks, level)| (ticks, level.price, self.market.book.front(level)))
            else {
                return Stopped::NothingInReach;
            };
            if !reach.holds(ticks) {
                return Stopped::OutOfRange;
            }
            let there = match front {
                Front::House(lots) => lots,
                Front::Order(maker) => {
                    if let Taker::Account(order) = taker
                        && self.is_own_order(order, maker)
                    {
                        let (own, prevention) = self.prevent(order, maker, (ticks, price));
                        match (own, prevention) {
                            (OwnOrder::Trades, _) => {}
                            (OwnOrder::Stops, Some(prevention)) => {
                                return Stopped::Prevented(prevention);
                            }
                            (OwnOrder::Leaves, _) | (OwnOrder::Stops, None) => continue,
                        }
                    }
                    self.market.book.orders.get(maker).map_or(0, Queued::shown)
                }
            };
            let lots = self.affordable(taker, ticks, there.min(taker.left()));
            if lots == 0 {
                return Stopped::NoMoney;
            }
            self.trade(taker, front, (ticks, price, lots));
        }
    }

    /// An order without a locked price buys no more than what is free pays for.
    fn affordable(&self, taker: &Taker<'_>, ticks: u64, lots: u64) -> u64 {
        match taker {
            Taker::Account(order) if order.side == Side::Buy && order.limit.is_none() => {
                let free = self
                    .accounts
                    .get(order.owner)
                    .map_or(0, |account| account.holding(self.market.quote).free);
                if self.market.grid.quote(ticks, lots) <= free {
                    return lots;
                }
                lots.min(self.market.grid.lots_for(free, ticks))
            }
            Taker::Account(_) | Taker::House(_) => lots,
        }
    }

    fn trade(&mut self, taker: &mut Taker<'_>, front: Front, deal: (u64, Price, u64)) {
        let (ticks, price, lots) = deal;
        let resting = taker.side().opposite();
        let trade = ExchangeTradeId::new(self.market.ids.next_trade());
        let deal = Deal {
            trade,
            ticks,
            price,
            lots,
        };
        self.turn.touch(self.market, resting, (ticks, price));
        self.say_trade(taker, front, &deal);
        // The fees of this trade are worth what it says.
        self.prices.set(self.market.index, price);
        match front {
            Front::House(_) => self.take_from_house(resting, &deal),
            Front::Order(slot) => self.fill_resting(slot, &deal),
        }
        match taker {
            Taker::Account(order) => self.fill_taker(order, &deal),
            Taker::House(house) => {
                house.left = house.left.saturating_sub(lots);
                self.settle_house(house.side, &deal);
            }
        }
        self.note_price((ticks, price), lots);
    }

    fn say_trade(&mut self, taker: &Taker<'_>, front: Front, deal: &Deal) {
        let taking = match taker {
            Taker::Account(order) => Some(order.id),
            Taker::House(_) => None,
        };
        let resting = match front {
            Front::House(_) => None,
            Front::Order(slot) => self.market.book.orders.get(slot).map(|order| order.id),
        };
        let (buyer, seller) = match taker.side() {
            Side::Buy => (taking, resting),
            Side::Sell => (resting, taking),
        };
        self.turn.say(Effect::Trade(Trade {
            symbol: self.market.listing.instrument.symbol,
            id: deal.trade,
            source: TradeSource::Engine,
            price: deal.price,
            qty: self.market.grid.qty(deal.lots),
            taker: taker.side(),
            buyer,
            seller,
            at: self.turn.now,
        }));
    }
}
