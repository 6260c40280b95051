//! Arithmetic of the book kept beside the engines: whole units of the twelfth decimal place. Its own, not the engines'.

use domain::{Amount, Price, Qty, Rounding};

/// Decimal places of a unit.
pub(super) const PLACES: u32 = 12;
/// Units of the eighth place.
pub(super) const EIGHTH: i128 = 10_000;
/// Units of one.
pub(super) const ONE: i128 = 1_000_000_000_000;

/// A quantity in units.
pub(super) fn units(qty: Qty) -> i128 {
    of_parts(qty.parts())
}

/// An amount in units.
pub(super) fn signed_units(amount: Amount) -> i128 {
    of_parts(amount.parts())
}

fn of_parts((mantissa, places): (i128, u32)) -> i128 {
    let missing = PLACES.saturating_sub(places);
    mantissa.saturating_mul(10_i128.saturating_pow(missing))
}

/// Units as a quantity.
pub(super) fn qty(units: i128) -> Qty {
    Qty::from_parts(units.max(0), PLACES).unwrap_or(Qty::ZERO)
}

/// Units as an amount.
pub(super) fn amount(units: i128) -> Amount {
    Amount::from_parts(units, PLACES).unwrap_or(Amount::ZERO)
}

/// `units × price`, towards zero.
pub(super) fn times(units: i128, price: Price) -> i128 {
    let (mantissa, places) = price.parts();
    units.saturating_mul(mantissa) / 10_i128.saturating_pow(places).max(1)
}

/// `units ÷ price`, towards zero.
pub(super) fn over(units: i128, price: Price) -> i128 {
    let (mantissa, places) = price.parts();
    units.saturating_mul(10_i128.saturating_pow(places)) / mantissa.max(1)
}

/// `units × parts ÷ whole`, cut to the eighth place.
pub(super) fn share(units: i128, parts: i128, whole: i128) -> i128 {
    cut(units.saturating_mul(parts) / whole.max(1))
}

/// Cut to the eighth place, towards zero.
pub(super) const fn cut(units: i128) -> i128 {
    units - units % EIGHTH
}

/// Up to the eighth place.
pub(super) const fn up(units: i128) -> i128 {
    cut(units.saturating_add(EIGHTH - 1))
}

/// The largest multiple of a step that is not above so many units.
pub(super) fn stepped(units: i128, step: Qty) -> i128 {
    let step = of_parts(step.parts()).max(1);
    units - units % step
}

/// A price moved to its tick, downwards.
pub(super) fn ticked(price: Price, tick: Price) -> Option<Price> {
    price.to_tick(tick, Rounding::Down).ok()
}
