//! What a trade costs an account. The one place where a fee is rounded: cut to eight decimal places towards zero.

use crate::grid::ATOM_PLACES;
use crate::refusal::RefuseReason;
use crate::terms::{AccountTerms, FeeRates};
use domain::{Liquidity, Rate, Side};

/// Decimal places of a fee rate.
const RATE_PLACES: u32 = 8;
/// Decimal places of the share let off.
const OFF_PLACES: u32 = 4;
/// Decimal places a fee is cut to: what is finer stays with the account.
const FEE_PLACES: u32 = 8;

/// Rates in units of their eighth place.
#[derive(Debug, Clone, Copy)]
struct Parts {
    maker: i128,
    taker: i128,
    buyer: i128,
    seller: i128,
}

/// The rates of an account, ready to be taken from a sum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    standard: Parts,
    /// Special and tax together: nothing is let off them.
    extra: Parts,
    /// Asset fees are taken in while there is enough of it, and what is let off in ten-thousandths.
    discount: Option<(usize, i128)>,
}

impl Parts {
    fn of(rates: FeeRates) -> Result<Self, RefuseReason> {
        Ok(Self {
            maker: parts(rates.maker, RATE_PLACES)?,
            taker: parts(rates.taker, RATE_PLACES)?,
            buyer: parts(rates.buyer, RATE_PLACES)?,
            seller: parts(rates.seller, RATE_PLACES)?,
        })
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            maker: self.maker.saturating_add(other.maker),
            taker: self.taker.saturating_add(other.taker),
            buyer: self.buyer.saturating_add(other.buyer),
            seller: self.seller.saturating_add(other.seller),
        }
    }

    const fn rate(self, (side, liquidity): (Side, Liquidity)) -> i128 {
        let role = match liquidity {
            Liquidity::Maker => self.maker,
            Liquidity::Taker => self.taker,
        };
        role.saturating_add(match side {
            Side::Buy => self.buyer,
            Side::Sell => self.seller,
        })
    }
}

impl Schedule {
    /// The schedule of these terms, with the place of the discount's asset.
    ///
    /// # Errors
    /// A rate is finer than the exchange counts.
    pub(crate) fn of(terms: &AccountTerms, asset: Option<usize>) -> Result<Self, RefuseReason> {
        let off = terms
            .discount
            .map(|discount| parts(discount.off, OFF_PLACES));
        Ok(Self {
            standard: Parts::of(terms.standard)?,
            extra: Parts::of(terms.special)?.plus(Parts::of(terms.tax)?),
            discount: asset.zip(off.transpose()?),
        })
    }

    /// Whether this is the asset the account takes a discount for.
    pub(crate) fn is_paid_in(&self, asset: usize) -> bool {
        self.discount.is_some_and(|(paid_in, _)| paid_in == asset)
    }

    /// The fee in what is received.
    pub(crate) fn full(&self, received: i128, role: (Side, Liquidity)) -> i128 {
        let rate = self
            .standard
            .rate(role)
            .saturating_add(self.extra.rate(role));
        let unit = 10_i128.pow(ATOM_PLACES.saturating_sub(FEE_PLACES));
        let scale = 10_i128.pow(RATE_PLACES).saturating_mul(unit);
        let units = received.saturating_mul(rate).checked_div(scale);
        units.unwrap_or(0).saturating_mul(unit)
    }

    /// The fee after the discount, still counted in what is received, and the asset it is to be taken in; none without a discount.
    pub(crate) fn discounted(
        &self,
        received: i128,
        role: (Side, Liquidity),
    ) -> Option<(usize, i128)> {
        let (asset, off) = self.discount?;
        let whole = 10_i128.pow(OFF_PLACES);
        let standard = self
            .standard
            .rate(role)
            .saturating_mul(whole.saturating_sub(off));
        let rate = standard.saturating_add(self.extra.rate(role).saturating_mul(whole));
        let scale = 10_i128.pow(RATE_PLACES).saturating_mul(whole);
        let fee = received.saturating_mul(rate).checked_div(scale)?;
        // A rebate is given in what is received.
        (fee >= 0 && rate >= 0).then_some((asset, fee))
    }
}

/// Atoms cut to the places of a fee, towards zero.
pub(crate) fn cut(atoms: i128) -> i128 {
    let unit = 10_i128.pow(ATOM_PLACES.saturating_sub(FEE_PLACES));
    atoms.saturating_sub(atoms.checked_rem(unit).unwrap_or(0))
}

/// A rate in units of its last place.
fn parts(rate: Rate, places_max: u32) -> Result<i128, RefuseReason> {
    let (mantissa, places) = rate.parts();
    let missing = places_max
        .checked_sub(places)
        .ok_or(RefuseReason::FeeTooFine)?;
    let factor = 10_i128
        .checked_pow(missing)
        .ok_or(RefuseReason::FeeTooFine)?;
    mantissa.checked_mul(factor).ok_or(RefuseReason::FeeTooFine)
}
