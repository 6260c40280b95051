//! What Binance says alike for every product: lists of what is traded, limits, books, and demands on its caller. Never a word
//! that one product alone uses.

pub(crate) mod session;

use crate::answer::Answer;
use crate::limits::{Charge, Demand, ListedLimit};
use alloc::string::String;
use alloc::vec::Vec;
use domain::{Instrument, Price, Qty, Span, Text, Time};
use serde::Deserialize;

/// The venue's own name of an instrument: `BTCUSDT`.
pub type VenueSymbol = Text<40>;

/// What can be traded, and the limits that apply to asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The venue's clock when it answered.
    pub server_time: Time,
    /// Instruments open for trading; of contracts the perpetual ones.
    pub instruments: Vec<Instrument>,
    /// Symbols left out, and why.
    pub skipped: Vec<SkippedSymbol>,
    /// What may be asked how often, as far as the venue says.
    pub limits: Vec<ListedLimit>,
}

/// A symbol of the venue that cannot be traded here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedSymbol {
    /// The venue's name for it.
    pub symbol: String,
    /// Why it is left out.
    pub reason: String,
}

/// Levels of a book at one update id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepthSnapshot {
    /// The last update it contains.
    pub last_update: u64,
    /// Price and quantity, best first.
    pub bids: Vec<(Price, Qty)>,
    /// Price and quantity, best first.
    pub asks: Vec<(Price, Qty)>,
}

/// Puts the rows of a page in the order of their numbers, which the venue counts up. Everything that goes through own trades in
/// turn (what was compared, where the next page begins) relies on it; the documents promise no order of the rows.
pub(crate) fn in_order<T>(rows: &mut [T], id: impl Fn(&T) -> &str) {
    rows.sort_by_key(|row| id(row).parse::<u64>().unwrap_or(u64::MAX));
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawLimit {
    rate_limit_type: String,
    interval: String,
    interval_num: u32,
    limit: u32,
}

impl RawLimit {
    /// A limit of a sort that is known here.
    pub(crate) fn listed(&self) -> Option<ListedLimit> {
        let charge = match self.rate_limit_type.as_str() {
            "REQUEST_WEIGHT" => Charge::Weight,
            "RAW_REQUESTS" => Charge::Request,
            "ORDERS" => Charge::Order,
            _ => return None,
        };
        let unit = match self.interval.as_str() {
            "SECOND" => 1,
            "MINUTE" => 60,
            "HOUR" => 3_600,
            "DAY" => 86_400,
            _ => return None,
        };
        Some(ListedLimit {
            charge,
            every: Span::from_secs(unit).times(i64::from(self.interval_num)),
            most: self.limit,
        })
    }
}

/// What the venue demands of its caller.
pub(crate) fn demand(answer: &Answer) -> Demand {
    #[derive(Deserialize)]
    struct Code {
        code: i64,
    }
    let after = answer.retry_after;
    let code = match answer.status {
        418 => return Demand::Absence { after },
        200..300 => return Demand::Nothing,
        _ => serde_json::from_slice::<Code>(&answer.body).map(|error| error.code),
    };
    match (answer.status, code) {
        (429 | 400, Ok(-1015)) => Demand::FewerOrders { after },
        (429, _) | (400, Ok(-1003)) => Demand::Silence { after },
        // The second is the word of contracts for the same.
        (400, Ok(-1021 | -5028)) => Demand::MendClock,
        _ => Demand::Nothing,
    }
}
