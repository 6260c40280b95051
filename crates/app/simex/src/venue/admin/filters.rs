//! The lever for a symbol's grid and bounds while it trades. Never ends an order that stands.

use super::{done, read, wrong};
use crate::venue::Venue;
use crate::venue::http::{HttpRequest, Reply};
use crate::venue::spot::trade;
use domain::{Amount, Price, Qty};
use exchange::{Input, SymbolRules};
use serde::Deserialize;
use serde_json::json;

/// Other rules of a spot symbol, under Binance's names; what is left out stays as it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Rules {
    symbol: String,
    tick_size: Option<Price>,
    min_price: Option<Price>,
    max_price: Option<Price>,
    step_size: Option<Qty>,
    min_qty: Option<Qty>,
    max_qty: Option<Qty>,
    max_market_qty: Option<Qty>,
    min_notional: Option<Amount>,
    max_notional: Option<Amount>,
}

pub(super) fn set(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Rules = read(request)?;
    let listing = venue.listings.get(&wish.symbol);
    let instrument = listing.ok_or_else(|| wrong("no such symbol"))?.instrument;
    let mut rules = instrument.rules;
    rules.price_tick = wish.tick_size.unwrap_or(rules.price_tick);
    rules.price_min = wish.min_price.unwrap_or(rules.price_min);
    rules.price_max = wish.max_price.unwrap_or(rules.price_max);
    rules.qty_step = wish.step_size.unwrap_or(rules.qty_step);
    rules.qty_min = wish.min_qty.unwrap_or(rules.qty_min);
    rules.qty_max = wish.max_qty.unwrap_or(rules.qty_max);
    rules.market_qty_max = wish.max_market_qty.unwrap_or(rules.market_qty_max);
    rules.notional_min = wish.min_notional.unwrap_or(rules.notional_min);
    rules.notional_max = wish.max_notional.unwrap_or(rules.notional_max);
    let tag = venue.tag();
    let symbol = instrument.symbol;
    let rules = Box::new(SymbolRules { symbol, rules });
    let effects = venue.step(Input::SetRules {
        tag,
        rules: rules.clone(),
    });
    if trade::refusal(&effects).is_some() {
        return Err(wrong(
            "a tick or step is a whole number of what the symbol was listed with, and no smallest value exceeds its largest",
        ));
    }
    if let Some(listing) = venue.listings.get_mut(&wish.symbol) {
        listing.instrument.rules = rules.rules;
    }
    done(&json!({}))
}
