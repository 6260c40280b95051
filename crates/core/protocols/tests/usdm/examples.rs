//! Every example of the venue's documents for what this house asks is read, and holds nothing that the documents do not name.

use crate::shared;
use domain::VenueId;
use protocols::Answer;
use protocols::binance_usdm::facts::fields::Shape;
use protocols::binance_usdm::feed::{MarketFrame, market};
use protocols::binance_usdm::{
    AmendReply, CancelReply, PlaceReply, QueryReply, SettingReply, read,
};
use serde_json::Value;
use std::fmt::Debug;

type Reader = fn(&Answer) -> Result<String, String>;

fn told<T: Debug, E: Debug>(read: Result<T, E>) -> Result<String, String> {
    read.map(|value| format!("{value:?}"))
        .map_err(|error| format!("{error:?}"))
}

fn venue() -> VenueId {
    VenueId::new("binance-usdm").unwrap()
}

macro_rules! reply {
    ($read:path, $good:pat) => {
        |answer| {
            let reply = $read(answer);
            match reply {
                $good => Ok(format!("{reply:?}")),
                other => Err(format!("{other:?}")),
            }
        }
    };
}

macro_rules! plain {
    ($read:path) => {
        |answer| told($read(answer))
    };
}

/// Every operation that is asked: method, path, reader, shape.
#[rustfmt::skip]
const OPERATIONS: &[(&str, &str, Reader, Shape)] = &[
    ("GET", "/fapi/v1/time", plain!(read::server_time), Shape::Market),
    ("GET", "/fapi/v1/exchangeInfo", |answer| told(read::instruments(answer, venue())), Shape::Listing),
    ("GET", "/fapi/v1/depth", plain!(read::depth), Shape::Market),
    ("GET", "/fapi/v1/premiumIndex", plain!(read::mark), Shape::Market),
    ("GET", "/fapi/v1/fundingRate", plain!(read::funding_paid), Shape::Market),
    ("GET", "/fapi/v1/fundingInfo", plain!(read::funding_rules), Shape::Market),
    ("POST", "/fapi/v1/order", reply!(read::place, PlaceReply::Placed(_)), Shape::Order),
    ("PUT", "/fapi/v1/order", reply!(read::amend, AmendReply::Amended(_)), Shape::Order),
    ("DELETE", "/fapi/v1/order", reply!(read::cancel, CancelReply::Cancelled(_)), Shape::Order),
    ("GET", "/fapi/v1/order", reply!(read::query, QueryReply::Found(_)), Shape::Order),
    ("GET", "/fapi/v1/openOrders", plain!(read::open_orders), Shape::Order),
    ("GET", "/fapi/v1/allOrders", plain!(read::orders), Shape::Order),
    ("GET", "/fapi/v1/forceOrders", plain!(read::forced_orders), Shape::Order),
    ("POST", "/fapi/v1/algoOrder", reply!(read::place_algo, PlaceReply::Placed(_)), Shape::Algo),
    ("DELETE", "/fapi/v1/algoOrder", reply!(read::cancel_algo, CancelReply::Cancelled(_)), Shape::Algo),
    ("GET", "/fapi/v1/algoOrder", reply!(read::query_algo, QueryReply::Found(_)), Shape::Algo),
    ("GET", "/fapi/v1/openAlgoOrders", plain!(read::open_algos), Shape::Algo),
    ("GET", "/fapi/v1/allAlgoOrders", plain!(read::algos), Shape::Algo),
    ("GET", "/fapi/v3/balance", plain!(read::balances), Shape::Balances),
    ("GET", "/fapi/v3/account", plain!(read::account), Shape::Account),
    ("GET", "/fapi/v3/positionRisk", plain!(read::positions), Shape::Positions),
    ("GET", "/fapi/v1/accountConfig", plain!(read::account_settings), Shape::Settings),
    ("GET", "/fapi/v1/symbolConfig", plain!(read::symbol_settings), Shape::Settings),
    ("GET", "/fapi/v1/commissionRate", plain!(read::fees), Shape::Settings),
    ("POST", "/fapi/v1/marginType", reply!(read::set, SettingReply::Done), Shape::Algo),
    ("POST", "/fapi/v1/positionSide/dual", reply!(read::set, SettingReply::Done), Shape::Algo),
    ("POST", "/fapi/v1/multiAssetsMargin", reply!(read::set, SettingReply::Done), Shape::Algo),
    ("GET", "/fapi/v1/userTrades", plain!(read::fills), Shape::Fills),
    ("GET", "/fapi/v1/income", plain!(read::income), Shape::Income),
];

/// Those whose answer the documents show in words only; what they answer is read in the tests of the readers.
const WITHOUT_EXAMPLE: &[(&str, &str)] = &[
    ("GET", "/fapi/v1/klines"),
    ("GET", "/fapi/v1/openInterest"),
    ("POST", "/fapi/v1/leverage"),
    ("DELETE", "/fapi/v1/allOpenOrders"),
    ("DELETE", "/fapi/v1/algoOpenOrders"),
    ("POST", "/fapi/v1/countdownCancelAll"),
    ("DELETE", "/fapi/v1/listenKey"),
];

fn documents() -> Option<Vec<Value>> {
    let bytes = shared::bytes("binance/usdm.json")?;
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// The documents of one operation.
fn entry<'a>(documents: &'a [Value], (method, path): (&str, &str)) -> &'a Value {
    let found = documents.iter().find(|entry| {
        entry["kind"] == "rest_api" && entry["method"] == method && entry["path"] == path
    });
    found.unwrap_or_else(|| panic!("{method} {path} is not in the documents"))
}

#[test]
fn each_example_of_what_is_asked_is_read_with_nothing_unknown() {
    let Some(documents) = documents() else {
        return;
    };
    for (method, path, reader, shape) in OPERATIONS {
        let example = entry(&documents, (method, path))["example"].to_string();
        assert_ne!(example, "null", "{method} {path}");
        let read = reader(&shared::answer(&example));
        assert!(read.is_ok(), "{method} {path}: {read:?}");
        let drift = read::drift(*shape, example.as_bytes());
        assert_eq!(drift.count, 0, "{method} {path}: {drift:?}");
    }
    let key = |method| entry(&documents, (method, "/fapi/v1/listenKey"))["example"].to_string();
    for method in ["POST", "PUT"] {
        let read = read::listen_key(&shared::answer(&key(method)));
        assert_eq!(read.unwrap().expose().len(), 64, "{method}");
    }
    for operation in WITHOUT_EXAMPLE {
        assert!(
            entry(&documents, *operation)["example"].is_null(),
            "{operation:?}"
        );
    }
}

// What is not JSON of the right form is never taken for it.
#[test]
fn no_example_is_read_with_a_field_of_ours_gone() {
    let Some(documents) = documents() else {
        return;
    };
    let needed = [
        ("/fapi/v3/balance", "balance"),
        ("/fapi/v3/account", "totalWalletBalance"),
        ("/fapi/v3/positionRisk", "positionAmt"),
        ("/fapi/v1/accountConfig", "dualSidePosition"),
        ("/fapi/v1/userTrades", "commission"),
        ("/fapi/v1/income", "income"),
        ("/fapi/v1/premiumIndex", "markPrice"),
        ("/fapi/v1/depth", "lastUpdateId"),
        ("/fapi/v1/openOrders", "executedQty"),
        ("/fapi/v1/openAlgoOrders", "algoStatus"),
    ];
    for (path, field) in needed {
        let example = entry(&documents, ("GET", path))["example"].to_string();
        let cut = example.replace(&format!("\"{field}\":"), "\"gone\":");
        assert_ne!(cut, example, "{path} has no {field}");
        let (_, _, reader, shape) = OPERATIONS
            .iter()
            .find(|(method, known, ..)| (*method, *known) == ("GET", path))
            .unwrap();
        assert!(reader(&shared::answer(&cut)).is_err(), "{path} {field}");
        assert!(read::drift(*shape, cut.as_bytes()).count > 0, "{path}");
    }
}

#[test]
fn each_example_of_a_stream_that_is_heard_is_a_fact() {
    let Some(documents) = documents() else {
        return;
    };
    for stream in [
        "/<symbol>@depth@<updateSpeed>",
        "/<symbol>@bookTicker",
        "/<symbol>@aggTrade",
        "/<symbol>@markPrice@<updateSpeed>",
        "/<symbol>@forceOrder",
        "/<symbol>@kline_<interval>",
    ] {
        let found = documents.iter().find(|entry| entry["stream"] == stream);
        let example = found.unwrap()["example"].to_string();
        let read = market(example.as_bytes());
        assert!(
            matches!(read, Ok(MarketFrame::Fact(_))),
            "{stream}: {read:?}"
        );
        let drift = read::drift(Shape::MarketFrame, example.as_bytes());
        assert_eq!(drift.count, 0, "{stream}: {drift:?}");
    }
}

// The weights that are said are those of the documents, where they are one number.
#[test]
fn what_calls_cost_is_what_the_documents_say() {
    use protocols::binance_usdm::facts::weight;
    let Some(documents) = documents() else {
        return;
    };
    for (method, path, ours) in [
        ("GET", "/fapi/v1/time", weight::ONE),
        ("GET", "/fapi/v1/exchangeInfo", weight::INSTRUMENTS),
        ("GET", "/fapi/v1/openInterest", weight::ONE),
        ("GET", "/fapi/v1/order", weight::QUERY),
        ("DELETE", "/fapi/v1/order", weight::CANCEL),
        ("GET", "/fapi/v1/algoOrder", weight::QUERY),
        ("DELETE", "/fapi/v1/algoOrder", weight::CANCEL),
        ("POST", "/fapi/v1/countdownCancelAll", weight::DEAD_MAN),
        ("GET", "/fapi/v3/balance", weight::ACCOUNT),
        ("GET", "/fapi/v3/account", weight::ACCOUNT),
        ("GET", "/fapi/v3/positionRisk", weight::ACCOUNT),
        ("GET", "/fapi/v1/accountConfig", weight::ACCOUNT),
        ("GET", "/fapi/v1/symbolConfig", weight::ACCOUNT),
        ("GET", "/fapi/v1/userTrades", weight::ACCOUNT),
        ("GET", "/fapi/v1/allOrders", weight::ACCOUNT),
        ("GET", "/fapi/v1/allAlgoOrders", weight::ACCOUNT),
        ("GET", "/fapi/v1/commissionRate", weight::FEES),
        ("GET", "/fapi/v1/income", weight::INCOME),
        ("POST", "/fapi/v1/leverage", weight::SETTING),
        ("POST", "/fapi/v1/listenKey", weight::LISTEN_KEY),
    ] {
        let said = &entry(&documents, (method, path))["weight"];
        assert_eq!(*said, ours.to_string(), "{method} {path}");
    }
}
