//! Public facts of the contracts: listings, funding, open interest, indexes, the insurance fund. Never an account.

use super::market::{OPEN, by_symbol};
use crate::venue::Venue;
use crate::venue::boards::assets::AssetIndex;
use crate::venue::boards::contracts::{NEVER_MS, status_word};
use crate::venue::boards::figures;
use crate::venue::call::{Answer, Call};
use crate::venue::market_params;
use crate::venue::market_refusal::MarketRefusal;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Route, Weight};
use domain::{Amount, Price, Rate, Time};
use exchange::futures::{FuturesListing, FuturesStatus, MarginUse};
use serde_json::{Value, json};

/// Orders one request may move.
const MOVED_MAX: u32 = 10_000;
/// Payments of funding that an answer shows at most, and when nothing is said.
const FUNDING_MAX: u64 = 1_000;
const FUNDING_DEFAULT: u64 = 100;

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/fapi/v1/exchangeInfo",
        handler: info,
        ..OPEN
    },
    Route {
        path: "/fapi/v1/fundingRate",
        handler: funding_rate,
        ..OPEN
    },
    Route {
        path: "/fapi/v1/fundingInfo",
        weight: Weight::Fixed(0),
        handler: funding_info,
        ..OPEN
    },
    Route {
        path: "/fapi/v1/openInterest",
        handler: open_interest,
        ..OPEN
    },
    Route {
        path: "/fapi/v1/indexInfo",
        handler: index_info,
        ..OPEN
    },
    Route {
        path: "/fapi/v1/assetIndex",
        weight: Weight::By(|params| by_symbol(params, (1, 10))),
        handler: asset_index,
        ..OPEN
    },
    Route {
        path: "/fapi/v1/constituents",
        weight: Weight::Fixed(2),
        handler: constituents,
        ..OPEN
    },
    Route {
        path: "/fapi/v1/insuranceBalance",
        handler: insurance,
        ..OPEN
    },
];

fn scaled(units: i64, places: u32) -> String {
    let mut out = String::new();
    figures::put(&mut out, i128::from(units), figures::UNIT_PLACES, places);
    out
}

fn rate(rate: Rate, places: u32) -> String {
    scaled(figures::units(rate.parts()), places)
}

fn percent(rate: Rate) -> String {
    scaled(figures::units(rate.parts()).saturating_mul(100), 4)
}

fn amount(amount: Amount, places: u32) -> String {
    scaled(figures::units(amount.parts()), places)
}

fn info(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let limit = |kind: &str, interval: &str, count: u32, most: u32| json!({ "rateLimitType": kind, "interval": interval, "intervalNum": count, "limit": most });
    let (short, long) = venue.limits.orders_max(Product::Usdm);
    let weight = venue.limits.weight_max(Product::Usdm);
    let assets: Vec<Value> = venue
        .futures
        .margin_assets()
        .map(|(asset, _)| {
            json!({
                "asset": asset.asset.as_str(), "marginAvailable": asset.margin == MarginUse::Counts,
                "autoAssetExchange": amount(asset.auto_exchange, 0),
            })
        })
        .collect();
    let symbols: Vec<Value> = venue
        .futures
        .listings()
        .map(|(listing, status)| listed(listing, status))
        .collect();
    Ok(json!({
        "timezone": "UTC", "serverTime": call.time(call.now), "futuresType": "U_MARGINED",
        "rateLimits": [
            limit("REQUEST_WEIGHT", "MINUTE", 1, weight),
            limit("ORDERS", "MINUTE", 1, long),
            limit("ORDERS", "SECOND", 10, short),
        ],
        "exchangeFilters": [], "assets": assets, "symbols": symbols,
    })
    .into())
}

fn listed(listing: &FuturesListing, status: FuturesStatus) -> Value {
    let instrument = &listing.instrument;
    let rules = &instrument.rules;
    let name = instrument.venue_symbol.as_str();
    let first = listing.brackets.first();
    let maintenance = first.map_or_else(|| "0.0000".to_owned(), |one| percent(one.maintenance));
    let initial = first.map_or(0, |one| {
        figures::nearest(
            figures::power(figures::UNIT_PLACES.saturating_add(2)),
            i128::from(one.leverage),
        )
    });
    let mut required = String::new();
    figures::put(&mut required, initial, figures::UNIT_PLACES, 4);
    let bands = &listing.bands;
    json!({
        "symbol": name, "pair": name, "contractType": "PERPETUAL", "deliveryDate": NEVER_MS,
        "onboardDate": listing.onboarded.millis(), "status": status_word(status),
        "maintMarginPercent": maintenance, "requiredMarginPercent": required,
        "baseAsset": instrument.base.as_str(), "quoteAsset": instrument.quote.as_str(),
        "marginAsset": instrument.quote.as_str(),
        "pricePrecision": rules.price_tick.parts().1.max(2), "quantityPrecision": rules.qty_step.parts().1,
        "baseAssetPrecision": 8, "quotePrecision": 8, "underlyingType": "COIN", "underlyingSubType": ["PoW"],
        "settlePlan": 0, "triggerProtect": rate(bands.trigger_protect, 4),
        "liquidationFee": rate(listing.liquidation_fee, 6),
        "marketTakeBound": rate(bands.market_take_bound, 2), "maxMoveOrderLimit": MOVED_MAX,
        "filters": filters(listing),
        "orderTypes": [
            "LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET",
        ],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD"],
        "permissionSets": ["GRID", "COPY"],
    })
}

fn filters(listing: &FuturesListing) -> Value {
    let rules = &listing.instrument.rules;
    let lot = &listing.market_lot;
    let price = |price: Price| price.to_string();
    json!([
        { "filterType": "PRICE_FILTER", "minPrice": price(rules.price_min), "maxPrice": price(rules.price_max), "tickSize": price(rules.price_tick) },
        { "filterType": "LOT_SIZE", "minQty": rules.qty_min.to_string(), "maxQty": rules.qty_max.to_string(), "stepSize": rules.qty_step.to_string() },
        { "filterType": "MARKET_LOT_SIZE", "minQty": lot.min.to_string(), "maxQty": lot.max.to_string(), "stepSize": lot.step.to_string() },
        { "filterType": "MAX_NUM_ORDERS", "limit": listing.limits.open_max },
        { "filterType": "MAX_NUM_ALGO_ORDERS", "limit": listing.limits.algo_max },
        { "filterType": "MIN_NOTIONAL", "notional": rules.notional_min.to_string() },
        { "filterType": "PERCENT_PRICE", "multiplierUp": amount(listing.bands.multiplier_up, 4), "multiplierDown": amount(listing.bands.multiplier_down, 4), "multiplierDecimal": "4" },
    ])
}

fn funding_rate(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let named = venue.usdm.contracts.optional(params)?;
    let from = market_params::instant(params, "startTime")?;
    let until = market_params::instant(params, "endTime")?;
    let rows = market_params::strict_rows(params, FUNDING_DEFAULT, FUNDING_MAX)?;
    params.nothing_left()?;
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        return Err(MarketRefusal::EndBeforeStart.into());
    }
    let span = (
        Time::from_millis(from.unwrap_or(0)),
        Time::from_millis(until.unwrap_or(i64::MAX)),
    );
    let all: Vec<_> = venue
        .usdm
        .contracts
        .all()
        .filter(|contract| {
            named
                .as_ref()
                .is_none_or(|one| one.symbol == contract.symbol)
        })
        .collect();
    let mut paid: Vec<(Time, Value)> = Vec::new();
    for contract in all {
        for one in venue
            .futures
            .funding_rates(contract.symbol, span, usize::MAX)
        {
            let row = json!({
                "symbol": contract.name, "fundingRate": rate(one.rate, 8), "fundingTime": call.time(one.at),
                "markPrice": scaled(figures::of_price(one.mark), 8), "rateType": "Regular",
            });
            paid.push((one.at, row));
        }
    }
    paid.sort_by_key(|(at, _)| *at);
    // The first ones from a named start, else the latest.
    let skip = match from {
        Some(_) => 0,
        None => paid.len().saturating_sub(rows),
    };
    let rows: Vec<Value> = paid
        .into_iter()
        .skip(skip)
        .take(rows)
        .map(|(_, row)| row)
        .collect();
    Ok(Value::from(rows).into())
}

fn funding_info(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    const HOUR_MS: i64 = 3_600_000;
    call.params.nothing_left()?;
    let rows: Vec<Value> = venue
        .futures
        .listings()
        .map(|(listing, _)| {
            let funding = &listing.funding;
            json!({
                "symbol": listing.instrument.venue_symbol.as_str(),
                "adjustedFundingRateCap": rate(funding.cap, 8),
                "adjustedFundingRateFloor": rate(funding.floor, 8),
                "fundingIntervalHours": funding.interval.millis() / HOUR_MS, "disclaimer": false,
                "updateTime": listing.onboarded.millis(),
            })
        })
        .collect();
    Ok(Value::from(rows).into())
}

fn open_interest(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let contract = venue.usdm.contracts.required(call.params)?;
    call.params.nothing_left()?;
    let open = venue.futures.open_interest(contract.symbol);
    let open = open.map_or(0, figures::of_qty);
    Ok(json!({
        "symbol": contract.name, "openInterest": scaled(open, contract.digits.qty),
        "time": call.time(call.now),
    })
    .into())
}

/// No composite index is listed.
fn index_info(_: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    if call.params.optional("symbol")?.is_some() {
        return Err(Refusal::BadSymbol);
    }
    call.params.nothing_left()?;
    Ok(json!([]).into())
}

fn asset_index(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = call.params.optional("symbol")?;
    call.params.nothing_left()?;
    let at = call.time(call.now);
    let mut rows = venue
        .futures
        .margin_assets()
        .filter_map(|(asset, index)| AssetIndex::of(&asset, index?))
        .map(|index| index_row(&index, at));
    match named {
        None => Ok(rows.collect::<Value>().into()),
        Some(name) => rows
            .find(|row| row.get("symbol").and_then(Value::as_str) == Some(name))
            .map(Answer::from)
            .ok_or(Refusal::BadSymbol),
    }
}

fn index_row(asset: &AssetIndex, at: i64) -> Value {
    let fine = |units: i64| scaled(units, 8);
    json!({
        "symbol": asset.name, "time": at, "index": fine(asset.index),
        "bidBuffer": fine(asset.bid.buffer), "askBuffer": fine(asset.ask.buffer),
        "bidRate": fine(asset.bid.rate), "askRate": fine(asset.ask.rate),
        "autoExchangeBidBuffer": fine(asset.exchange_bid.buffer),
        "autoExchangeAskBuffer": fine(asset.exchange_ask.buffer),
        "autoExchangeBidRate": fine(asset.exchange_bid.rate),
        "autoExchangeAskRate": fine(asset.exchange_ask.rate),
    })
}

/// The index of a contract is the middle of this exchange's own spot book.
fn constituents(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let contract = venue.usdm.contracts.required(call.params)?;
    call.params.nothing_left()?;
    let index = venue.futures.mark_price(contract.symbol);
    let index = index.map_or(0, |view| figures::of_price(view.index));
    Ok(json!({
        "symbol": contract.name, "time": call.time(call.now),
        "constituents": [{
            "exchange": "simex", "symbol": contract.name, "price": scaled(index, 8),
            "weight": scaled(crate::venue::boards::marks::ONE, 8),
        }],
    })
    .into())
}

fn insurance(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = venue.usdm.contracts.optional(call.params)?;
    call.params.nothing_left()?;
    let at = call.time(call.now);
    let symbols: Vec<Value> = venue
        .usdm
        .contracts
        .all()
        .filter(|one| {
            named
                .as_ref()
                .is_none_or(|named| named.symbol == one.symbol)
        })
        .map(|one| json!(one.name))
        .collect();
    let assets: Vec<Value> = venue
        .futures
        .margin_assets()
        .filter_map(|(asset, _)| {
            let held = venue.futures.insurance(asset.asset)?;
            Some(json!({
                "asset": asset.asset.as_str(), "marginBalance": amount(held, 8), "updateTime": at,
            }))
        })
        .collect();
    let fund = json!({ "symbols": symbols, "assets": assets });
    Ok(if named.is_some() { fund } else { json!([fund]) }.into())
}
