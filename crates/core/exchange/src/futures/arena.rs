//! One listed contract: its rules, its book, its prices and its numbers. Never an account.

use super::algos::Shelf;
use super::listing::{FuturesListing, FuturesStatus};
use super::order::Order;
use super::rules::Rules;
use super::view::{FundingView, Working};
use crate::book::Book;
use crate::market::MarketIds;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use domain::{Price, Side, Span, Time};

/// Seconds of basis the mark price looks back on.
pub(crate) const BASIS_SAMPLES_MAX: usize = 30;
/// Payments of funding kept in memory per contract.
pub(crate) const FUNDING_KEPT_MAX: usize = 10_000;

/// The prices of a contract in points, and what its funding is reckoned from.
#[derive(Debug, Clone)]
pub(crate) struct Prices {
    pub(crate) index: i128,
    pub(crate) mark: i128,
    /// The contract's middle less the index, each second.
    pub(crate) basis: VecDeque<i128>,
    /// Premiums of the interval, each times its place, in parts.
    pub(crate) premium_sum: i128,
    pub(crate) premium_count: u64,
    pub(crate) next_funding: Time,
    /// The rate of the last payment, in parts.
    pub(crate) last_rate: i128,
    /// When the mark price was set.
    pub(crate) marked: Time,
    pub(crate) paid: VecDeque<FundingView>,
}

/// One listed contract.
#[derive(Debug, Clone)]
pub(crate) struct Arena {
    pub(crate) index: usize,
    pub(crate) listing: FuturesListing,
    pub(crate) rules: Rules,
    pub(crate) status: FuturesStatus,
    /// Where its margin asset stands in the list of assets.
    pub(crate) asset: usize,
    pub(crate) book: Book<Order>,
    /// What the house showed at levels that were taken from since its last batch.
    pub(crate) taken: BTreeMap<(Side, u64), (Price, u64)>,
    pub(crate) shelf: Shelf,
    /// Price of the last trade, with its ticks.
    pub(crate) last: Option<(u64, Price)>,
    /// Prices traded since triggers were last looked at, in ticks, first one first.
    pub(crate) traded: Vec<u64>,
    pub(crate) prices: Prices,
    pub(crate) ids: MarketIds,
    /// Lots that accounts are long, and short.
    pub(crate) held: (u128, u128),
}

impl Arena {
    pub(crate) fn new(
        (index, asset): (usize, usize),
        (listing, rules): (FuturesListing, Rules),
        price: i128,
        now: Time,
    ) -> Self {
        let next_funding = next_multiple(now, listing.funding.interval);
        Self {
            index,
            listing,
            rules,
            status: FuturesStatus::Trading,
            asset,
            book: Book::new(),
            taken: BTreeMap::new(),
            shelf: Shelf::new(),
            last: None,
            traded: Vec::new(),
            prices: Prices {
                index: price,
                mark: price,
                basis: VecDeque::new(),
                premium_sum: 0,
                premium_count: 0,
                next_funding,
                last_rate: 0,
                marked: now,
                paid: VecDeque::new(),
            },
            ids: MarketIds::starting_at(1, 1),
            held: (0, 0),
        }
    }

    /// Books that an account's position has another size.
    pub(crate) fn recount(&mut self, before: i128, after: i128) {
        let (long, short) = &mut self.held;
        for (lots, counts) in [(before, false), (after, true)] {
            let sum = if lots > 0 { &mut *long } else { &mut *short };
            *sum = if counts {
                sum.saturating_add(lots.unsigned_abs())
            } else {
                sum.saturating_sub(lots.unsigned_abs())
            };
        }
    }

    /// Remembers a trade's price.
    pub(crate) fn note_traded(&mut self, ticks: u64, price: Price) {
        self.last = Some((ticks, price));
        if self.traded.last() != Some(&ticks) && self.shelf.watches_trades() {
            self.traded.push(ticks);
        }
    }

    /// The price in points that a conditional order looks at.
    pub(crate) fn working_points(&self, working: Working) -> i128 {
        match working {
            Working::Mark => self.prices.mark,
            Working::Contract => self.last_points(),
        }
    }

    /// The price of the last trade in points; the mark price before the first.
    pub(crate) fn last_points(&self) -> i128 {
        self.last
            .map_or(self.prices.mark, |(ticks, _)| self.rules.points(ticks))
    }
}

/// The next whole multiple of a span after an instant.
pub(crate) fn next_multiple(now: Time, span: Span) -> Time {
    now.floor_to(span).plus(span)
}
