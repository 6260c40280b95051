//! Reads answers about the account: wallets, positions, settings, fees. Never a sum of our own.

use super::super::refusals::{trouble, unreadable};
use super::super::replies::account::{
    AccountPosition, AccountSettings, AccountState, SymbolSettings, TradingFees, VenueBalance,
    VenuePosition,
};
use super::super::replies::{SettingReply, Switch, VenueSymbol};
use super::{fields, order, parsed, words};
use crate::answer::Answer;
use crate::trouble::{Disposition, Rejection, Trouble};
use alloc::vec::Vec;
use domain::{
    Amount, Asset, AssetsMode, Leverage, MarginMode, PositionMode, PositionSide, Price, Rate, Time,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawBalance {
    asset: Asset,
    #[serde(alias = "walletBalance")]
    balance: Amount,
    cross_wallet_balance: Amount,
    cross_un_pnl: Amount,
    available_balance: Amount,
    #[serde(deserialize_with = "fields::millis")]
    update_time: Time,
}

impl From<RawBalance> for VenueBalance {
    fn from(raw: RawBalance) -> Self {
        Self {
            asset: raw.asset,
            wallet: raw.balance,
            cross_wallet: raw.cross_wallet_balance,
            cross_unrealised: raw.cross_un_pnl,
            available: raw.available_balance,
            at: raw.update_time,
        }
    }
}

/// The wallets of the account.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn balances(answer: &Answer) -> Result<Vec<VenueBalance>, Trouble> {
    let rows = parsed::<Vec<RawBalance>>(answer)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAccount {
    total_wallet_balance: Amount,
    total_unrealized_profit: Amount,
    total_margin_balance: Amount,
    total_initial_margin: Amount,
    total_maint_margin: Amount,
    available_balance: Amount,
    assets: Vec<RawBalance>,
    positions: Vec<RawAccountPosition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAccountPosition {
    #[serde(deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "positionSide", deserialize_with = "words::position")]
    position: PositionSide,
    position_amt: Amount,
    unrealized_profit: Amount,
    isolated_wallet: Amount,
    initial_margin: Amount,
    maint_margin: Amount,
    #[serde(deserialize_with = "fields::millis")]
    update_time: Time,
}

/// The account's sums, wallets and positions.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn account(answer: &Answer) -> Result<AccountState, Trouble> {
    let position = |raw: RawAccountPosition| AccountPosition {
        symbol: raw.symbol,
        position: raw.position,
        qty: raw.position_amt,
        unrealised: raw.unrealized_profit,
        isolated_wallet: raw.isolated_wallet,
        initial_margin: raw.initial_margin,
        maintenance_margin: raw.maint_margin,
        at: raw.update_time,
    };
    parsed::<RawAccount>(answer).map(|raw| AccountState {
        wallet: raw.total_wallet_balance,
        unrealised: raw.total_unrealized_profit,
        margin_balance: raw.total_margin_balance,
        initial_margin: raw.total_initial_margin,
        maintenance_margin: raw.total_maint_margin,
        available: raw.available_balance,
        balances: raw.assets.into_iter().map(Into::into).collect(),
        positions: raw.positions.into_iter().map(position).collect(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPosition {
    #[serde(deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "positionSide", deserialize_with = "words::position")]
    position: PositionSide,
    position_amt: Amount,
    #[serde(deserialize_with = "fields::optional_price")]
    entry_price: Option<Price>,
    #[serde(deserialize_with = "fields::optional_price")]
    break_even_price: Option<Price>,
    mark_price: Price,
    #[serde(rename = "unRealizedProfit")]
    unrealised: Amount,
    #[serde(deserialize_with = "fields::optional_price")]
    liquidation_price: Option<Price>,
    notional: Amount,
    isolated_margin: Amount,
    isolated_wallet: Amount,
    margin_asset: Asset,
    initial_margin: Amount,
    maint_margin: Amount,
    adl: u8,
    #[serde(deserialize_with = "fields::millis")]
    update_time: Time,
}

/// Positions with their risk.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn positions(answer: &Answer) -> Result<Vec<VenuePosition>, Trouble> {
    let position = |raw: RawPosition| VenuePosition {
        symbol: raw.symbol,
        position: raw.position,
        qty: raw.position_amt,
        entry: raw.entry_price,
        breakeven: raw.break_even_price,
        mark: raw.mark_price,
        unrealised: raw.unrealised,
        liquidation: raw.liquidation_price,
        notional: raw.notional,
        isolated_margin: raw.isolated_margin,
        isolated_wallet: raw.isolated_wallet,
        margin_asset: raw.margin_asset,
        initial_margin: raw.initial_margin,
        maintenance_margin: raw.maint_margin,
        adl: raw.adl,
        at: raw.update_time,
    };
    let rows = parsed::<Vec<RawPosition>>(answer)?;
    Ok(rows.into_iter().map(position).collect())
}

/// What the account is set to and may do.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn account_settings(answer: &Answer) -> Result<AccountSettings, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "words::position_mode")]
        dual_side_position: PositionMode,
        #[serde(deserialize_with = "words::assets_mode")]
        multi_assets_margin: AssetsMode,
        #[serde(deserialize_with = "words::switch")]
        can_trade: Switch,
        #[serde(deserialize_with = "words::switch")]
        can_withdraw: Switch,
    }
    parsed::<Raw>(answer).map(|raw| AccountSettings {
        positions: raw.dual_side_position,
        assets: raw.multi_assets_margin,
        trading: raw.can_trade,
        withdrawing: raw.can_withdraw,
    })
}

/// What the account is set to, contract by contract.
///
/// # Errors
/// The answer is no success, or any of its rows cannot be read.
pub fn symbol_settings(answer: &Answer) -> Result<Vec<SymbolSettings>, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "fields::symbol")]
        symbol: VenueSymbol,
        #[serde(rename = "marginType", deserialize_with = "words::margin")]
        margin: MarginMode,
        #[serde(deserialize_with = "words::leverage")]
        leverage: Leverage,
        max_notional_value: Amount,
    }
    let rows = parsed::<Vec<Raw>>(answer)?;
    let settings = |raw: Raw| SymbolSettings {
        symbol: raw.symbol,
        margin: raw.margin,
        leverage: raw.leverage,
        notional_max: raw.max_notional_value,
    };
    Ok(rows.into_iter().map(settings).collect())
}

/// What the account pays for trades in one contract.
///
/// # Errors
/// The answer is no success or cannot be read.
pub fn fees(answer: &Answer) -> Result<TradingFees, Trouble> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        #[serde(deserialize_with = "fields::symbol")]
        symbol: VenueSymbol,
        maker_commission_rate: Rate,
        taker_commission_rate: Rate,
    }
    parsed::<Raw>(answer).map(|raw| TradingFees {
        symbol: raw.symbol,
        maker: raw.maker_commission_rate,
        taker: raw.taker_commission_rate,
    })
}

/// What became of a setting. A leverage answers with itself, every other with a code of success.
#[must_use]
pub fn set(answer: &Answer) -> SettingReply {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Raw {
        Coded {
            #[serde(rename = "code")]
            _code: order::Code,
        },
        Levered {
            #[serde(rename = "leverage", deserialize_with = "words::leverage")]
            _leverage: Leverage,
        },
    }
    if !answer.is_success() {
        let trouble = trouble(answer);
        return match trouble.disposition {
            Disposition::Rejected(Rejection::NoChange) => SettingReply::Unchanged,
            Disposition::Rejected(_) => SettingReply::Refused(trouble),
            Disposition::Fatal if order::is_no(answer, &trouble) => SettingReply::Refused(trouble),
            Disposition::Fatal
            | Disposition::Retry { .. }
            | Disposition::Banned { .. }
            | Disposition::Ambiguous
            | Disposition::Protocol => SettingReply::Unknown(trouble),
        };
    }
    match serde_json::from_slice::<Raw>(&answer.body) {
        Ok(_) => SettingReply::Done,
        Err(error) => SettingReply::Unknown(unreadable(answer, &error)),
    }
}
