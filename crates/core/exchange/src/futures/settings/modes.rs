//! Modes, leverage, margin type and isolated margin of an account. A change is refused where orders or positions forbid it.

use crate::futures::Futures;
use crate::futures::account::Account;
use crate::futures::effect::{ConfigChange, FuturesEffect, UpdateReason};
use crate::futures::input::FuturesInput;
use crate::futures::margin::{seat_risk, side_risk};
use crate::futures::refusal::FuturesRefusal;
use crate::futures::turn::Touched;
use crate::futures::units;
use crate::futures::view::{
    AssetsMode, FeeBurn, MarginChangeKind, MarginType, PositionMode, PositionSide,
};
use alloc::vec::Vec;
use domain::{AccountId, Amount, Symbol};

/// Who and where.
type Spot = (AccountId, Symbol);

impl Futures {
    /// A mode, leverage, margin type or isolated margin.
    pub(super) fn take_mode(&mut self, input: FuturesInput) -> Result<(), FuturesRefusal> {
        if let FuturesInput::SetFeeBurn { account, burn, .. } = input {
            return self.set_fee_burn(account, burn);
        }
        if let FuturesInput::SetPositionMode { account, mode, .. } = input {
            return self.set_position_mode(account, mode);
        }
        if let FuturesInput::SetAssetsMode { account, mode, .. } = input {
            return self.set_assets_mode(account, mode);
        }
        if let FuturesInput::SetLeverage {
            account,
            symbol,
            leverage,
            ..
        } = input
        {
            return self.set_leverage((account, symbol), leverage);
        }
        if let FuturesInput::SetMarginType {
            account,
            symbol,
            margin,
            ..
        } = input
        {
            return self.set_margin_type((account, symbol), margin);
        }
        if let FuturesInput::AdjustMargin {
            account,
            symbol,
            position_side,
            amount,
            ..
        } = input
        {
            return self.adjust_margin((account, symbol), position_side, amount);
        }
        Ok(())
    }

    /// Changes a setting of an account and keeps it.
    fn set(&mut self, owner: usize, change: impl FnOnce(&mut Account)) {
        let now = self.turn.now;
        if let Some(account) = self.accounts.get_mut(owner) {
            change(account);
            account.updated = Some(now);
            self.turn.keep(Touched::Settings(owner));
        }
    }

    fn found(&self, owner: usize) -> Result<&Account, FuturesRefusal> {
        self.accounts
            .get(owner)
            .ok_or(FuturesRefusal::UnknownAccount)
    }

    fn set_fee_burn(&mut self, account: AccountId, burn: FeeBurn) -> Result<(), FuturesRefusal> {
        let owner = self.owner(account)?;
        if self.found(owner)?.burn == burn {
            return Err(FuturesRefusal::SameFeeBurn);
        }
        self.set(owner, |account| account.burn = burn);
        Ok(())
    }

    fn set_position_mode(
        &mut self,
        account: AccountId,
        mode: PositionMode,
    ) -> Result<(), FuturesRefusal> {
        let owner = self.owner(account)?;
        let found = self.found(owner)?;
        if found.position_mode == mode {
            return Err(FuturesRefusal::SamePositionMode);
        }
        if !found.open.is_empty() || !found.algos.is_empty() {
            return Err(FuturesRefusal::OpenOrdersForbidMode);
        }
        if found.seats.values().any(|seat| seat.has_position()) {
            return Err(FuturesRefusal::PositionForbidsMode);
        }
        self.set(owner, |account| account.position_mode = mode);
        Ok(())
    }

    fn set_assets_mode(
        &mut self,
        account: AccountId,
        mode: AssetsMode,
    ) -> Result<(), FuturesRefusal> {
        let owner = self.owner(account)?;
        let found = self.found(owner)?;
        if found.assets_mode == mode {
            return Err(FuturesRefusal::SameAssetsMode);
        }
        if !found.open.is_empty() || !found.algos.is_empty() {
            return Err(FuturesRefusal::OpenOrdersForbidAssets);
        }
        match mode {
            AssetsMode::Multi => {
                let isolated = |seat: &crate::futures::account::Seat| seat.margin;
                if found
                    .seats
                    .values()
                    .any(|s| isolated(s) == MarginType::Isolated)
                {
                    return Err(FuturesRefusal::IsolatedForbidsMultiAssets);
                }
            }
            AssetsMode::Single => {
                if found.wallets.iter().any(|wallet| wallet.balance < 0) {
                    return Err(FuturesRefusal::DebtForbidsAssets);
                }
                let lacks = |asset| self.scope(found, asset).spare() < 0;
                if self.assets.iter().any(|(asset, _)| lacks(asset)) {
                    return Err(FuturesRefusal::MarginForbidsAssets);
                }
            }
        }
        self.set(owner, |account| account.assets_mode = mode);
        self.turn.say(FuturesEffect::Config {
            account,
            change: ConfigChange::Assets(mode),
            at: self.turn.now,
        });
        Ok(())
    }

    fn set_leverage(&mut self, spot: Spot, leverage: u32) -> Result<(), FuturesRefusal> {
        let (owner, market) = self.at(spot)?;
        let arena = self
            .markets
            .get(market)
            .ok_or(FuturesRefusal::UnknownSymbol)?;
        if leverage < 1 || leverage > arena.rules.leverage_max() {
            return Err(FuturesRefusal::LeverageOutOfRange);
        }
        let account = self.found(owner)?;
        let seat = account.seat(market).cloned().unwrap_or_default();
        if seat.margin == MarginType::Isolated && seat.has_position() && leverage < seat.leverage {
            return Err(FuturesRefusal::LeverageReductionIsolated);
        }
        let mut tried = seat.clone();
        tried.leverage = leverage;
        let (before, after) = (
            seat_risk(arena, &seat, None),
            seat_risk(arena, &tried, None),
        );
        if after.reach > arena.rules.notional_max(leverage) {
            return Err(FuturesRefusal::LeverageCap);
        }
        let margin = |risk: &crate::futures::margin::SeatRisk| match seat.margin {
            MarginType::Cross => risk.position_margin.saturating_add(risk.order_margin),
            MarginType::Isolated => risk.order_margin,
        };
        let more = margin(&after).saturating_sub(margin(&before));
        if more > 0 && more > self.available(account, arena.asset) {
            return Err(FuturesRefusal::LeverageTooLowForMargin);
        }
        if let Some(account) = self.accounts.get_mut(owner) {
            account.seat_mut(market).leverage = leverage;
        }
        self.turn.keep(Touched::Seat(owner, market));
        self.turn.say(FuturesEffect::Config {
            account: spot.0,
            change: ConfigChange::Leverage {
                symbol: spot.1,
                leverage,
            },
            at: self.turn.now,
        });
        Ok(())
    }

    fn set_margin_type(&mut self, spot: Spot, margin: MarginType) -> Result<(), FuturesRefusal> {
        let (owner, market) = self.at(spot)?;
        let account = self.found(owner)?;
        let seat = account.seat(market).cloned().unwrap_or_default();
        if seat.margin == margin {
            return Err(FuturesRefusal::SameMarginType);
        }
        if margin == MarginType::Isolated && account.assets_mode == AssetsMode::Multi {
            return Err(FuturesRefusal::IsolatedInMultiAssets);
        }
        if seat.open > 0 || seat.algos > 0 {
            return Err(FuturesRefusal::OpenOrdersForbidMargin);
        }
        if seat.has_position() {
            return Err(FuturesRefusal::PositionForbidsMargin);
        }
        if let Some(account) = self.accounts.get_mut(owner) {
            account.seat_mut(market).margin = margin;
        }
        self.turn.keep(Touched::Seat(owner, market));
        let mode = self.found(owner)?.position_mode;
        let sides: &[PositionSide] = match mode {
            PositionMode::OneWay => &[PositionSide::Both],
            PositionMode::Hedge => &[PositionSide::Long, PositionSide::Short],
        };
        let positions: Vec<(usize, PositionSide)> = sides.iter().map(|s| (market, *s)).collect();
        let reason = UpdateReason::MarginTypeChange;
        self.tell_account(owner, reason, (&[], &positions));
        Ok(())
    }

    fn adjust_margin(
        &mut self,
        spot: Spot,
        side: PositionSide,
        amount: Amount,
    ) -> Result<(), FuturesRefusal> {
        let (owner, market) = self.at(spot)?;
        let atoms = units::money(amount)?;
        let arena = self
            .markets
            .get(market)
            .ok_or(FuturesRefusal::UnknownSymbol)?;
        let account = self.found(owner)?;
        let seat = account.seat(market).cloned().unwrap_or_default();
        let position = seat.position(side);
        if atoms == 0 {
            return Err(FuturesRefusal::AmountNotPositive);
        }
        if seat.margin != MarginType::Isolated {
            return Err(FuturesRefusal::NotIsolated);
        }
        if position.lots == 0 {
            return Err(FuturesRefusal::NoPosition);
        }
        if atoms > 0 && atoms > self.available(account, arena.asset) {
            return Err(FuturesRefusal::CrossTooSmall);
        }
        let risk = side_risk(&arena.rules, &seat, arena.prices.mark, side);
        let after = position.isolated.saturating_add(atoms);
        let stands = after.saturating_add(risk.unrealised.min(0));
        if atoms < 0 && (after < 0 || stands < risk.margin) {
            return Err(FuturesRefusal::IsolatedTooSmall);
        }
        let asset = arena.asset;
        let now = self.turn.now;
        if let Some(position) = self
            .accounts
            .get_mut(owner)
            .and_then(|account| account.seat_mut(market).position_mut(side))
        {
            position.isolated = after;
            position.updated = Some(now);
        }
        self.turn.keep(Touched::Position(owner, market, side));
        let kind = MarginChangeKind::UserAdjust;
        self.note_margin_of(owner, (market, side), (kind, atoms));
        let reason = UpdateReason::MarginTransfer;
        self.tell_account(owner, reason, (&[(asset, 0)], &[(market, side)]));
        Ok(())
    }
}
