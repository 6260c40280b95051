//! What happens to an account whose margin runs out: a call, then its positions are closed. Every loss has a payer.

mod adl;
mod close;
mod debt;
mod reduce;

use super::Futures;
use super::account::{Account, SIDES};
use super::effect::{FuturesEffect, MarginCall};
use super::margin::side_risk;
use super::units::{self, WHOLE};
use super::view::{AssetsMode, FuturesExpiry, FuturesOrderStatus, MarginType, PositionSide};
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::Span;

/// A call is made when maintenance margin comes to this share of the margin balance, in parts: 80 %.
const CALL_PARTS: i128 = WHOLE / 10 * 8;
/// An account is called at most this often.
const CALL_EVERY: Span = Span::from_secs(60);

/// How an account's margin stands in one scope, in atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    balance: i128,
    maintenance: i128,
}

/// One position of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) owner: usize,
    pub(crate) market: usize,
    pub(crate) side: PositionSide,
}

/// What stands for a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cover {
    /// What is set aside for it.
    Isolated,
    /// The cross margin of an asset, or of all together.
    Cross(Option<usize>),
}

impl Standing {
    const fn lacks(self) -> bool {
        self.maintenance > 0 && self.balance <= self.maintenance
    }

    fn is_near(self) -> bool {
        let share = units::scaled(self.balance.max(0), CALL_PARTS, WHOLE);
        self.maintenance > 0 && self.maintenance >= share
    }
}

impl Futures {
    /// Looks at every account's margin, and closes or calls where it runs out.
    pub(crate) fn check_margins(&mut self) {
        for owner in 0..self.accounts.len() {
            let Some(account) = self.accounts.get(owner) else {
                continue;
            };
            let multi = account.assets_mode == AssetsMode::Multi;
            let holds = account
                .seats
                .values()
                .any(super::account::Seat::has_position);
            let owes = account.wallets.iter().any(|wallet| wallet.balance < 0);
            if !holds && !owes {
                continue;
            }
            if multi {
                self.auto_exchange(owner);
            }
            self.check_isolated(owner);
            self.check_cross(owner);
            self.cover_debts(owner);
        }
    }

    /// Every open position of an account with a margin type.
    fn held(&self, owner: usize, margin: MarginType) -> Vec<Held> {
        let Some(account) = self.accounts.get(owner) else {
            return Vec::new();
        };
        let seats = account.seats.iter().filter(|(_, s)| s.margin == margin);
        seats
            .flat_map(|(market, seat)| {
                let open = SIDES.iter().filter(|s| seat.position(**s).lots != 0);
                open.map(|side| Held {
                    owner,
                    market: *market,
                    side: *side,
                })
            })
            .collect()
    }

    fn check_isolated(&mut self, owner: usize) {
        for held in self.held(owner, MarginType::Isolated) {
            let Some(standing) = self.isolated_standing(held) else {
                continue;
            };
            if standing.lacks() {
                self.clear_orders(held);
                self.liquidate(held, Cover::Isolated);
            } else if standing.is_near() {
                self.call(owner, &[held]);
            }
        }
    }

    fn isolated_standing(&self, held: Held) -> Option<Standing> {
        let arena = self.markets.get(held.market)?;
        let seat = self.accounts.get(held.owner)?.seat(held.market)?;
        let risk = side_risk(&arena.rules, seat, arena.prices.mark, held.side);
        let isolated = seat.position(held.side).isolated;
        Some(Standing {
            balance: isolated.saturating_add(risk.unrealised),
            maintenance: risk.maintenance,
        })
    }

    /// The scopes of an account's cross margin: each asset, or all together.
    fn check_cross(&mut self, owner: usize) {
        let held = self.held(owner, MarginType::Cross);
        if held.is_empty() {
            return;
        }
        let Some(account) = self.accounts.get(owner) else {
            return;
        };
        match account.assets_mode {
            AssetsMode::Multi => self.check_scope(owner, None),
            AssetsMode::Single => {
                let mut assets: Vec<usize> = held
                    .iter()
                    .filter_map(|held| self.markets.get(held.market).map(|arena| arena.asset))
                    .collect();
                assets.sort_unstable();
                assets.dedup();
                for asset in assets {
                    self.check_scope(owner, Some(asset));
                }
            }
        }
    }

    fn cross_standing(&self, owner: usize, asset: Option<usize>) -> Option<Standing> {
        let account: &Account = self.accounts.get(owner)?;
        let (balance, maintenance) = match asset {
            None => self.buffer_dollars(account),
            Some(asset) => {
                let scope = self.scope(account, asset);
                let balance = scope.cross_wallet.saturating_add(scope.cross_unrealised);
                (balance, scope.cross_maintenance)
            }
        };
        Some(Standing {
            balance,
            maintenance,
        })
    }

    fn scope_positions(&self, owner: usize, asset: Option<usize>) -> Vec<Held> {
        let mut held = self.held(owner, MarginType::Cross);
        held.retain(|held| {
            let arena = self.markets.get(held.market);
            arena.is_some_and(|arena| asset.is_none_or(|asset| arena.asset == asset))
        });
        held
    }

    /// Closes a scope's positions, the one that needs most first, until its margin suffices.
    fn check_scope(&mut self, owner: usize, asset: Option<usize>) {
        let Some(standing) = self.cross_standing(owner, asset) else {
            return;
        };
        if !standing.lacks() {
            if standing.is_near() {
                let held = self.scope_positions(owner, asset);
                self.call(owner, &held);
            }
            return;
        }
        for held in self.scope_positions(owner, asset) {
            self.clear_orders(held);
        }
        while self
            .cross_standing(owner, asset)
            .is_some_and(Standing::lacks)
        {
            let held = self.scope_positions(owner, asset);
            let neediest = held.into_iter().max_by_key(|held| {
                let needs = self.maintenance_of(*held);
                (needs, core::cmp::Reverse((held.market, held.side)))
            });
            let Some(held) = neediest else {
                return;
            };
            self.liquidate(held, Cover::Cross(asset));
        }
    }

    fn standing(&self, held: Held, cover: Cover) -> Option<Standing> {
        match cover {
            Cover::Isolated => self.isolated_standing(held),
            Cover::Cross(asset) => self.cross_standing(held.owner, asset),
        }
    }

    fn maintenance_of(&self, held: Held) -> i128 {
        let arena = self.markets.get(held.market);
        let account = self.accounts.get(held.owner);
        let seat = account.and_then(|account| account.seat(held.market));
        arena.zip(seat).map_or(0, |(arena, seat)| {
            side_risk(&arena.rules, seat, arena.prices.mark, held.side).maintenance
        })
    }

    /// Ends the orders and conditional orders beside a position that is to be closed.
    fn clear_orders(&mut self, held: Held) {
        let at = (held.owner, held.market);
        let status = FuturesOrderStatus::Expired(FuturesExpiry::Liquidation);
        self.sweep_away(at, status);
        self.expire_algos(at);
    }

    /// Tells an account that its margin runs out.
    fn call(&mut self, owner: usize, held: &[Held]) {
        let now = self.turn.now;
        let Some(account) = self.accounts.get_mut(owner) else {
            return;
        };
        if account
            .called
            .is_some_and(|called| called.plus(CALL_EVERY) > now)
        {
            return;
        }
        account.called = Some(now);
        let id = account.terms.account;
        let cross = held.first().filter(|held| {
            let seat = account.seat(held.market);
            seat.is_some_and(|seat| seat.margin == MarginType::Cross)
        });
        let asset = cross.and_then(|held| self.markets.get(held.market).map(|a| a.asset));
        let call = MarginCall {
            account: id,
            cross_wallet: asset.map(|asset| units::shown(self.purse(owner, asset).1)),
            positions: held
                .iter()
                .filter_map(|held| self.position_view(held.owner, (held.market, held.side)))
                .collect(),
            at: now,
        };
        self.turn.say(FuturesEffect::MarginCall(Box::new(call)));
    }
}
