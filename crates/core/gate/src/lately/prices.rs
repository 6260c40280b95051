//! The prices that our own orders showed and met within a window, by symbol and side: the first of each second.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use domain::{OrderKind, OrderTerms, Price, Side, Span, Symbol, Time, VenueId};

/// A side of a symbol at a venue.
pub(crate) type PricedSide = (VenueId, Symbol, Side);

/// A price of an own order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenPrice {
    /// The price.
    pub price: Price,
    /// When it was shown or met.
    pub at: Time,
}

/// The prices of one side of a symbol, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPrices {
    /// The venue.
    pub venue: VenueId,
    /// The symbol.
    pub symbol: Symbol,
    /// The side.
    pub side: Side,
    /// The prices.
    pub prices: Vec<SeenPrice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Prices {
    sides: BTreeMap<PricedSide, VecDeque<SeenPrice>>,
}

/// The price an order shows by its own words when it arrives. One that waits for a price shows none.
pub(crate) const fn shown_by(terms: &OrderTerms) -> Option<Price> {
    match terms.kind {
        OrderKind::Limit { price, .. } | OrderKind::LimitMaker { price } => Some(price),
        OrderKind::Market
        | OrderKind::Stop { .. }
        | OrderKind::StopLimit { .. }
        | OrderKind::TakeProfit { .. }
        | OrderKind::TakeProfitLimit { .. }
        | OrderKind::TrailingStop { .. } => None,
    }
}

impl Prices {
    pub(crate) fn see(&mut self, (at, window): (Time, Span), side: PricedSide, price: Price) {
        let second = Span::from_secs(1);
        let seen = self.sides.entry(side).or_default();
        while seen
            .front()
            .is_some_and(|first| at.since(first.at) > window)
        {
            seen.pop_front();
        }
        let last = seen.back().map(|last| last.at.floor_to(second));
        if last.is_none_or(|last| last < at.floor_to(second)) {
            seen.push_back(SeenPrice { price, at });
        }
    }

    /// The first price within the window that ends now.
    pub(crate) fn first(&self, (now, window): (Time, Span), side: PricedSide) -> Option<SeenPrice> {
        let seen = self.sides.get(&side)?;
        let mut within = seen.iter().filter(|seen| now.since(seen.at) <= window);
        within.next().copied()
    }

    pub(crate) fn kept(&self) -> Vec<KeptPrices> {
        let kept = self.sides.iter().map(|(side, seen)| KeptPrices {
            venue: side.0,
            symbol: side.1,
            side: side.2,
            prices: seen.iter().copied().collect(),
        });
        kept.collect()
    }

    pub(crate) fn of(kept: Vec<KeptPrices>) -> Self {
        let sides = kept
            .into_iter()
            .map(|kept| ((kept.venue, kept.symbol, kept.side), kept.prices.into()));
        Self {
            sides: sides.collect(),
        }
    }
}
