//! What is said to be documented of answers agrees with the venue's own examples: nothing in them is news, nothing is missing.

use crate::shared::operations;
use protocols::{Documented, Drift, binance_spot, binance_usdm};

type Documents = fn(&str) -> Option<Documented>;

// OBS-06
#[test]
fn the_venues_examples_hold_nothing_unknown_and_lack_nothing_required() {
    let files: [(&str, Documents); 3] = [
        ("spot", binance_spot::facts::fields::documented),
        ("wallet", binance_spot::facts::fields::documented),
        ("usdm", binance_usdm::facts::documented),
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
            let Some(documented) = documented(path).filter(|_| rest) else {
                continue;
            };
            seen += 1;
            let drift = Drift::of(&documented, example.to_string().as_bytes());
            assert!(
                drift.is_nothing(),
                "{} {path}: {drift:?}",
                operation["method"]
            );
        }
        let least = match file {
            "spot" => 12,
            "usdm" => 14,
            _ => 1,
        };
        assert!(seen >= least, "{file}: {seen} examples");
    }
}
