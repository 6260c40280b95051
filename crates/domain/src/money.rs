//! Prices, quantities, amounts and rates: exact decimals with one meaning each. Never a binary float, never a default.

use crate::decimal::{self, NumberError};
use crate::rounding::{self, Rounding};
use crate::text::scalar_text;
use core::fmt;
use rust_decimal::Decimal;

/// Price of one unit of base in quote. Always greater than zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(Decimal);

/// Quantity of base (or contracts). Never negative; zero means nothing is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Qty(Decimal);

/// Signed sum of one asset: a balance, a cost, a fee, a profit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// A share of one: fee rate, band, risk. 0.001 is 0.1 %. Between −1 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

macro_rules! decimal_scalar {
    ($name:ident, $check:expr) => {
        impl $name {
            /// Takes a decimal.
            ///
            /// # Errors
            /// The value is outside the range of this type.
            pub fn new(value: Decimal) -> Result<Self, NumberError> {
                let check: fn(Decimal) -> Result<(), NumberError> = $check;
                check(value)?;
                Ok(Self(decimal::canonical(value)))
            }

            /// Reads plain decimal text from outside exactly (no exponent, at most 18 places).
            ///
            /// `FromStr` and `Deserialize` read our own canonical text: the same, but with up to 28 places,
            /// so that every value that arithmetic can make reads back as it was written.
            ///
            /// # Errors
            /// The text is no number, too long, too precise, too large, or out of range.
            pub fn parse(text: &str) -> Result<Self, NumberError> {
                Self::new(decimal::parse(text)?)
            }

            /// The decimal value, without trailing zeros.
            #[must_use]
            pub const fn get(self) -> Decimal {
                self.0
            }

            /// Whole units and the decimal places they count in: `1.25` is `(125, 2)`.
            #[must_use]
            pub const fn parts(self) -> (i128, u32) {
                (self.0.mantissa(), self.0.scale())
            }

            /// The value of `units` at `places` decimals.
            ///
            /// # Errors
            /// Too large, too many places, or out of the range of this type.
            pub fn from_parts(units: i128, places: u32) -> Result<Self, NumberError> {
                Self::new(
                    Decimal::try_from_i128_with_scale(units, places)
                        .map_err(|_| NumberError::TooLarge)?,
                )
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        scalar_text!($name, NumberError, |text| $name::new(decimal::read_back(
            text
        )?));
    };
}

decimal_scalar!(Price, |v| if v > Decimal::ZERO {
    Ok(())
} else {
    Err(NumberError::NotPositive)
});
decimal_scalar!(Qty, |v| if v >= Decimal::ZERO {
    Ok(())
} else {
    Err(NumberError::Negative)
});
decimal_scalar!(Amount, |_| Ok(()));
decimal_scalar!(Rate, |v| if v.abs() <= Decimal::ONE {
    Ok(())
} else {
    Err(NumberError::RateOutOfRange)
});

impl Price {
    /// `price × qty`, exact: the value in quote.
    ///
    /// # Errors
    /// The exact product needs more than 28 digits.
    pub fn times(self, qty: Qty) -> Result<Amount, NumberError> {
        decimal::mul(self.0, qty.0).map(Amount)
    }

    /// This price as a sum of quote: what one unit of base is worth.
    #[must_use]
    pub const fn amount(self) -> Amount {
        Amount(self.0)
    }

    /// The exact middle between two prices.
    ///
    /// # Errors
    /// The exact middle needs more than 28 digits.
    pub fn middle(self, other: Self) -> Result<Self, NumberError> {
        let half = Decimal::new(5, 1);
        Self::new(decimal::mul(decimal::add(self.0, other.0)?, half)?)
    }

    /// This price moved by a share of itself (`rate` −0.05 is five per cent lower), exact.
    ///
    /// # Errors
    /// The result is not a positive number of at most 28 digits.
    pub fn moved(self, rate: Rate) -> Result<Self, NumberError> {
        let factor = decimal::add(Decimal::ONE, rate.0)?;
        Self::new(decimal::mul(self.0, factor)?)
    }

    /// The nearest price on the grid of `tick` in the given direction.
    ///
    /// # Errors
    /// Nothing positive is left, or the result does not fit.
    pub fn to_tick(self, tick: Self, way: Rounding) -> Result<Self, NumberError> {
        Self::new(rounding::to_step(self.0, tick.0, way)?)
    }

    /// Whether this price lies on the grid of `tick`.
    #[must_use]
    pub fn on_tick(self, tick: Self) -> bool {
        decimal::is_multiple(self.0, tick.0)
    }
}

impl Qty {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// `self + other`, exact.
    ///
    /// # Errors
    /// The sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, NumberError> {
        decimal::add(self.0, other.0).and_then(Self::new)
    }

    /// `self − other`, exact.
    ///
    /// # Errors
    /// `other` is larger than `self`.
    pub fn minus(self, other: Self) -> Result<Self, NumberError> {
        decimal::sub(self.0, other.0).and_then(Self::new)
    }

    /// This quantity as a signed amount of base.
    #[must_use]
    pub const fn amount(self) -> Amount {
        Amount(self.0)
    }

    /// The nearest quantity on the grid of `step` in the given direction (a zero step accepts all).
    ///
    /// # Errors
    /// The result does not fit.
    pub fn to_step(self, step: Self, way: Rounding) -> Result<Self, NumberError> {
        if step.is_zero() {
            return Ok(self);
        }
        Self::new(rounding::to_step(self.0, step.0, way)?)
    }

    /// Whether this quantity lies on the grid of `step` (a zero step accepts all).
    #[must_use]
    pub fn on_step(self, step: Self) -> bool {
        step.is_zero() || decimal::is_multiple(self.0, step.0)
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// One unit.
    pub const ONE: Self = Self(Decimal::ONE);

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }

    /// `self + other`, exact.
    ///
    /// # Errors
    /// The sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, NumberError> {
        decimal::add(self.0, other.0).map(Self)
    }

    /// `self − other`, exact.
    ///
    /// # Errors
    /// The difference does not fit.
    pub fn minus(self, other: Self) -> Result<Self, NumberError> {
        decimal::sub(self.0, other.0).map(Self)
    }

    /// `−self`.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(decimal::canonical(-self.0))
    }

    /// The size without its sign.
    #[must_use]
    pub fn size(self) -> Self {
        Self(self.0.abs())
    }

    /// `self × rate`, exact.
    ///
    /// # Errors
    /// The exact product needs more than 28 digits.
    pub fn share(self, rate: Rate) -> Result<Self, NumberError> {
        decimal::mul(self.0, rate.0).map(Self)
    }

    /// `self × qty`, exact: so much per unit, for so many units.
    ///
    /// # Errors
    /// The exact product needs more than 28 digits.
    pub fn times(self, qty: Qty) -> Result<Self, NumberError> {
        decimal::mul(self.0, qty.0).map(Self)
    }

    /// `self × price`, exact: an amount of base valued in quote.
    ///
    /// # Errors
    /// The exact product needs more than 28 digits.
    pub fn valued(self, price: Price) -> Result<Self, NumberError> {
        decimal::mul(self.0, price.0).map(Self)
    }

    /// This amount at `places` decimals.
    #[must_use]
    pub fn rounded(self, places: u32, way: Rounding) -> Self {
        Self(rounding::to_places(self.0, places, way))
    }

    /// `self × part ÷ whole` at `places` decimals: the share of a cost that belongs to a part of a quantity.
    ///
    /// # Errors
    /// `whole` is zero, or the share does not fit.
    pub fn prorated(
        self,
        part: Qty,
        whole: Qty,
        (places, way): (u32, Rounding),
    ) -> Result<Self, NumberError> {
        rounding::prorate(self.0, (part.0, whole.0), places, way).map(Self)
    }

    /// `self ÷ qty` at `places` decimals: the average price of a cost.
    ///
    /// # Errors
    /// `qty` is zero, or the quotient is not a positive price.
    pub fn per(self, qty: Qty, (places, way): (u32, Rounding)) -> Result<Price, NumberError> {
        rounding::divide(self.0, qty.0, places, way).and_then(Price::new)
    }

    /// The largest multiple of `step` that costs no more than this amount at `price`.
    ///
    /// # Errors
    /// `step` is zero, this amount is negative, or the result does not fit.
    pub fn affords(self, price: Price, step: Qty) -> Result<Qty, NumberError> {
        let step_cost = decimal::mul(price.0, step.0)?;
        let steps = rounding::divide(self.0, step_cost, 0, Rounding::Down)?;
        Qty::new(decimal::mul(steps, step.0)?)
    }

    /// This amount as a quantity.
    ///
    /// # Errors
    /// It is negative.
    pub fn qty(self) -> Result<Qty, NumberError> {
        Qty::new(self.0)
    }
}

impl Rate {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// `−self`.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(decimal::canonical(-self.0))
    }
}

#[cfg(test)]
mod tests;
