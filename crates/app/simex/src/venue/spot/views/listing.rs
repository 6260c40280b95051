//! One symbol of the exchange information: its status, abilities and filters. Never a price of the market.

use super::{NO_PRICE, PLACES, amount, price, qty};
use crate::venue::spot::words;
use domain::{Instrument, Qty};
use exchange::{ACCOUNT_OPEN_MAX, Applies, Collar, Filters, Listing, Multiplier, SymbolStatus};
use serde_json::{Value, json};

/// Every type of order.
const TYPES: [&str; 7] = [
    "LIMIT",
    "LIMIT_MAKER",
    "MARKET",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
];
/// Places a multiplier of the price band has at most.
const MULTIPLIER_PLACES: u32 = 4;

/// Whether a symbol has a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It trades.
    Trading,
    /// Nothing moves here.
    Break,
    /// Orders may only end.
    CancelOnly,
}

impl Standing {
    /// Binance's word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Trading => "TRADING",
            Self::Break => "BREAK",
            Self::CancelOnly => "CANCEL_ONLY",
        }
    }
}

impl From<SymbolStatus> for Standing {
    fn from(status: SymbolStatus) -> Self {
        match status {
            SymbolStatus::Trading => Self::Trading,
            SymbolStatus::Break => Self::Break,
            SymbolStatus::CancelOnly => Self::CancelOnly,
        }
    }
}

/// One symbol of the exchange information.
pub(crate) fn listed(listing: &Listing, stands: Standing) -> Value {
    let Instrument {
        venue_symbol,
        base,
        quote,
        ..
    } = &listing.instrument;
    json!({
        "symbol": venue_symbol.as_str(), "status": stands.word(),
        "baseAsset": base.as_str(), "baseAssetPrecision": PLACES,
        "quoteAsset": quote.as_str(), "quotePrecision": PLACES, "quoteAssetPrecision": PLACES,
        "baseCommissionPrecision": PLACES, "quoteCommissionPrecision": PLACES,
        "orderTypes": TYPES,
        "icebergAllowed": true, "ocoAllowed": true, "otoAllowed": true, "opoAllowed": true,
        "quoteOrderQtyMarketAllowed": true, "allowTrailingStop": true,
        "cancelReplaceAllowed": true, "amendAllowed": true, "pegInstructionsAllowed": true,
        "isSpotTradingAllowed": true, "isMarginTradingAllowed": false,
        "filters": filters(listing),
        "permissions": [], "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": words::MODES.map(words::self_trade),
    })
}

/// The rules that all orders of an account must keep together.
pub(crate) fn exchange_filters() -> Vec<Value> {
    vec![json!({ "filterType": "EXCHANGE_MAX_NUM_ORDERS", "maxNumOrders": ACCOUNT_OPEN_MAX })]
}

/// The rules that orders of a symbol must keep.
pub(crate) fn filters(listing: &Listing) -> Vec<Value> {
    let rules = &listing.instrument.rules;
    let limits = &listing.limits;
    let Filters {
        average_minutes,
        band,
        min_to_market,
        max_to_market,
        iceberg_parts_max,
        trailing,
        position_max,
    } = &listing.filters;
    let mut all = vec![
        json!({ "filterType": "PRICE_FILTER", "minPrice": price(rules.price_min), "maxPrice": price(rules.price_max), "tickSize": price(rules.price_tick) }),
        json!({ "filterType": "LOT_SIZE", "minQty": qty(rules.qty_min), "maxQty": qty(rules.qty_max), "stepSize": qty(rules.qty_step) }),
        json!({ "filterType": "ICEBERG_PARTS", "limit": iceberg_parts_max }),
        json!({ "filterType": "MARKET_LOT_SIZE", "minQty": NO_PRICE, "maxQty": qty(rules.market_qty_max), "stepSize": NO_PRICE }),
        json!({
            "filterType": "TRAILING_DELTA",
            "minTrailingAboveDelta": trailing.above_min, "maxTrailingAboveDelta": trailing.above_max,
            "minTrailingBelowDelta": trailing.below_min, "maxTrailingBelowDelta": trailing.below_max,
        }),
    ];
    all.extend(band.map(|band| by_side(&band, *average_minutes)));
    all.extend([
        json!({
            "filterType": "NOTIONAL",
            "minNotional": amount(rules.notional_min), "applyMinToMarket": *min_to_market == Applies::Yes,
            "maxNotional": amount(rules.notional_max), "applyMaxToMarket": *max_to_market == Applies::Yes,
            "avgPriceMins": average_minutes,
        }),
        json!({ "filterType": "MAX_NUM_ORDERS", "maxNumOrders": limits.open_max }),
        json!({ "filterType": "MAX_NUM_ORDER_LISTS", "maxNumOrderLists": limits.list_max }),
        json!({ "filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": limits.stop_max }),
        json!({ "filterType": "MAX_NUM_ICEBERG_ORDERS", "maxNumIcebergOrders": limits.iceberg_max }),
        json!({ "filterType": "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends": limits.amend_max }),
    ]);
    all.extend(position_max.map(position));
    all
}

fn by_side(band: &Collar, minutes: u32) -> Value {
    json!({
        "filterType": "PERCENT_PRICE_BY_SIDE",
        "bidMultiplierUp": multiplier(band.bid_up), "bidMultiplierDown": multiplier(band.bid_down),
        "askMultiplierUp": multiplier(band.ask_up), "askMultiplierDown": multiplier(band.ask_down),
        "avgPriceMins": minutes,
    })
}

fn position(most: Qty) -> Value {
    json!({ "filterType": "MAX_POSITION", "maxPosition": qty(most) })
}

/// A multiplier without zeros at its end.
fn multiplier(multiplier: Multiplier) -> String {
    let one = 10_u32.saturating_pow(MULTIPLIER_PLACES);
    let (whole, part) = (multiplier.get() / one, multiplier.get() % one);
    let text = format!("{whole}.{part:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
