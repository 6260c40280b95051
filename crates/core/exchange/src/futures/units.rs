//! Whole numbers of futures money: prices in points, rates in parts, wallets in whole eighth places. Every rounding has a name.

use crate::grid::{self, ATOM_PLACES};
use domain::{Amount, Price, Rate};

/// Decimal places of a point, of a part, and of every movement of money.
pub(crate) const PLACES: u32 = 8;
/// One whole, in parts or points.
pub(crate) const WHOLE: i128 = 100_000_000;
/// Atoms in one unit of the eighth place: every wallet is a whole number of these.
pub(crate) const GRAIN: i128 = 10_i128.pow(ATOM_PLACES - PLACES);

/// Towards zero on the eighth place.
pub(crate) const fn cut(atoms: i128) -> i128 {
    atoms.saturating_sub(atoms % GRAIN)
}

/// Upwards on the eighth place.
pub(crate) const fn raised(atoms: i128) -> i128 {
    cut(atoms.saturating_add(GRAIN - 1))
}

/// `value × times ÷ by`, towards zero; held at the end of the range.
pub(crate) fn scaled(value: i128, times: i128, by: i128) -> i128 {
    if let Some(product) = value.checked_mul(times) {
        return product.checked_div(by).unwrap_or(0);
    }
    let size = wide_quotient(
        wide_product(value.unsigned_abs(), times.unsigned_abs()),
        by.unsigned_abs(),
    );
    let size = i128::try_from(size).unwrap_or(i128::MAX);
    let negative = (value < 0) != (times < 0) && by > 0 || (value < 0) == (times < 0) && by < 0;
    if negative {
        size.saturating_neg()
    } else {
        size
    }
}

/// The product of two numbers in two halves, high first.
const fn wide_product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = (1 << 64) - 1;
    let (a1, a0) = (a >> 64, a & LOW);
    let (b1, b0) = (b >> 64, b & LOW);
    let low = a0.wrapping_mul(b0);
    let (mid, carry) = a1.wrapping_mul(b0).overflowing_add(low >> 64);
    let (mid, again) = mid.overflowing_add(a0.wrapping_mul(b1));
    let carries = if carry { 1_u128 << 64 } else { 0 } + if again { 1_u128 << 64 } else { 0 };
    let high = a1
        .wrapping_mul(b1)
        .wrapping_add(mid >> 64)
        .wrapping_add(carries);
    (high, (mid << 64) | (low & LOW))
}

/// A number in two halves divided by another, digit by digit; held at the largest.
const fn wide_quotient((high, low): (u128, u128), by: u128) -> u128 {
    if high >= by {
        return u128::MAX;
    }
    let (mut rest, mut quotient, mut digit) = (high, 0_u128, 128_u32);
    while digit > 0 {
        digit -= 1;
        let carried = rest >> 127;
        rest = (rest << 1) | ((low >> digit) & 1);
        quotient <<= 1;
        if carried == 1 || rest >= by {
            rest = rest.wrapping_sub(by);
            quotient |= 1;
        }
    }
    quotient
}

/// A share in parts of a sum, towards zero on the eighth place: fees, funding.
pub(crate) fn share(atoms: i128, parts: i128) -> i128 {
    cut(scaled(atoms, parts, WHOLE))
}

/// A rate in parts; none when it is finer.
pub(crate) fn parts(rate: Rate) -> Option<i128> {
    eighths(rate.parts())
}

/// An amount without a unit (a multiplier) in parts; none when it is finer.
pub(crate) fn parts_of(amount: Amount) -> Option<i128> {
    eighths(amount.parts())
}

fn eighths((mantissa, places): (i128, u32)) -> Option<i128> {
    let missing = PLACES.checked_sub(places)?;
    mantissa.checked_mul(10_i128.checked_pow(missing)?)
}

/// A price in points, cut to the eighth place.
pub(crate) fn points(price: Price) -> Option<i128> {
    let (mantissa, places) = price.parts();
    match places.checked_sub(PLACES) {
        None => eighths((mantissa, places)),
        Some(finer) => mantissa.checked_div(10_i128.checked_pow(finer)?),
    }
    .filter(|points| *points > 0)
}

/// Points as a price; none when there are none.
pub(crate) fn price(points: i128) -> Option<Price> {
    Price::from_parts(points, PLACES).ok()
}

/// Parts as a rate; held at one whole.
pub(crate) fn rate(parts: i128) -> Rate {
    Rate::from_parts(parts.clamp(-WHOLE, WHOLE), PLACES).unwrap_or(Rate::ZERO)
}

/// Atoms as an amount at eight places, towards zero.
pub(crate) fn shown(atoms: i128) -> Amount {
    grid::amount_of(cut(atoms))
}

/// An amount in whole eighth places.
///
/// # Errors
/// It is finer than the eighth place, or larger than the exchange counts.
pub(crate) fn money(amount: Amount) -> Result<i128, super::FuturesRefusal> {
    use super::FuturesRefusal;
    let atoms = grid::atoms(amount.parts()).map_err(|_| {
        let (_, places) = amount.parts();
        if places > ATOM_PLACES {
            FuturesRefusal::TooFine
        } else {
            FuturesRefusal::TooLarge
        }
    })?;
    if atoms % GRAIN == 0 {
        Ok(atoms)
    } else {
        Err(FuturesRefusal::TooFine)
    }
}

/// The price at which a sum of atoms of quote buys a number of atoms of base, to the eighth place, half to even.
pub(crate) fn average(quote: i128, base: i128) -> Option<Price> {
    if quote <= 0 || base <= 0 {
        return None;
    }
    let whole = quote.checked_div(base)?;
    let rest = quote.checked_rem(base)?;
    let above = rest.checked_mul(WHOLE)?;
    let (eighths, left) = (above.checked_div(base)?, above.checked_rem(base)?);
    let twice = left.saturating_mul(2);
    let up = twice > base || (twice == base && eighths % 2 != 0);
    let points = whole
        .checked_mul(WHOLE)?
        .checked_add(eighths)?
        .checked_add(i128::from(up))?;
    price(points)
}

#[cfg(test)]
mod tests;
