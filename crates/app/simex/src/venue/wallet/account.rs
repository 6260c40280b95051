//! `/sapi/v1/account` and the like: what a key and its account may do, daily snapshots, the state of the system.

use super::page::{self, PageRule, WindowRule, days};
use super::reading::eight;
use super::refusal::{bad_value, worded};
use super::{READ, WRITE};
use crate::venue::Venue;
use crate::venue::admin::market::Service;
use crate::venue::call::{Answer, Call};
use crate::venue::params::{CHOICE, Params};
use crate::venue::refusal::Refusal;
use crate::venue::route::{Right, Route, Security, Weight};
use crate::venue::spot::trade;
use domain::{AccountId, Asset, Rate};
use exchange::wallet::{Choice, SettingChange, Snapshot, WalletInput};
use exchange::{AccountTerms, Discount, Input};
use serde_json::{Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/system/status",
        security: Security::Open,
        handler: |venue, _| {
            Ok(match venue.service {
                Service::Open => json!({ "status": 0, "msg": "normal" }),
                Service::Closed => json!({ "status": 1, "msg": "system_maintenance" }),
            }
            .into())
        },
        ..READ
    },
    Route {
        path: "/sapi/v1/account/status",
        handler: |_, _| Ok(json!({ "data": "Normal" }).into()),
        ..READ
    },
    Route {
        path: "/sapi/v1/account/info",
        handler: info,
        ..READ
    },
    Route {
        path: "/sapi/v1/account/apiTradingStatus",
        handler: trading_status,
        ..READ
    },
    Route {
        path: "/sapi/v1/account/apiRestrictions",
        handler: restrictions,
        ..READ
    },
    Route {
        path: "/sapi/v1/accountSnapshot",
        weight: Weight::Fixed(2_400),
        handler: snapshots,
        ..READ
    },
    Route {
        path: "/sapi/v1/bnbBurn",
        handler: burn,
        ..READ
    },
    Route {
        path: "/sapi/v1/bnbBurn",
        handler: set_burn,
        ..WRITE
    },
];

fn info(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let member = venue.wallet.find(call.account()?);
    Ok(json!({
        "vipLevel": 0, "isMarginEnabled": member.is_some_and(|member| member.margin),
        "isFutureEnabled": member.is_some_and(|member| member.futures),
        "isOptionsEnabled": false, "isPortfolioMarginRetailEnabled": false,
    })
    .into())
}

fn trading_status(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let data = json!({
        "isLocked": false, "plannedRecoverTime": 0,
        "triggerCondition": { "GCR": 150, "IFER": 150, "UFR": 300 },
        "updateTime": call.now.millis(),
    });
    Ok(json!({ "data": data }).into())
}

fn restrictions(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let key = call.key.ok_or(Refusal::UnknownKey)?;
    let held = venue.keys.permissions(key).ok_or(Refusal::UnknownKey)?;
    Ok(json!({
        "ipRestrict": !held.addresses.is_empty(), "createTime": held.created.millis(),
        "enableReading": held.has(Right::Read), "enableWithdrawals": held.has(Right::Withdraw),
        "enableInternalTransfer": held.has(Right::InternalTransfer),
        "enableMargin": held.has(Right::Margin), "enableFutures": held.has(Right::Futures),
        "permitsUniversalTransfer": held.has(Right::Transfer),
        "enableVanillaOptions": held.has(Right::Options), "enableFixApiTrade": false,
        "enableFixReadOnly": false, "enableSpotAndMarginTrading": held.has(Right::SpotTrade),
        "enablePortfolioMarginTrading": false,
    })
    .into())
}

/// Which wallets a snapshot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Spot,
    Margin,
    Futures,
}

fn snapshots(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "limit",
        usual: 7,
        most: 30,
    };
    const ROWS_MIN: usize = 7;
    const WINDOW: WindowRule = WindowRule {
        usual: days(7),
        most: Some(days(30)),
        reach: Some(days(30)),
    };
    let shown = match call.params.required("type")? {
        "SPOT" => Shown::Spot,
        "MARGIN" => Shown::Margin,
        "FUTURES" => Shown::Futures,
        _ => return Err(bad_value("type")),
    };
    let limit = page::rows(call.params, ROWS)?;
    if limit < ROWS_MIN {
        return Err(bad_value("limit"));
    }
    let window = page::window(call, &WINDOW)?;
    let rows: Vec<&Snapshot> = venue
        .wallet
        .snapshots(call.account()?)
        .filter(|row| window.has(row.at))
        .collect();
    let skip = rows.len().saturating_sub(limit);
    let rows = rows.iter().skip(skip).map(|row| snapshot(row, shown));
    let rows: Value = rows.collect();
    Ok(json!({ "code": 200, "msg": "", "snapshotVos": rows }).into())
}

fn snapshot(row: &Snapshot, shown: Shown) -> Value {
    let (data, name) = match shown {
        Shown::Spot => {
            let balances = row.balances.iter().map(|held| {
                json!({
                    "asset": held.asset.as_str(), "free": held.free.to_string(),
                    "locked": held.locked.to_string(),
                })
            });
            let balances: Value = balances.collect();
            let data = json!({ "balances": balances, "totalAssetOfBtc": eight(row.total_btc) });
            (data, "spot")
        }
        Shown::Margin => {
            let data = json!({
                "marginLevel": "999", "totalAssetOfBtc": "0", "totalLiabilityOfBtc": "0",
                "totalNetAssetOfBtc": "0", "userAssets": [],
            });
            (data, "margin")
        }
        Shown::Futures => {
            let assets = row.margins.iter().map(|held| {
                json!({
                    "asset": held.asset.as_str(), "marginBalance": eight(held.margin_balance),
                    "walletBalance": eight(held.wallet_balance),
                })
            });
            let positions = row.positions.iter().map(|position| {
                json!({
                    "entryPrice": position.entry.to_string(), "markPrice": position.mark.to_string(),
                    "positionAmt": position.qty.to_string(), "symbol": position.symbol,
                    "unRealizedProfit": position.profit.to_string(),
                })
            });
            let (assets, positions): (Value, Value) = (assets.collect(), positions.collect());
            (
                json!({ "assets": assets, "position": positions }),
                "futures",
            )
        }
    };
    json!({ "data": data, "type": name, "updateTime": row.at.millis() })
}

fn burn(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let set = venue.wallet.settings(call.account()?);
    Ok(json!({ "spotBNBBurn": set.spot_burn, "interestBNBBurn": set.interest_burn }).into())
}

fn set_burn(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let spot = choice(call.params, "spotBNBBurn")?;
    let interest = choice(call.params, "interestBNBBurn")?;
    if spot.is_none() && interest.is_none() {
        return Err(Refusal::MissingEither("spotBNBBurn", "interestBNBBurn"));
    }
    let before = venue.facts_noted();
    if let Some(choice) = spot {
        pay_in_bnb(venue, account, choice)?;
    }
    let changes = [
        spot.map(SettingChange::SpotBurn),
        interest.map(SettingChange::InterestBurn),
    ];
    for change in changes.into_iter().flatten() {
        venue
            .wish(|tag| WalletInput::Set {
                tag,
                account,
                change,
            })
            .map_err(worded)?;
    }
    // The switch and what follows from it are kept together or not at all.
    venue.join_facts(before);
    burn(venue, call)
}

/// Spot fees in BNB from here on, a quarter of them let off; or in what is received.
fn pay_in_bnb(venue: &mut Venue, account: AccountId, choice: Choice) -> Result<(), Refusal> {
    let terms = {
        let mut all = venue.spot.accounts();
        all.find(|terms| terms.account == account)
    };
    let terms = terms.ok_or(Refusal::UnknownKey)?;
    let discount = match choice {
        Choice::On => {
            let asset = Asset::new("BNB").map_err(|_| bad_value("spotBNBBurn"))?;
            let off = Rate::from_parts(25, 2).map_err(|_| bad_value("spotBNBBurn"))?;
            Some(Discount { asset, off })
        }
        Choice::Off => None,
    };
    let tag = venue.tag();
    let terms = AccountTerms { discount, ..terms };
    let effects = venue.step(Input::SetTerms { tag, terms });
    trade::refusal(&effects).map_or(Ok(()), |reason| Err(reason.into()))
}

fn choice(params: &Params, name: &'static str) -> Result<Option<Choice>, Refusal> {
    match params.optional(name)? {
        None => Ok(None),
        Some("true") => Ok(Some(Choice::On)),
        Some("false") => Ok(Some(Choice::Off)),
        Some(_) => Err(Refusal::Illegal(name, CHOICE)),
    }
}
