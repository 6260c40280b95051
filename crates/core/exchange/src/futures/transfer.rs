//! Money that comes in, goes out and is recorded. Every movement of a wallet but a trade's has its record made here.

use super::Futures;
use super::effect::{FuturesEffect, UpdateReason};
use super::fact::FuturesFact;
use super::ids::TranId;
use super::input::{Grant, Transfer};
use super::refusal::FuturesRefusal;
use super::settle::Origin;
use super::turn::Touched;
use super::units;
use super::view::{Income, IncomeKind, MarginChange, MarginChangeKind, PositionSide};
use crate::grid::{self, BALANCE_ATOMS_MAX};
use alloc::boxed::Box;
use domain::Asset;

impl Futures {
    /// Money from or to another wallet of the account's owner.
    pub(crate) fn transfer(&mut self, transfer: &Transfer) -> Result<(), FuturesRefusal> {
        let owner = self.owner(transfer.account)?;
        let asset = self.asset(transfer.asset)?;
        let atoms = self.movable(owner, (asset, transfer.amount))?;
        let reason = if atoms < 0 {
            UpdateReason::Withdraw
        } else {
            UpdateReason::Deposit
        };
        let of = (IncomeKind::Transfer, asset, atoms);
        self.give(owner, of, (None, None));
        self.tell_account(owner, reason, (&[(asset, atoms)], &[]));
        Ok(())
    }

    /// Money of a kind that does not arise by itself.
    pub(crate) fn grant(&mut self, grant: &Grant) -> Result<(), FuturesRefusal> {
        if arises(grant.kind) {
            return Err(FuturesRefusal::NotGrantable);
        }
        let owner = self.owner(grant.account)?;
        let market = grant.symbol.map(|s| self.market_index(s)).transpose()?;
        let asset = self.asset(grant.asset)?;
        let atoms = self.movable(owner, (asset, grant.amount))?;
        self.give(owner, (grant.kind, asset, atoms), (market, None));
        let reason = if grant.kind == IncomeKind::SwapDeposit {
            UpdateReason::SwapDeposit
        } else if grant.kind == IncomeKind::SwapWithdraw {
            UpdateReason::SwapWithdraw
        } else if grant.kind == IncomeKind::FeeReturn {
            UpdateReason::Adjustment
        } else if atoms < 0 {
            UpdateReason::AdminWithdraw
        } else {
            UpdateReason::AdminDeposit
        };
        self.tell_account(owner, reason, (&[(asset, atoms)], &[]));
        Ok(())
    }

    pub(crate) fn asset(&self, asset: Asset) -> Result<usize, FuturesRefusal> {
        self.assets.find(asset).ok_or(FuturesRefusal::UnknownAsset)
    }

    /// An amount in atoms, if it may come in or go out.
    fn movable(
        &self,
        owner: usize,
        (asset, amount): (usize, domain::Amount),
    ) -> Result<i128, FuturesRefusal> {
        let atoms = units::money(amount)?;
        let account = self
            .accounts
            .get(owner)
            .ok_or(FuturesRefusal::UnknownAccount)?;
        if atoms == 0 {
            return Err(FuturesRefusal::AmountNotPositive);
        }
        if atoms < 0 && atoms.saturating_neg() > self.withdrawable(account, asset) {
            return Err(FuturesRefusal::NotWithdrawable);
        }
        if account.wallet(asset).balance.saturating_add(atoms) > BALANCE_ATOMS_MAX {
            return Err(FuturesRefusal::TooLarge);
        }
        Ok(atoms)
    }

    fn give(&mut self, owner: usize, of: (IncomeKind, usize, i128), origin: Origin) {
        let (_, asset, atoms) = of;
        self.move_wallet(owner, asset, atoms);
        if let Some(pool) = self.assets.pool_mut(asset) {
            pool.deposited = pool.deposited.saturating_add(atoms);
        }
        self.turn.keep(Touched::Pool(asset));
        self.record(owner, of, origin);
    }

    /// Records a movement of an account's money.
    pub(crate) fn record(
        &mut self,
        owner: usize,
        (kind, asset, atoms): (IncomeKind, usize, i128),
        (market, trade): Origin,
    ) {
        let symbol = market.and_then(|market| self.markets.get(market));
        let symbol = symbol.map(|arena| arena.listing.instrument.symbol);
        let (Some(account), Some(state)) = (self.accounts.get_mut(owner), self.assets.get(asset))
        else {
            return;
        };
        let income = Income {
            id: TranId::new(self.ids.tran.take()),
            account: account.terms.account,
            symbol,
            kind,
            amount: grid::amount_of(atoms),
            asset: state.terms.asset,
            trade,
            at: self.turn.now,
        };
        account.remember_income(income);
        self.turn.say(FuturesEffect::Income(Box::new(income)));
    }

    /// Remembers that a trade moved isolated margin.
    pub(crate) fn note_margin(&mut self, owner: usize, at: (usize, PositionSide), atoms: i128) {
        self.note_margin_of(owner, at, (MarginChangeKind::Trade, atoms));
    }

    /// Remembers that isolated margin moved.
    pub(crate) fn note_margin_of(
        &mut self,
        owner: usize,
        (market, position_side): (usize, PositionSide),
        (kind, atoms): (MarginChangeKind, i128),
    ) {
        let (Some(account), Some(arena)) = (self.accounts.get_mut(owner), self.markets.get(market))
        else {
            return;
        };
        let Some(state) = self.assets.get(arena.asset) else {
            return;
        };
        let change = MarginChange {
            account: account.terms.account,
            symbol: arena.listing.instrument.symbol,
            position_side,
            kind,
            amount: grid::amount_of(atoms),
            asset: state.terms.asset,
            at: self.turn.now,
        };
        account.remember_margin_change(change);
        let fact = FuturesFact::MarginChange(change);
        self.turn.say(FuturesEffect::Keep(Box::new(fact)));
    }
}

/// Whether movements of a kind arise by trading, funding, transfer or liquidation.
const fn arises(kind: IncomeKind) -> bool {
    match kind {
        IncomeKind::Transfer
        | IncomeKind::RealizedPnl
        | IncomeKind::FundingFee
        | IncomeKind::Commission
        | IncomeKind::InsuranceClear
        | IncomeKind::AutoExchange
        | IncomeKind::DeliveredSettlement => true,
        IncomeKind::WelcomeBonus
        | IncomeKind::ReferralKickback
        | IncomeKind::CommissionRebate
        | IncomeKind::ApiRebate
        | IncomeKind::ContestReward
        | IncomeKind::CrossCollateralTransfer
        | IncomeKind::OptionsPremiumFee
        | IncomeKind::OptionsSettleProfit
        | IncomeKind::InternalTransfer
        | IncomeKind::SwapDeposit
        | IncomeKind::SwapWithdraw
        | IncomeKind::PositionLimitIncreaseFee
        | IncomeKind::StrategyUmFuturesTransfer
        | IncomeKind::FuturesPresent
        | IncomeKind::FeeReturn
        | IncomeKind::BfusdReward => false,
    }
}
