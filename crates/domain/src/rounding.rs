//! The one place where trading values are rounded, by name. Never called without saying which way.

use crate::decimal::NumberError;
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
    value
        .round_dp_with_strategy(places, way.strategy())
        .normalize()
}

/// `value` on the grid of `step` (> 0), exact but for the move the name says.
pub(crate) fn to_step(
    value: Decimal,
    step: Decimal,
    way: Rounding,
) -> Result<Decimal, NumberError> {
    let remainder = value
        .checked_rem(step)
        .ok_or(NumberError::DivisionByZero)?;
    if remainder.is_zero() {
        return Ok(value.normalize());
    }
    let below = crate::decimal::sub(value, remainder)?;
    let away = if value.is_sign_negative() { -step } else { step };
    let above = || crate::decimal::add(below, away);
    match way {
        Rounding::Down => Ok(below.normalize()),
        Rounding::Up => above().map(|v| v.normalize()),
        Rounding::HalfEven => {
            let twice = crate::decimal::mul(remainder.abs(), Decimal::TWO)?;
            if twice < step {
                Ok(below.normalize())
            } else if twice > step {
                above().map(|v| v.normalize())
            } else {
                let steps = below
                    .checked_div(step)
                    .ok_or(NumberError::DivisionByZero)?;
                let even = steps
                    .checked_rem(Decimal::TWO)
                    .is_some_and(|r| r.is_zero());
                if even {
                    Ok(below.normalize())
                } else {
                    above().map(|v| v.normalize())
                }
            }
        }
    }
}

/// `a ÷ b` at `places` decimals. The quotient is exact to 28 digits before it is rounded.
pub(crate) fn divide(
    a: Decimal,
    b: Decimal,
    places: u32,
    way: Rounding,
) -> Result<Decimal, NumberError> {
    if b.is_zero() {
        return Err(NumberError::DivisionByZero);
    }
    let quotient = a.checked_div(b).ok_or(NumberError::TooLarge)?;
    Ok(to_places(quotient, places, way))
}

#[cfg(test)]
mod tests;
