//! The lever for a symbol's reference price and for the range in which its orders trade. Never decides what either does.

use super::{done, read, wrong};
use crate::venue::Venue;
use crate::venue::http::{HttpRequest, Reply};
use crate::venue::spot::trade;
use domain::{Amount, Price, Span, Symbol, Time};
use exchange::{ExecutionRules, Input, Multiplier, PriceRange, ReferenceSource};
use serde::Deserialize;
use serde_json::json;

/// Parts of one in a multiple.
const PARTS: i128 = 10_000;

/// All rules of a symbol that hold when an order trades: what is left out is not there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Execution {
    symbol: String,
    reference: Option<Reference>,
    range: Option<Range>,
}

/// Where the reference price comes from, under Binance's names.
#[derive(Deserialize)]
#[serde(
    tag = "calculationType",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum Reference {
    #[serde(rename = "ARITHMETIC_MEAN")]
    Mean {
        bucket_count: u32,
        bucket_width_ms: i64,
    },
    #[serde(rename = "EXTERNAL")]
    Outside {
        external_calculation_id: u32,
        price: Option<Price>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Range {
    bid_limit_mult_up: Option<Amount>,
    bid_limit_mult_down: Option<Amount>,
    ask_limit_mult_up: Option<Amount>,
    ask_limit_mult_down: Option<Amount>,
}

impl Reference {
    fn source(&self) -> ReferenceSource {
        match self {
            Self::Mean {
                bucket_count,
                bucket_width_ms,
            } => ReferenceSource::Mean {
                bucket: Span::from_millis(*bucket_width_ms),
                count: *bucket_count,
            },
            Self::Outside {
                external_calculation_id,
                price,
            } => ReferenceSource::Outside {
                method: *external_calculation_id,
                price: *price,
            },
        }
    }
}

impl Range {
    fn read(&self) -> Option<PriceRange> {
        let times = |text: Option<Amount>| match text {
            None => Some(None),
            Some(amount) => multiplier(amount).map(Some),
        };
        Some(PriceRange {
            bid_up: times(self.bid_limit_mult_up)?,
            bid_down: times(self.bid_limit_mult_down)?,
            ask_up: times(self.ask_limit_mult_up)?,
            ask_down: times(self.ask_limit_mult_down)?,
        })
    }
}

/// A multiple of at most four decimal places; none when it is finer or below nothing.
fn multiplier(times: Amount) -> Option<Multiplier> {
    let (mantissa, places) = times.parts();
    let scale = 10_i128.checked_pow(places)?;
    let parts = mantissa.checked_mul(PARTS)?;
    if parts.checked_rem(scale)? != 0 {
        return None;
    }
    let parts = u32::try_from(parts.checked_div(scale)?).ok()?;
    Some(Multiplier::new(parts))
}

pub(super) fn set(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Execution = read(request)?;
    let listing = venue.listings.get(&wish.symbol);
    let symbol: Symbol = listing
        .ok_or_else(|| wrong("no such symbol"))?
        .instrument
        .symbol;
    let range = match &wish.range {
        None => None,
        Some(range) => Some(
            range
                .read()
                .ok_or_else(|| wrong("a multiple has at most four decimal places"))?,
        ),
    };
    let rules = ExecutionRules {
        symbol,
        reference: wish.reference.as_ref().map(Reference::source),
        range,
        since: Time::from_nanos(0),
    };
    let tag = venue.tag();
    let effects = venue.step(Input::SetExecution { tag, rules });
    match trade::refusal(&effects) {
        Some(_) => Err(wrong(
            "a reference has 1 to 3,600 buckets of whole milliseconds, or a price on the grid",
        )),
        None => done(&json!({})),
    }
}
