//! Rules that hold when an order of spot trades, and the reference prices they are measured from. Never sets either.

use super::market::{self, OPEN};
use crate::venue::Venue;
use crate::venue::boards::figures::{self, Places};
use crate::venue::boards::text::Text;
use crate::venue::call::{Answer, Call};
use crate::venue::market_params::{self, Named};
use crate::venue::market_refusal::MarketRefusal;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};
use domain::Symbol;
use exchange::{ExecutionRules, Multiplier, PriceRange, ReferenceSource, ReferenceView};
use serde_json::{Map, Value, json};

/// Places of a multiple.
const MULTIPLE_PLACES: u32 = 4;

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/api/v3/executionRules",
        ws: Some("executionRules"),
        weight: Weight::By(rules_weight),
        handler: execution_rules,
        ..OPEN
    },
    Route {
        path: "/api/v3/referencePrice",
        ws: Some("referencePrice"),
        weight: Weight::Fixed(2),
        handler: reference_price,
        ..OPEN
    },
    Route {
        path: "/api/v3/referencePrice/calculation",
        ws: Some("referencePrice.calculation"),
        weight: Weight::Fixed(2),
        handler: calculation,
        ..OPEN
    },
];

fn rules_weight(params: &Params) -> u32 {
    const EACH: u32 = 2;
    const MOST: u32 = 40;
    if params.has("symbol") {
        return EACH;
    }
    market_params::listed(params).map_or(MOST, |count| count.saturating_mul(EACH).min(MOST))
}

fn execution_rules(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let named = market_params::named(call.params)?;
    let status = call.params.optional("symbolStatus")?;
    let status = status.map(market::status).transpose()?;
    if named != Named::All && status.is_some() {
        return Err(MarketRefusal::BadCombination.into());
    }
    call.params.nothing_left()?;
    let rows: Vec<Value> = venue
        .spot_symbols(&named)?
        .into_iter()
        .filter(|symbol| status.is_none_or(|status| status == venue.standing(*symbol).word()))
        .filter_map(|symbol| Some((venue.names.get(&symbol)?, venue.rules_of(symbol)?)))
        .map(|(name, rules)| json!({ "symbol": name, "rules": price_range(rules.range) }))
        .collect();
    Ok(json!({ "symbolRules": rows }).into())
}

/// The range of execution as a list of rules: empty, or that one.
fn price_range(range: Option<PriceRange>) -> Value {
    let Some(range) = range else {
        return json!([]);
    };
    let mut rule = Map::new();
    rule.insert("ruleType".to_owned(), "PRICE_RANGE".into());
    for (name, times) in [
        ("bidLimitMultUp", range.bid_up),
        ("bidLimitMultDown", range.bid_down),
        ("askLimitMultUp", range.ask_up),
        ("askLimitMultDown", range.ask_down),
    ] {
        if let Some(times) = times {
            rule.insert(name.to_owned(), multiple(times).into());
        }
    }
    json!([rule])
}

fn multiple(times: Multiplier) -> String {
    let mut out = String::new();
    let units = i128::from(times.get());
    figures::put(&mut out, units, MULTIPLE_PLACES, MULTIPLE_PLACES);
    out
}

fn reference_price(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = market::one_symbol(venue, call.params)?;
    call.params.nothing_left()?;
    let told = venue.spot.reference_price(symbol, call.now);
    let told = told.ok_or(MarketRefusal::NoReferencePrice)?;
    let name = venue.names.get(&symbol).ok_or(Refusal::BadSymbol)?;
    let mut text = Text::new(call.unit, Places::SPOT);
    text.open('{').name("symbol").quoted(name);
    text.name("referencePrice");
    put_price(&mut text, &told);
    text.name("timestamp").time(told.at).close('}');
    Ok(Answer::written(text.done()))
}

/// Writes a reference price, or that there is none.
pub(crate) fn put_price(text: &mut Text, told: &ReferenceView) {
    match told.price {
        Some(price) => text.fine(figures::of_price(price)),
        None => text.raw("null"),
    };
}

fn calculation(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let symbol = market::one_symbol(venue, call.params)?;
    call.params.nothing_left()?;
    let rules = venue.rules_of(symbol);
    let source = rules.and_then(|rules| rules.reference);
    let source = source.ok_or(MarketRefusal::NoReferencePrice)?;
    let name = venue.names.get(&symbol).ok_or(Refusal::BadSymbol)?;
    Ok(match source {
        ReferenceSource::Mean { bucket, count } => json!({
            "symbol": name, "calculationType": "ARITHMETIC_MEAN", "bucketCount": count,
            "bucketWidthMs": bucket.millis(),
        }),
        ReferenceSource::Outside { method, .. } => json!({
            "symbol": name, "calculationType": "EXTERNAL", "externalCalculationId": method,
        }),
    }
    .into())
}

impl Venue {
    fn rules_of(&self, symbol: Symbol) -> Option<ExecutionRules> {
        self.spot.execution_rules(symbol)
    }
}
