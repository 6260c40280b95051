//! The truth of a past beside what the endpoints serve, page by page, as a bookkeeper fetches it.

use super::{END, config};
use crate::offline::Offline;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};

const DAY_MS: i64 = 86_400_000;

/// A venue with a past, and the truth of it.
struct Stage {
    venue: Offline,
    truth: Value,
}

impl Stage {
    fn new(years: u32, seed: u64) -> Self {
        // The same seed makes the same past, here for its truth and there for what is served.
        let truth = super::lived(years, seed);
        let venue = Offline::new(&config(years, seed), END).unwrap();
        Self { venue, truth }
    }

    /// A signed request of the account; its weight is not what is tested here.
    fn get(&mut self, path: &str, params: &str) -> Value {
        self.venue.advance(domain::Span::from_secs(61));
        let stamp = self.venue.now().millis();
        let params = match params {
            "" => format!("timestamp={stamp}"),
            some => format!("{some}&timestamp={stamp}"),
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(b"testsecret").unwrap();
        mac.update(params.as_bytes());
        let bytes = mac.finalize().into_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let target = format!("{path}?{params}&signature={hex}");
        let (answer, _) = self.venue.request("GET", &target, "", Some("testkey"));
        let (status, body) = answer.unwrap();
        assert_eq!(status, 200, "{target}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Events of a kind, by what names them.
    fn events(&self, kind: &str, id: &str) -> BTreeMap<String, Value> {
        let events = self.truth["events"].as_array().unwrap();
        let of_kind = events.iter().filter(|event| event["kind"] == kind);
        let named = of_kind.map(|event| (text(&event[id]), event.clone()));
        let named: BTreeMap<String, Value> = named.collect();
        named
    }

    fn from(&self) -> i64 {
        self.truth["from"].as_i64().unwrap()
    }

    fn symbols(&self) -> BTreeSet<String> {
        let trades = self.truth["events"].as_array().unwrap();
        let trades = trades.iter().filter(|event| event["kind"] == "trade");
        trades.map(|event| text(&event["symbol"])).collect()
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn same_number(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| domain::Amount::parse(&text(value)).unwrap();
    number(one) == number(other)
}

fn is_number(value: &Value) -> bool {
    domain::Amount::parse(&text(value)).is_ok()
}

/// Each served row has its event and each event its row; the named fields of both are equal.
#[track_caller]
fn compare(
    served: &BTreeMap<String, Value>,
    truth: &BTreeMap<String, Value>,
    fields: &[(&str, &str)],
) {
    let missing: Vec<&String> = truth
        .keys()
        .filter(|id| !served.contains_key(*id))
        .collect();
    let extra: Vec<&String> = served
        .keys()
        .filter(|id| !truth.contains_key(*id))
        .collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "missing {missing:?}, extra {extra:?}"
    );
    for (id, row) in served {
        for (ours, theirs) in fields {
            let (found, wanted) = (&row[*ours], &truth[id][*theirs]);
            let equal = if is_number(wanted) {
                same_number(found, wanted)
            } else {
                text(found) == text(wanted)
            };
            assert!(equal, "{id}: {ours} is {found}, not {wanted}");
        }
    }
}

/// All rows of a history that takes windows of time and an offset.
fn by_windows(stage: &mut Stage, path: &str, (days, rows): (i64, usize)) -> Vec<Value> {
    let (mut from, end) = (stage.from(), END.millis());
    let mut all = Vec::new();
    while from <= end {
        let to = (from + days * DAY_MS - 1).min(end);
        let mut offset = 0;
        loop {
            let params = format!("startTime={from}&endTime={to}&limit={rows}&offset={offset}");
            let page = stage.get(path, &params);
            let page = page.as_array().unwrap().clone();
            let count = page.len();
            all.extend(page);
            offset += count;
            if count < rows {
                break;
            }
        }
        from = to + 1;
    }
    all
}

fn named(rows: &[Value], id: &str) -> BTreeMap<String, Value> {
    let named: BTreeMap<String, Value> = rows
        .iter()
        .map(|row| (text(&row[id]), row.clone()))
        .collect();
    assert_eq!(named.len(), rows.len(), "no row is served twice");
    named
}

// BOOK-03
#[test]
fn deposits_and_withdrawals_of_two_years_come_back_window_by_window() {
    let mut stage = Stage::new(2, 3);
    let rows = by_windows(&mut stage, "/sapi/v1/capital/deposit/hisrec", (89, 7));
    let fields = [
        ("coin", "asset"),
        ("network", "network"),
        ("insertTime", "insertTime"),
        ("completeTime", "completeTime"),
        ("txId", "txId"),
    ];
    compare(&named(&rows, "id"), &stage.events("deposit", "id"), &fields);
    let rows = by_windows(&mut stage, "/sapi/v1/capital/withdraw/history", (89, 3));
    let fields = [
        ("coin", "asset"),
        ("amount", "amount"),
        ("transactionFee", "transactionFee"),
        ("status", "status"),
        ("network", "network"),
        ("withdrawOrderId", "withdrawOrderId"),
        ("txId", "txId"),
    ];
    let truth = stage.events("withdrawal", "id");
    compare(&named(&rows, "id"), &truth, &fields);
}

// BOOK-03
#[test]
fn trades_come_back_by_windows_of_a_day_and_by_their_numbers() {
    let mut stage = Stage::new(1, 4);
    let fields = [
        ("price", "price"),
        ("qty", "qty"),
        ("quoteQty", "quoteQty"),
        ("commission", "commission"),
        ("commissionAsset", "commissionAsset"),
        ("isMaker", "isMaker"),
        ("orderId", "orderId"),
        ("time", "time"),
    ];
    for symbol in stage.symbols() {
        let mut truth = stage.events("trade", "id");
        truth.clear();
        for event in stage.truth["events"].as_array().unwrap() {
            if event["kind"] == "trade" && event["symbol"] == symbol.as_str() {
                truth.insert(text(&event["id"]), event.clone());
            }
        }
        // A year of windows for the rarest symbol, numbers for the others.
        let mut rows: Vec<Value> = Vec::new();
        if symbol == "ETHBTC" {
            let (mut from, end) = (stage.from(), END.millis());
            while from <= end {
                let to = from + DAY_MS - 1;
                let params = format!("symbol={symbol}&startTime={from}&endTime={to}&limit=1000");
                let page = stage.get("/api/v3/myTrades", &params);
                rows.extend(page.as_array().unwrap().clone());
                from = to + 1;
            }
        } else {
            let mut next = 0;
            loop {
                let params = format!("symbol={symbol}&fromId={next}&limit=50");
                let page = stage.get("/api/v3/myTrades", &params);
                let page = page.as_array().unwrap().clone();
                let Some(last) = page.last() else { break };
                next = last["id"].as_u64().unwrap() + 1;
                rows.extend(page);
            }
        }
        compare(&named(&rows, "id"), &truth, &fields);
    }
}

// BOOK-04
#[test]
#[expect(clippy::too_many_lines, reason = "four histories fetched the same way")]
fn gifts_conversions_dust_and_transfers_come_back_within_their_reach() {
    let mut stage = Stage::new(1, 5);
    let (from, end) = (stage.from(), END.millis());
    let mut dividends = Vec::new();
    let mut flows = Vec::new();
    let mut at = from;
    while at <= end {
        let to = (at + 29 * DAY_MS).min(end);
        let window = format!("startTime={at}&endTime={to}");
        let page = stage.get(
            "/sapi/v1/asset/assetDividend",
            &format!("{window}&limit=500"),
        );
        dividends.extend(page["rows"].as_array().unwrap().clone());
        let page = stage.get(
            "/sapi/v1/convert/tradeFlow",
            &format!("{window}&limit=1000"),
        );
        assert_eq!(page["moreData"], false);
        flows.extend(page["list"].as_array().unwrap().clone());
        at = to + 1;
    }
    let fields = [("asset", "asset"), ("divTime", "time"), ("enInfo", "info")];
    compare(
        &named(&dividends, "id"),
        &stage.events("dividend", "id"),
        &fields,
    );
    let fields = [
        ("fromAsset", "fromAsset"),
        ("toAsset", "toAsset"),
        ("fromAmount", "fromAmount"),
        ("toAmount", "toAmount"),
        ("quoteId", "quoteId"),
        ("createTime", "time"),
    ];
    compare(
        &named(&flows, "orderId"),
        &stage.events("convert", "orderId"),
        &fields,
    );
    let log = stage.get("/sapi/v1/asset/dribblet", "");
    let log = log["userAssetDribblets"].as_array().unwrap().clone();
    compare(
        &named(&log, "transId"),
        &stage.events("dust", "transId"),
        &[("operateTime", "time")],
    );
    // Transfers are served for half a year, ten at a time.
    let half_a_year = end - 180 * DAY_MS;
    for (kind, way) in [
        ("MAIN_FUNDING", ("SPOT", "FUNDING")),
        ("FUNDING_MAIN", ("FUNDING", "SPOT")),
    ] {
        let mut rows = Vec::new();
        for current in 1.. {
            let params = format!(
                "type={kind}&startTime={half_a_year}&endTime={end}&current={current}&size=2"
            );
            let page = stage.get("/sapi/v1/asset/transfer", &params);
            let page = page["rows"].as_array().unwrap().clone();
            if page.is_empty() {
                break;
            }
            rows.extend(page);
        }
        let mut truth = stage.events("transfer", "tranId");
        truth.retain(|_, event| {
            let recent = event["time"].as_i64().unwrap() >= half_a_year;
            recent && event["from"] == way.0 && event["to"] == way.1
        });
        assert!(truth.len() > 4, "{kind}");
        let fields = [("asset", "asset"), ("timestamp", "time")];
        compare(&named(&rows, "tranId"), &truth, &fields);
    }
}

// BOOK-02
#[test]
fn the_last_days_and_the_end_are_what_the_truth_says() {
    let mut stage = Stage::new(1, 6);
    let account = stage.get("/api/v3/account", "");
    let own = |row: &&Value| row["account"] == 1 && row["wallet"] == "SPOT";
    let truth: BTreeMap<String, String> = stage.truth["final"]
        .as_array()
        .unwrap()
        .iter()
        .filter(own)
        .map(|row| (text(&row["asset"]), text(&row["amount"])))
        .collect();
    let zero = Value::String("0".to_owned());
    for row in account["balances"].as_array().unwrap() {
        let wanted = truth.get(&text(&row["asset"]));
        let wanted = wanted.map_or(zero.clone(), |text| Value::String(text.clone()));
        assert!(same_number(&row["free"], &wanted), "{row}, not {wanted}");
    }
    let end = END.millis();
    let params = format!(
        "type=SPOT&startTime={}&endTime={end}&limit=30",
        end - 29 * DAY_MS
    );
    let shots = stage.get("/sapi/v1/accountSnapshot", &params);
    let shots = shots["snapshotVos"].as_array().unwrap().clone();
    assert_eq!(shots.len(), 29, "one for each midnight of the window");
    for shot in shots {
        // The truth's day ends with its last millisecond, the venue's with its last second.
        let at = shot["updateTime"].as_i64().unwrap() + 999;
        let ends = stage.truth["dayEnds"].as_array().unwrap();
        let day = ends.iter().find(|day| day["time"] == at).unwrap();
        let rows = day["balances"].as_array().unwrap().iter().filter(own);
        let truth: BTreeMap<String, Value> =
            rows.map(|row| (text(&row["asset"]), row.clone())).collect();
        let served = named(shot["data"]["balances"].as_array().unwrap(), "asset");
        compare(&served, &truth, &[("free", "amount")]);
    }
}

#[test]
fn the_legs_of_the_truth_make_its_balances() {
    let stage = Stage::new(2, 9);
    let key = |row: &Value| {
        (
            text(&row["account"]),
            text(&row["wallet"]),
            text(&row["asset"]),
        )
    };
    let amount = |row: &Value| domain::Amount::parse(&text(&row["amount"])).unwrap();
    let mut held = BTreeMap::new();
    for row in stage.truth["opening"].as_array().unwrap() {
        held.insert(key(row), amount(row));
    }
    for event in stage.truth["events"].as_array().unwrap() {
        for leg in event["legs"].as_array().unwrap() {
            let sum = held.entry(key(leg)).or_insert(domain::Amount::ZERO);
            *sum = sum.plus(amount(leg)).unwrap();
        }
    }
    held.retain(|_, sum| !sum.is_zero());
    let last = stage.truth["final"].as_array().unwrap();
    let last: BTreeMap<_, _> = last.iter().map(|row| (key(row), amount(row))).collect();
    assert_eq!(held, last);
}

// BOOK-03
#[test]
fn ten_thousand_records_come_back_complete() {
    let mut stage = Stage::new(5, 10);
    let truth = stage.events("trade", "id");
    let trades = stage.truth["events"].as_array().unwrap();
    let trades = trades
        .iter()
        .filter(|event| event["kind"] == "trade")
        .count();
    let mut rows = 0;
    for symbol in stage.symbols() {
        let mut next = 0;
        loop {
            let params = format!("symbol={symbol}&fromId={next}&limit=1000");
            let page = stage.get("/api/v3/myTrades", &params);
            let page = page.as_array().unwrap().clone();
            let Some(last) = page.last() else { break };
            next = last["id"].as_u64().unwrap() + 1;
            rows += page.len();
        }
    }
    assert!(!truth.is_empty());
    assert_eq!(rows, trades);
    let deposits = by_windows(&mut stage, "/sapi/v1/capital/deposit/hisrec", (89, 1_000)).len();
    assert_eq!(deposits, stage.events("deposit", "id").len());
    let others = ["withdrawal", "dividend", "convert", "dust"];
    let others: usize = others
        .iter()
        .map(|kind| {
            usize::try_from(stage.truth["totals"][kind]["count"].as_u64().unwrap_or(0)).unwrap()
        })
        .sum();
    assert!(
        rows + deposits + others > 10_000,
        "{rows} trades, {deposits} deposits, {others} others"
    );
}
