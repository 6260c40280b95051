//! What our fills add up to in one symbol, with its cost and profit. Never reads a market: a mark is an argument.

use crate::asset::{Asset, Symbol};
use crate::contract::PositionSide;
use crate::decimal::NumberError;
use crate::fill::Fill;
use crate::hedge::PositionKey;
use crate::ids::AccountId;
use crate::instrument::{ContractKind, Instrument};
use crate::money::{Amount, Price, Qty};
use crate::order::Side;
use crate::rounding::Rounding;

/// Decimal places kept when a cost is shared between a closed and an open part; the rest stays with the open part.
const COST_PLACES: u32 = 12;
/// Decimal places of an average price that is shown.
const AVERAGE_PRICE_PLACES: u32 = 8;

/// How much is held, and what it cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// Nothing.
    Flat,
    /// More was bought than sold.
    Long {
        /// Base held.
        qty: Qty,
        /// Quote paid for it, fees in base included (they make fewer coins cost the same).
        cost: Amount,
    },
    /// More was sold than bought.
    Short {
        /// Base owed (or sold out of older holdings, on spot).
        qty: Qty,
        /// Quote received for it, less fees in quote.
        proceeds: Amount,
    },
}

/// One position of one account in one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The account.
    pub account: AccountId,
    /// The symbol.
    pub symbol: Symbol,
    /// Which of its positions. Fills that come out of order may let one of hedge mode stand on its other side for a while:
    /// it is a sum of fills, and sums do not know their order.
    pub side: PositionSide,
    /// What is held.
    pub exposure: Exposure,
    /// Profit of what was closed, in quote, after the fees taken in base or quote.
    pub realised: Amount,
    /// Fees paid, valued in quote at each fill's own price (those taken in a third asset are in `fees_other`).
    pub fees: Amount,
    /// Fees taken in assets that are neither base nor quote, counted in fills, not yet valued.
    pub fees_other_count: u64,
}

impl Position {
    /// Nothing held, nothing earned.
    #[must_use]
    pub const fn flat(key: PositionKey) -> Self {
        Self {
            account: key.account,
            symbol: key.symbol,
            side: key.side,
            exposure: Exposure::Flat,
            realised: Amount::ZERO,
            fees: Amount::ZERO,
            fees_other_count: 0,
        }
    }

    /// Which position it is.
    #[must_use]
    pub const fn key(&self) -> PositionKey {
        PositionKey {
            account: self.account,
            symbol: self.symbol,
            side: self.side,
        }
    }

    /// The position after `fill`, where `base` and `quote` are the assets of the instrument.
    ///
    /// # Errors
    /// A sum no longer fits 28 digits; the position stands unchanged.
    pub fn after(&self, fill: &Fill, base: Asset, quote: Asset) -> Result<Self, NumberError> {
        let gross = fill.price.times(fill.qty)?;
        let mut next = *self;
        let (mut base_amount, mut quote_amount) = (fill.qty.amount(), gross);
        if fill.fee_asset == base {
            base_amount = match fill.side {
                Side::Buy => base_amount.minus(fill.fee)?,
                Side::Sell => base_amount.plus(fill.fee)?,
            };
            next.fees = next.fees.plus(fill.fee.valued(fill.price)?)?;
        } else if fill.fee_asset == quote {
            quote_amount = match fill.side {
                Side::Buy => quote_amount.plus(fill.fee)?,
                Side::Sell => quote_amount.minus(fill.fee)?,
            };
            next.fees = next.fees.plus(fill.fee)?;
        } else if !fill.fee.is_zero() {
            next.fees_other_count = next.fees_other_count.saturating_add(1);
        }
        next.moved(fill.side, base_amount.qty()?, quote_amount)
    }

    /// The position in a contract after `fill`: a fee never changes what the position cost, for it is taken from the wallet
    /// (in `settle`, where it is counted; in another asset it is counted as such).
    ///
    /// # Errors
    /// A sum no longer fits 28 digits; the position stands unchanged.
    pub fn after_contract(&self, fill: &Fill, settle: Asset) -> Result<Self, NumberError> {
        let mut next = *self;
        if fill.fee_asset == settle {
            next.fees = next.fees.plus(fill.fee)?;
            next.realised = next.realised.minus(fill.fee)?;
        } else if !fill.fee.is_zero() {
            next.fees_other_count = next.fees_other_count.saturating_add(1);
        }
        next.moved(fill.side, fill.qty, fill.price.times(fill.qty)?)
    }

    /// The position after `fill` of `instrument`, by what the instrument delivers.
    ///
    /// # Errors
    /// A sum no longer fits 28 digits; the position stands unchanged.
    pub fn after_fill(&self, fill: &Fill, instrument: &Instrument) -> Result<Self, NumberError> {
        match instrument.kind {
            ContractKind::Spot => self.after(fill, instrument.base, instrument.quote),
            ContractKind::Linear { settle, .. } => self.after_contract(fill, settle),
        }
    }

    /// Base bought or sold for a sum of quote.
    fn moved(mut self, side: Side, qty: Qty, quote: Amount) -> Result<Self, NumberError> {
        let (held, value, adds) = match (self.exposure, side) {
            (Exposure::Flat, _) => (Qty::ZERO, Amount::ZERO, true),
            (Exposure::Long { qty, cost }, Side::Buy) => (qty, cost, true),
            (Exposure::Short { qty, proceeds }, Side::Sell) => (qty, proceeds, true),
            (Exposure::Long { qty, cost }, Side::Sell) => (qty, cost, false),
            (Exposure::Short { qty, proceeds }, Side::Buy) => (qty, proceeds, false),
        };
        if adds {
            let (held, value) = (held.plus(qty)?, value.plus(quote)?);
            if held.is_zero() {
                // The fee took all that was bought: what was paid for it is lost, not forgotten.
                let gain = match side {
                    Side::Sell => value,
                    Side::Buy => value.negated(),
                };
                self.realised = self.realised.plus(gain)?;
            }
            self.exposure = exposure(side, held, value);
            return Ok(self);
        }
        let closed = held.min(qty);
        let value_closed = shared(value, closed, held)?;
        let quote_closed = shared(quote, closed, qty)?;
        let profit = match side {
            Side::Sell => quote_closed.minus(value_closed)?,
            Side::Buy => value_closed.minus(quote_closed)?,
        };
        self.realised = self.realised.plus(profit)?;
        self.exposure = if qty > held {
            exposure(side, qty.minus(held)?, quote.minus(quote_closed)?)
        } else {
            exposure(
                side.opposite(),
                held.minus(closed)?,
                value.minus(value_closed)?,
            )
        };
        Ok(self)
    }

    /// Base held: positive long, negative short.
    #[must_use]
    pub fn net(&self) -> Amount {
        match self.exposure {
            Exposure::Flat => Amount::ZERO,
            Exposure::Long { qty, .. } => qty.amount(),
            Exposure::Short { qty, .. } => qty.amount().negated(),
        }
    }

    /// Average price of what is held, for showing; `None` when flat.
    #[must_use]
    pub fn average_price(&self) -> Option<Price> {
        let way = (AVERAGE_PRICE_PLACES, Rounding::HalfEven);
        match self.exposure {
            Exposure::Flat => None,
            Exposure::Long { qty, cost } => cost.per(qty, way).ok(),
            Exposure::Short { qty, proceeds } => proceeds.per(qty, way).ok(),
        }
    }

    /// Profit of what is held if it were closed at `mark`, without fees, in quote.
    ///
    /// # Errors
    /// The exact value does not fit.
    pub fn unrealised(&self, mark: Price) -> Result<Amount, NumberError> {
        match self.exposure {
            Exposure::Flat => Ok(Amount::ZERO),
            Exposure::Long { qty, cost } => mark.times(qty)?.minus(cost),
            Exposure::Short { qty, proceeds } => proceeds.minus(mark.times(qty)?),
        }
    }
}

fn exposure(side: Side, qty: Qty, value: Amount) -> Exposure {
    if qty.is_zero() {
        return Exposure::Flat;
    }
    match side {
        Side::Buy => Exposure::Long { qty, cost: value },
        Side::Sell => Exposure::Short {
            qty,
            proceeds: value,
        },
    }
}

/// The share of `value` that belongs to `part` of `whole`; all of it when the part is the whole.
fn shared(value: Amount, part: Qty, whole: Qty) -> Result<Amount, NumberError> {
    if part == whole {
        return Ok(value);
    }
    value.prorated(part, whole, (COST_PLACES, Rounding::Down))
}

#[cfg(test)]
mod tests;
