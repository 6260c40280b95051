//! `/sapi/v1/capital`: assets with their networks, deposits, withdrawals. Never a movement without the wallet's word.

use super::page::{self, PageRule, WindowRule, days};
use super::reading::{self, civil};
use super::refusal::{WalletNo, bad_value, worded};
use super::{READ, WRITE};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Right, Route, Security, Weight};
use domain::{AccountId, Asset, Qty};
use exchange::wallet::{
    Deposit, FeeBack, Passage, Purse, QUOTA_USD, WalletInput, WithdrawRequest, Withdrawal,
    asset_info, assets,
};
use serde_json::{Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/capital/config/getall",
        weight: Weight::Fixed(10),
        handler: config,
        ..READ
    },
    Route {
        path: "/sapi/v1/capital/deposit/hisrec",
        handler: deposits,
        ..READ
    },
    Route {
        path: "/sapi/v1/capital/deposit/address",
        weight: Weight::Fixed(10),
        handler: address,
        ..READ
    },
    Route {
        path: "/sapi/v1/capital/deposit/address/list",
        weight: Weight::Fixed(10),
        handler: addresses,
        ..READ
    },
    Route {
        path: "/sapi/v1/capital/withdraw/apply",
        security: Security::Signed(Right::Withdraw),
        weight: Weight::Account(900),
        handler: withdraw,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/capital/withdraw/history",
        weight: Weight::Account(18_000),
        handler: withdrawals,
        ..READ
    },
    Route {
        path: "/sapi/v1/capital/withdraw/address/list",
        weight: Weight::Fixed(10),
        handler: saved_addresses,
        ..READ
    },
    Route {
        path: "/sapi/v1/capital/withdraw/quota",
        weight: Weight::Fixed(10),
        handler: quota,
        ..READ
    },
];

/// Rows of a page of deposits or withdrawals.
const ROWS: PageRule = PageRule {
    rows: "limit",
    usual: 1_000,
    most: 1_000,
};
/// The window of both histories.
const NINETY_DAYS: WindowRule = WindowRule {
    usual: days(90),
    most: Some(days(90)),
    reach: None,
};
/// The window when a withdrawal is looked for by its owner's name.
const SEVEN_DAYS: WindowRule = WindowRule {
    usual: days(7),
    most: Some(days(7)),
    reach: None,
};
/// Withdrawals that may be named in one request.
const IDS_MAX: usize = 45;

fn config(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let held = venue.spot.balances(account).unwrap_or_default();
    let rows = assets().iter().map(|info| {
        let asset = Asset::new(info.asset).ok();
        let balance = held.iter().find(|balance| Some(balance.asset) == asset);
        let out = asset.map_or(Qty::ZERO, |asset| {
            venue.wallet.withdrawing(account, Purse::Spot, asset)
        });
        let networks = info.routes.iter().zip(0..).map(|(way, place)| {
            json!({
                "network": way.chain.network, "coin": info.asset,
                "withdrawIntegerMultiple": way.step().to_string(), "isDefault": place == 0,
                "depositEnable": true, "withdrawEnable": true,
                "depositDesc": "", "withdrawDesc": "", "specialTips": "", "specialWithdrawTips": "",
                "name": way.chain.name, "resetAddressStatus": false,
                "addressRegex": way.chain.shape.regex(), "memoRegex": way.chain.tag.regex(),
                "withdrawFee": way.fee().to_string(), "withdrawMin": way.min().to_string(),
                "withdrawMax": way.max().to_string(), "withdrawInternalMin": way.step().to_string(),
                "depositDust": way.dust().to_string(), "minConfirm": way.confirms,
                "unLockConfirm": way.unlock_confirms, "sameAddress": !way.chain.tag.regex().is_empty(),
                "withdrawTag": !way.chain.tag.regex().is_empty(),
                "estimatedArrivalTime": arrival_minutes(way.chain.block_ms, way.confirms), "busy": false,
                "contractAddressUrl": way.chain.explorer, "contractAddress": way.contract,
                "denomination": 1,
            })
        });
        json!({
            "coin": info.asset, "depositAllEnable": true, "withdrawAllEnable": true, "name": info.name,
            "free": balance.map_or(Qty::ZERO, |balance| balance.free).to_string(),
            "locked": balance.map_or(Qty::ZERO, |balance| balance.locked).to_string(),
            "freeze": "0", "withdrawing": out.to_string(), "ipoing": "0", "ipoable": "0", "storage": "0",
            "isLegalMoney": false, "trading": true, "networkList": networks.collect::<Value>(),
        })
    });
    Ok(rows.collect::<Value>().into())
}

/// Whole minutes until a deposit is credited, at least one.
fn arrival_minutes(block_ms: u64, confirms: u32) -> u64 {
    let ms = block_ms.saturating_mul(u64::from(confirms));
    (ms / 60_000).max(1)
}

fn deposits(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    Ok(Value::from(deposit_rows(venue, call, account)?).into())
}

/// Deposits of an account, newest first, under the filters of a request.
pub(super) fn deposit_rows(
    venue: &Venue,
    call: &Call<'_>,
    account: AccountId,
) -> Result<Vec<Value>, Refusal> {
    let params = call.params;
    let asset = reading::asset(params, "coin")?;
    let status = params.number("status")?;
    let tx = params.optional("txId")?;
    let window = page::window(call, &NINETY_DAYS)?;
    let page = page::after(params, ROWS)?;
    let rows = venue.wallet.deposits(account).rev().filter(|row| {
        window.has(row.seen)
            && asset.is_none_or(|asset| row.asset == asset)
            && status.is_none_or(|status| u64::from(row.state.code()) == status)
            && tx.is_none_or(|tx| row.tx == tx)
    });
    Ok(page.of(rows).map(|row| deposit_row(row, call)).collect())
}

fn deposit_row(row: &Deposit, call: &Call<'_>) -> Value {
    let seen = row.seen_confirms(call.now);
    json!({
        "id": row.id.to_string(), "amount": row.qty.to_string(), "coin": row.asset.as_str(),
        "network": row.network, "status": row.state.code(), "address": row.address,
        "addressTag": row.address_tag, "txId": row.tx, "insertTime": row.seen.millis(),
        "completeTime": row.credited.unwrap_or(row.seen).millis(),
        "transferType": transfer_type(row.passage), "confirmTimes": format!("{seen}/{}", row.confirms.max(1)),
        "unlockConfirm": row.unlock_confirms, "walletType": reading::wallet_number(row.purse),
        "travelRuleStatus": 0,
    })
}

const fn transfer_type(passage: Passage) -> u32 {
    match passage {
        Passage::Chain => 0,
        Passage::Internal => 1,
    }
}

fn address(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    address_of(venue, call, account)
}

/// Where deposits of an asset go for an account.
pub(super) fn address_of(
    venue: &Venue,
    call: &Call<'_>,
    account: AccountId,
) -> Result<Answer, Refusal> {
    let asset = reading::some_asset(call.params, "coin")?;
    let network = call.params.optional("network")?;
    let here = venue.wallet.deposit_address(account, asset, network);
    let here = here.map_err(worded)?;
    let url = format!("{}{}", here.way.chain.explorer, here.address);
    let answer = json!({
        "address": here.address, "coin": asset.as_str(), "tag": here.address_tag, "url": url,
    });
    Ok(answer.into())
}

fn addresses(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let asset = reading::some_asset(call.params, "coin")?;
    let network = call.params.optional("network")?;
    let info = asset_info(asset).ok_or(WalletNo::UnknownAsset)?;
    let ways =
        info.routes.iter().zip(0..).filter(|(way, place)| {
            network.map_or(*place == 0, |network| way.chain.network == network)
        });
    let rows = ways.filter_map(|(way, place)| {
        let network = Some(way.chain.network);
        let here = venue.wallet.deposit_address(account, asset, network).ok()?;
        Some(json!({
            "coin": asset.as_str(), "address": here.address, "tag": here.address_tag,
            "isDefault": i32::from(place == 0),
        }))
    });
    Ok(rows.collect::<Value>().into())
}

fn withdraw(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let asset = reading::some_asset(params, "coin")?;
    let qty = reading::some_qty(params, "amount")?;
    let back = if reading::flag(params, "transactionFeeFlag")? {
        FeeBack::Receiver
    } else {
        FeeBack::Sender
    };
    params.optional("name")?;
    let request = WithdrawRequest {
        tag: exchange::Tag::new(0),
        account: call.account()?,
        purse: reading::wallet_type(params)?,
        asset,
        qty,
        network: params.optional("network")?.map(ToOwned::to_owned),
        address: params.required("address")?.to_owned(),
        address_tag: params.optional("addressTag")?.unwrap_or("").to_owned(),
        order_id: params.optional("withdrawOrderId")?.map(ToOwned::to_owned),
        fee_back: back,
        worth: venue.in_dollars(asset, qty),
    };
    let account = request.account;
    let outcome = venue
        .wish(|tag| WalletInput::Withdraw(WithdrawRequest { tag, ..request }))
        .map_err(worded)?;
    let mut rows = venue.wallet.withdrawals(account).rev();
    let row = rows.find(|row| Some(row.number) == outcome.number());
    let id = row.map(|row| row.id.clone());
    Ok(json!({ "id": id.unwrap_or_default() }).into())
}

fn withdrawals(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let asset = reading::asset(params, "coin")?;
    let status = params.number("status")?;
    let name = params.optional("withdrawOrderId")?;
    let ids = named_ids(params)?;
    let rule = if name.is_some() {
        SEVEN_DAYS
    } else {
        NINETY_DAYS
    };
    let window = page::window(call, &rule)?;
    let page = page::after(params, ROWS)?;
    let rows = venue.wallet.withdrawals(call.account()?).rev();
    let rows = rows.filter(|row| {
        window.has(row.applied)
            && asset.is_none_or(|asset| row.asset == asset)
            && status.is_none_or(|status| u64::from(row.state.code()) == status)
            && name.is_none_or(|name| row.order_id.as_deref() == Some(name))
            && (ids.is_empty() || ids.contains(&row.id.as_str()))
    });
    let rows = page.of(rows).map(withdrawal_row);
    Ok(rows.collect::<Value>().into())
}

fn named_ids(params: &Params) -> Result<Vec<&str>, Refusal> {
    let Some(list) = params.optional("idList")? else {
        return Ok(Vec::new());
    };
    let ids: Vec<&str> = list.split(',').collect();
    if ids.len() > IDS_MAX {
        return Err(bad_value("idList"));
    }
    Ok(ids)
}

fn withdrawal_row(row: &Withdrawal) -> Value {
    let confirms = if row.tx.is_empty() { 0 } else { row.confirms };
    let mut value = json!({
        "id": row.id, "amount": row.qty.to_string(), "transactionFee": row.fee.to_string(),
        "coin": row.asset.as_str(), "status": row.state.code(), "address": row.address,
        "addressTag": row.address_tag, "txId": row.tx, "applyTime": civil(row.applied),
        "network": row.network, "transferType": transfer_type(row.passage), "info": row.info,
        "confirmNo": confirms, "walletType": reading::wallet_number(row.purse), "txKey": "",
    });
    if let Some(fields) = value.as_object_mut() {
        if let Some(name) = &row.order_id {
            fields.insert("withdrawOrderId".to_owned(), json!(name));
        }
        if let Some(at) = row.completed {
            fields.insert("completeTime".to_owned(), json!(civil(at)));
        }
    }
    value
}

fn saved_addresses(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let rows = venue.wallet.saved_addresses(call.account()?).map(|row| {
        json!({
            "address": row.address, "addressTag": row.address_tag, "coin": row.asset.as_str(),
            "name": row.name, "network": row.network, "origin": "", "originType": "others",
            "whiteStatus": row.listed,
        })
    });
    Ok(rows.collect::<Value>().into())
}

fn quota(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let used = venue.wallet.quota_used(call.account()?);
    Ok(json!({ "wdQuota": QUOTA_USD.to_string(), "usedWdQuota": used.to_string() }).into())
}
