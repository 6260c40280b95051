//! How much of a limit a value is, in whole hundredths, exact and rounded down. Judges nothing.

use crate::figure::Figure;
use crate::limit_sets::LimitValue;
use crate::limits_in_force::LimitInForce;
use crate::verdict::{RuleUse, Standing, Verdict};

/// A number as whole units of a decimal place.
type Parts = (i128, u32);

impl RuleUse {
    /// How many hundredths of the limit the value is; `None` where the rule has no two numbers of one kind, or a limit of nothing.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        hundredths(of_figure(&self.value)?, of_figure(&self.limit)?)
    }
}

impl Verdict {
    /// The rule that is kept and whose limit is nearest to being reached.
    #[must_use]
    pub fn nearest(&self) -> Option<&RuleUse> {
        let kept = self.uses.iter().filter(|of| of.standing == Standing::Kept);
        kept.filter(|of| of.percent().is_some())
            .max_by_key(|of| of.percent())
    }
}

impl LimitInForce {
    /// How many hundredths of the limit are used, where it has a use.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        hundredths(of_limit(self.used?), of_limit(self.value()?))
    }
}

fn of_figure(figure: &Figure) -> Option<Parts> {
    match figure {
        Figure::Amount(amount, _) => Some(amount.parts()),
        Figure::Qty(qty, _) => Some(qty.parts()),
        Figure::Price(price, _) => Some(price.parts()),
        Figure::Rate(rate) => Some(rate.parts()),
        Figure::Count(count) => Some(whole(*count)),
        Figure::Span(span) => Some(nanos(span.nanos())),
        Figure::Nothing | Figure::Time(_) | Figure::Order(_) => None,
    }
}

fn of_limit(value: LimitValue) -> Parts {
    match value {
        LimitValue::Amount(amount) => amount.parts(),
        LimitValue::Qty(qty) => qty.parts(),
        LimitValue::Rate(rate) => rate.parts(),
        LimitValue::Count(count) => whole(count),
        LimitValue::Span(span) => nanos(span.nanos()),
    }
}

fn whole(count: u64) -> Parts {
    (i128::from(count), 0)
}

fn nanos(nanos: i64) -> Parts {
    (i128::from(nanos), 0)
}

/// `value × 100 ÷ limit`, rounded down; nothing below zero.
fn hundredths((value, fine): Parts, (limit, coarse): Parts) -> Option<u64> {
    if limit <= 0 {
        return None;
    }
    let scale = |places: u32| 10_i128.checked_pow(places);
    let value = value.max(0).checked_mul(100)?;
    let value = value.checked_mul(scale(coarse.saturating_sub(fine))?)?;
    let limit = limit.checked_mul(scale(fine.saturating_sub(coarse))?)?;
    u64::try_from(value.checked_div(limit)?).ok()
}

#[cfg(test)]
mod tests;
