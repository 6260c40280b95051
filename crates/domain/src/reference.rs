//! A second, slow arithmetic over big integers that the tests compare with. Never part of the program.

use crate::rounding::Rounding;
use num_bigint::{BigInt, Sign};
use proptest::prelude::{Strategy, any};
use rust_decimal::Decimal;

/// A fraction of two whole numbers; the lower one is greater than zero.
#[derive(Debug, Clone)]
pub(crate) struct Fraction {
    above: BigInt,
    below: BigInt,
}

pub(crate) fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

impl Fraction {
    pub(crate) fn of(value: Decimal) -> Self {
        Self {
            above: BigInt::from(value.mantissa()),
            below: power_of_ten(value.scale()),
        }
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        Self {
            above: &self.above * &other.below + &other.above * &self.below,
            below: &self.below * &other.below,
        }
    }

    pub(crate) fn negated(&self) -> Self {
        Self {
            above: -&self.above,
            below: self.below.clone(),
        }
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        Self {
            above: &self.above * &other.above,
            below: &self.below * &other.below,
        }
    }

    /// `None` for a division by zero.
    pub(crate) fn over(&self, other: &Self) -> Option<Self> {
        let (above, below) = (&self.above * &other.below, &self.below * &other.above);
        match below.sign() {
            Sign::NoSign => None,
            Sign::Plus => Some(Self { above, below }),
            Sign::Minus => Some(Self {
                above: -above,
                below: -below,
            }),
        }
    }

    /// The nearest whole number in the given direction.
    pub(crate) fn whole(&self, way: Rounding) -> BigInt {
        let negative = self.above.sign() == Sign::Minus;
        let size = if negative {
            -&self.above
        } else {
            self.above.clone()
        };
        let (down, left) = (&size / &self.below, &size % &self.below);
        let twice = &left * 2;
        let odd = &down % 2 == BigInt::from(1);
        let grows = match way {
            Rounding::Down => false,
            Rounding::Up => left.sign() != Sign::NoSign,
            Rounding::HalfEven => twice > self.below || (twice == self.below && odd),
        };
        let size = if grows { down + 1 } else { down };
        if negative { -size } else { size }
    }

    pub(crate) fn rounded(&self, places: u32, way: Rounding) -> Self {
        let shifted = Self {
            above: &self.above * power_of_ten(places),
            below: self.below.clone(),
        };
        Self {
            above: shifted.whole(way),
            below: power_of_ten(places),
        }
    }

    pub(crate) fn equals(&self, value: Decimal) -> bool {
        let other = Self::of(value);
        &self.above * &other.below == &other.above * &self.below
    }

    /// Whether a 96-bit decimal of at most 28 places holds this value exactly.
    pub(crate) fn fits(&self) -> bool {
        let largest = BigInt::from((1_u128 << 96) - 1);
        (0..=28).any(|places| {
            let shifted = &self.above * power_of_ten(places);
            &shifted % &self.below == BigInt::from(0) && {
                let whole = shifted / &self.below;
                -&largest <= whole && whole <= largest
            }
        })
    }
}

/// Decimals of every size and scale, trailing zeros and both signs included.
pub(crate) fn decimals() -> impl Strategy<Value = Decimal> {
    (any::<u128>(), 0_u32..=96, 0_u32..=28, any::<bool>()).prop_map(
        |(bits, width, scale, minus)| {
            let size = i128::try_from(bits & ((1_u128 << width) - 1)).unwrap();
            Decimal::from_i128_with_scale(if minus { -size } else { size }, scale)
        },
    )
}

/// Decimals like those of real orders: at most 12 digits and 8 places.
pub(crate) fn usual_decimals() -> impl Strategy<Value = Decimal> {
    (0_i64..1_000_000_000_000, 0_u32..=8).prop_map(|(units, places)| Decimal::new(units, places))
}

pub(crate) fn ways() -> impl Strategy<Value = Rounding> {
    (0_u8..3).prop_map(|way| match way {
        0 => Rounding::Down,
        1 => Rounding::Up,
        _ => Rounding::HalfEven,
    })
}
