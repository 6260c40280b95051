//! `/sapi/v1/asset`: what an account holds wherever it lies, what it was given, what trades cost. Reads only.

use super::page::{self, PageRule, WindowRule, days};
use super::reading::{self, eight};
use super::{READ, WRITE};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};
use domain::{AccountId, Amount, Asset, Qty};
use exchange::wallet::{Purse, asset_info, assets};
use serde_json::{Map, Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/asset/assetDetail",
        handler: detail,
        ..READ
    },
    Route {
        path: "/sapi/v1/asset/tradeFee",
        handler: trade_fees,
        ..READ
    },
    Route {
        path: "/sapi/v1/asset/assetDividend",
        weight: Weight::Fixed(10),
        handler: dividends,
        ..READ
    },
    Route {
        path: "/sapi/v3/asset/getUserAsset",
        weight: Weight::Fixed(5),
        handler: user_assets,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/asset/get-funding-asset",
        handler: funding_assets,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/asset/wallet/balance",
        weight: Weight::Fixed(60),
        handler: balances,
        ..READ
    },
];

/// Wallets the venue names; the first three of these hold money here.
const WALLETS: [(&str, Option<Purse>); 8] = [
    ("Spot", Some(Purse::Spot)),
    ("Funding", Some(Purse::Funding)),
    ("USDⓈ-M Futures", Some(Purse::UmFutures)),
    ("Cross Margin", None),
    ("Isolated Margin", None),
    ("COIN-M Futures", None),
    ("Earn", None),
    ("Options", None),
];

fn detail(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.account()?;
    let only = reading::asset(call.params, "asset")?;
    let mut answer = Map::new();
    for info in assets() {
        if only.is_some_and(|only| only.as_str() != info.asset) {
            continue;
        }
        let Some(way) = info.route(None) else {
            continue;
        };
        let fee: Value = serde_json::from_str(&way.fee().to_string()).unwrap_or(Value::Null);
        let row = json!({
            "minWithdrawAmount": eight(way.min().amount()), "depositStatus": true,
            "withdrawFee": fee, "withdrawStatus": true,
        });
        answer.insert(info.asset.to_owned(), row);
    }
    Ok(Value::Object(answer).into())
}

fn trade_fees(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let only = call.params.optional("symbol")?;
    if only.is_some_and(|only| !venue.listings.contains_key(only)) {
        return Err(Refusal::BadSymbol);
    }
    let account = call.account()?;
    let mut all = venue.spot.accounts();
    let terms = all.find(|terms| terms.account == account);
    let standard = terms.ok_or(Refusal::UnknownKey)?.standard;
    let (maker, taker) = (standard.maker.to_string(), standard.taker.to_string());
    let names = venue.listings.keys();
    let rows = names
        .filter(|name| only.is_none_or(|only| only == name.as_str()))
        .map(|name| json!({ "symbol": name, "makerCommission": maker, "takerCommission": taker }));
    Ok(rows.collect::<Value>().into())
}

fn dividends(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "limit",
        usual: 20,
        most: 500,
    };
    const WINDOW: WindowRule = WindowRule {
        usual: days(30),
        most: Some(days(180)),
        reach: None,
    };
    let asset = reading::asset(call.params, "asset")?;
    let rows_max = page::rows(call.params, ROWS)?;
    let window = page::window(call, &WINDOW)?;
    let all = venue.wallet.dividends(call.account()?).rev();
    let all: Vec<Value> = all
        .filter(|row| window.has(row.at) && asset.is_none_or(|asset| row.asset == asset))
        .map(|row| {
            json!({
                "id": row.id, "amount": eight(row.qty.amount()), "asset": row.asset.as_str(),
                "divTime": row.at.millis(), "enInfo": row.info, "tranId": row.tran, "direction": 1,
            })
        })
        .collect();
    let total = all.len();
    let rows: Vec<Value> = all.into_iter().take(rows_max).collect();
    Ok(json!({ "rows": rows, "total": total }).into())
}

/// What an account holds of one asset in one wallet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) asset: Asset,
    pub(super) free: Qty,
    pub(super) locked: Qty,
    pub(super) withdrawing: Qty,
}

impl Venue {
    /// What an account holds in a wallet, asset by asset.
    pub(super) fn held(&self, account: AccountId, purse: Purse) -> Vec<Held> {
        match purse {
            Purse::Spot => {
                let held = self.spot.balances(account).unwrap_or_default();
                held.iter()
                    .map(|balance| Held {
                        asset: balance.asset,
                        free: balance.free,
                        locked: balance.locked,
                        withdrawing: self.wallet.withdrawing(account, purse, balance.asset),
                    })
                    .collect()
            }
            Purse::Funding => {
                let held = self.wallet.funding(account);
                held.map(|row| Held {
                    asset: row.asset,
                    free: row.free,
                    locked: Qty::ZERO,
                    withdrawing: row.withdrawing,
                })
                .collect()
            }
            Purse::UmFutures => {
                let held = self.futures_wallets(account);
                held.iter()
                    .map(|row| Held {
                        asset: row.asset,
                        free: row.wallet_balance.qty().unwrap_or(Qty::ZERO),
                        locked: Qty::ZERO,
                        withdrawing: Qty::ZERO,
                    })
                    .collect()
            }
        }
    }
}

impl Held {
    /// Everything of it.
    fn total(&self) -> Qty {
        let parts = [self.locked, self.withdrawing];
        parts
            .iter()
            .fold(self.free, |sum, part| sum.plus(*part).unwrap_or(sum))
    }
}

fn user_assets(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    asset_rows(venue, call, Purse::Spot)
}

fn funding_assets(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    asset_rows(venue, call, Purse::Funding)
}

fn asset_rows(venue: &Venue, call: &Call<'_>, purse: Purse) -> Result<Answer, Refusal> {
    let only = reading::asset(call.params, "asset")?;
    let valued = reading::flag(call.params, "needBtcValuation")?;
    let held = venue.held(call.account()?, purse);
    let rows = held
        .iter()
        .filter(|row| !row.total().is_zero() && only.is_none_or(|only| row.asset == only))
        .map(|row| {
            let worth = match valued {
                true => eight(venue.in_bitcoin(row.asset, row.total())),
                false => "0".to_owned(),
            };
            let mut value = json!({
                "asset": row.asset.as_str(), "free": row.free.to_string(),
                "locked": row.locked.to_string(), "freeze": "0",
                "withdrawing": row.withdrawing.to_string(), "btcValuation": worth,
            });
            if let (Purse::Spot, Some(fields)) = (purse, value.as_object_mut()) {
                fields.insert("ipoable".to_owned(), json!("0"));
            }
            value
        });
    Ok(rows.collect::<Value>().into())
}

fn balances(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let quote = reading::asset(call.params, "quoteAsset")?;
    let quote = match quote {
        Some(quote) => quote,
        None => Asset::new("BTC").map_err(|_| Refusal::BadSymbol)?,
    };
    let detailed = reading::flag(call.params, "needBalanceDetail")?;
    let rows = WALLETS.iter().map(|(name, purse)| {
        let held = purse.map_or_else(Vec::new, |purse| venue.held(account, purse));
        let sum = held.iter().fold(Amount::ZERO, |sum, row| {
            let worth = venue.in_asset((row.asset, row.total()), quote);
            sum.plus(worth).unwrap_or(sum)
        });
        let mut value =
            json!({ "activate": purse.is_some(), "balance": sum.to_string(), "walletName": name });
        if let (true, Some(fields)) = (detailed, value.as_object_mut()) {
            let rows = held.iter().map(|row| {
                let name = asset_info(row.asset).map_or(row.asset.as_str(), |info| info.name);
                json!({
                    "asset": row.asset.as_str(), "assetName": name, "free": row.free.to_string(),
                    "locked": row.locked.to_string(), "freeze": "0",
                    "withdrawing": row.withdrawing.to_string(),
                    "btcValuation": eight(venue.in_bitcoin(row.asset, row.total())),
                })
            });
            fields.insert("assetBalances".to_owned(), rows.collect::<Value>());
        }
        value
    });
    Ok(rows.collect::<Value>().into())
}
