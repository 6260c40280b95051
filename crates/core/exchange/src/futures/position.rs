//! One position: how fills enlarge, shrink and turn it, and what they make real. Never money of a wallet.

use super::units;
use crate::grid::Grid;
use domain::{Price, Side, Time};

/// One position of an account in a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Position {
    /// Size in lots; below zero is short.
    pub(crate) lots: i128,
    /// What the lots cost to enter, in atoms; never below zero.
    pub(crate) cost: i128,
    /// Cost and lots when it last grew: their quotient is the entry price, which closing a part does not move.
    pub(crate) basis: Basis,
    /// Money set aside for it, in atoms.
    pub(crate) isolated: i128,
    /// Profit made real since the account opened, in atoms.
    pub(crate) realised: i128,
    /// Fees and funding paid less profit made since it was last flat, in atoms.
    pub(crate) sunk: i128,
    pub(crate) updated: Option<Time>,
}

/// What so many lots cost together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Basis {
    /// In atoms.
    pub(crate) cost: i128,
    pub(crate) lots: u64,
}

/// What a fill does to a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    /// Lots that were closed.
    pub(crate) closed: u64,
    /// Lots that were opened.
    pub(crate) opened: u64,
    /// Profit made real, in atoms.
    pub(crate) realised: i128,
    /// Isolated money that goes back to the wallet's free part, in atoms.
    pub(crate) released: i128,
}

impl Position {
    /// The side that makes it larger.
    pub(crate) const fn side(&self) -> Option<Side> {
        if self.lots > 0 {
            Some(Side::Buy)
        } else if self.lots < 0 {
            Some(Side::Sell)
        } else {
            None
        }
    }

    /// Its size without its direction, in lots.
    pub(crate) fn size(&self) -> u64 {
        u64::try_from(self.lots.unsigned_abs()).unwrap_or(u64::MAX)
    }

    /// Lots that an order of this side would close.
    pub(crate) fn closable(&self, side: Side) -> u64 {
        if self.side() == Some(side.opposite()) {
            self.size()
        } else {
            0
        }
    }

    /// Its cost with the sign of its direction.
    pub(crate) const fn signed_cost(&self) -> i128 {
        if self.lots < 0 {
            self.cost.saturating_neg()
        } else {
            self.cost
        }
    }

    /// Profit at a value of the position.
    pub(crate) const fn profit_at(&self, value: i128) -> i128 {
        if self.lots < 0 {
            self.cost.saturating_sub(value)
        } else if self.lots > 0 {
            value.saturating_sub(self.cost)
        } else {
            0
        }
    }

    /// Trades lots at a worth per fill: closes what runs against it first, then opens the rest.
    ///
    /// What is left of a position keeps its share of the entry cost, cut on the eighth place; the closed part takes the
    /// rest, so that over its life a position makes real exactly what it sold for less what it was bought for.
    pub(crate) fn fill(&mut self, side: Side, lots: u64, worth: impl Fn(u64) -> i128) -> Change {
        let closed = self.closable(side).min(lots);
        let opened = lots.saturating_sub(closed);
        let mut change = Change {
            closed,
            opened,
            realised: 0,
            released: 0,
        };
        if closed > 0 {
            self.close(closed, worth(closed), &mut change);
        }
        if opened > 0 {
            let signed = i128::from(opened);
            self.lots = match side {
                Side::Buy => self.lots.saturating_add(signed),
                Side::Sell => self.lots.saturating_sub(signed),
            };
            self.cost = self.cost.saturating_add(worth(opened));
            self.basis = Basis {
                cost: self.cost,
                lots: self.size(),
            };
        }
        change
    }

    /// Average entry price, half to even on the eighth place; none while flat.
    pub(crate) fn entry(&self, grid: &Grid) -> Option<Price> {
        self.side()?;
        units::average(self.basis.cost, grid.base(self.basis.lots))
    }

    fn close(&mut self, lots: u64, proceeds: i128, change: &mut Change) {
        let size = i128::from(self.size());
        let part = i128::from(lots);
        let all = part == size;
        let left = size.saturating_sub(part);
        let kept = units::scaled(self.basis.cost, left, i128::from(self.basis.lots));
        let cost = self.cost.saturating_sub(units::cut(kept).min(self.cost));
        let released = if all {
            self.isolated
        } else {
            units::cut(units::scaled(self.isolated, part, size))
        };
        let realised = if self.lots > 0 {
            proceeds.saturating_sub(cost)
        } else {
            cost.saturating_sub(proceeds)
        };
        self.cost = self.cost.saturating_sub(cost);
        self.isolated = self.isolated.saturating_sub(released);
        self.lots = self
            .lots
            .saturating_sub(self.lots.signum().saturating_mul(part));
        self.realised = self.realised.saturating_add(realised);
        if all {
            (self.sunk, self.basis) = (0, Basis::default());
        } else {
            self.sunk = self.sunk.saturating_sub(realised);
        }
        change.realised = realised;
        change.released = released;
    }
}

#[cfg(test)]
mod tests;
