//! The meeting of an arriving order with the other side, best price first, and at a price whoever stood there first.

use super::Futures;
use super::arena::Arena;
use super::effect::FuturesEffect;
use super::order::Order;
use super::turn::TouchedLevel;
use super::view::FuturesExpiry;
use crate::book::{Front, reaches};
use crate::effect::{Trade, TradeSource};
use crate::ids::ExchangeTradeId;
use crate::slab::Slot;
use domain::{Liquidity, Price, SelfTradePrevention, Side};

/// Who takes.
pub(crate) enum Taker<'o> {
    /// An account's order.
    Account(&'o mut Order),
    /// An anonymous order of the house.
    House(HouseTaker),
}

/// An anonymous order of the house while it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HouseTaker {
    pub(crate) side: Side,
    pub(crate) limit: Option<u64>,
    pub(crate) left: u64,
}

/// Why a sweep stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    Filled,
    NothingInReach,
    SelfTrade,
    NothingToReduce,
}

/// What an order would find in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Probe {
    /// Lots it would trade.
    pub(crate) lots: u64,
    /// What they are worth, in atoms of quote.
    pub(crate) value: i128,
}

/// One meeting of two orders.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deal {
    pub(crate) trade: ExchangeTradeId,
    pub(crate) ticks: u64,
    pub(crate) price: Price,
    pub(crate) lots: u64,
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

    pub(crate) const fn left(&self) -> u64 {
        match self {
            Self::Account(order) => order.left(),
            Self::House(house) => house.left,
        }
    }
}

impl Futures {
    /// Notes that a level is about to change.
    pub(crate) fn touch(&mut self, market: usize, side: Side, (ticks, price): (u64, Price)) {
        let Some(arena) = self.markets.get(market) else {
            return;
        };
        self.turn.touch_level(TouchedLevel {
            market,
            side,
            ticks,
            price,
            before: arena.book.displayed(side, ticks),
        });
    }

    /// Lets a taker trade until it is filled or something stops it.
    pub(crate) fn sweep(&mut self, market: usize, taker: &mut Taker<'_>) -> Stopped {
        let resting = taker.side().opposite();
        loop {
            if taker.left() == 0 {
                return Stopped::Filled;
            }
            let found = self.markets.get(market).and_then(|arena| {
                let best = arena.book.best(resting);
                best.filter(|(ticks, _)| reaches(taker.side(), taker.limit(), *ticks))
                    .map(|(ticks, level)| (ticks, level.price, arena.book.front(level)))
            });
            let Some((ticks, price, front)) = found else {
                return Stopped::NothingInReach;
            };
            let there = match front {
                Front::House(lots) => lots,
                Front::Order(maker) => match self.meet_own(market, taker, maker) {
                    OwnOrder::Trades => self.resting(market, maker).map_or(0, Order::left),
                    OwnOrder::Leaves => continue,
                    OwnOrder::Stops => return Stopped::SelfTrade,
                },
            };
            let lots = self.allowed(market, taker, there.min(taker.left()));
            if lots == 0 {
                return Stopped::NothingToReduce;
            }
            self.trade(market, taker, (front, (ticks, price, lots)));
        }
    }

    pub(crate) fn resting(&self, market: usize, slot: Slot) -> Option<&Order> {
        self.markets.get(market)?.book.orders.get(slot)
    }

    /// An order that may only reduce trades no more than there is to reduce.
    fn allowed(&self, market: usize, taker: &Taker<'_>, lots: u64) -> u64 {
        match taker {
            Taker::Account(order) if order.reduces() => {
                let closable = self.accounts.get(order.owner).map_or(0, |account| {
                    let position = account.position(market, order.position_side);
                    position.closable(order.side)
                });
                lots.min(closable)
            }
            Taker::Account(_) | Taker::House(_) => lots,
        }
    }

    /// Keeps two orders of one account from trading, the way the arriving one asks.
    fn meet_own(&mut self, market: usize, taker: &Taker<'_>, maker: Slot) -> OwnOrder {
        let Taker::Account(order) = taker else {
            return OwnOrder::Trades;
        };
        let own = self
            .resting(market, maker)
            .is_some_and(|other| other.owner == order.owner);
        if !own {
            return OwnOrder::Trades;
        }
        let outcome = match order.self_trade {
            SelfTradePrevention::Allow => return OwnOrder::Trades,
            SelfTradePrevention::ExpireTaker => return OwnOrder::Stops,
            SelfTradePrevention::ExpireMaker => OwnOrder::Leaves,
            SelfTradePrevention::ExpireBoth => OwnOrder::Stops,
        };
        if let Some(other) = self.lift(market, maker) {
            self.expire(other, FuturesExpiry::SelfTrade);
        }
        outcome
    }

    fn trade(
        &mut self,
        market: usize,
        taker: &mut Taker<'_>,
        (front, (ticks, price, lots)): (Front, (u64, Price, u64)),
    ) {
        let resting = taker.side().opposite();
        let Some(arena) = self.markets.get_mut(market) else {
            return;
        };
        let deal = Deal {
            trade: ExchangeTradeId::new(arena.ids.next_trade()),
            ticks,
            price,
            lots,
        };
        arena.note_traded(ticks, price);
        self.touch(market, resting, (ticks, price));
        self.say_trade(market, taker, (front, &deal));
        match front {
            Front::House(_) => self.take_from_house(market, resting, &deal),
            Front::Order(slot) => self.fill_resting(market, slot, &deal),
        }
        match taker {
            Taker::Account(order) => {
                self.settle(market, order, (&deal, Liquidity::Taker));
                self.shrink_reducing(order.owner, market);
            }
            Taker::House(house) => {
                house.left = house.left.saturating_sub(lots);
                self.settle_house(market, house.side, &deal);
            }
        }
    }

    fn say_trade(&mut self, market: usize, taker: &Taker<'_>, (front, deal): (Front, &Deal)) {
        let taking = match taker {
            Taker::Account(order) => Some(order.id),
            Taker::House(_) => None,
        };
        let resting = match front {
            Front::House(_) => None,
            Front::Order(slot) => self.resting(market, slot).map(|order| order.id),
        };
        let (buyer, seller) = match taker.side() {
            Side::Buy => (taking, resting),
            Side::Sell => (resting, taking),
        };
        let Some(arena) = self.markets.get(market) else {
            return;
        };
        self.turn.say(FuturesEffect::Trade(Trade {
            symbol: arena.listing.instrument.symbol,
            id: deal.trade,
            source: TradeSource::Engine,
            price: deal.price,
            qty: arena.rules.grid.qty(deal.lots),
            taker: taker.side(),
            buyer,
            seller,
            at: self.turn.now,
        }));
    }

    /// What an order would find, stopping where an own order would stop it; changes nothing.
    pub(crate) fn probe(&self, arena: &Arena, order: &Order) -> Probe {
        let resting = order.side.opposite();
        let mut found = Probe { lots: 0, value: 0 };
        for (ticks, level) in arena.book.levels(resting) {
            let wanted = order.left().saturating_sub(found.lots);
            if wanted == 0 || !reaches(order.side, order.limit, ticks) {
                break;
            }
            let (there, own) = reachable(arena, order, (ticks, level.displayed()));
            let lots = wanted.min(there);
            let value = arena.rules.grid.quote(ticks, lots);
            found.lots = found.lots.saturating_add(lots);
            found.value = found.value.saturating_add(value);
            if own == OwnOrder::Stops {
                break;
            }
        }
        found
    }
}

/// Lots of a level that an order can trade with, given its own orders there.
fn reachable(arena: &Arena, order: &Order, (ticks, displayed): (u64, u64)) -> (u64, OwnOrder) {
    let stops = match order.self_trade {
        SelfTradePrevention::Allow => return (displayed, OwnOrder::Trades),
        SelfTradePrevention::ExpireMaker => OwnOrder::Leaves,
        SelfTradePrevention::ExpireTaker | SelfTradePrevention::ExpireBoth => OwnOrder::Stops,
    };
    let mut others: u64 = 0;
    let mut mine: u64 = 0;
    for (_, other) in arena.book.queue(order.side.opposite(), ticks) {
        if other.owner != order.owner {
            others = others.saturating_add(other.left());
        } else if stops == OwnOrder::Stops {
            return (others.saturating_add(other.links.ahead), stops);
        } else {
            mine = mine.saturating_add(other.left());
        }
    }
    (displayed.saturating_sub(mine), OwnOrder::Trades)
}
