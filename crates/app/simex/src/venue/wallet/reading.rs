//! Parameters of the wallet's surface as values, and values as its texts. Never a rule of money.

use super::refusal::bad_value;
use crate::venue::params::{ASSET, CHOICE, DECIMAL, Params};
use crate::venue::refusal::Refusal;
use domain::{Amount, Asset, NumberError, Qty, Rounding, Time};
use exchange::wallet::Purse;

/// Seconds of a day.
const DAY_SECS: i64 = 86_400;
/// Most decimal places of a quantity in a request.
const PLACES_MAX: u32 = 8;

/// An asset that may be absent.
pub(super) fn asset(params: &Params, name: &'static str) -> Result<Option<Asset>, Refusal> {
    params
        .optional(name)?
        .map(|text| Asset::new(text).map_err(|_| Refusal::Illegal(name, ASSET)))
        .transpose()
}

/// An asset that must be there.
pub(super) fn some_asset(params: &Params, name: &'static str) -> Result<Asset, Refusal> {
    asset(params, name)?.ok_or(Refusal::MissingParameter(name))
}

/// A quantity that may be absent.
pub(super) fn qty(params: &Params, name: &'static str) -> Result<Option<Qty>, Refusal> {
    let Some(text) = params.optional(name)? else {
        return Ok(None);
    };
    let qty = Qty::parse(text).map_err(|error| match error {
        NumberError::TooManyPlaces => Refusal::TooPrecise(name),
        NumberError::Negative => bad_value(name),
        NumberError::Empty
        | NumberError::TooLong
        | NumberError::NotANumber
        | NumberError::TooLarge
        | NumberError::NotPositive
        | NumberError::RateOutOfRange
        | NumberError::DivisionByZero => Refusal::Illegal(name, DECIMAL),
    })?;
    if qty.parts().1 > PLACES_MAX {
        return Err(Refusal::TooPrecise(name));
    }
    Ok(Some(qty))
}

/// A quantity that must be there.
pub(super) fn some_qty(params: &Params, name: &'static str) -> Result<Qty, Refusal> {
    qty(params, name)?.ok_or(Refusal::MissingParameter(name))
}

/// Whether a flag is set; absent is not set.
pub(super) fn flag(params: &Params, name: &'static str) -> Result<bool, Refusal> {
    match params.optional(name)? {
        None => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        Some(_) => Err(Refusal::Illegal(name, CHOICE)),
    }
}

/// `walletType`: 0 is spot, 1 is funding.
pub(super) fn wallet_type(params: &Params) -> Result<Purse, Refusal> {
    match params.number("walletType")? {
        None | Some(0) => Ok(Purse::Spot),
        Some(1) => Ok(Purse::Funding),
        Some(_) => Err(bad_value("walletType")),
    }
}

/// The number of a purse in `walletType`.
pub(super) const fn wallet_number(purse: Purse) -> u32 {
    match purse {
        Purse::Spot => 0,
        Purse::Funding => 1,
        Purse::UmFutures => 2,
    }
}

/// An amount with eight decimal places.
pub(super) fn eight(amount: Amount) -> String {
    format!("{:.8}", amount.rounded(8, Rounding::Down).get())
}

/// An instant as `2019-10-12 11:12:02`, UTC.
pub(super) fn civil(at: Time) -> String {
    let secs = at.millis().div_euclid(1_000);
    let (days, rest) = (secs.div_euclid(DAY_SECS), secs.rem_euclid(DAY_SECS));
    let (year, month, day) = date(days);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day of a count of days since 1970-01-01, by the proleptic Gregorian calendar.
pub(crate) fn date(days: i64) -> (i64, i64, i64) {
    // Years are counted from the first of March, so that the odd day comes last; 400 years have 146,097 days.
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let leaps = of_era / 1_460 - of_era / 36_524 + of_era / 146_096;
    let year_of_era = (of_era - leaps) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}
