//! Accounts and positions as answers show them. Never a number as a float.

use super::join;
use crate::venue::usdm::contracts::Contract;
use crate::venue::usdm::numbers::{average, mark, money, short, short_price};
use crate::venue::usdm::words;
use domain::{Amount, Time};
use exchange::futures::{
    AccountConfig, AccountTotals, AssetView, AssetsMode, FeeBurn, MarginType, PositionMode,
    PositionView, SymbolConfig,
};
use serde_json::{Value, json};

/// A position with the contract it is in.
pub(crate) type Held<'a> = (&'a Contract, &'a PositionView);

fn millis(at: Option<Time>) -> i64 {
    at.map_or(0, |at| at.millis())
}

fn totals(totals: &AccountTotals) -> Value {
    json!({
        "totalInitialMargin": money(totals.initial),
        "totalMaintMargin": money(totals.maintenance),
        "totalWalletBalance": money(totals.wallet),
        "totalUnrealizedProfit": money(totals.unrealised),
        "totalMarginBalance": money(totals.margin_balance),
        "totalPositionInitialMargin": money(totals.position_initial),
        "totalOpenOrderInitialMargin": money(totals.order_initial),
        "totalCrossWalletBalance": money(totals.cross_wallet),
        "totalCrossUnPnl": money(totals.cross_unrealised),
        "availableBalance": money(totals.available),
        "maxWithdrawAmount": money(totals.withdrawable),
    })
}

fn asset(asset: &AssetView) -> Value {
    json!({
        "asset": asset.asset.as_str(),
        "walletBalance": money(asset.wallet),
        "unrealizedProfit": money(asset.unrealised),
        "marginBalance": money(asset.margin_balance),
        "maintMargin": money(asset.maintenance),
        "initialMargin": money(asset.initial),
        "positionInitialMargin": money(asset.position_initial),
        "openOrderInitialMargin": money(asset.order_initial),
        "crossWalletBalance": money(asset.cross_wallet),
        "crossUnPnl": money(asset.cross_unrealised),
        "availableBalance": money(asset.available),
        "maxWithdrawAmount": money(asset.withdrawable),
        "updateTime": millis(asset.updated),
    })
}

/// Margin of a position with that of its orders.
fn initial(position: &PositionView) -> Amount {
    position
        .position_margin
        .plus(position.order_margin)
        .unwrap_or(position.position_margin)
}

/// Everything that the settings of an account say.
pub(crate) fn config(config: &AccountConfig) -> Value {
    json!({
        "feeTier": config.fee_tier,
        "canTrade": true,
        "canDeposit": true,
        "canWithdraw": true,
        "dualSidePosition": config.position_mode == PositionMode::Hedge,
        "updateTime": millis(config.updated),
        "multiAssetsMargin": config.assets_mode == AssetsMode::Multi,
        "tradeGroupId": -1,
    })
}

/// An account in the second form: every contract, and the settings.
pub(crate) fn second(
    settings: &AccountConfig,
    (sums, assets): (&AccountTotals, &[AssetView]),
    positions: &[Held<'_>],
) -> Value {
    let multi = settings.assets_mode == AssetsMode::Multi;
    let assets: Vec<Value> = assets
        .iter()
        .map(|row| join(asset(row), json!({ "marginAvailable": multi })))
        .collect();
    let positions: Vec<Value> = positions
        .iter()
        .map(|(contract, position)| second_position(contract, position))
        .collect();
    let view = json!({
        "feeTier": settings.fee_tier,
        "feeBurn": settings.fee_burn == FeeBurn::On,
        "canTrade": true,
        "canDeposit": true,
        "canWithdraw": true,
        "updateTime": millis(settings.updated),
        "multiAssetsMargin": multi,
        "tradeGroupId": -1,
        "assets": assets,
        "positions": positions,
    });
    join(view, totals(sums))
}

fn second_position(contract: &Contract, position: &PositionView) -> Value {
    json!({
        "symbol": contract.name,
        "initialMargin": short(initial(position)),
        "maintMargin": short(position.maintenance),
        "unrealizedProfit": money(position.unrealised),
        "positionInitialMargin": short(position.position_margin),
        "openOrderInitialMargin": short(position.order_margin),
        "leverage": position.leverage.to_string(),
        "isolated": position.margin_type == MarginType::Isolated,
        "entryPrice": average(position.entry),
        "breakEvenPrice": short_price(position.breakeven),
        "maxNotional": short(position.notional_max),
        "bidNotional": short(position.bid_notional),
        "askNotional": short(position.ask_notional),
        "positionSide": words::position_side(position.position_side),
        "positionAmt": contract.digits.size(position.qty),
        "notional": short(position.notional),
        "isolatedWallet": short(position.isolated_wallet),
        "updateTime": millis(position.updated),
    })
}

/// An account in the third form: only contracts with a position or an order.
pub(crate) fn third(
    (sums, assets): (&AccountTotals, &[AssetView]),
    positions: &[Held<'_>],
) -> Value {
    let assets: Vec<Value> = assets.iter().map(asset).collect();
    let positions: Vec<Value> = positions
        .iter()
        .map(|(contract, position)| {
            json!({
                "symbol": contract.name,
                "positionSide": words::position_side(position.position_side),
                "positionAmt": contract.digits.size(position.qty),
                "unrealizedProfit": money(position.unrealised),
                "isolatedMargin": money(position.isolated_margin),
                "notional": short(position.notional),
                "isolatedWallet": short(position.isolated_wallet),
                "initialMargin": short(initial(position)),
                "maintMargin": short(position.maintenance),
                "updateTime": millis(position.updated),
            })
        })
        .collect();
    let view = json!({ "assets": assets, "positions": positions });
    join(view, totals(sums))
}

/// One wallet.
pub(crate) fn balance(alias: &str, asset: &AssetView, settings: &AccountConfig) -> Value {
    json!({
        "accountAlias": alias,
        "asset": asset.asset.as_str(),
        "balance": money(asset.wallet),
        "crossWalletBalance": money(asset.cross_wallet),
        "crossUnPnl": money(asset.cross_unrealised),
        "availableBalance": money(asset.available),
        "maxWithdrawAmount": money(asset.withdrawable),
        "marginAvailable": settings.assets_mode == AssetsMode::Multi,
        "updateTime": millis(asset.updated),
    })
}

/// A position and its risk in the second form.
pub(crate) fn risk_second((contract, position): &Held<'_>) -> Value {
    json!({
        "symbol": contract.name,
        "positionAmt": contract.digits.size(position.qty),
        "entryPrice": average(position.entry),
        "breakEvenPrice": short_price(position.breakeven),
        "markPrice": mark(position.mark),
        "unRealizedProfit": money(position.unrealised),
        "liquidationPrice": short_price(position.liquidation),
        "leverage": position.leverage.to_string(),
        "maxNotionalValue": short(position.notional_max),
        "marginType": words::margin(position.margin_type),
        "isolatedMargin": money(position.isolated_margin),
        "isAutoAddMargin": "false",
        "positionSide": words::position_side(position.position_side),
        "notional": short(position.notional),
        "isolatedWallet": short(position.isolated_wallet),
        "updateTime": millis(position.updated),
    })
}

/// A position and its risk in the third form.
pub(crate) fn risk_third((contract, position): &Held<'_>) -> Value {
    json!({
        "symbol": contract.name,
        "positionSide": words::position_side(position.position_side),
        "positionAmt": contract.digits.size(position.qty),
        "entryPrice": short_price(position.entry),
        "breakEvenPrice": short_price(position.breakeven),
        "markPrice": mark(position.mark),
        "unRealizedProfit": money(position.unrealised),
        "liquidationPrice": short_price(position.liquidation),
        "isolatedMargin": short(position.isolated_margin),
        "notional": short(position.notional),
        "marginAsset": contract.margin_asset,
        "isolatedWallet": short(position.isolated_wallet),
        "initialMargin": short(initial(position)),
        "maintMargin": short(position.maintenance),
        "positionInitialMargin": short(position.position_margin),
        "openOrderInitialMargin": short(position.order_margin),
        "adl": position.adl,
        "bidNotional": short(position.bid_notional),
        "askNotional": short(position.ask_notional),
        "updateTime": millis(position.updated),
    })
}

/// The settings of an account for one contract.
pub(crate) fn symbol_config(contract: &Contract, config: &SymbolConfig) -> Value {
    json!({
        "symbol": contract.name,
        "marginType": words::margin_setting(config.margin_type),
        "isAutoAddMargin": false,
        "leverage": config.leverage,
        "maxNotionalValue": short(config.notional_max),
    })
}
