//! What an account owes: covered from its other assets, then by the fund and the house. Never closes a position.

use crate::futures::Futures;
use crate::futures::effect::UpdateReason;
use crate::futures::turn::Touched;
use crate::futures::units;
use crate::futures::view::{AssetsMode, IncomeKind};
use alloc::vec::Vec;

impl Futures {
    /// Pays what an account without positions owes: from the insurance fund, beyond it from the house.
    ///
    /// In multi-assets mode a debt stays while the other assets are worth it, and they go first when they are not.
    pub(super) fn cover_debts(&mut self, owner: usize) {
        let assets = self.accounts.get(owner).map_or(0, |a| a.wallets.len());
        for asset in 0..assets {
            if !self.is_lost(owner, asset) {
                continue;
            }
            self.sell_all_for(owner, asset);
            let debt = self.purse(owner, asset).1.min(0).saturating_neg();
            if debt > 0 {
                self.forgive(owner, (asset, debt));
            }
        }
    }

    /// Whether an account owes an asset and nothing stands for it.
    fn is_lost(&self, owner: usize, asset: usize) -> bool {
        let Some(account) = self.accounts.get(owner) else {
            return false;
        };
        let scope = self.scope(account, asset);
        let stands = match account.assets_mode {
            AssetsMode::Single => scope.maintenance > 0,
            AssetsMode::Multi => {
                let holds = account.seats.values().any(|seat| seat.has_position());
                holds || self.buffer_dollars(account).0 >= 0
            }
        };
        scope.cross_wallet < 0 && !stands
    }

    /// Gives what a multi-assets account has of all other assets for its debt.
    fn sell_all_for(&mut self, owner: usize, debtor: usize) {
        let multi = self
            .accounts
            .get(owner)
            .is_some_and(|account| account.assets_mode == AssetsMode::Multi);
        let assets: Vec<usize> = self.assets.iter().map(|(asset, _)| asset).collect();
        for giver in assets {
            if multi && giver != debtor {
                self.exchange(owner, (giver, debtor));
            }
        }
    }

    /// Lets the fund pay a debt as far as it can, and the house the rest.
    fn forgive(&mut self, owner: usize, (asset, debt): (usize, i128)) {
        if let Some(pool) = self.assets.pool_mut(asset) {
            let paid = debt.min(pool.insurance.max(0));
            pool.insurance = pool.insurance.saturating_sub(paid);
            pool.house = pool.house.saturating_sub(debt.saturating_sub(paid));
        }
        self.turn.keep(Touched::Pool(asset));
        self.move_wallet(owner, asset, debt);
        let of = (IncomeKind::InsuranceClear, asset, debt);
        self.record(owner, of, (None, None));
        let reason = UpdateReason::InsuranceClear;
        self.tell_account(owner, reason, (&[(asset, debt)], &[]));
    }

    /// Covers a large debt of a multi-assets account from its other assets, at the index less a buffer.
    pub(super) fn auto_exchange(&mut self, owner: usize) {
        let assets: Vec<usize> = self.assets.iter().map(|(asset, _)| asset).collect();
        for debtor in &assets {
            let Some((account, state)) = self.accounts.get(owner).zip(self.assets.get(*debtor))
            else {
                return;
            };
            let balance = account.wallet(*debtor).balance;
            let bound = units::money(state.terms.auto_exchange).unwrap_or(0);
            if balance >= 0 || balance > bound {
                continue;
            }
            for giver in &assets {
                if giver != debtor {
                    self.exchange(owner, (*giver, *debtor));
                }
            }
        }
    }

    /// Sells as much of one asset as a debt in another needs.
    fn exchange(&mut self, owner: usize, (giver, debtor): (usize, usize)) {
        let Some(account) = self.accounts.get(owner) else {
            return;
        };
        let (Some(gives), Some(owes)) = (self.assets.get(giver), self.assets.get(debtor)) else {
            return;
        };
        let debt = account.wallet(debtor).balance.min(0).saturating_neg();
        let held = account.wallet(giver).balance.max(0);
        let sold_at = gives.rate(gives.terms.exchange_bid_buffer, -1);
        let bought_at = owes.rate(owes.terms.exchange_ask_buffer, 1);
        let needed = units::raised(units::scaled(debt, bought_at, sold_at));
        let sold = needed.min(held);
        if sold == 0 || debt == 0 {
            return;
        }
        let got = if sold == needed {
            debt
        } else {
            units::cut(units::scaled(sold, sold_at, bought_at)).min(debt)
        };
        for (asset, change) in [(giver, sold.saturating_neg()), (debtor, got)] {
            self.move_wallet(owner, asset, change);
            if let Some(pool) = self.assets.pool_mut(asset) {
                pool.house = pool.house.saturating_sub(change);
            }
            self.turn.keep(Touched::Pool(asset));
            self.record(
                owner,
                (IncomeKind::AutoExchange, asset, change),
                (None, None),
            );
        }
        let changes = [(giver, sold.saturating_neg()), (debtor, got)];
        self.tell_account(owner, UpdateReason::AutoExchange, (&changes, &[]));
    }
}
