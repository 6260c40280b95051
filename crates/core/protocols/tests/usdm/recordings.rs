//! Payloads that others recorded of the live venue are read: answers, private events, and five minutes of its streams.

use crate::shared;
use domain::{
    Amount, Asset, ContractKind, Instrument, InstrumentRules, Interval, Price, Qty, Symbol, Text,
    VenueId,
};
use protocols::binance_usdm::feed::{
    AccountFact, AccountFrame, MarketFact, MarketFrame, account, market,
};
use protocols::binance_usdm::{OrderOrigin, OrderStatus, PlaceReply, read};
use serde_json::Value;
use std::collections::BTreeMap;

fn venue() -> VenueId {
    VenueId::new("binance-usdm").unwrap()
}

fn contract() -> Instrument {
    let (base, quote) = (Asset::new("LTC").unwrap(), Asset::new("USDT").unwrap());
    let (price, qty) = (Price::parse("0.01").unwrap(), Qty::parse("0.001").unwrap());
    Instrument {
        venue: venue(),
        symbol: Symbol::new("LTC/USDT:USDT").unwrap(),
        venue_symbol: Text::new("LTCUSDT").unwrap(),
        base,
        quote,
        kind: ContractKind::Linear {
            size: Qty::parse("1").unwrap(),
            settle: quote,
        },
        rules: InstrumentRules {
            price_tick: price,
            price_min: price,
            price_max: Price::parse("100000").unwrap(),
            qty_step: qty,
            qty_min: qty,
            qty_max: Qty::parse("1000").unwrap(),
            market_qty_max: Qty::parse("1000").unwrap(),
            notional_min: Amount::ZERO,
            notional_max: Amount::parse("1000000").unwrap(),
        },
    }
}

/// Reads one recorded answer; how many rows it had.
fn rows(path: &str, body: &Value) -> Option<Result<usize, String>> {
    let answer = shared::answer(&body.to_string());
    let said = |error: protocols::Trouble| error.to_string();
    Some(match path {
        "/fapi/v1/time" => read::server_time(&answer).map(|_| 1).map_err(said),
        "/fapi/v1/depth" => read::depth(&answer)
            .map(|book| book.bids.len() + book.asks.len())
            .map_err(said),
        "/fapi/v1/exchangeInfo" => read::instruments(&answer, venue())
            .map(|listing| listing.instruments.len())
            .map_err(said),
        "/fapi/v1/klines" => read::candles(&answer, &contract(), Interval::M5)
            .map(|candles| candles.len())
            .map_err(said),
        "/fapi/v1/premiumIndex" if body.is_array() => {
            read::marks(&answer).map(|marks| marks.len()).map_err(said)
        }
        "/fapi/v1/premiumIndex" => read::mark(&answer).map(|_| 1).map_err(said),
        "/fapi/v1/fundingRate" => read::funding_paid(&answer)
            .map(|paid| paid.len())
            .map_err(said),
        "/fapi/v1/fundingInfo" => read::funding_rules(&answer)
            .map(|rules| rules.len())
            .map_err(said),
        "/fapi/v1/openInterest" => read::open_interest(&answer).map(|_| 1).map_err(said),
        _ => return None,
    })
}

#[test]
fn recorded_answers_of_the_live_venue_are_read() {
    let name = "market/gocryptotrader/binance_http_recorded_59_routes.json.gz";
    let Some(recorded) = shared::unpacked(name) else {
        return;
    };
    let recorded: Value = serde_json::from_slice(&recorded).unwrap();
    let mut read: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, methods) in recorded["routes"].as_object().unwrap() {
        let answers = methods.as_object().unwrap().values();
        for body in answers.flat_map(|list| list.as_array().unwrap()) {
            let body = &body["data"];
            // What the recorder kept of a refused question is nothing.
            if body.is_null() || body.get("code").is_some() {
                continue;
            }
            if let Some(found) = rows(path, body) {
                let count = found.unwrap_or_else(|error| panic!("{path}: {error}"));
                assert!(count > 0, "{path} holds nothing");
                *read.entry(path.as_str()).or_default() += count;
            }
        }
    }
    eprintln!("read of the recording: {read:?}");
    assert_eq!(read.len(), 8, "{read:?}");
    assert_eq!(read["/fapi/v1/exchangeInfo"], 25, "{read:?}");
}

/// The files of another program's tests about futures, by their names.
fn fixtures() -> Option<BTreeMap<String, String>> {
    let archive = shared::unpacked("market/nautilus/adapter_test_data_7venues.tar.gz")?;
    let futures = "binance/test_data/futures/";
    let files = shared::files(&archive)
        .into_iter()
        .filter_map(|(name, body)| {
            let name = name.strip_prefix(futures)?.to_owned();
            (!body.is_empty()).then(|| (name, String::from_utf8(body).unwrap()))
        });
    Some(files.collect())
}

#[test]
fn recorded_private_events_are_read_and_forced_ones_known() {
    use OrderOrigin::{Deleveraging, Delivery, Foreign, Liquidation, Settlement};
    let Some(fixtures) = fixtures() else {
        return;
    };
    for (name, origin, status, trades) in [
        ("new", Foreign, OrderStatus::New, 0),
        ("trade", Foreign, OrderStatus::PartiallyFilled, 1),
        ("trade_partial", Foreign, OrderStatus::PartiallyFilled, 1),
        ("calculated", Liquidation, OrderStatus::Filled, 1),
        ("calculated_pending", Liquidation, OrderStatus::New, 0),
        ("insurance", Liquidation, OrderStatus::Insured, 1),
        ("adl", Deleveraging, OrderStatus::Deleveraged, 1),
        ("settlement", Settlement, OrderStatus::Filled, 1),
        ("delivery", Delivery, OrderStatus::Filled, 1),
    ] {
        let frame = &fixtures[&format!("user_data_json/order_update_{name}.json")];
        let read = account(frame.as_bytes()).unwrap();
        let AccountFrame::Fact(AccountFact::Order { order, fill }) = read else {
            panic!("{name} is no order");
        };
        assert_eq!((order.origin, order.status), (origin, status), "{name}");
        assert_eq!(usize::from(fill.is_some()), trades, "{name}");
    }
    let others = fixtures
        .iter()
        .filter(|(name, _)| name.starts_with("user_data_json/"));
    assert_eq!(others.clone().count(), 14);
    for (name, frame) in others {
        let read = account(frame.as_bytes());
        assert!(
            matches!(read, Ok(AccountFrame::Fact(_))),
            "{name}: {read:?}"
        );
    }
}

#[test]
fn recorded_market_frames_and_answers_are_read() {
    let Some(fixtures) = fixtures() else {
        return;
    };
    let mut facts = 0;
    for (name, frame) in &fixtures {
        if !name.starts_with("market_data_json/") {
            continue;
        }
        match market(frame.as_bytes()) {
            Ok(MarketFrame::Fact(_)) => facts += 1,
            Ok(MarketFrame::Unused) => assert!(name.contains("ticker_stream"), "{name}"),
            Err(error) => panic!("{name}: {error}"),
        }
    }
    assert_eq!(facts, 8, "all but the day's ticker");
    let body = |name: &str| shared::answer(&fixtures[&format!("http_json/{name}.json")]);
    assert!(matches!(
        read::place(&body("order_response")),
        PlaceReply::Placed(_)
    ));
    assert_eq!(read::balances(&body("balance")).unwrap().len(), 1);
    assert_eq!(
        read::open_algos(&body("open_algo_orders")).unwrap().len(),
        1
    );
}

// MKT-04: the chain of changes in a recording of the live venue is whole, and every frame of it is read.
#[test]
fn five_minutes_of_the_live_streams_are_read_without_a_gap() {
    let name = "market/hftbacktest/binance_usdm_btcusdt_20240808.ws.gz";
    let Some(capture) = shared::unpacked(name) else {
        return;
    };
    let (mut depths, mut quotes, mut trades, mut breaks) = (0, 0, 0, 0);
    let mut last = None;
    for line in capture.split(|byte| *byte == b'\n') {
        let Some(start) = line.iter().position(|byte| *byte == b'{') else {
            continue;
        };
        match market(&line[start..]).unwrap() {
            MarketFrame::Fact(MarketFact::Depth {
                previous_update,
                last_update,
                ..
            }) => {
                depths += 1;
                breaks += usize::from(last.is_some_and(|last| last != previous_update));
                last = Some(last_update);
            }
            MarketFrame::Fact(MarketFact::Quote { .. }) => quotes += 1,
            MarketFrame::Fact(MarketFact::Trade { .. }) => trades += 1,
            // The recording begins with a snapshot that was asked for.
            MarketFrame::Unused => {}
            MarketFrame::Fact(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((depths, quotes, breaks), (6_551, 66_089, 0));
    assert!((21_000..=21_313).contains(&trades), "{trades}");
}
