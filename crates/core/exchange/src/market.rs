//! One listed symbol: its grid, its book, its sleeping stops, its last price and its numbers. Never an account.

use crate::average::{Average, Reference};
use crate::book::Book;
use crate::grid::Grid;
use crate::ids::ExchangeOrderId;
use crate::listing::{Listing, SymbolStatus};
use crate::order::Order;
use crate::order_type::Approach;
use crate::reference::References;
use crate::refusal::RefuseReason;
use crate::slab::Slot;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use domain::{InstrumentRules, Price, Side, Time};

/// How many numbers are set aside at a time.
const ID_BLOCK: u64 = 1_000_000;

/// The next trade and update of a symbol, and the marks below which they are set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MarketIds {
    trade: Counter,
    update: Counter,
}

/// The next numbers of a spot symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpotIds {
    market: MarketIds,
    execution: Counter,
    prevented: Counter,
}

/// Numbers of a symbol below which all may have been used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) trade: u64,
    pub(crate) update: u64,
    pub(crate) execution: u64,
    pub(crate) prevented: u64,
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
    pub(crate) book: Book<Box<Order>>,
    /// What the house showed at levels that were taken from since its last batch.
    pub(crate) taken: BTreeMap<(Side, u64), (Price, u64)>,
    /// Sleeping orders whose trigger is reached from below, by trigger.
    pub(crate) rising: BTreeMap<(u64, ExchangeOrderId), Slot>,
    /// Sleeping orders whose trigger is reached from above, by trigger.
    pub(crate) falling: BTreeMap<(u64, ExchangeOrderId), Slot>,
    /// Sleeping orders that trail the price.
    pub(crate) trailing: BTreeMap<ExchangeOrderId, Slot>,
    /// How many orders in the book show only a part of themselves.
    pub(crate) icebergs: u32,
    pub(crate) status: SymbolStatus,
    /// What accounts keep in place of what the symbol was listed with.
    pub(crate) rules: Option<InstrumentRules>,
    pub(crate) average: Average,
    pub(crate) references: References,
    /// Price of the last trade, with its ticks.
    pub(crate) last: Option<(u64, Price)>,
    pub(crate) ids: SpotIds,
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

impl Marks {
    /// Nothing was used yet.
    pub(crate) const FIRST: Self = Self {
        trade: 1,
        update: 1,
        execution: 1,
        prevented: 1,
    };
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

    /// The number of the next trade.
    pub(crate) const fn upcoming_trade(&self) -> u64 {
        self.trade.next()
    }

    /// Begins the trades at a number, where they are not past it.
    pub(crate) const fn begin_trades(&mut self, first: u64) {
        if self.trade.next() < first {
            self.trade = Counter::starting_at(first);
        }
    }

    /// The update id last given out; zero before the first.
    pub(crate) const fn last_update(&self) -> u64 {
        self.update.next().saturating_sub(1)
    }

    /// Sets numbers aside where needed; the marks when any was raised.
    pub(crate) fn reserve(&mut self) -> Option<(u64, u64)> {
        let raised = [self.trade.reserve(), self.update.reserve()];
        raised.contains(&Reserve::Made).then(|| self.marks())
    }

    /// The marks as they stand.
    pub(crate) const fn marks(&self) -> (u64, u64) {
        (self.trade.mark(), self.update.mark())
    }
}

impl SpotIds {
    pub(crate) const fn starting_at(marks: Marks) -> Self {
        Self {
            market: MarketIds::starting_at(marks.trade, marks.update),
            execution: Counter::starting_at(marks.execution),
            prevented: Counter::starting_at(marks.prevented),
        }
    }

    pub(crate) const fn next_trade(&mut self) -> u64 {
        self.market.next_trade()
    }

    pub(crate) const fn next_update(&mut self) -> u64 {
        self.market.next_update()
    }

    pub(crate) const fn next_execution(&mut self) -> u64 {
        self.execution.take()
    }

    pub(crate) const fn next_prevented(&mut self) -> u64 {
        self.prevented.take()
    }

    /// The number of the next trade.
    pub(crate) const fn upcoming_trade(&self) -> u64 {
        self.market.upcoming_trade()
    }

    /// Begins the trades at a number, where they are not past it.
    pub(crate) const fn begin_trades(&mut self, first: u64) {
        self.market.begin_trades(first);
    }

    /// The update id last given out; zero before the first.
    pub(crate) const fn last_update(&self) -> u64 {
        self.market.last_update()
    }

    /// Sets numbers aside where needed; says whether it did.
    pub(crate) fn reserve(&mut self) -> Reserve {
        let raised = [self.execution.reserve(), self.prevented.reserve()];
        if self.market.reserve().is_some() || raised.contains(&Reserve::Made) {
            Reserve::Made
        } else {
            Reserve::Enough
        }
    }

    /// The marks as they stand.
    pub(crate) const fn marks(&self) -> Marks {
        let (trade, update) = self.market.marks();
        Marks {
            trade,
            update,
            execution: self.execution.mark(),
            prevented: self.prevented.mark(),
        }
    }
}

impl Market {
    pub(crate) fn new(
        index: usize,
        listing: Listing,
        grid: Grid,
        (base, quote): (usize, usize),
        ids: SpotIds,
    ) -> Self {
        Self {
            index,
            listing,
            grid,
            base,
            quote,
            book: Book::new(),
            taken: BTreeMap::new(),
            rising: BTreeMap::new(),
            falling: BTreeMap::new(),
            trailing: BTreeMap::new(),
            icebergs: 0,
            status: SymbolStatus::Trading,
            rules: None,
            average: Average::over(listing.filters.average_minutes),
            references: References::new(listing.instrument.symbol),
            last: None,
            ids,
        }
    }

    /// Lets accounts keep other rules from here on. What stands keeps standing.
    ///
    /// # Errors
    /// They contradict each other, or their tick or step is no whole number of what the symbol was listed with.
    pub(crate) fn keep_rules(&mut self, rules: InstrumentRules) -> Result<(), RefuseReason> {
        self.grid = self.grid.with_rules(&rules)?;
        self.rules = Some(rules);
        Ok(())
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
        approach: Approach,
    ) -> &mut BTreeMap<(u64, ExchangeOrderId), Slot> {
        match approach {
            Approach::Rising => &mut self.rising,
            Approach::Falling => &mut self.falling,
        }
    }

    /// What prices are measured against: the reference price, else the average of the latest minutes, else the last price.
    pub(crate) fn reference(&self, now: Time) -> Option<Reference> {
        let told = self.references.at(&self.grid, now);
        told.or_else(|| self.average_or_last(now))
    }

    /// The average of the latest minutes, else the last price.
    pub(crate) fn average_or_last(&self, now: Time) -> Option<Reference> {
        let average = self.average.at(now);
        average.or_else(|| self.last.map(|(ticks, _)| Reference::at(ticks)))
    }
}
