//! A market and its accounts seen without touching them: what an order would find, and what a peg reads.

use crate::accounts::Accounts;
use crate::book::reaches;
use crate::ids::ExchangeOrderId;
use crate::market::Market;
use crate::order::Order;
use crate::order_type::{Peg, PegSide, SelfTradeMode};
use crate::refusal::RefuseReason;
use domain::{Price, Side, Time};

/// One market and all accounts at one instant, read only.
#[derive(Clone, Copy)]
pub(crate) struct Sight<'a> {
    pub(crate) market: &'a Market,
    pub(crate) accounts: &'a Accounts,
    pub(crate) now: Time,
    /// The number the next order would get.
    pub(crate) next: ExchangeOrderId,
}

/// An order as far as the book is concerned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Want {
    pub(super) owner: usize,
    pub(super) side: Side,
    /// Worst price in ticks.
    pub(super) limit: Option<u64>,
    pub(super) lots: u64,
    pub(super) self_trade: SelfTradeMode,
}

/// What an order would find in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Probe {
    /// Lots it would trade.
    pub(super) lots: u64,
    /// What they are worth, in atoms of quote.
    pub(super) cost: i128,
}

/// What an own order in the way makes of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnOrder {
    Trades,
    Leaves,
    Stops,
}

impl Want {
    pub(super) const fn of(order: &Order) -> Self {
        Self {
            owner: order.owner,
            side: order.side,
            limit: order.limit,
            lots: order.left(),
            self_trade: order.self_trade,
        }
    }

    /// The same, for an order that fills as a whole or not at all: what it would lose to itself does not fill it.
    pub(super) const fn whole(self) -> Self {
        let self_trade = match self.self_trade {
            SelfTradeMode::Decrement | SelfTradeMode::Transfer => SelfTradeMode::ExpireTaker,
            SelfTradeMode::Allow
            | SelfTradeMode::ExpireTaker
            | SelfTradeMode::ExpireMaker
            | SelfTradeMode::ExpireBoth => self.self_trade,
        };
        Self { self_trade, ..self }
    }
}

impl Sight<'_> {
    /// Whether two accounts count as one.
    pub(super) fn is_own(&self, one: usize, other: usize) -> bool {
        if one == other {
            return true;
        }
        let group = |owner: usize| self.accounts.get(owner).and_then(|a| a.terms.group);
        group(one).is_some_and(|group_of_one| group(other) == Some(group_of_one))
    }

    /// What an order would find, stopping where an own order would stop it.
    pub(super) fn probe(&self, want: Want) -> Probe {
        let resting = want.side.opposite();
        let mut found = Probe { lots: 0, cost: 0 };
        for (ticks, level) in self.market.book.levels(resting) {
            let wanted = want.lots.saturating_sub(found.lots);
            if wanted == 0 || !reaches(want.side, want.limit, ticks) {
                break;
            }
            let (there, own) = self.reachable(want, (ticks, level.displayed()));
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

    /// The same, within the range of execution at this instant.
    pub(super) fn probe_in_range(&self, want: Want) -> Probe {
        let at = (want.side, self.now);
        let reach = self.market.references.reach(&self.market.grid, at);
        let best = self.market.book.best(want.side.opposite());
        if best.is_some_and(|(ticks, _)| !reach.holds(ticks)) {
            return Probe { lots: 0, cost: 0 };
        }
        let limit = match want.side {
            Side::Buy => want.limit.map_or(reach.high, |limit| limit.min(reach.high)),
            Side::Sell => want.limit.map_or(reach.low, |limit| limit.max(reach.low)),
        };
        self.probe(Want {
            limit: Some(limit),
            ..want
        })
    }

    /// How many lots, in whole steps, come nearest to so many atoms of quote without passing them.
    ///
    /// Where the book ends before the sum is reached, the rest counts at its last price, and expires when the order works.
    ///
    /// # Errors
    /// The book across is empty.
    pub(super) fn lots_by_quote(&self, want: Want, quote: i128) -> Result<u64, RefuseReason> {
        let grid = &self.market.grid;
        let mut left = quote;
        let mut lots: u64 = 0;
        let mut last = None;
        for (ticks, level) in self.market.book.levels(want.side.opposite()) {
            let (there, own) = self.reachable(want, (ticks, level.displayed()));
            last = Some(ticks);
            let paid = grid.dust_for(left, ticks).min(there);
            lots = lots.saturating_add(paid);
            left = left.saturating_sub(grid.quote(ticks, paid));
            if paid < there || own == OwnOrder::Stops {
                break;
            }
        }
        let last = last.ok_or(RefuseReason::BookEmpty)?;
        let rest = grid.dust_for(left, last);
        Ok(grid.whole_steps(lots.saturating_add(rest)))
    }

    /// Lots of a level that an order can trade with, given its own orders there.
    fn reachable(&self, want: Want, (ticks, displayed): (u64, u64)) -> (u64, OwnOrder) {
        let resting = want.side.opposite();
        let all = displayed.saturating_add(self.hidden_at(resting, ticks));
        let own = match want.self_trade {
            SelfTradeMode::Allow => return (all, OwnOrder::Trades),
            SelfTradeMode::ExpireMaker | SelfTradeMode::Decrement | SelfTradeMode::Transfer => {
                OwnOrder::Leaves
            }
            SelfTradeMode::ExpireTaker | SelfTradeMode::ExpireBoth => OwnOrder::Stops,
        };
        let may_meet = self.accounts.get(want.owner).is_some_and(|account| {
            account.terms.group.is_some() || account.resting(self.market.index, resting) > 0
        });
        if !may_meet {
            return (all, OwnOrder::Trades);
        }
        let mut others: u64 = 0;
        let mut mine: u64 = 0;
        for (_, other) in self.market.book.queue(resting, ticks) {
            if !self.is_own(want.owner, other.owner) {
                others = others.saturating_add(other.left());
            } else if own == OwnOrder::Stops {
                return (others.saturating_add(other.links.ahead), own);
            } else {
                mine = mine.saturating_add(other.left());
            }
        }
        (all.saturating_sub(mine), OwnOrder::Trades)
    }

    /// What icebergs of a level do not show.
    fn hidden_at(&self, side: Side, ticks: u64) -> u64 {
        if self.market.icebergs == 0 {
            return 0;
        }
        let queue = self.market.book.queue(side, ticks);
        queue.fold(0, |sum, (_, order)| sum.saturating_add(order.hidden))
    }

    /// The price a peg reads for an order of this side, no worse than its cap.
    ///
    /// # Errors
    /// The book has no such level.
    pub(super) fn pegged(&self, side: Side, peg: Peg) -> Result<(u64, Price), RefuseReason> {
        let read = match peg.side {
            PegSide::Primary => side,
            PegSide::Market => side.opposite(),
        };
        let depth = usize::from(peg.level.unwrap_or(0));
        let (ticks, level) = self
            .market
            .book
            .levels(read)
            .nth(depth)
            .ok_or(RefuseReason::PegTooDeep)?;
        let cap = peg
            .cap
            .and_then(|cap| self.market.grid.ticks(cap).ok().map(|ticks| (ticks, cap)));
        Ok(match (cap, side) {
            (Some((cap, price)), Side::Buy) if cap < ticks => (cap, price),
            (Some((cap, price)), Side::Sell) if cap > ticks => (cap, price),
            (Some(_) | None, Side::Buy | Side::Sell) => (ticks, level.price),
        })
    }
}
