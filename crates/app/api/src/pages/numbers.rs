//! Exact numbers as people read them: padded to the instrument's step, thousands apart, a sign that is more than a colour.
//! Never a binary float; what is cut for the eye is cut by a named rounding.

use super::view_shell::Signed;
use domain::{Amount, Asset, Instrument, InstrumentRules, Price, Qty, Rounding, Symbol};

/// What stands where a number is not known.
pub(crate) const UNKNOWN: &str = "–";
/// Decimal places of a sum in quote: at least this many …
const QUOTE_PLACES_MIN: u32 = 2;
/// … and at most this many.
const QUOTE_PLACES_MAX: u32 = 8;

/// How many decimal places the numbers of one instrument have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Places {
    /// Of a price.
    pub(crate) price: u32,
    /// Of a quantity of base.
    pub(crate) qty: u32,
    /// Of a sum in quote.
    pub(crate) value: u32,
}

impl Places {
    /// The places of an instrument's own steps.
    #[must_use]
    pub(crate) fn of(rules: &InstrumentRules) -> Self {
        let price = rules.price_tick.parts().1;
        Self {
            price,
            qty: rules.qty_step.parts().1,
            value: price.clamp(QUOTE_PLACES_MIN, QUOTE_PLACES_MAX),
        }
    }

    /// The places of a symbol, or those of most things where the symbol is not traded here any more.
    #[must_use]
    pub(crate) fn of_symbol(instruments: &[Instrument], symbol: Symbol) -> Self {
        let known = instruments.iter().find(|known| known.symbol == symbol);
        known.map_or(
            Self {
                price: 2,
                qty: 0,
                value: 2,
            },
            |known| Self::of(&known.rules),
        )
    }
}

/// The places of an asset: those of its quantities where it is traded, else those of the coarsest price counted in it.
#[must_use]
pub(crate) fn asset_places(instruments: &[Instrument], asset: Asset) -> u32 {
    let as_base = instruments.iter().filter(|known| known.base == asset);
    let as_quote = instruments.iter().filter(|known| known.quote == asset);
    as_base
        .map(|known| Places::of(&known.rules).qty)
        .max()
        .or_else(|| as_quote.map(|known| Places::of(&known.rules).value).min())
        .unwrap_or(QUOTE_PLACES_MAX)
}

/// A price with the places of its tick: `94,370.30`.
#[must_use]
pub(crate) fn price(price: Price, places: u32) -> String {
    grouped(&plain(price.parts(), places))
}

/// A price for a narrow column: padded, not grouped: `94370.30`.
#[must_use]
pub(crate) fn narrow_price(price: Price, places: u32) -> String {
    plain(price.parts(), places)
}

/// A quantity with the places of its step: `0.10000`.
#[must_use]
pub(crate) fn qty(qty: Qty, places: u32) -> String {
    grouped(&plain(qty.parts(), places))
}

/// A holding, cut and never rounded up: nobody is told that they have more than they have.
#[must_use]
pub(crate) fn holding(qty: Qty, places: u32) -> String {
    amount(qty.amount().rounded(places, Rounding::Down), places)
}

/// A sum, rounded half to even: `9,412.00`; a real minus when it is negative.
#[must_use]
pub(crate) fn amount(amount: Amount, places: u32) -> String {
    let rounded = amount.rounded(places, Rounding::HalfEven);
    let text = grouped(&plain(rounded.size().parts(), places));
    if rounded.is_negative() {
        format!("−{text}")
    } else {
        text
    }
}

/// A sum to its last digit, with at least `places` decimals: a fee is never shown as nothing.
#[must_use]
pub(crate) fn exact(value: Amount, places: u32) -> String {
    grouped(&plain(value.parts(), places))
}

/// A profit: with its sign and its tone.
#[must_use]
pub(crate) fn signed(value: Amount, places: u32) -> Signed {
    let rounded = value.rounded(places, Rounding::HalfEven);
    let text = amount(rounded, places);
    if rounded.is_zero() {
        return Signed { text, tone: "" };
    }
    if rounded.is_negative() {
        return Signed { text, tone: "down" };
    }
    Signed {
        text: format!("+{text}"),
        tone: "up",
    }
}

/// A profit that may be unknown.
#[must_use]
pub(crate) fn signed_or_unknown(value: Option<Amount>, places: u32) -> Signed {
    value.map_or_else(
        || Signed {
            text: UNKNOWN.to_owned(),
            tone: "",
        },
        |value| signed(value, places),
    )
}

/// Whole units of `places` decimals, for shares of a width. Held at the ends of the range, finer digits cut.
#[must_use]
pub(crate) fn units((units, scale): (i128, u32), places: u32) -> i128 {
    let ten = |exponent: u32| 10_i128.checked_pow(exponent).unwrap_or(i128::MAX);
    if scale <= places {
        units.saturating_mul(ten(places - scale))
    } else {
        units.checked_div(ten(scale - places)).unwrap_or_default()
    }
}

/// Digits with at least `places` decimals.
fn plain((units, scale): (i128, u32), places: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let width = usize::try_from(scale).unwrap_or_default();
    let digits = format!("{:0>wide$}", units.unsigned_abs(), wide = width + 1);
    let (whole, part) = digits.split_at(digits.len() - width);
    let wanted = usize::try_from(places).unwrap_or_default().max(width);
    if wanted == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{part:0<wanted$}")
}

/// The same number with its thousands apart.
fn grouped(text: &str) -> String {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.trim_start_matches('-').len();
    let mut out = String::with_capacity(text.len() + digits / 3);
    for (at, digit) in whole.trim_start_matches('-').chars().enumerate() {
        if at > 0 && (digits - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    let sign = if whole.starts_with('-') { "−" } else { "" };
    if part.is_empty() {
        format!("{sign}{out}")
    } else {
        format!("{sign}{out}.{part}")
    }
}

#[cfg(test)]
mod tests;
