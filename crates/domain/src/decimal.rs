//! Exact decimal arithmetic over `rust_decimal` storage. Never rounds: a result that does not fit is an error.

use core::fmt;
use ethnum::I256;
use rust_decimal::Decimal;

/// Longest text accepted for a number, in bytes.
const NUMBER_TEXT_BYTES_MAX: usize = 40;
/// Most decimal places accepted from outside; the finest unit of any asset we know (wei).
const NUMBER_PLACES_MAX: usize = 18;
/// Most decimal places a value can hold.
const PLACES_MAX: usize = 28;
/// Largest mantissa of a 96-bit decimal.
const MANTISSA_MAX: i128 = (1_i128 << 96) - 1;

/// Why a number was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// The text holds nothing.
    Empty,
    /// The text is longer than any number we accept.
    TooLong,
    /// The text is not plain digits with at most one sign and one point (no exponent, no NaN, no infinity).
    NotANumber,
    /// More than 18 decimal places.
    TooManyPlaces,
    /// The exact value does not fit 28 significant digits.
    TooLarge,
    /// The value must be greater than zero.
    NotPositive,
    /// The value must not be negative.
    Negative,
    /// A rate lies outside −1 … 1.
    RateOutOfRange,
    /// Division by zero.
    DivisionByZero,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "a number is missing",
            Self::TooLong => "the number is longer than 40 characters",
            Self::NotANumber => {
                "not a plain decimal number (digits and one point; no exponent, no NaN)"
            }
            Self::TooManyPlaces => "the number has more than 18 decimal places",
            Self::TooLarge => "the exact value needs more than 28 significant digits",
            Self::NotPositive => "the number must be greater than zero",
            Self::Negative => "the number must not be negative",
            Self::RateOutOfRange => "a rate must lie between -1 and 1",
            Self::DivisionByZero => "division by zero",
        })
    }
}

impl core::error::Error for NumberError {}

/// Reads a plain decimal number from outside exactly.
pub(crate) fn parse(text: &str) -> Result<Decimal, NumberError> {
    read(text, NUMBER_PLACES_MAX)
}

/// Reads a number from the canonical text of a value of ours exactly: whatever arithmetic can make.
pub(crate) fn read_back(text: &str) -> Result<Decimal, NumberError> {
    read(text, PLACES_MAX)
}

fn read(text: &str, places_max: usize) -> Result<Decimal, NumberError> {
    if text.is_empty() {
        return Err(NumberError::Empty);
    }
    if text.len() > NUMBER_TEXT_BYTES_MAX {
        return Err(NumberError::TooLong);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(part) {
        return Err(NumberError::NotANumber);
    }
    let places = part.trim_end_matches('0').len();
    if places > places_max {
        return Err(NumberError::TooManyPlaces);
    }
    let significant = text.len() - part.len() + places;
    let exact = if digits.contains('.') {
        text.get(..significant)
            .unwrap_or(text)
            .trim_end_matches('.')
    } else {
        text
    };
    Decimal::from_str_exact(exact)
        .map(canonical)
        .map_err(|_| NumberError::TooLarge)
}

/// The one form of a value: no trailing zeros, and zero without a sign.
pub(crate) fn canonical(value: Decimal) -> Decimal {
    if value.is_zero() {
        return Decimal::ZERO;
    }
    value.normalize()
}

/// `a + b`, exact.
pub(crate) fn add(a: Decimal, b: Decimal) -> Result<Decimal, NumberError> {
    let scale = a.scale().max(b.scale());
    let left = rescaled(a, scale)?;
    let right = rescaled(b, scale)?;
    fit(left.checked_add(right).ok_or(NumberError::TooLarge)?, scale)
}

/// `a − b`, exact.
pub(crate) fn sub(a: Decimal, b: Decimal) -> Result<Decimal, NumberError> {
    add(a, -b)
}

/// `a × b`, exact.
pub(crate) fn mul(a: Decimal, b: Decimal) -> Result<Decimal, NumberError> {
    let (a, b) = (a.normalize(), b.normalize());
    let scale = a.scale() + b.scale();
    match a.mantissa().checked_mul(b.mantissa()) {
        Some(product) => fit(product, scale),
        None => fit_wide(I256::from(a.mantissa()) * I256::from(b.mantissa()), scale),
    }
}

/// Whether `value` is a whole multiple of `step` (`step` > 0).
pub(crate) fn is_multiple(value: Decimal, step: Decimal) -> bool {
    let (value, step, _) = on_one_scale(value, step);
    step != I256::ZERO && value % step == I256::ZERO
}

/// Both values as whole counts of the finer one's last place, and that place. Always fits: 96 bits and 28 digits.
pub(crate) fn on_one_scale(a: Decimal, b: Decimal) -> (I256, I256, u32) {
    let scale = a.scale().max(b.scale());
    let count =
        |value: Decimal| I256::from(value.mantissa()) * I256::from(10).pow(scale - value.scale());
    (count(a), count(b), scale)
}

fn rescaled(value: Decimal, scale: u32) -> Result<i128, NumberError> {
    let factor = 10_i128
        .checked_pow(scale.saturating_sub(value.scale()))
        .ok_or(NumberError::TooLarge)?;
    value
        .mantissa()
        .checked_mul(factor)
        .ok_or(NumberError::TooLarge)
}

/// Brings an exact mantissa and scale into 96 bits and 28 places by dropping trailing zeros only.
fn fit(mut mantissa: i128, mut scale: u32) -> Result<Decimal, NumberError> {
    while scale > 0 && (mantissa.abs() > MANTISSA_MAX || scale > Decimal::MAX_SCALE) {
        if mantissa % 10 != 0 {
            return Err(NumberError::TooLarge);
        }
        mantissa /= 10;
        scale -= 1;
    }
    Decimal::try_from_i128_with_scale(mantissa, scale)
        .map(canonical)
        .map_err(|_| NumberError::TooLarge)
}

/// The same for a mantissa of up to 192 bits.
pub(crate) fn fit_wide(mut mantissa: I256, mut scale: u32) -> Result<Decimal, NumberError> {
    let ten = I256::from(10);
    loop {
        if let Ok(narrow) = i128::try_from(mantissa) {
            return fit(narrow, scale);
        }
        if scale == 0 || mantissa % ten != I256::ZERO {
            return Err(NumberError::TooLarge);
        }
        mantissa /= ten;
        scale -= 1;
    }
}

#[cfg(test)]
mod tests;
