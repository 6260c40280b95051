//! Numbers of futures as the text Binance shows: exact, with at least as many places as the contract has. Never rounds.

use crate::venue::decimal::exact;
use domain::{Amount, Instrument, Price, Qty, Rate};

/// Fewest places of a price, whatever the tick.
const PRICE_PLACES_MIN: u32 = 2;
/// Places of a wallet, a margin, a profit.
const MONEY_PLACES: u32 = 8;
/// Fewest places of an average price.
const AVERAGE_PLACES_MIN: u32 = 5;

/// How many places the numbers of a contract have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digits {
    /// Places of a price: `pricePrecision`.
    pub(crate) price: u32,
    /// Places of a quantity: `quantityPrecision`.
    pub(crate) qty: u32,
}

impl Digits {
    pub(crate) fn of(instrument: &Instrument) -> Self {
        let (_, price) = instrument.rules.price_tick.parts();
        let (_, qty) = instrument.rules.qty_step.parts();
        Self {
            price: price.max(PRICE_PLACES_MIN),
            qty,
        }
    }

    pub(crate) fn price(self, price: Price) -> String {
        exact(price.parts(), self.price)
    }

    /// A price, or zero where there is none.
    pub(crate) fn price_or_zero(self, price: Option<Price>) -> String {
        price.map_or_else(|| exact((0, 0), self.price), |price| self.price(price))
    }

    pub(crate) fn qty(self, qty: Qty) -> String {
        exact(qty.parts(), self.qty)
    }

    /// A signed size: of a position.
    pub(crate) fn size(self, size: Amount) -> String {
        exact(size.parts(), self.qty)
    }

    /// What traded, in quote.
    pub(crate) fn quote(self, quote: Amount) -> String {
        exact(quote.parts(), self.price.saturating_add(self.qty))
    }
}

/// An average price, or zero where nothing traded.
pub(crate) fn average(price: Option<Price>) -> String {
    exact(
        price.map_or((0, 0), |price| price.parts()),
        AVERAGE_PLACES_MIN,
    )
}

/// A price at the places of marks and indexes.
pub(crate) fn mark(price: Price) -> String {
    exact(price.parts(), MONEY_PLACES)
}

/// Money at eight places.
pub(crate) fn money(amount: Amount) -> String {
    exact(amount.parts(), MONEY_PLACES)
}

/// Money as short as it can be written.
pub(crate) fn short(amount: Amount) -> String {
    exact(amount.parts(), 0)
}

/// A price as short as it can be written, or zero where there is none.
pub(crate) fn short_price(price: Option<Price>) -> String {
    exact(price.map_or((0, 0), |price| price.parts()), 0)
}

/// A rate with at least so many places.
pub(crate) fn rate(rate: Rate, least: u32) -> String {
    exact(rate.parts(), least)
}

#[cfg(test)]
mod tests;
