//! What is asked of Binance spot, one request for each intent, and what is concluded from each of its codes.

use super::bench::{Bench, price};
use super::{NOW, Scribe};
use domain::{OrderKind, Span, Time, TimeInForce, VenueOrderId};
use protocols::Answer;
use protocols::binance_spot::{PlaceReply, ask, read};
use serde_json::{Value, json};

pub(crate) fn requests(scribe: &Scribe) -> Vec<Value> {
    let mut shown = Vec::new();
    for (intent, words, kind) in orders() {
        // Every order bears the same id, so each has a gate of its own.
        let mut bench = Bench::new();
        let cleared = bench.cleared(words, kind);
        let deadline = NOW.plus(Span::from_secs(60));
        let call = ask::place(cleared, &bench.instrument, deadline).unwrap();
        shown.push(scribe.request(intent, &call));
    }
    let mut bench = Bench::new();
    let less = bench.amendment("0.005");
    let instrument = &bench.instrument;
    let deadline = NOW.plus(Span::from_secs(60));
    let order = VenueOrderId::new("12345").unwrap();
    for (intent, call) in [
        ("spot.time", ask::server_time()),
        ("spot.instruments", ask::instruments()),
        ("spot.depth", ask::depth(instrument)),
        (
            "spot.cancel",
            ask::cancel(bench.cancel(), instrument).unwrap(),
        ),
        (
            "spot.cancel_all",
            ask::cancel_all(bench.cancel_all(), instrument).unwrap(),
        ),
        (
            "spot.amend",
            ask::amend(less, instrument, deadline).unwrap(),
        ),
        ("spot.query", ask::query(instrument, bench.client_id())),
        ("spot.open_orders", ask::open_orders()),
        ("spot.open_orders_of", ask::open_orders_of(instrument)),
        ("spot.account", ask::account()),
        ("spot.fills_of", ask::fills_of(instrument, order)),
        ("spot.fills_from", ask::fills_from(instrument, 77)),
    ] {
        shown.push(scribe.request(intent, &call));
    }
    shown
}

fn orders() -> Vec<(&'static str, &'static str, OrderKind)> {
    let limit = |time_in_force| OrderKind::Limit {
        price: price("59999.5"),
        time_in_force,
    };
    let stop_limit = OrderKind::StopLimit {
        trigger: price("59000"),
        price: price("58900.25"),
        time_in_force: TimeInForce::Gtc,
    };
    let stop = |trigger| OrderKind::Stop {
        trigger: price(trigger),
    };
    vec![
        ("spot.market_buy", "buy 0.01", OrderKind::Market),
        ("spot.market_sell", "sell 0.01", OrderKind::Market),
        ("spot.limit_gtc", "buy 0.01", limit(TimeInForce::Gtc)),
        ("spot.limit_ioc", "sell 0.01", limit(TimeInForce::Ioc)),
        ("spot.limit_fok", "buy 0.01", limit(TimeInForce::Fok)),
        (
            "spot.limit_maker",
            "sell 0.01",
            OrderKind::LimitMaker {
                price: price("61000"),
            },
        ),
        ("spot.stop_sell", "sell 0.01", stop("59000")),
        ("spot.stop_buy", "buy 0.01", stop("61000")),
        ("spot.stop_limit_sell", "sell 0.01", stop_limit),
    ]
}

/// What placing concludes from each code in an answer 400, and from each wording of the engine's.
pub(crate) fn dispositions() -> Vec<Value> {
    let documented = (-1_299_i64..=-1_000).chain(-2_099..=-2_000);
    let codes = documented.map(|code| (code, String::new()));
    let words = [
        "Account has insufficient balance for requested action.",
        "Order would immediately match and take.",
        "Order would trigger immediately.",
        "Stop price would trigger immediately.",
        "Market is closed.",
        "Rest API trading is not enabled.",
        "This account may not place or cancel orders.",
        "Duplicate order sent.",
    ];
    let worded = words.map(|text| (-2_010, text.to_owned()));
    codes
        .chain(worded)
        .map(|(code, text)| {
            let concluded = concluded(code, &text);
            json!({ "code": code, "text": text, "concluded": concluded })
        })
        .collect()
}

fn concluded(code: i64, text: &str) -> String {
    let answer = Answer {
        status: 400,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: json!({ "code": code, "msg": text })
            .to_string()
            .into_bytes(),
    };
    match read::place(&answer) {
        PlaceReply::Placed { .. } => "Placed".to_owned(),
        PlaceReply::Refused(trouble)
        | PlaceReply::NotTaken(trouble)
        | PlaceReply::Unknown(trouble) => {
            let told = format!("{:?}", trouble.disposition);
            let end = told.find(['(', ' ']).unwrap_or(told.len());
            told.chars().take(end).collect()
        }
    }
}
