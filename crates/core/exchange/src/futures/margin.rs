//! What an account's positions and orders need and what stands for them. Reads only; never moves money.

use super::Futures;
use super::account::{Account, SIDES, Seat};
use super::arena::Arena;
use super::position::Position;
use super::rules::Rules;
use super::units;
use super::view::{AssetsMode, MarginType, PositionSide};

/// One position at the mark price, in atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SideRisk {
    /// Value; never below zero.
    pub(crate) notional: i128,
    pub(crate) unrealised: i128,
    pub(crate) margin: i128,
    pub(crate) maintenance: i128,
}

/// All that an account has in one contract, in atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SeatRisk {
    pub(crate) unrealised: i128,
    pub(crate) position_margin: i128,
    pub(crate) order_margin: i128,
    pub(crate) maintenance: i128,
    /// The largest notional that positions and orders together can come to, on one side.
    pub(crate) reach: i128,
}

/// All that stands on one margin asset of an account, in atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Scope {
    /// All money, isolated too.
    pub(crate) wallet: i128,
    /// Money without what is set aside.
    pub(crate) cross_wallet: i128,
    pub(crate) cross_unrealised: i128,
    pub(crate) cross_maintenance: i128,
    pub(crate) cross_margin: i128,
    /// Margin of orders, for isolated contracts too: it comes from the cross wallet.
    pub(crate) order_margin: i128,
    pub(crate) unrealised: i128,
    pub(crate) maintenance: i128,
    pub(crate) position_margin: i128,
    /// Profit that could be lost again: below zero only.
    pub(crate) isolated: i128,
}

/// An order that may come on top of what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extra {
    pub(crate) side: PositionSide,
    pub(crate) bids: i128,
    pub(crate) asks: i128,
}

pub(crate) fn side_risk(rules: &Rules, seat: &Seat, mark: i128, side: PositionSide) -> SideRisk {
    let position: Position = seat.position(side);
    if position.lots == 0 {
        return SideRisk::default();
    }
    let notional = rules.value(position.size(), mark);
    SideRisk {
        notional,
        unrealised: position.profit_at(notional),
        margin: margin_of(notional, seat.leverage),
        maintenance: rules.maintenance(notional),
    }
}

/// Initial margin of a notional, upwards on the eighth place.
pub(crate) fn margin_of(notional: i128, leverage: u32) -> i128 {
    let leverage = i128::from(leverage.max(1));
    let above = notional.saturating_add(leverage.saturating_sub(1));
    units::raised(above.checked_div(leverage).unwrap_or(0))
}

/// The largest notional that a position and its resting orders can come to, in atoms.
pub(crate) fn reach_of(
    seat: &Seat,
    (side, notional): (PositionSide, i128),
    extra: Option<Extra>,
) -> i128 {
    let signed = if seat.position(side).lots < 0 {
        notional.saturating_neg()
    } else {
        notional
    };
    let mut resting = seat.resting(side);
    if let Some(extra) = extra.filter(|extra| extra.side == side) {
        resting.bids = resting.bids.saturating_add(extra.bids);
        resting.asks = resting.asks.saturating_add(extra.asks);
    }
    signed
        .saturating_add(resting.bids)
        .saturating_abs()
        .max(signed.saturating_sub(resting.asks).saturating_abs())
        .max(notional)
}

/// What the resting orders of a position need beyond it, in atoms.
pub(crate) fn order_margin(arena: &Arena, seat: &Seat, side: PositionSide) -> i128 {
    let one = side_risk(&arena.rules, seat, arena.prices.mark, side);
    let reach = reach_of(seat, (side, one.notional), None);
    margin_of(reach, seat.leverage)
        .saturating_sub(one.margin)
        .max(0)
}

pub(crate) fn seat_risk(arena: &Arena, seat: &Seat, extra: Option<Extra>) -> SeatRisk {
    let mark = arena.prices.mark;
    let mut risk = SeatRisk::default();
    for side in SIDES {
        let one = side_risk(&arena.rules, seat, mark, side);
        let reach = reach_of(seat, (side, one.notional), extra);
        let all = margin_of(reach, seat.leverage);
        risk.unrealised = risk.unrealised.saturating_add(one.unrealised);
        risk.position_margin = risk.position_margin.saturating_add(one.margin);
        risk.order_margin = risk
            .order_margin
            .saturating_add(all.saturating_sub(one.margin).max(0));
        risk.maintenance = risk.maintenance.saturating_add(one.maintenance);
        risk.reach = risk.reach.max(reach);
    }
    risk
}

impl Futures {
    /// All that stands on one margin asset of an account.
    pub(crate) fn scope(&self, account: &Account, asset: usize) -> Scope {
        let wallet = account.wallet(asset).balance;
        let mut scope = Scope {
            wallet,
            cross_wallet: wallet,
            ..Scope::default()
        };
        for (market, seat) in &account.seats {
            let Some(arena) = self.markets.get(*market).filter(|a| a.asset == asset) else {
                continue;
            };
            let risk = seat_risk(arena, seat, None);
            let add = |sum: &mut i128, part: i128| *sum = sum.saturating_add(part);
            add(&mut scope.unrealised, risk.unrealised);
            add(&mut scope.maintenance, risk.maintenance);
            add(&mut scope.position_margin, risk.position_margin);
            add(&mut scope.order_margin, risk.order_margin);
            match seat.margin {
                MarginType::Cross => {
                    add(&mut scope.cross_unrealised, risk.unrealised);
                    add(&mut scope.cross_maintenance, risk.maintenance);
                    add(&mut scope.cross_margin, risk.position_margin);
                }
                MarginType::Isolated => add(&mut scope.isolated, seat.isolated()),
            }
        }
        scope.cross_wallet = wallet.saturating_sub(scope.isolated);
        scope
    }

    /// What new orders may use of an asset, in its atoms; never below zero.
    pub(crate) fn available(&self, account: &Account, asset: usize) -> i128 {
        match account.assets_mode {
            AssetsMode::Single => self.scope(account, asset).spare().max(0),
            AssetsMode::Multi => {
                let state = self.assets.get(asset);
                let dollars = self.spare_dollars(account).max(0);
                state.map_or(0, |state| state.atoms_of(dollars))
            }
        }
    }

    /// What stands free over all assets in multi-assets mode, in atoms of a dollar.
    pub(crate) fn spare_dollars(&self, account: &Account) -> i128 {
        self.assets.iter().fold(0, |sum: i128, (index, state)| {
            let scope = self.scope(account, index);
            let own = state.dollars(scope.cross_wallet.saturating_add(scope.cross_unrealised));
            let needs = scope.cross_margin.saturating_add(scope.order_margin);
            sum.saturating_add(own)
                .saturating_add(state.dollars(needs.saturating_neg()))
        })
    }

    /// Margin balance less maintenance margin over all assets in multi-assets mode, in atoms of a dollar.
    pub(crate) fn buffer_dollars(&self, account: &Account) -> (i128, i128) {
        let nothing = (0_i128, 0_i128);
        self.assets
            .iter()
            .fold(nothing, |(balance, needs), (index, state)| {
                let scope = self.scope(account, index);
                let own = state.dollars(scope.cross_wallet.saturating_add(scope.cross_unrealised));
                let maintenance = state.dollars(scope.cross_maintenance.saturating_neg());
                (
                    balance.saturating_add(own),
                    needs.saturating_sub(maintenance),
                )
            })
    }

    /// What may leave of an asset, in its atoms: profits that are not real stay.
    pub(crate) fn withdrawable(&self, account: &Account, asset: usize) -> i128 {
        let cross = self.scope(account, asset).cross_wallet;
        self.available(account, asset).min(cross).max(0)
    }
}

impl Scope {
    /// What stands free, below zero when margin lacks.
    pub(crate) const fn spare(&self) -> i128 {
        self.cross_wallet
            .saturating_add(self.cross_unrealised)
            .saturating_sub(self.cross_margin)
            .saturating_sub(self.order_margin)
    }
}
