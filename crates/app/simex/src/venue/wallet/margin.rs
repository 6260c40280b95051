//! The two margin lists that clients read at start. Margin itself is not served.

use super::READ;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Security, Weight};
use serde_json::{Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/sapi/v1/margin/allPairs",
        security: Security::Key,
        handler: cross,
        ..READ
    },
    Route {
        path: "/sapi/v1/margin/isolated/allPairs",
        security: Security::Key,
        weight: Weight::Fixed(10),
        handler: isolated,
        ..READ
    },
];

/// The number of the first pair; each listed symbol has the next.
const PAIR_FIRST: u64 = 351_637_150_141_315_840;

fn cross(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let rows = pairs(venue, call)?.into_iter().zip(PAIR_FIRST..);
    let rows = rows.map(|(mut row, id)| {
        if let Some(fields) = row.as_object_mut() {
            fields.insert("id".to_owned(), json!(id));
        }
        row
    });
    Ok(rows.collect::<Value>().into())
}

fn isolated(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(Value::Array(pairs(venue, call)?).into())
}

/// The symbols of spot as margin pairs: none may be traded on margin here.
fn pairs(venue: &Venue, call: &Call<'_>) -> Result<Vec<Value>, Refusal> {
    let only = call.params.optional("symbol")?;
    let rows = venue.listings.iter();
    let rows = rows.filter(|(name, _)| only.is_none_or(|only| only == name.as_str()));
    let rows = rows.map(|(name, listing)| {
        let instrument = &listing.instrument;
        json!({
            "base": instrument.base.as_str(), "quote": instrument.quote.as_str(), "symbol": name,
            "isBuyAllowed": false, "isMarginTrade": false, "isSellAllowed": false,
        })
    });
    Ok(rows.collect())
}
