//! The price of each symbol at the end of each minute, and how alike two of them moved. Never says how alike when one minute is
//! missing.
// GATE-06

use crate::gate::Gate;
use alloc::collections::{BTreeMap, VecDeque};
use domain::{Price, Rate, Symbol, Time, VenueId};

/// Changes of price that a correlation is measured on.
pub const CORRELATION_RETURNS: usize = 30;
/// Prices kept: one more than changes, and the one of the minute that is under way.
const KEPT_MAX: usize = CORRELATION_RETURNS + 2;
/// A change of price is counted in whole millionths.
const MILLION: i128 = 1_000_000;
/// Decimals of a correlation.
const PLACES: u32 = 4;
const MINUTE_NANOS: i64 = 60_000_000_000;

/// Prices by the minute, of every symbol.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Closes {
    symbols: BTreeMap<(VenueId, Symbol), VecDeque<(i64, Price)>>,
}

/// The sums that a correlation is made of.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    x: i128,
    y: i128,
    xx: i128,
    yy: i128,
    xy: i128,
}

impl Closes {
    /// The last price of a minute stands. What is told later of an earlier minute only fills in what is missing.
    pub(crate) fn observe(&mut self, at: (VenueId, Symbol), time: Time, price: Price) {
        let minute = time.nanos().div_euclid(MINUTE_NANOS);
        let kept = self.symbols.entry(at).or_default();
        let is_latest = kept.back().is_none_or(|(last, _)| *last <= minute);
        match kept.binary_search_by_key(&minute, |(minute, _)| *minute) {
            Ok(found) => {
                if let Some((_, close)) = kept.get_mut(found).filter(|_| is_latest) {
                    *close = price;
                }
            }
            Err(place) => kept.insert(place, (minute, price)),
        }
        while kept.len() > KEPT_MAX {
            kept.pop_front();
        }
    }

    /// How alike two symbols moved in the minutes that are over: Pearson's correlation of the changes from minute to minute,
    /// between −1 and 1, the last of four decimals away from nothing. `None` when a minute of either is missing, or when one
    /// of them did not move at all.
    pub(crate) fn correlation(
        &self,
        now: Time,
        x: (VenueId, Symbol),
        y: (VenueId, Symbol),
    ) -> Option<Rate> {
        let last = now.nanos().div_euclid(MINUTE_NANOS).checked_sub(1)?;
        let (x, y) = (self.returns(x, last)?, self.returns(y, last)?);
        let mut sums = Sums::default();
        for (x, y) in x.iter().zip(y.iter()) {
            sums = sums.with(*x, *y)?;
        }
        sums.correlation()
    }

    /// The changes up to a minute, in millionths of the price before.
    fn returns(&self, at: (VenueId, Symbol), last: i64) -> Option<[i128; CORRELATION_RETURNS]> {
        let kept = self.symbols.get(&at)?;
        let first = last.checked_sub(i64::try_from(CORRELATION_RETURNS).ok()?)?;
        let mut within = kept
            .iter()
            .filter(|(minute, _)| (first..=last).contains(minute));
        let (minute, mut before) = *within.next()?;
        (minute == first).then_some(())?;
        let mut returns = [0; CORRELATION_RETURNS];
        let mut expected = first;
        for slot in &mut returns {
            let (minute, price) = *within.next()?;
            expected = expected.checked_add(1)?;
            (minute == expected).then_some(())?;
            *slot = change(before, price)?;
            before = price;
        }
        Some(returns)
    }
}

impl Sums {
    fn with(self, x: i128, y: i128) -> Option<Self> {
        Some(Self {
            x: self.x.checked_add(x)?,
            y: self.y.checked_add(y)?,
            xx: self.xx.checked_add(x.checked_mul(x)?)?,
            yy: self.yy.checked_add(y.checked_mul(y)?)?,
            xy: self.xy.checked_add(x.checked_mul(y)?)?,
        })
    }

    fn correlation(self) -> Option<Rate> {
        let n = i128::try_from(CORRELATION_RETURNS).ok()?;
        let spread =
            |square: i128, sum: i128| n.checked_mul(square)?.checked_sub(sum.checked_mul(sum)?);
        let (of_x, of_y) = (spread(self.xx, self.x)?, spread(self.yy, self.y)?);
        let together = n
            .checked_mul(self.xy)?
            .checked_sub(self.x.checked_mul(self.y)?)?;
        let product = of_x.checked_mul(of_y)?;
        let root = product.checked_isqrt().filter(|root| *root > 0)?;
        let scale = 10_i128.checked_pow(PLACES)?;
        let scaled = together.checked_mul(scale)?;
        // The root is rounded down and the quotient away from nothing: a correlation is never told smaller than it is.
        let (whole, rest) = (scaled.checked_div(root)?, scaled.checked_rem(root)?);
        let rounded = whole.checked_add(rest.signum())?;
        Rate::from_parts(rounded.clamp(scale.checked_neg()?, scale), PLACES).ok()
    }
}

/// The change from one price to the next in millionths of the first, rounded down.
fn change(before: Price, after: Price) -> Option<i128> {
    let ((before, before_places), (after, after_places)) = (before.parts(), after.parts());
    let places = before_places.max(after_places);
    let scaled = |units: i128, from: u32| {
        let by = 10_i128.checked_pow(places.checked_sub(from)?)?;
        units.checked_mul(by)
    };
    let (before, after) = (scaled(before, before_places)?, scaled(after, after_places)?);
    let moved = after.checked_sub(before)?.checked_mul(MILLION)?;
    moved.checked_div_euclid(before)
}

impl Gate {
    /// Takes the price of a symbol at an instant of the past, oldest first, as a candle told it; what the quotes said since
    /// stands.
    pub fn observe_close(&mut self, venue: VenueId, symbol: Symbol, (at, price): (Time, Price)) {
        self.closes.observe((venue, symbol), at, price);
    }
}

#[cfg(test)]
pub(crate) mod tests;
