//! The one place where trading values are rounded, by name. Never called without saying which way.

use crate::decimal::{self, NumberError};
use ethnum::I256;
use rust_decimal::{Decimal, RoundingStrategy};

/// Which way a value goes when it cannot stay exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rounding {
    /// Towards zero: what we ask for never grows (quantities, buy prices).
    Down,
    /// Away from zero: what we set aside never shrinks (holds, fees, sell prices).
    Up,
    /// To the nearest, ties to the even digit: averages that are shown.
    HalfEven,
}

impl Rounding {
    const fn strategy(self) -> RoundingStrategy {
        match self {
            Self::Down => RoundingStrategy::ToZero,
            Self::Up => RoundingStrategy::AwayFromZero,
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
        }
    }
}

/// `value` at `places` decimals.
pub(crate) fn to_places(value: Decimal, places: u32, way: Rounding) -> Decimal {
    decimal::canonical(value.round_dp_with_strategy(places, way.strategy()))
}

/// `value` on the grid of `step` (> 0), exact but for the move the name says.
pub(crate) fn to_step(
    value: Decimal,
    step: Decimal,
    way: Rounding,
) -> Result<Decimal, NumberError> {
    let (value, step, scale) = decimal::on_one_scale(value, step);
    let steps = quotient(value, step, way)?;
    let mantissa = steps.checked_mul(step).ok_or(NumberError::TooLarge)?;
    decimal::fit_wide(mantissa, scale)
}

/// `a ÷ b` at `places` decimals: the exact quotient, rounded once.
pub(crate) fn divide(
    a: Decimal,
    b: Decimal,
    places: u32,
    way: Rounding,
) -> Result<Decimal, NumberError> {
    let (above, below, _) = decimal::on_one_scale(a, b);
    let above = I256::from(10)
        .checked_pow(places)
        .and_then(|factor| above.checked_mul(factor))
        .ok_or(NumberError::TooLarge)?;
    let mantissa = quotient(above, below, way)?;
    decimal::fit_wide(mantissa, places)
}

/// `a × part ÷ whole` at `places` decimals: the exact share, rounded once. The product may be wider than a value.
pub(crate) fn prorate(
    a: Decimal,
    (part, whole): (Decimal, Decimal),
    places: u32,
    way: Rounding,
) -> Result<Decimal, NumberError> {
    let (part, whole, _) = decimal::on_one_scale(part.normalize(), whole.normalize());
    let a = a.normalize();
    let power = |exponent| {
        I256::from(10)
            .checked_pow(exponent)
            .ok_or(NumberError::TooLarge)
    };
    let wide = |x: I256, y: I256| x.checked_mul(y).ok_or(NumberError::TooLarge);
    let mut above = wide(I256::from(a.mantissa()), part)?;
    let mut below = whole;
    if places >= a.scale() {
        above = wide(above, power(places - a.scale())?)?;
    } else {
        below = wide(below, power(a.scale() - places)?)?;
    }
    decimal::fit_wide(quotient(above, below, way)?, places)
}

/// The whole quotient of two counts, moved by what is left over.
fn quotient(a: I256, b: I256, way: Rounding) -> Result<I256, NumberError> {
    if b == I256::ZERO {
        return Err(NumberError::DivisionByZero);
    }
    let (whole, left) = (a / b, (a % b).abs());
    let away = if (a < I256::ZERO) == (b < I256::ZERO) {
        I256::ONE
    } else {
        -I256::ONE
    };
    let grows = match way {
        Rounding::Down => false,
        Rounding::Up => left != I256::ZERO,
        Rounding::HalfEven => {
            let rest = b.abs() - left;
            left > rest || (left == rest && whole % I256::from(2) != I256::ZERO)
        }
    };
    Ok(if grows { whole + away } else { whole })
}

#[cfg(test)]
mod tests;
