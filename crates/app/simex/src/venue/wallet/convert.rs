//! `/sapi/v1/convert`: pairs, held prices, conversions. Never a conversion without an accepted price.

use super::page::{self, PageRule, WindowRule, days};
use super::reading;
use super::refusal::{bad_value, worded};
use super::{READ, WRITE};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::params::Params;
use crate::venue::refusal::{Refusal, ServerTrouble};
use crate::venue::route::{Right, Route, Security, Weight};
use domain::{Amount, Asset, Qty, Span};
use exchange::wallet::{
    CONVERT_USD_MAX, CONVERT_USD_MIN, Conversion, Outcome, Purse, QuoteRequest, QuoteSide,
    WalletInput, assets,
};
use serde_json::{Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/convert/exchangeInfo",
        security: Security::Open,
        weight: Weight::Fixed(3_000),
        handler: pairs,
        ..READ
    },
    Route {
        path: "/sapi/v1/convert/assetInfo",
        weight: Weight::Fixed(100),
        handler: fractions,
        ..READ
    },
    Route {
        path: "/sapi/v1/convert/getQuote",
        security: Security::Signed(Right::SpotTrade),
        weight: Weight::Account(200),
        handler: quote,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/convert/acceptQuote",
        security: Security::Signed(Right::SpotTrade),
        weight: Weight::Account(500),
        handler: accept,
        ..WRITE
    },
    Route {
        path: "/sapi/v1/convert/orderStatus",
        weight: Weight::Account(100),
        handler: status,
        ..READ
    },
    Route {
        path: "/sapi/v1/convert/tradeFlow",
        weight: Weight::Account(3_000),
        handler: flow,
        ..READ
    },
];

/// Decimal places of every converted asset.
const FRACTION: u32 = 8;
/// How long a price may be asked to hold.
const LIVES: [(&str, i64); 3] = [("10s", 10), ("30s", 30), ("1m", 60)];

fn pairs(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let from = reading::asset(call.params, "fromAsset")?;
    let to = reading::asset(call.params, "toAsset")?;
    let priced: Vec<Asset> = assets()
        .iter()
        .filter_map(|info| Asset::new(info.asset).ok())
        .filter(|asset| venue.dollars(*asset).is_some())
        .collect();
    let dollars = |whole: i64| Amount::from_parts(i128::from(whole), 0).unwrap_or(Amount::ZERO);
    let bound = |whole: i64, asset: Asset| venue.dollars_as(dollars(whole), asset).to_string();
    let mut rows = Vec::new();
    for one in priced
        .iter()
        .filter(|one| from.is_none_or(|from| from == **one))
    {
        for other in priced
            .iter()
            .filter(|other| to.is_none_or(|to| to == **other))
        {
            if one != other {
                rows.push(json!({
                    "fromAsset": one.as_str(), "toAsset": other.as_str(),
                    "fromAssetMinAmount": bound(CONVERT_USD_MIN, *one),
                    "fromAssetMaxAmount": bound(CONVERT_USD_MAX, *one),
                    "toAssetMinAmount": bound(CONVERT_USD_MIN, *other),
                    "toAssetMaxAmount": bound(CONVERT_USD_MAX, *other),
                }));
            }
        }
    }
    Ok(Value::Array(rows).into())
}

fn fractions(_: &mut Venue, _: &Call<'_>) -> Result<Answer, Refusal> {
    let rows = assets()
        .iter()
        .map(|info| json!({ "asset": info.asset, "fraction": FRACTION }));
    Ok(rows.collect::<Value>().into())
}

fn purse(params: &Params) -> Result<Purse, Refusal> {
    match params.optional("walletType")? {
        None | Some("SPOT") => Ok(Purse::Spot),
        Some("FUNDING") => Ok(Purse::Funding),
        Some(_) => Err(bad_value("walletType")),
    }
}

fn side(params: &Params) -> Result<QuoteSide, Refusal> {
    let from = reading::qty(params, "fromAmount")?;
    let to = reading::qty(params, "toAmount")?;
    match (from, to) {
        (Some(from), None) => Ok(QuoteSide::Give(from)),
        (None, Some(to)) => Ok(QuoteSide::Get(to)),
        (Some(_), Some(_)) => Err(Refusal::NotRequired("toAmount")),
        (None, None) => Err(Refusal::MissingEither("fromAmount", "toAmount")),
    }
}

fn quote(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let from = reading::some_asset(params, "fromAsset")?;
    let to = reading::some_asset(params, "toAsset")?;
    let side = side(params)?;
    let life = params.optional("validTime")?.unwrap_or("10s");
    let life = LIVES.iter().find(|(name, _)| *name == life);
    let (_, seconds) = life.ok_or_else(|| bad_value("validTime"))?;
    let account = call.account()?;
    let purse = purse(params)?;
    let price = |asset: Asset, name| venue.dollars(asset).ok_or_else(|| bad_value(name));
    let (from, to) = (
        (from, price(from, "fromAsset")?),
        (to, price(to, "toAsset")?),
    );
    let outcome = venue.wish(|tag| {
        WalletInput::Quote(QuoteRequest {
            tag,
            account,
            purse,
            from,
            to,
            side,
            life: Span::from_secs(*seconds),
        })
    });
    let Outcome::Quote(quote) = outcome.map_err(worded)? else {
        return Err(Refusal::Server(ServerTrouble::Unknown));
    };
    let mut value = json!({
        "quoteId": quote.id.to_string(), "ratio": quote.ratio.to_string(),
        "inverseRatio": quote.inverse.to_string(), "validTimestamp": quote.valid_until.millis(),
        "toAmount": quote.to_qty.to_string(), "fromAmount": quote.from_qty.to_string(),
    });
    // What is not there can be priced, and cannot be accepted: then no quote is named.
    let held = venue.held(account, purse);
    let free = held.iter().find(|row| row.asset == quote.from);
    let covered = free.map_or(Qty::ZERO, |row| row.free) >= quote.from_qty;
    if let (false, Some(fields)) = (covered, value.as_object_mut()) {
        fields.remove("quoteId");
    }
    Ok(value.into())
}

fn accept(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let quote = call.params.number("quoteId")?;
    let quote = quote.ok_or(Refusal::MissingParameter("quoteId"))?;
    let outcome = venue.wish(|tag| WalletInput::Accept {
        tag,
        account,
        quote,
    });
    let number = outcome.map_err(worded)?.number().unwrap_or(0);
    Ok(json!({
        "orderId": number.to_string(), "createTime": call.time(call.now), "orderStatus": "PROCESS",
    })
    .into())
}

fn status(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let order = call.params.number("orderId")?;
    let quote = call.params.number("quoteId")?;
    if order.is_none() && quote.is_none() {
        return Err(Refusal::MissingEither("orderId", "quoteId"));
    }
    let mut rows = venue.wallet.conversions(call.account()?);
    let row = rows.find(|row| {
        order.is_none_or(|order| row.id == order) && quote.is_none_or(|quote| row.quote.id == quote)
    });
    let row = row.ok_or(Refusal::NoSuchOrder)?;
    Ok(conversion(row).into())
}

fn conversion(row: &Conversion) -> Value {
    let quote = &row.quote;
    json!({
        "orderId": row.id, "orderStatus": "SUCCESS", "fromAsset": quote.from.as_str(),
        "fromAmount": quote.from_qty.to_string(), "toAsset": quote.to.as_str(),
        "toAmount": quote.to_qty.to_string(), "ratio": quote.ratio.to_string(),
        "inverseRatio": quote.inverse.to_string(), "createTime": row.at.millis(),
    })
}

fn flow(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const ROWS: PageRule = PageRule {
        rows: "limit",
        usual: 100,
        most: 1_000,
    };
    const WINDOW: WindowRule = WindowRule {
        usual: days(30),
        most: Some(days(30)),
        reach: None,
    };
    for name in ["startTime", "endTime"] {
        if !call.params.has(name) {
            return Err(Refusal::MissingParameter(name));
        }
    }
    let limit = page::rows(call.params, ROWS)?;
    let window = page::window(call, &WINDOW)?;
    let rows = venue.wallet.conversions(call.account()?).rev();
    let rows: Vec<&Conversion> = rows.filter(|row| window.has(row.at)).collect();
    let list = rows.iter().take(limit).map(|row| {
        let mut value = conversion(row);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("quoteId".to_owned(), json!(row.quote.id.to_string()));
        }
        value
    });
    let list: Value = list.collect();
    Ok(json!({
        "list": list, "startTime": window.from.millis(), "endTime": window.to.millis(),
        "limit": limit, "moreData": rows.len() > limit,
    })
    .into())
}
