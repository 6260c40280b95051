//! How much of a position is closed: down to the bracket that its margin suffices for, else all of it. Never moves money.

use super::{Cover, Held, Standing};
use crate::book::reaches;
use crate::futures::Futures;
use crate::futures::arena::Arena;
use crate::futures::rules::Tier;
use crate::futures::units::{self, GRAIN, WHOLE};
use domain::Side;

/// Money that stays above the maintenance margin whatever is cut, in atoms.
pub(super) const HEADROOM: i128 = 2 * GRAIN;

/// An order that closes a position, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Closing {
    pub(super) side: Side,
    pub(super) lots: u64,
    /// Worst price in ticks: the bankruptcy price.
    pub(super) ticks: u64,
}

/// What becomes of lots that the book does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// They stay with the account.
    Stays,
    /// They go to the fund, or to others.
    GoesToTheFund,
}

/// What a scope lacks, and the order that would close the whole of one of its positions.
struct Need {
    whole: Closing,
    /// Margin balance less maintenance margin, in atoms; below zero.
    spare: i128,
}

impl Futures {
    /// Closes as much of a position as brings its scope above its maintenance margin, where a lower bracket does; else all.
    pub(super) fn liquidate(&mut self, held: Held, cover: Cover) {
        if let Some(part) = self.relief(held, cover) {
            self.close(held, part, Rest::Stays);
            if !self.standing(held, cover).is_some_and(Standing::lacks) {
                return;
            }
        }
        if let Some(whole) = self.bankruptcy(held, cover) {
            self.close(held, whole, Rest::GoesToTheFund);
        }
    }

    /// The smallest part of a position whose closing brings it down to the top of a bracket that the margin suffices for.
    fn relief(&self, held: Held, cover: Cover) -> Option<Closing> {
        let arena = self.markets.get(held.market)?;
        let need = Need {
            whole: self.bankruptcy(held, cover)?,
            spare: self.spare_of(held, cover)?,
        };
        let notional = arena.rules.value(need.whole.lots, arena.prices.mark);
        let tiers = &arena.rules.tiers;
        let lower = tiers.iter().rev().filter(|tier| tier.cap < notional);
        let mut parts = lower.filter_map(|tier| {
            let kept = lots_within(arena, tier);
            let lots = need.whole.lots.checked_sub(kept)?;
            (kept > 0 && lots > 0).then_some(Closing { lots, ..need.whole })
        });
        parts.find(|part| suffices(arena, &need, *part))
    }

    /// Margin balance less maintenance margin of a position's scope, in atoms of its margin asset.
    fn spare_of(&self, held: Held, cover: Cover) -> Option<i128> {
        let standing = self.standing(held, cover)?;
        let spare = standing.balance.saturating_sub(standing.maintenance);
        let Cover::Cross(None) = cover else {
            return Some(spare);
        };
        let arena = self.markets.get(held.market)?;
        Some(self.assets.get(arena.asset)?.atoms_of(spare))
    }
}

/// Lots that are worth a bracket's cap at the mark price, at most, in whole steps.
fn lots_within(arena: &Arena, tier: &Tier) -> u64 {
    let lot = arena.rules.grid.base(1);
    let whole = units::scaled(tier.cap, WHOLE, lot);
    let lots = whole.checked_div(arena.prices.mark.max(1)).unwrap_or(0);
    arena
        .rules
        .grid
        .whole_steps(u64::try_from(lots).unwrap_or(u64::MAX))
}

/// Whether the margin suffices after a part is closed: with what the book gives for it, and its fee paid.
fn suffices(arena: &Arena, need: &Need, part: Closing) -> bool {
    let Some(proceeds) = proceeds(arena, part) else {
        return false;
    };
    let (rules, mark) = (&arena.rules, arena.prices.mark);
    let before = rules.value(need.whole.lots, mark);
    let after = rules.value(need.whole.lots.saturating_sub(part.lots), mark);
    let worth = before.saturating_sub(after);
    let slipped = match part.side {
        Side::Sell => proceeds.saturating_sub(worth),
        Side::Buy => worth.saturating_sub(proceeds),
    };
    let freed = rules
        .maintenance(before)
        .saturating_sub(rules.maintenance(after));
    let spare = need
        .spare
        .saturating_add(slipped)
        .saturating_add(freed)
        .saturating_sub(units::share(proceeds, rules.liquidation_fee));
    spare > HEADROOM
}

/// What the book would give or take for lots down to a price, in atoms; none when it does not have them all.
fn proceeds(arena: &Arena, part: Closing) -> Option<i128> {
    let (mut left, mut value) = (part.lots, 0_i128);
    for (ticks, level) in arena.book.levels(part.side.opposite()) {
        if left == 0 || !reaches(part.side, Some(part.ticks), ticks) {
            break;
        }
        let lots = left.min(level.displayed());
        value = value.saturating_add(arena.rules.grid.quote(ticks, lots));
        left = left.saturating_sub(lots);
    }
    (left == 0).then_some(value)
}
