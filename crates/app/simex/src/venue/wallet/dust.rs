//! Small balances into BNB or another asset: what can be turned, turning it, and what was. Never a price of its own.

use super::reading::{self, eight};
use super::refusal::{bad_value, worded};
use super::{READ, WRITE};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::params::{ASSET, Params};
use crate::venue::refusal::Refusal;
use crate::venue::route::{Right, Route, Security, Weight};
use domain::{AccountId, Amount, Asset, Qty, Time};
use exchange::wallet::{
    DUST_BTC_MAX, DUST_CHARGE, DustConversion, DustLot, DustPart, Purse, WalletInput, asset_info,
    dust_worth,
};
use serde_json::{Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/asset/dust-btc",
        handler: convertible,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/asset/dust",
        security: Security::Signed(Right::SpotTrade),
        weight: Weight::Account(10),
        handler: convert_to_bnb,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/asset/dust-convert/convert",
        security: Security::Signed(Right::SpotTrade),
        weight: Weight::Account(10),
        handler: convert_to_target,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/asset/dust-convert/query-convertible-assets",
        handler: convertible_to_target,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/asset/dribblet",
        handler: log,
        ..READ
    },
];

/// Records of the log; older ones are not shown.
const LOG_ROWS: usize = 100;
/// What dust becomes when nothing else is asked for.
const TARGET: &str = "BNB";
/// What the newer form of the list counts in.
const QUOTA_ASSET: &str = "USDT";

fn target(text: &'static str) -> Result<Asset, Refusal> {
    Asset::new(text).map_err(|_| bad_value("targetAsset"))
}

/// `accountType`: spot is the only wallet whose dust can be turned here.
fn account_type(params: &Params) -> Result<(), Refusal> {
    match params.optional("accountType")? {
        None | Some("SPOT") => Ok(()),
        Some(_) => Err(bad_value("accountType")),
    }
}

/// What an account could turn into a target: each balance with what would come and what the venue would keep.
fn lots(venue: &Venue, account: AccountId, target: Asset) -> Vec<(DustLot, Qty, Qty)> {
    let held = venue.held(account, Purse::Spot);
    let most = Amount::from_parts(i128::from(DUST_BTC_MAX), 8).unwrap_or(Amount::ZERO);
    held.iter()
        .filter(|row| row.asset != target && !row.free.is_zero())
        .filter_map(|row| {
            let lot = lot(venue, row.asset, row.free, target)?;
            let (got, charge) = dust_worth(&lot)?;
            (lot.btc < most).then_some((lot, got, charge))
        })
        .collect()
}

fn lot(venue: &Venue, asset: Asset, qty: Qty, target: Asset) -> Option<DustLot> {
    Some(DustLot {
        asset,
        qty,
        price: venue.rate(asset, target)?,
        btc: venue.in_bitcoin(asset, qty),
    })
}

fn share() -> String {
    format!("0.{DUST_CHARGE:02}")
}

fn full_name(asset: Asset) -> String {
    asset_info(asset).map_or_else(|| asset.to_string(), |info| info.name.to_owned())
}

fn sum(parts: impl Iterator<Item = Amount>) -> Amount {
    parts.fold(Amount::ZERO, |sum, part| sum.plus(part).unwrap_or(sum))
}

fn convertible(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    account_type(call.params)?;
    let rows = lots(venue, call.account()?, target(TARGET)?);
    let details = rows.iter().map(|(lot, got, charge)| {
        let gross = got.plus(*charge).unwrap_or(*got);
        json!({
            "asset": lot.asset.as_str(), "assetFullName": full_name(lot.asset),
            "amountFree": lot.qty.to_string(), "toBTC": eight(lot.btc), "toBNB": eight(gross.amount()),
            "toBNBOffExchange": eight(got.amount()), "exchange": eight(charge.amount()),
        })
    });
    let details: Value = details.collect();
    let whole = |row: &(DustLot, Qty, Qty)| row.1.plus(row.2).unwrap_or(row.1).amount();
    Ok(json!({
        "details": details, "totalTransferBtc": eight(sum(rows.iter().map(|row| row.0.btc))),
        "totalTransferBNB": eight(sum(rows.iter().map(whole))), "dribbletPercentage": share(),
    })
    .into())
}

fn convertible_to_target(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    account_type(call.params)?;
    let target = reading::some_asset(call.params, "targetAsset")?;
    if asset_info(target).is_none() {
        return Err(bad_value("targetAsset"));
    }
    let quota = Asset::new(QUOTA_ASSET).map_err(|_| bad_value("targetAsset"))?;
    let rows = lots(venue, call.account()?, target);
    let details = rows.iter().map(|(lot, got, charge)| {
        let gross = got.plus(*charge).unwrap_or(*got);
        json!({
            "asset": lot.asset.as_str(), "assetFullName": full_name(lot.asset),
            "amountFree": lot.qty.to_string(), "exchange": charge.to_string(),
            "toQuotaAssetAmount": venue.in_asset((lot.asset, lot.qty), quota).to_string(),
            "toTargetAssetAmount": gross.to_string(), "toTargetAssetOffExchange": got.to_string(),
        })
    });
    let details: Value = details.collect();
    let in_quota = |row: &(DustLot, Qty, Qty)| venue.in_asset((row.0.asset, row.0.qty), quota);
    let whole = |row: &(DustLot, Qty, Qty)| row.1.plus(row.2).unwrap_or(row.1).amount();
    Ok(json!({
        "dribbletPercentage": share(), "dribbletBase": "10",
        "totalTransferQuotaAssetAmount": sum(rows.iter().map(in_quota)).to_string(),
        "totalTransferTargetAssetAmount": sum(rows.iter().map(whole)).to_string(),
        "details": details,
    })
    .into())
}

fn convert_to_bnb(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let target = target(TARGET)?;
    let dust = turned(venue, call, target)?;
    let rows = dust.parts.iter().map(|part| {
        json!({
            "amount": eight(part.qty.amount()), "fromAsset": part.asset.as_str(),
            "operateTime": dust.at.millis(), "serviceChargeAmount": eight(part.charge.amount()),
            "tranId": part.id, "transferedAmount": eight(part.got.amount()),
        })
    });
    let rows: Value = rows.collect();
    Ok(json!({
        "totalServiceCharge": eight(total(&dust, |part| part.charge)),
        "totalTransfered": eight(total(&dust, |part| part.got)), "transferResult": rows,
    })
    .into())
}

fn convert_to_target(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let target = match reading::asset(call.params, "targetAsset")? {
        Some(target) => target,
        None => target(TARGET)?,
    };
    let dust = turned(venue, call, target)?;
    let rows = dust.parts.iter().map(|part| {
        json!({
            "tranId": part.id, "fromAsset": part.asset.as_str(), "amount": part.qty.to_string(),
            "transferedAmount": part.got.to_string(), "serviceChargeAmount": part.charge.to_string(),
            "operateTime": dust.at.millis(),
        })
    });
    let rows: Value = rows.collect();
    Ok(json!({
        "totalTransfered": total(&dust, |part| part.got).to_string(),
        "totalServiceCharge": total(&dust, |part| part.charge).to_string(), "transferResult": rows,
    })
    .into())
}

/// Turns all that is free of the named assets into the target.
fn turned(venue: &mut Venue, call: &Call<'_>, target: Asset) -> Result<DustConversion, Refusal> {
    account_type(call.params)?;
    let account = call.account()?;
    let names = call.params.required("asset")?;
    let mut wanted = Vec::new();
    for name in names.split(',') {
        let asset = Asset::new(name).map_err(|_| Refusal::Illegal("asset", ASSET))?;
        let free = venue.spot_free(account, asset);
        let lot = lot(venue, asset, free, target);
        wanted.push(lot.ok_or_else(|| bad_value("asset"))?);
    }
    let outcome = venue.wish(|tag| WalletInput::Dust {
        tag,
        account,
        target,
        lots: wanted,
    });
    let number = outcome.map_err(worded)?.number();
    let mut rows = venue.wallet.dust_conversions(account).rev();
    let found = rows.find(|row| Some(row.id) == number).cloned();
    found.ok_or_else(|| bad_value("asset"))
}

fn total(dust: &DustConversion, of: impl Fn(&DustPart) -> Qty) -> Amount {
    sum(dust.parts.iter().map(|part| of(part).amount()))
}

fn log(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    account_type(call.params)?;
    let instant = |name: &'static str| -> Result<Option<Time>, Refusal> {
        let ms = call.params.number(name)?;
        Ok(ms.map(|ms| Time::from_millis(i64::try_from(ms).unwrap_or(i64::MAX))))
    };
    let (start, end) = (instant("startTime")?, instant("endTime")?);
    let rows = venue.wallet.dust_conversions(call.account()?).rev();
    let rows: Vec<&DustConversion> = rows
        .filter(|row| start.is_none_or(|at| row.at >= at) && end.is_none_or(|at| row.at <= at))
        .take(LOG_ROWS)
        .collect();
    let shown = rows.iter().map(|dust| {
        let details = dust.parts.iter().map(|part| {
            json!({
                "transId": part.id, "serviceChargeAmount": part.charge.to_string(),
                "amount": part.qty.to_string(), "operateTime": dust.at.millis(),
                "transferedAmount": part.got.to_string(), "fromAsset": part.asset.as_str(),
                "targetAsset": dust.target.as_str(),
            })
        });
        json!({
            "operateTime": dust.at.millis(),
            "totalTransferedAmount": total(dust, |part| part.got).to_string(),
            "totalServiceChargeAmount": total(dust, |part| part.charge).to_string(),
            "transId": dust.id, "userAssetDribbletDetails": details.collect::<Value>(),
        })
    });
    let shown: Value = shown.collect();
    Ok(json!({ "total": rows.len(), "userAssetDribblets": shown }).into())
}
