//! The wallet's view of the futures engine: what an account holds there, and money in and out. Never a position's rule.

use crate::venue::Venue;
use crate::venue::refusal::Refusal;
use crate::venue::spot::trade;
use crate::venue::usdm;
use domain::{AccountId, Amount, Asset, Price};
use exchange::futures::{FuturesInput, FuturesRefusal, FuturesTerms, PositionView};
use exchange::wallet::{MoveAnswer, Movement, SnapshotPosition};
use exchange::{AccountTerms, Input};

/// What an account holds of one asset for futures.
#[derive(Debug, Clone, Copy)]
pub(super) struct FuturesWallet {
    pub(super) asset: Asset,
    /// Without unrealised profit.
    pub(super) wallet_balance: Amount,
    /// With it.
    pub(super) margin_balance: Amount,
    /// Unrealised profit.
    pub(super) profit: Amount,
    /// Margin of open positions.
    pub(super) position_margin: Amount,
    /// Margin of open orders.
    pub(super) order_margin: Amount,
    /// Margin below which positions are taken away.
    pub(super) maintenance: Amount,
    /// What may be taken out.
    pub(super) free: Amount,
}

impl Venue {
    /// Takes money out of the futures engine.
    pub(super) fn futures_take(&mut self, movement: &Movement) -> MoveAnswer {
        let free = self.futures_free(movement.account, movement.asset);
        let left = free.minus(movement.qty.amount()).ok();
        if left.is_none_or(|left| left < movement.keep.amount()) {
            return MoveAnswer::Refused;
        }
        let out = movement.qty.amount().negated();
        moved(self.move_futures(movement.account, movement.asset, out))
    }

    /// Gives money to the futures engine.
    pub(super) fn futures_give(&mut self, movement: &Movement) -> MoveAnswer {
        let more = movement.qty.amount();
        moved(self.move_futures(movement.account, movement.asset, more))
    }

    /// What may leave the futures wallet.
    fn futures_free(&self, account: AccountId, asset: Asset) -> Amount {
        let wallets = self.futures.wallets(account);
        let wallet = wallets.iter().find(|wallet| wallet.asset == asset);
        wallet.map_or(Amount::ZERO, |wallet| wallet.withdrawable)
    }

    /// What an account holds there, asset by asset, of what it holds at all.
    pub(super) fn futures_wallets(&self, account: AccountId) -> Vec<FuturesWallet> {
        let wallets = self.futures.wallets(account);
        let held = wallets.iter().filter(|wallet| wallet.updated.is_some());
        held.map(|wallet| FuturesWallet {
            asset: wallet.asset,
            wallet_balance: wallet.wallet,
            margin_balance: wallet.margin_balance,
            profit: wallet.unrealised,
            position_margin: wallet.position_initial,
            order_margin: wallet.order_initial,
            maintenance: wallet.maintenance,
            free: wallet.withdrawable,
        })
        .collect()
    }

    /// Its open positions.
    pub(super) fn futures_positions(&self, account: AccountId) -> Vec<SnapshotPosition> {
        let positions = self.futures.positions(account, None);
        let open = positions.iter().filter(|position| !position.qty.is_zero());
        let row = |position: &PositionView| {
            let contract = self.usdm.contracts.of(position.symbol)?;
            Some(SnapshotPosition {
                symbol: contract.name.clone(),
                entry: position.entry.map_or(Amount::ZERO, Price::amount),
                mark: position.mark.amount(),
                qty: position.qty,
                profit: position.unrealised,
            })
        };
        open.filter_map(row).collect()
    }

    /// Opens a sub-account at every engine, on the terms of its master.
    pub(super) fn open_engines(
        &mut self,
        master: AccountId,
        account: AccountId,
    ) -> Result<(), Refusal> {
        let terms = {
            let mut all = self.spot.accounts();
            all.find(|terms| terms.account == master)
        };
        let terms = terms.ok_or(Refusal::UnknownKey)?;
        let futures = self.futures.config(master).ok_or(Refusal::UnknownKey)?;
        let tag = self.tag();
        let effects = self.step(Input::AddAccount {
            tag,
            account: AccountTerms { account, ..terms },
            balances: Vec::new(),
        });
        if let Some(reason) = trade::refusal(&effects) {
            return Err(reason.into());
        }
        let tag = self.tag();
        let effects = self.step_futures(FuturesInput::AddAccount {
            tag,
            terms: FuturesTerms {
                account,
                fee_tier: futures.fee_tier,
                maker: futures.maker,
                taker: futures.taker,
            },
        });
        usdm::trade::accepted(&effects)
    }
}

/// The engine's answer to a movement.
const fn moved(done: Result<(), FuturesRefusal>) -> MoveAnswer {
    match done {
        Ok(()) => MoveAnswer::Done,
        Err(_) => MoveAnswer::Refused,
    }
}
