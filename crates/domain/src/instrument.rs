//! What can be traded, and on which grid. `fit` is the one place where an order is brought onto the venue's grid.

use crate::asset::{Asset, Symbol};
use crate::decimal::NumberError;
use crate::ids::VenueId;
use crate::money::{Amount, Price, Qty};
use crate::order::{OrderKind, OrderTerms, Side};
use crate::rounding::Rounding;
use crate::text::Text;
use core::fmt;

/// What an instrument delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractKind {
    /// Base against quote, at once.
    Spot,
    /// A contract margined and settled in quote; one contract is `size` base.
    Linear {
        /// Base in one contract.
        size: Qty,
        /// What profit is paid in.
        settle: Asset,
    },
}

/// The venue's grid and bounds for orders of one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstrumentRules {
    /// Prices are multiples of this.
    pub price_tick: Price,
    /// Lowest price.
    pub price_min: Price,
    /// Highest price.
    pub price_max: Price,
    /// Quantities are multiples of this.
    pub qty_step: Qty,
    /// Smallest quantity.
    pub qty_min: Qty,
    /// Largest quantity of a limit order.
    pub qty_max: Qty,
    /// Largest quantity of a market order.
    pub market_qty_max: Qty,
    /// Smallest value in quote.
    pub notional_min: Amount,
    /// Largest value in quote.
    pub notional_max: Amount,
}

/// One thing that can be traded at one venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instrument {
    /// The venue.
    pub venue: VenueId,
    /// Canonical symbol.
    pub symbol: Symbol,
    /// The venue's own name for it: `BTCUSDT`.
    pub venue_symbol: Text<40>,
    /// What is traded.
    pub base: Asset,
    /// What it is priced in.
    pub quote: Asset,
    /// What it delivers.
    pub kind: ContractKind,
    /// Grid and bounds.
    pub rules: InstrumentRules,
}

/// Why an order does not fit the venue's grid or bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitError {
    /// The price is not a multiple of the tick.
    PriceOffTick {
        /// What was asked.
        price: Price,
        /// The grid.
        tick: Price,
    },
    /// The price lies outside the venue's bounds.
    PriceOutOfRange {
        /// What was asked.
        price: Price,
        /// Lowest.
        min: Price,
        /// Highest.
        max: Price,
    },
    /// The quantity is not a multiple of the step.
    QtyOffStep {
        /// What was asked.
        qty: Qty,
        /// The grid.
        step: Qty,
    },
    /// The quantity lies outside the venue's bounds.
    QtyOutOfRange {
        /// What was asked.
        qty: Qty,
        /// Smallest.
        min: Qty,
        /// Largest.
        max: Qty,
    },
    /// The value in quote lies outside the venue's bounds.
    NotionalOutOfRange {
        /// What was asked.
        notional: Amount,
        /// Smallest.
        min: Amount,
        /// Largest.
        max: Amount,
    },
    /// An exact value does not fit.
    Number(NumberError),
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PriceOffTick { price, tick } => {
                write!(f, "price {price} is not a multiple of the tick {tick}")
            }
            Self::PriceOutOfRange { price, min, max } => {
                write!(f, "price {price} lies outside {min} to {max}")
            }
            Self::QtyOffStep { qty, step } => {
                write!(f, "quantity {qty} is not a multiple of the step {step}")
            }
            Self::QtyOutOfRange { qty, min, max } => {
                write!(f, "quantity {qty} lies outside {min} to {max}")
            }
            Self::NotionalOutOfRange { notional, min, max } => {
                write!(f, "order value {notional} lies outside {min} to {max}")
            }
            Self::Number(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for FitError {}

impl From<NumberError> for FitError {
    fn from(error: NumberError) -> Self {
        Self::Number(error)
    }
}

impl Instrument {
    /// Whether terms lie on the grid and inside the bounds; `reference` values an order that names no price.
    ///
    /// # Errors
    /// The first rule that the terms break, with its numbers.
    pub fn check(&self, terms: &OrderTerms, reference: Price) -> Result<(), FitError> {
        let rules = &self.rules;
        for price in [terms.kind.limit_price(), terms.kind.trigger()]
            .into_iter()
            .flatten()
        {
            if price < rules.price_min || price > rules.price_max {
                let (min, max) = (rules.price_min, rules.price_max);
                return Err(FitError::PriceOutOfRange { price, min, max });
            }
            if !price.on_tick(rules.price_tick) {
                let tick = rules.price_tick;
                return Err(FitError::PriceOffTick { price, tick });
            }
        }
        let (qty, min) = (terms.qty, rules.qty_min);
        let max = match terms.kind {
            OrderKind::Market
            | OrderKind::Stop { .. }
            | OrderKind::TakeProfit { .. }
            | OrderKind::TrailingStop { .. } => rules.market_qty_max.min(rules.qty_max),
            OrderKind::Limit { .. }
            | OrderKind::LimitMaker { .. }
            | OrderKind::StopLimit { .. }
            | OrderKind::TakeProfitLimit { .. } => rules.qty_max,
        };
        if qty < min || qty > max {
            return Err(FitError::QtyOutOfRange { qty, min, max });
        }
        if !qty.on_step(rules.qty_step) {
            let step = rules.qty_step;
            return Err(FitError::QtyOffStep { qty, step });
        }
        let price = terms
            .kind
            .limit_price()
            .or(terms.kind.trigger())
            .unwrap_or(reference);
        let notional = price.times(qty)?;
        let min = if terms.only_closes() {
            self.close_notional_min()
        } else {
            rules.notional_min
        };
        let max = rules.notional_max;
        if notional < min || notional > max {
            return Err(FitError::NotionalOutOfRange { notional, min, max });
        }
        Ok(())
    }

    /// The smallest value in quote of an order that only closes: of contracts none, for what is left of a position can be worth
    /// less than any order that opens (Binance error −4164).
    #[must_use]
    pub const fn close_notional_min(&self) -> Amount {
        match self.kind {
            ContractKind::Linear { .. } => Amount::ZERO,
            ContractKind::Spot => self.rules.notional_min,
        }
    }

    /// Terms moved onto the grid: quantity down, buy price down, sell price up; triggers to the nearest tick.
    ///
    /// # Errors
    /// Nothing is left of the quantity, or a bound is broken after the move.
    pub fn fit(&self, terms: OrderTerms, reference: Price) -> Result<OrderTerms, FitError> {
        let fitted = self.on_grid(terms)?;
        self.check(&fitted, reference)?;
        Ok(fitted)
    }

    /// Terms moved onto the grid in the same way; no bound is judged.
    ///
    /// # Errors
    /// A number does not fit.
    pub fn on_grid(&self, terms: OrderTerms) -> Result<OrderTerms, NumberError> {
        let kind = on_grid(terms.kind, self.rules.price_tick, terms.side)?;
        let qty = terms.qty.to_step(self.rules.qty_step, Rounding::Down)?;
        Ok(OrderTerms { qty, kind, ..terms })
    }
}

/// A kind with its prices on the tick: a limit the holder's way, a trigger to the nearest.
fn on_grid(kind: OrderKind, tick: Price, side: Side) -> Result<OrderKind, NumberError> {
    let way = match side {
        Side::Buy => Rounding::Down,
        Side::Sell => Rounding::Up,
    };
    let limit = |price: Price| price.to_tick(tick, way);
    let nearest = |trigger: Price| trigger.to_tick(tick, Rounding::HalfEven);
    Ok(match kind {
        OrderKind::Market => OrderKind::Market,
        OrderKind::Limit {
            price,
            time_in_force,
        } => OrderKind::Limit {
            price: limit(price)?,
            time_in_force,
        },
        OrderKind::LimitMaker { price } => OrderKind::LimitMaker {
            price: limit(price)?,
        },
        OrderKind::Stop { trigger } => OrderKind::Stop {
            trigger: nearest(trigger)?,
        },
        OrderKind::StopLimit {
            trigger,
            price,
            time_in_force,
        } => OrderKind::StopLimit {
            trigger: nearest(trigger)?,
            price: limit(price)?,
            time_in_force,
        },
        OrderKind::TakeProfit { trigger } => OrderKind::TakeProfit {
            trigger: nearest(trigger)?,
        },
        OrderKind::TakeProfitLimit {
            trigger,
            price,
            time_in_force,
        } => OrderKind::TakeProfitLimit {
            trigger: nearest(trigger)?,
            price: limit(price)?,
            time_in_force,
        },
        OrderKind::TrailingStop { delta } => OrderKind::TrailingStop { delta },
    })
}

#[cfg(test)]
mod tests;
