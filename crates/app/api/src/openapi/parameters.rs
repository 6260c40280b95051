//! The parameters of routes for the document: those in the path, and the queries of the routes that take one.

use crate::route_table::{Row, Verb};
use serde_json::{Value, json};

/// Name, meaning, example and whether it must be given.
type Field = (&'static str, &'static str, &'static str, bool);

const SYMBOL: Field = (
    "symbol",
    "The symbol, `BTC-USDT` or `BTC/USDT`",
    "BTC-USDT",
    true,
);
const ONLY_SYMBOL: Field = ("symbol", "Only this symbol", "BTC-USDT", false);
const LIMIT: Field = ("limit", "At most this many rows", "100", false);

/// All parameters of a row.
pub(super) fn of(row: &Row) -> Vec<Value> {
    let in_path = row
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            let example = match name {
                "symbol" => "BTC-USDT",
                "name" => "main-spot",
                _ => "12",
            };
            parameter("path", (name, "Part of the path", example, true))
        });
    let in_query = query(row).iter().map(|field| parameter("query", *field));
    in_path.chain(in_query).collect()
}

fn query(row: &Row) -> &'static [Field] {
    match (row.verb, row.path) {
        (Verb::Get, "/api/v1/trades") => &[SYMBOL],
        (Verb::Get, "/api/v1/candles") => &[
            SYMBOL,
            (
                "interval",
                "1s, 1m, 5m, 15m, 30m, 1h, 2h, 4h or 1d",
                "1m",
                true,
            ),
            ("limit", "At most this many, 1 to 1000", "500", false),
        ],
        (Verb::Get, "/api/v1/market/gaps") => &[
            ("state", "open, repaired or absent", "open", false),
            (
                "before",
                "Only what was found before this instant",
                "1800000000000",
                false,
            ),
            ("limit", "At most this many, 1 to 500", "100", false),
        ],
        (Verb::Get, "/api/v1/surveillance") => {
            &[("state", "open, explained or all", "open", false)]
        }
        (Verb::Get, "/api/v1/orders") => &[
            ONLY_SYMBOL,
            ("state", "open, ended or all", "open", false),
            ("before", "Only orders numbered below this", "40", false),
            LIMIT,
        ],
        (Verb::Get, "/api/v1/fills") => &[
            ONLY_SYMBOL,
            (
                "before",
                "Only fills before this number of a page",
                "40",
                false,
            ),
            LIMIT,
        ],
        (Verb::Get, "/stream") => &[
            (
                "symbol",
                "The symbol whose book and candle are sent",
                "BTC-USDT",
                false,
            ),
            ("interval", "The interval of the candle", "1m", false),
        ],
        (_, _) => &[],
    }
}

fn parameter(place: &str, (name, meaning, example, needed): (&str, &str, &str, bool)) -> Value {
    json!({
        "name": name,
        "in": place,
        "required": needed,
        "description": meaning,
        "schema": {"type": "string"},
        "example": example,
    })
}
