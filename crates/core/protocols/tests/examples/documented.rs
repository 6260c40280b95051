//! What is said to be documented of answers agrees with the venue's own examples: nothing in them is news, nothing is missing.

use crate::shared::operations;
use protocols::{Documented, Drift, binance_spot, binance_usdm};

type Documents = fn(&str, &str) -> Option<Documented>;

// OBS-06
#[test]
fn the_venues_examples_hold_nothing_unknown_and_lack_nothing_required() {
    let files: [(&str, Documents); 3] = [
        ("spot", binance_spot::facts::fields::documented),
        ("wallet", binance_spot::facts::fields::documented),
        ("usdm", |_, path| binance_usdm::facts::documented(path)),
    ];
    for (file, documented) in files {
        let Some(operations) = operations(file) else {
            return;
        };
        let mut seen = 0;
        for operation in &operations {
            let path = operation["path"].as_str().unwrap_or_default();
            let example = &operation["example"];
            let rest = operation["kind"] == "rest_api" && !example.is_null();
            let method = operation["method"].as_str().unwrap_or_default();
            let Some(documented) = documented(method, path).filter(|_| rest) else {
                continue;
            };
            seen += 1;
            let drift = Drift::of(&documented, example.to_string().as_bytes());
            assert!(drift.is_nothing(), "{method} {path}: {drift:?}");
        }
        let least = match file {
            "spot" => 12,
            "usdm" => 14,
            _ => 1,
        };
        assert!(seen >= least, "{file}: {seen} examples");
    }
}

// A leg that is ended is answered with its whole pair, which names no order by itself.
#[test]
fn the_end_of_a_leg_is_told_as_the_end_of_its_pair() {
    let pair = br#"{"orderListId":1,"contingencyType":"OCO","listStatusType":"ALL_DONE","listOrderStatus":"ALL_DONE","listClientOrderId":"a","transactionTime":1,"symbol":"BTCUSDT","orders":[],"orderReports":[]}"#;
    let drift = |method| {
        let documented = binance_spot::facts::fields::documented(method, "/api/v3/order").unwrap();
        Drift::of(&documented, pair)
    };
    assert!(drift("DELETE").is_nothing(), "{:?}", drift("DELETE"));
    assert!(!drift("GET").is_nothing());
}
