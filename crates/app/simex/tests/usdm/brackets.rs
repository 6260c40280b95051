//! The brackets beside the figures that Binance publishes, where a client that ships them is installed.

use crate::bench::{Bench, Who};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The file of all brackets that freqtrade ships, under the place its packages are installed in.
const SHIPPED: &str = "site-packages/freqtrade/exchange/binance_leverage_tiers.json";

/// The entries of a folder whose names begin so.
fn beginning(folder: &Path, name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .and_then(|n| n.to_str())
                .is_some_and(|n| n.starts_with(name))
        })
        .collect();
    found.sort();
    found
}

/// The published brackets: in the shared data, or in the client that the tests of clients install beside the build.
fn published() -> Option<Value> {
    let shared = std::env::var_os("COFFERDAM_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    );
    let mut places = vec![shared.join("data/market/freqtrade/binance_leverage_tiers.json")];
    let program = std::env::current_exe().unwrap();
    for folder in program.ancestors() {
        for client in beginning(&folder.join("clients"), "freqtrade-") {
            for python in beginning(&client.join("lib"), "python") {
                places.push(python.join(SHIPPED));
            }
        }
    }
    let text = places
        .iter()
        .find_map(|place| std::fs::read_to_string(place).ok())?;
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn f63_the_brackets_are_those_that_binance_publishes() {
    let Some(published) = published() else {
        eprintln!(
            "SKIPPED: no file of published brackets: neither shared data nor freqtrade is here"
        );
        return;
    };
    let mut bench = Bench::still();
    let rows = bench.done(Who::Ann, "GET v1/leverageBracket");
    let mut compared = 0;
    for row in rows.as_array().unwrap() {
        let name = row["symbol"].as_str().unwrap();
        let base = name.strip_suffix("USDT").unwrap();
        let tiers = published[format!("{base}/USDT:USDT")].as_array().unwrap();
        let ours = row["brackets"].as_array().unwrap();
        assert_eq!(tiers.len(), ours.len(), "{name}");
        for (tier, bracket) in tiers.iter().zip(ours) {
            for field in [
                "bracket",
                "initialLeverage",
                "notionalCap",
                "notionalFloor",
                "maintMarginRatio",
                "cum",
            ] {
                let number = |value: &Value| value.as_f64().unwrap();
                let (theirs, mine) = (&tier["info"][field], &bracket[field]);
                let same = (number(theirs) - number(mine)).abs() < 1e-9;
                assert!(same, "{name} {field}: {theirs} and {mine}");
                compared += 1;
            }
        }
    }
    eprintln!("brackets: {compared} figures compared with the published ones");
    assert_eq!(compared, 2 * 12 * 6);
}
