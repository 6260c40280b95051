//! The mark price at which a position is closed: where the margin balance of its scope meets the maintenance margin.

use crate::futures::Futures;
use crate::futures::account::{SIDES, Seat};
use crate::futures::liquidate::Held;
use crate::futures::margin::side_risk;
use crate::futures::rules::{Rules, Tier};
use crate::futures::units::{GRAIN, WHOLE, scaled};
use crate::futures::view::{AssetsMode, MarginType, PositionSide};

/// The positions whose profit moves with one mark price, and the money beside them.
struct Line<'a> {
    rules: &'a Rules,
    seat: &'a Seat,
    sides: &'a [PositionSide],
    /// Money and profits of other contracts less their maintenance margin, in atoms.
    beside: i128,
}

impl Futures {
    /// The mark price in points at which a position is closed; none when no positive price does.
    pub(crate) fn liquidation_price(&self, held: Held) -> Option<i128> {
        let arena = self.markets.get(held.market)?;
        let account = self.accounts.get(held.owner)?;
        let seat = account.seat(held.market)?;
        let position = seat.position(held.side);
        position.side()?;
        let one = [held.side];
        let line = match seat.margin {
            MarginType::Isolated => Line {
                rules: &arena.rules,
                seat,
                sides: &one,
                beside: position.isolated,
            },
            MarginType::Cross => Line {
                rules: &arena.rules,
                seat,
                sides: &SIDES,
                beside: self.beside(held)?,
            },
        };
        line.zero(arena.prices.mark)
    }

    /// Balance less maintenance margin of a cross scope, this contract's own profit and maintenance margin apart.
    fn beside(&self, held: Held) -> Option<i128> {
        let arena = self.markets.get(held.market)?;
        let account = self.accounts.get(held.owner)?;
        let seat = account.seat(held.market)?;
        let spare = match account.assets_mode {
            AssetsMode::Single => {
                let scope = self.scope(account, arena.asset);
                let balance = scope.cross_wallet.saturating_add(scope.cross_unrealised);
                balance.saturating_sub(scope.cross_maintenance)
            }
            AssetsMode::Multi => {
                let (balance, needs) = self.buffer_dollars(account);
                let state = self.assets.get(arena.asset)?;
                state.atoms_of(balance.saturating_sub(needs))
            }
        };
        let own = SIDES.iter().fold(0_i128, |sum, side| {
            let risk = side_risk(&arena.rules, seat, arena.prices.mark, *side);
            sum.saturating_add(risk.unrealised)
                .saturating_sub(risk.maintenance)
        });
        Some(spare.saturating_sub(own))
    }
}

impl Line<'_> {
    /// The price in points at which nothing is left beyond the maintenance margin.
    ///
    /// The brackets are those at that very price: found by trying them one after another from those at the mark price.
    fn zero(&self, mark: i128) -> Option<i128> {
        let mut price = mark;
        let mut tries = self.rules.tiers.len().saturating_add(1);
        loop {
            let found = self.crossing(price)?;
            let settled = self.tiers_at(found) == self.tiers_at(price);
            tries = tries.saturating_sub(1);
            if settled || tries == 0 {
                return Some(found).filter(|price| *price > 0);
            }
            price = found;
        }
    }

    fn tiers_at(&self, price: i128) -> [Option<Tier>; 3] {
        let mut tiers = [None; 3];
        for (place, side) in tiers.iter_mut().zip(SIDES) {
            let position = self.seat.position(side);
            if self.sides.contains(&side) && position.lots != 0 {
                let notional = self.rules.value(position.size(), price.max(1));
                *place = self.rules.tier(notional).copied();
            }
        }
        tiers
    }

    /// Where the line meets zero with the brackets of a price: `beside + Σ(d·q·P − d·cost − q·P·mmr + cum) = 0`.
    fn crossing(&self, price: i128) -> Option<i128> {
        let mut above = self.beside;
        // Base atoms times parts: Σ q·(mmr − d).
        let mut slope = 0_i128;
        for (side, tier) in SIDES.iter().zip(self.tiers_at(price)) {
            let position = self.seat.position(*side);
            let Some(tier) = tier else {
                continue;
            };
            let direction = position.lots.signum();
            above = above
                .saturating_sub(position.signed_cost())
                .saturating_add(tier.cum);
            // Sizes are whole grains, so the division loses nothing and leaves room.
            let base = self.rules.grid.base(position.size()) / GRAIN;
            let per = tier
                .maintenance
                .saturating_sub(direction.saturating_mul(WHOLE));
            slope = slope.saturating_add(base.saturating_mul(per));
        }
        if slope == 0 {
            return None;
        }
        Some(scaled(above / GRAIN, WHOLE.saturating_mul(WHOLE), slope))
    }
}
