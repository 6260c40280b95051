//! A made-up past against what is served, page by page, and against itself.

use super::{History, live};
use crate::config::{Config, Market};
use crate::floor::Floor;
use crate::keeper::{Beside, Keeper};
use domain::Time;
use exchange::Exchange;
use exchange::futures::Futures;
use exchange::wallet::Wallet;
use serde_json::Value;
use std::collections::BTreeMap;

/// 2026-11-21, 16:00 UTC.
const END: Time = Time::from_millis(1_795_276_800_000);

fn config(years: u32, seed: u64) -> Config {
    Config {
        market: Market::Still,
        history: Some(History {
            years,
            seed,
            truth: None,
        }),
        ..Config::default()
    }
}

fn lived(years: u32, seed: u64) -> Value {
    let config = config(years, seed);
    let history = config.history.clone().unwrap();
    let mut floor = Floor {
        exchange: Exchange::new(),
        wallet: Wallet::new(),
        futures: Futures::new(),
        keeper: Keeper::Memory,
        beside: Beside::default(),
        now: history.begin(END),
    };
    floor.furnish(&config).unwrap();
    let books = live(&mut floor, &config, (&history, END)).unwrap();
    books.truth(&history, END)
}

#[test]
fn a_past_has_something_of_every_kind_and_is_the_same_for_the_same_seed() {
    let truth = lived(2, 7);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for event in truth["events"].as_array().unwrap() {
        let kind = event["kind"].as_str().unwrap();
        *counts.entry(kind.to_owned()).or_default() += 1;
        if kind == "withdrawal" {
            let state = format!("withdrawal in state {}", event["status"]);
            *counts.entry(state).or_default() += 1;
        }
        if kind == "trade" {
            let fee = event["commissionAsset"].as_str() == Some("BNB");
            let maker = event["isMaker"].as_bool() == Some(true);
            *counts
                .entry(format!("trade, in BNB {fee}, maker {maker}"))
                .or_default() += 1;
        }
    }
    println!("{counts:#?}");
    for (kind, least) in [
        ("deposit", 120),
        ("withdrawal in state 6", 10),
        ("withdrawal in state 5", 1),
        ("withdrawal in state 1", 1),
        ("withdrawal in state 3", 1),
        ("transfer", 20),
        ("familyTransfer", 20),
        ("dividend", 40),
        ("convert", 20),
        ("dust", 1),
        ("trade", 1_500),
        ("futuresTrade", 100),
        ("funding", 100),
        ("trade, in BNB true, maker true", 100),
        ("trade, in BNB true, maker false", 100),
        ("trade, in BNB false, maker true", 100),
        ("trade, in BNB false, maker false", 100),
    ] {
        let found = counts.get(kind).copied().unwrap_or(0);
        assert!(found >= least, "{kind}: {found}, at least {least}");
    }
    assert_eq!(truth, lived(2, 7));
    assert_ne!(truth, lived(2, 8));
}

mod served;
