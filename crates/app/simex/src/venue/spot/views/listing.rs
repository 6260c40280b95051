//! One symbol of the exchange information: its status, abilities and filters. Never a price of the market.

use super::{NO_PRICE, PLACES, amount, price, qty};
use domain::Instrument;
use exchange::Listing;
use serde_json::{Value, json};

/// Whether a symbol has a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It trades.
    Trading,
    /// A capture of another symbol is being played: nothing moves here.
    Break,
}

impl Standing {
    /// Binance's word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Trading => "TRADING",
            Self::Break => "BREAK",
        }
    }
}

/// One symbol of the exchange information.
pub(crate) fn listed(listing: &Listing, standing: Standing) -> Value {
    let Instrument {
        venue_symbol,
        base,
        quote,
        rules,
        ..
    } = &listing.instrument;
    json!({
        "symbol": venue_symbol.as_str(), "status": standing.word(),
        "baseAsset": base.as_str(), "baseAssetPrecision": PLACES,
        "quoteAsset": quote.as_str(), "quotePrecision": PLACES, "quoteAssetPrecision": PLACES,
        "baseCommissionPrecision": PLACES, "quoteCommissionPrecision": PLACES,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT"],
        "icebergAllowed": false, "ocoAllowed": false, "otoAllowed": false, "opoAllowed": false,
        "quoteOrderQtyMarketAllowed": false, "allowTrailingStop": false,
        "cancelReplaceAllowed": false, "amendAllowed": false, "pegInstructionsAllowed": false,
        "isSpotTradingAllowed": true, "isMarginTradingAllowed": false,
        "filters": [
            { "filterType": "PRICE_FILTER", "minPrice": price(rules.price_min), "maxPrice": price(rules.price_max), "tickSize": price(rules.price_tick) },
            { "filterType": "LOT_SIZE", "minQty": qty(rules.qty_min), "maxQty": qty(rules.qty_max), "stepSize": qty(rules.qty_step) },
            { "filterType": "MARKET_LOT_SIZE", "minQty": NO_PRICE, "maxQty": qty(rules.market_qty_max), "stepSize": NO_PRICE },
            { "filterType": "NOTIONAL", "minNotional": amount(rules.notional_min), "applyMinToMarket": true, "maxNotional": amount(rules.notional_max), "applyMaxToMarket": true, "avgPriceMins": 0 },
            { "filterType": "MAX_NUM_ORDERS", "maxNumOrders": listing.limits.open_max },
            { "filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": listing.limits.stop_max },
        ],
        "permissions": [], "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    })
}
