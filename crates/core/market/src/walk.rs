//! What an order would get from a book right now, level by level. Never a promise: the book moves.

use crate::book::{Book, Level};
use domain::{Amount, NumberError, Price, Qty, Rounding, Side};

/// What a taker would get. The exact average price is `quote ÷ filled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    /// Quantity the book gives.
    pub filled: Qty,
    /// Quantity asked for that the book does not give.
    pub missing: Qty,
    /// Exact value of what is filled, in quote.
    pub quote: Amount,
    /// First price met; `None` when nothing is filled.
    pub best: Option<Price>,
    /// Last price met; `None` when nothing is filled.
    pub worst: Option<Price>,
    /// Levels touched.
    pub level_count: usize,
}

impl Walk {
    const fn nothing(wanted: Qty) -> Self {
        Self {
            filled: Qty::ZERO,
            missing: wanted,
            quote: Amount::ZERO,
            best: None,
            worst: None,
            level_count: 0,
        }
    }

    /// Whether the book gives all that was asked for.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.missing.is_zero()
    }

    /// Volume-weighted average price at `places` decimals; `None` when nothing is filled or it does not fit.
    #[must_use]
    pub fn vwap(&self, places: u32, way: Rounding) -> Option<Price> {
        self.quote.per(self.filled, (places, way)).ok()
    }

    /// What the order pays beyond its first price for being larger than the best level, in quote; never negative.
    ///
    /// # Errors
    /// The exact value does not fit.
    pub fn slippage(&self) -> Result<Amount, NumberError> {
        let at_best = self
            .best
            .map_or(Ok(Amount::ZERO), |best| best.times(self.filled))?;
        self.quote.minus(at_best).map(Amount::size)
    }

    fn took(mut self, level: Level, qty: Qty) -> Result<Self, NumberError> {
        self.quote = self.quote.plus(level.price.times(qty)?)?;
        self.filled = self.filled.plus(qty)?;
        self.best = self.best.or(Some(level.price));
        self.worst = Some(level.price);
        self.level_count = self.level_count.saturating_add(1);
        Ok(self)
    }
}

impl Book {
    /// What a taker on `taker`'s side would get for `wanted`, no worse than `limit` where there is one.
    ///
    /// # Errors
    /// An exact value does not fit.
    pub fn walk(
        &self,
        taker: Side,
        wanted: Qty,
        limit: Option<Price>,
    ) -> Result<Walk, NumberError> {
        let mut walk = Walk::nothing(wanted);
        for level in self.levels(taker.opposite()) {
            if walk.missing.is_zero() || limit.is_some_and(|limit| worse(taker, level.price, limit))
            {
                break;
            }
            let qty = walk.missing.min(level.qty);
            walk.missing = walk.missing.minus(qty)?;
            walk = walk.took(level, qty)?;
        }
        Ok(walk)
    }

    /// What a taker on `taker`'s side would get by trading at most `budget` of quote in whole steps of `step`.
    /// `missing` stays zero, since no quantity was named: `budget − quote` is what the book or the step left over.
    ///
    /// # Errors
    /// `step` is zero, or an exact value does not fit.
    pub fn walk_quote(&self, taker: Side, budget: Amount, step: Qty) -> Result<Walk, NumberError> {
        let mut walk = Walk::nothing(Qty::ZERO);
        for level in self.levels(taker.opposite()) {
            let left = budget.minus(walk.quote)?;
            if left.is_negative() {
                break;
            }
            let affordable = left.affords(level.price, step)?;
            let qty = affordable.min(level.qty.to_step(step, Rounding::Down)?);
            if !qty.is_zero() {
                walk = walk.took(level, qty)?;
            }
            if affordable < level.qty {
                break;
            }
        }
        Ok(walk)
    }
}

/// Whether `price` is worse than `limit` for a taker on that side.
fn worse(taker: Side, price: Price, limit: Price) -> bool {
    match taker {
        Side::Buy => price > limit,
        Side::Sell => price < limit,
    }
}

#[cfg(test)]
mod tests;
