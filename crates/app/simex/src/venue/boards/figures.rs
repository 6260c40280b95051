//! Prices, quantities and values of the public market as whole numbers of fixed places, and how they are written.
//! Never a float, and never a rounding that is not named.

use domain::{Price, Qty};
use std::fmt::Write as _;

/// Places a price or quantity is counted in: hundred-millionths.
pub(crate) const UNIT_PLACES: u32 = 8;
/// Places a value, price times quantity, is counted in.
pub(crate) const VALUE_PLACES: u32 = 16;
/// Fewest places of a price of futures, whatever the tick.
const PRICE_PLACES_MIN: u32 = 2;

/// The fewest places the figures of a symbol are written with; digits beyond them are written when they are not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) price: u32,
    pub(crate) qty: u32,
    pub(crate) value: u32,
}

impl Places {
    /// What spot writes: eight places everywhere.
    pub(crate) const SPOT: Self = Self {
        price: UNIT_PLACES,
        qty: UNIT_PLACES,
        value: UNIT_PLACES,
    };

    /// What futures write: the places of tick and lot.
    pub(crate) fn of_grid(tick: Price, lot: Qty) -> Self {
        let (price, qty) = (tick.parts().1.max(PRICE_PLACES_MIN), lot.parts().1);
        Self {
            price,
            qty,
            value: price.saturating_add(qty),
        }
    }
}

/// Hundred-millionths of a number in its own places, rounded down where it is finer.
pub(crate) fn units((units, places): (i128, u32)) -> i64 {
    let scaled = if places <= UNIT_PLACES {
        units.saturating_mul(power(UNIT_PLACES.saturating_sub(places)))
    } else {
        units.div_euclid(power(places.saturating_sub(UNIT_PLACES)))
    };
    i64::try_from(scaled).unwrap_or(i64::MAX)
}

/// Hundred-millionths of a price.
pub(crate) fn of_price(price: Price) -> i64 {
    units(price.parts())
}

/// Hundred-millionths of a quantity.
pub(crate) fn of_qty(qty: Qty) -> i64 {
    units(qty.parts())
}

/// The value of a quantity at a price, exact.
pub(crate) fn value(price: i64, qty: i64) -> i128 {
    i128::from(price).saturating_mul(i128::from(qty))
}

/// Ten to the power of so many places.
pub(crate) fn power(places: u32) -> i128 {
    10_i128.checked_pow(places).unwrap_or(i128::MAX)
}

/// `over / under`, the nearest whole number, halves away from zero; zero when there is nothing to divide by.
pub(crate) fn nearest(over: i128, under: i128) -> i128 {
    if under == 0 {
        return 0;
    }
    let half = under.abs() / 2;
    let pushed = if (over < 0) == (under < 0) {
        over.saturating_add(half.saturating_mul(over.signum()))
    } else {
        over.saturating_sub(half.saturating_mul(over.signum().saturating_neg()))
    };
    pushed.checked_div(under).unwrap_or(0)
}

/// Writes a number of `scale` places with at least `least` of them.
pub(crate) fn put(out: &mut String, units: i128, scale: u32, least: u32) {
    let (mut digits, mut places) = (units.unsigned_abs(), scale);
    while places > least && digits.is_multiple_of(10) {
        digits /= 10;
        places = places.saturating_sub(1);
    }
    while places < least {
        digits = digits.saturating_mul(10);
        places = places.saturating_add(1);
    }
    if units < 0 {
        out.push('-');
    }
    let width = usize::try_from(places).unwrap_or(0);
    let unit = 10_u128.checked_pow(places).unwrap_or(u128::MAX);
    let written = match places {
        0 => write!(out, "{digits}"),
        _ => write!(out, "{}.{:0width$}", digits / unit, digits % unit),
    };
    debug_assert!(written.is_ok(), "writing into a text cannot fail");
}

#[cfg(test)]
mod tests;
