//! Positions against fractions of whole numbers: a second way of working profits out.

use super::*;
use crate::chance::Chance;
use crate::futures::units::GRAIN;

/// A fraction, never shortened but by its greatest common divisor.
#[derive(Clone, Copy)]
struct Fraction(i128, i128);

fn divisor(a: i128, b: i128) -> i128 {
    if b == 0 {
        a.abs().max(1)
    } else {
        divisor(b, a % b)
    }
}

impl Fraction {
    fn new(above: i128, below: i128) -> Self {
        let by = divisor(above, below);
        Self(above / by, below / by)
    }

    fn plus(self, other: Self) -> Self {
        Self::new(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }

    /// How far a whole number stands from it, upwards to the next whole number.
    fn distance(self, whole: i128) -> i128 {
        let off = (self.0 - whole * self.1).abs();
        (off + self.1 - 1) / self.1
    }
}

/// The position as arithmetic knows it: lots, entry price and profit as fractions of grains.
struct Exact {
    lots: i128,
    entry: Fraction,
    profit: Fraction,
}

impl Exact {
    fn fill(&mut self, signed: i128, ticks: i128) {
        let against = self.lots.signum() * signed.signum() < 0;
        let closed = if against {
            signed.abs().min(self.lots.abs())
        } else {
            0
        };
        if closed > 0 {
            let gain = Fraction(ticks, 1).plus(Fraction(-self.entry.0, self.entry.1));
            let gain = gain.times(Fraction(closed * self.lots.signum(), 1));
            self.profit = self.profit.plus(gain);
            self.lots -= closed * self.lots.signum();
        }
        let opened = signed.abs() - closed;
        if opened > 0 {
            let before = self.entry.times(Fraction(self.lots.abs(), 1));
            let cost = before.plus(Fraction(opened * ticks, 1));
            self.lots += opened * signed.signum();
            self.entry = cost.times(Fraction(1, self.lots.abs()));
        }
    }
}

#[test]
fn f23_profits_are_those_of_fractions_and_exact_when_flat() {
    for seed in 0..400 {
        let mut chance = Chance::new(seed);
        let (mut position, mut cash) = (Position::default(), 0_i128);
        let mut exact = Exact {
            lots: 0,
            entry: Fraction(0, 1),
            profit: Fraction(0, 1),
        };
        let mut cuts = 0;
        for _ in 0..8 {
            let lots = chance.between(1, 40);
            let ticks = i128::from(chance.between(900, 1_100));
            let side = if chance.below(2) == 0 {
                Side::Buy
            } else {
                Side::Sell
            };
            let signed = if side == Side::Buy {
                i128::from(lots)
            } else {
                -i128::from(lots)
            };
            let change = position.fill(side, lots, |lots| i128::from(lots) * ticks * GRAIN);
            assert_eq!(change.closed + change.opened, lots);
            exact.fill(signed, ticks);
            cash -= signed * ticks * GRAIN;
            cuts += 1;
            assert_eq!(position.lots, exact.lots);
            assert_eq!(position.realised % GRAIN, 0);
            // Each cut moves less than a grain from one closing to a later one.
            assert!(
                exact.profit.distance(position.realised / GRAIN) <= cuts,
                "seed {seed}"
            );
            assert_eq!(position.realised, cash + position.signed_cost());
            if position.lots == 0 {
                assert_eq!(position.realised, cash, "seed {seed}");
                assert_eq!((position.cost, position.basis), (0, Basis::default()));
            }
        }
    }
}

#[test]
fn f23_closing_parts_leaves_the_entry_where_it_is() {
    let mut position = Position::default();
    position.fill(Side::Buy, 3, |_| 1_000 * GRAIN);
    let basis = position.basis;
    for _ in 0..2 {
        position.fill(Side::Sell, 1, |_| 300 * GRAIN);
        assert_eq!(position.basis, basis);
    }
    position.fill(Side::Sell, 1, |_| 300 * GRAIN);
    assert_eq!(position.realised, -100 * GRAIN);
}
