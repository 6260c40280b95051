//! The meeting of an arriving order with the other side, best price first, and at a price whoever stood there first.

use super::Pit;
use crate::book::{Front, reaches};
use crate::effect::{Effect, ExpireReason, Trade, TradeSource};
use crate::ids::ExchangeTradeId;
use crate::order::Order;
use crate::slab::Slot;
use domain::{Price, SelfTradePrevention, Side};

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
    SelfTrade,
    NoMoney,
}

/// What an order would find in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Probe {
    /// Lots it would trade.
    pub(super) lots: u64,
    /// What they are worth, in atoms of quote.
    pub(super) cost: i128,
}

/// One meeting of two orders.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deal {
    pub(super) trade: ExchangeTradeId,
    pub(super) ticks: u64,
    pub(super) price: Price,
    pub(super) lots: u64,
}

/// What an own order in the way makes of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OwnOrder {
    Trades,
    Leaves,
    Stops,
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
            let there = match front {
                Front::House(lots) => lots,
                Front::Order(maker) => match self.meet_own(taker, maker) {
                    OwnOrder::Trades => self.market.book.orders.get(maker).map_or(0, Order::left),
                    OwnOrder::Leaves => continue,
                    OwnOrder::Stops => return Stopped::SelfTrade,
                },
            };
            let lots = self.affordable(taker, ticks, there.min(taker.left()));
            if lots == 0 {
                return Stopped::NoMoney;
            }
            self.trade(taker, front, (ticks, price, lots));
        }
    }

    /// Keeps two orders of one account from trading, the way the arriving one asks.
    fn meet_own(&mut self, taker: &Taker<'_>, maker: Slot) -> OwnOrder {
        let Taker::Account(order) = taker else {
            return OwnOrder::Trades;
        };
        let own = self
            .market
            .book
            .orders
            .get(maker)
            .is_some_and(|other| other.owner == order.owner);
        if !own {
            return OwnOrder::Trades;
        }
        let (maker_ends, outcome) = match order.self_trade {
            SelfTradePrevention::Allow => return OwnOrder::Trades,
            SelfTradePrevention::ExpireTaker => return OwnOrder::Stops,
            SelfTradePrevention::ExpireMaker => (maker, OwnOrder::Leaves),
            SelfTradePrevention::ExpireBoth => (maker, OwnOrder::Stops),
        };
        if let Some(other) = self.lift(maker_ends) {
            self.expire(other, ExpireReason::SelfTrade);
        }
        outcome
    }

    /// An order without a locked price buys no more than what is free pays for.
    fn affordable(&self, taker: &Taker<'_>, ticks: u64, lots: u64) -> u64 {
        match taker {
            Taker::Account(order) if order.side == Side::Buy && order.limit.is_none() => {
                let free = self
                    .accounts
                    .get(order.owner)
                    .map_or(0, |account| account.holding(self.market.quote).free);
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
        self.market.last = Some((ticks, price));
        self.turn.note_traded(ticks);
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

    /// What an order would find, stopping where an own order would stop it; changes nothing.
    pub(super) fn probe(&self, order: &Order) -> Probe {
        let resting = order.side.opposite();
        let mut found = Probe { lots: 0, cost: 0 };
        for (ticks, level) in self.market.book.levels(resting) {
            let wanted = order.left().saturating_sub(found.lots);
            if wanted == 0 || !reaches(order.side, order.limit, ticks) {
                break;
            }
            let (there, own) = self.reachable(order, resting, (ticks, level.displayed()));
            let lots = wanted.min(there);
            let cost = self.market.grid.quote(ticks, lots);
            found.lots = found.lots.saturating_add(lots);
            found.cost = found.cost.saturating_add(cost);
            if own == OwnOrder::Stops {
                break;
            }
        }
        found
    }

    /// Lots of a level that an order can trade with, given its own orders there.
    fn reachable(
        &self,
        order: &Order,
        resting: Side,
        (ticks, displayed): (u64, u64),
    ) -> (u64, OwnOrder) {
        let own = match order.self_trade {
            SelfTradePrevention::Allow => return (displayed, OwnOrder::Trades),
            SelfTradePrevention::ExpireMaker => OwnOrder::Leaves,
            SelfTradePrevention::ExpireTaker | SelfTradePrevention::ExpireBoth => OwnOrder::Stops,
        };
        let has_any = self
            .accounts
            .get(order.owner)
            .is_some_and(|account| account.resting(self.market.index, resting) > 0);
        if !has_any {
            return (displayed, OwnOrder::Trades);
        }
        let mut others: u64 = 0;
        let mut mine: u64 = 0;
        for (_, other) in self.market.book.queue(resting, ticks) {
            if other.owner != order.owner {
                others = others.saturating_add(other.left());
            } else if own == OwnOrder::Stops {
                return (others.saturating_add(other.links.ahead), own);
            } else {
                mine = mine.saturating_add(other.left());
            }
        }
        (displayed.saturating_sub(mine), OwnOrder::Trades)
    }
}
