//! The wallet's view of the futures engine: what an account holds there, and money in and out. Never a position's rule.

use crate::venue::Venue;
use crate::venue::refusal::Refusal;
use crate::venue::spot::trade;
use domain::{AccountId, Amount, Asset};
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
    pub(super) fn futures_take(&mut self, _: &Movement) -> MoveAnswer {
        MoveAnswer::Refused
    }

    /// Gives money to the futures engine.
    pub(super) fn futures_give(&mut self, _: &Movement) -> MoveAnswer {
        MoveAnswer::Refused
    }

    /// What an account holds there, asset by asset.
    pub(super) fn futures_wallets(&self, _: AccountId) -> Vec<FuturesWallet> {
        Vec::new()
    }

    /// Its open positions.
    pub(super) fn futures_positions(&self, _: AccountId) -> Vec<SnapshotPosition> {
        Vec::new()
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
        let tag = self.tag();
        let effects = self.step(Input::AddAccount {
            tag,
            account: AccountTerms { account, ..terms },
            balances: Vec::new(),
        });
        trade::refusal(&effects).map_or(Ok(()), |reason| Err(reason.into()))
    }
}
