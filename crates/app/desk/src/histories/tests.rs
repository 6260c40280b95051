//! Histories kept over sockets from the simulated exchange: each record once, through faults and kills, and their sum is what
//! the account holds.

mod contracts;
mod house;

use super::walk::{Meaning, meaning};
use super::{HistoryRules, HistoryStanding};
use domain::{Amount, Span, Time};
use house::{Exchange, House, Kept, amount, text};
use protocols::{Disposition, Rejection, Trouble};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::Location;

const DAY_MS: i64 = 86_400_000;
/// How far back these tests ask: one window of what weighs most at the venue, so that no test waits for its limits.
const DAYS: i64 = 85;

fn rules(since: Time) -> HistoryRules {
    HistoryRules {
        since,
        first_after: Span::ZERO,
        every: Some(Span::from_secs(3_600)),
        pause: Span::from_millis(4),
    }
}

fn days_ago(days: i64) -> Time {
    let now = crate::Clock::default().now().millis();
    Time::from_millis(now - days * DAY_MS)
}

/// Ids of the truth's events of a kind that the venue still tells and that lie behind `since`.
fn told(truth: &Value, (kind, id, at): (&str, &str, &str), since: i64) -> BTreeSet<String> {
    let events = truth["events"].as_array().unwrap().iter();
    let of_kind = events.filter(|event| event["kind"] == kind);
    let recent = of_kind.filter(|event| {
        let instant = event[at].as_i64().unwrap_or(i64::MAX);
        instant >= since
    });
    recent.map(|event| text(&event[id])).collect()
}

/// What was kept is what happened, each record once.
fn assert_kept(kept: &Kept, truth: &Value, since: Time) {
    let since = since.millis();
    let mut count = 0;
    for (kind, of, id, at) in [
        ("deposits", "deposit", "id", "insertTime"),
        ("dividends", "dividend", "id", "time"),
        ("conversions", "convert", "orderId", "time"),
        ("dust", "dust", "transId", "time"),
    ] {
        let wanted = told(truth, (of, id, at), since);
        count += wanted.len();
        assert_eq!(kept.once(kind), wanted, "{kind}");
    }
    let wanted = told(truth, ("withdrawal", "id", "none"), since);
    let found = kept.once("withdrawals");
    assert!(found.is_subset(&wanted));
    assert!(count + found.len() > 3, "{count} and {}", found.len());
    let mut trades = BTreeSet::new();
    for event in truth["events"].as_array().unwrap() {
        if event["kind"] == "trade" {
            trades.insert(format!("{} {}", text(&event["symbol"]), text(&event["id"])));
        }
    }
    assert!(trades.len() > 1_000, "{} trades", trades.len());
    assert_eq!(kept.trades(), trades);
}

// BOOK-03 ORD-01
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h8_a_past_is_kept_record_by_record_through_what_goes_wrong() {
    let exchange = Exchange::with_past(1, 4).await;
    for fault in [
        json!({"route": "GET /sapi/v1/capital/deposit/hisrec", "fault": "cutAnswer", "nth": 1}),
        json!({"route": "GET /sapi/v1/asset/assetDividend", "fault": "unavailableNotExecuted", "nth": 1, "times": 2}),
        json!({"route": "GET /api/v3/myTrades", "fault": "tooManyRequests", "nth": 3, "ms": 900}),
        json!({"route": "GET /sapi/v1/asset/transfer", "fault": "htmlNotExecuted", "nth": 2}),
    ] {
        exchange.lever("/_sim/faults", fault).await;
    }
    let since = days_ago(DAYS);
    let house = House::start(&exchange, Location::Memory, rules(since)).await;
    house.until_whole().await;
    let kept = house.kept().await;
    assert_kept(&kept, &exchange.truth(), since);
    // Nothing was wrong with a page, and what the venue does not serve rests and is told.
    for state in house.states().await {
        assert_eq!(state.walk.breaks, 0, "{:?}", state.walk);
        let coin = state.walk.name.subject.contains("CMFUTURE");
        let standing = match coin {
            true => HistoryStanding::NotServed,
            false => HistoryStanding::Whole,
        };
        if coin || !state.walk.name.subject.contains("MARGIN") {
            assert_eq!(state.standing, standing, "{:?}", state.walk);
        }
    }
    let part = house.part("histories");
    assert_eq!(part.grade, crate::Grade::Healthy, "{}", part.detail);
    assert!(
        part.detail.contains("not served by the venue"),
        "{}",
        part.detail
    );
    // A second round asks again and adds nothing.
    let before = house.kept().await.rows();
    house.ring_and_wait("histories").await;
    assert_eq!(house.kept().await.rows(), before);
    house.stop().await;
}

// BOOK-03
#[test]
fn h9_a_house_that_ends_between_any_two_of_its_steps_neither_loses_nor_doubles() {
    let outer = house::runtime();
    let exchange = outer.block_on(Exchange::with_past(1, 6));
    let folder = tempfile::tempdir().unwrap();
    let since = days_ago(DAYS);
    let location = || Location::Sqlite(folder.path().to_owned());
    let mut pages = 0;
    for steps in [3, 1, 7, 2] {
        // Everything of this life ends where it stands, soon after so many pages.
        let life = house::runtime();
        let house = life.block_on(House::start(&exchange, location(), rules(since)));
        let before = pages;
        while pages < before + steps {
            pages = life.block_on(async {
                tokio::time::sleep(Duration::from_millis(3)).await;
                house.pages().await
            });
        }
        life.shutdown_timeout(Duration::from_secs(5));
    }
    let last = house::runtime();
    let house = last.block_on(House::start(&exchange, location(), rules(since)));
    last.block_on(house.until_whole());
    let kept = last.block_on(house.kept());
    assert_kept(&kept, &exchange.truth(), since);
    assert!(pages >= 13, "{pages} pages");
    last.block_on(house.stop());
}

// BOOK-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h10_a_deposit_that_changes_is_kept_twice_and_the_newest_counts() {
    let exchange = Exchange::plain().await;
    let wish = json!({"key": "testkey", "asset": "BTC", "qty": "0.5", "state": "pending"});
    let id = text(&exchange.lever("/_sim/deposit", wish).await["id"]);
    let house = House::start(&exchange, Location::Memory, rules(days_ago(1))).await;
    house.until_whole().await;
    let wish = json!({"id": id, "state": "success"});
    exchange.lever("/_sim/deposit/state", wish).await;
    house.ring_and_wait("histories").await;
    let kept = house.kept().await;
    let versions = kept.versions("deposits", &id);
    assert!(versions.len() >= 2, "{versions:?}");
    assert_ne!(versions.first().unwrap()["status"], 1);
    assert_eq!(versions.last().unwrap()["status"], 1);
    assert_eq!(kept.once("deposits"), BTreeSet::from([id.clone()]));
    assert_eq!(kept.counting("deposits")[0]["status"], 1);
    house.stop().await;
}

// BOOK-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h11_the_sum_of_the_kept_records_is_what_the_account_holds_to_the_last_digit() {
    let exchange = Exchange::plain().await;
    let opening = exchange.balances().await;
    let deposit = |asset: &str, qty: &str| json!({"key": "testkey", "asset": asset, "qty": qty});
    exchange
        .lever("/_sim/deposit", deposit("BTC", "0.12345678"))
        .await;
    exchange
        .lever("/_sim/deposit", deposit("USDT", "1234.56789"))
        .await;
    let gift = json!({"key": "testkey", "asset": "BNB", "qty": "0.00700001", "info": "gift"});
    exchange.lever("/_sim/dividend", gift).await;
    exchange
        .trade("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.0123")
        .await;
    exchange
        .trade("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.0045")
        .await;
    exchange
        .trade("symbol=ETHUSDT&side=BUY&type=MARKET&quantity=0.321")
        .await;
    let transfer = |route: &str, qty: &str| format!("type={route}&asset=USDT&amount={qty}");
    exchange
        .move_money("asset/transfer", &transfer("MAIN_UMFUTURE", "77.7"))
        .await;
    exchange
        .move_money("asset/transfer", &transfer("UMFUTURE_MAIN", "11.1"))
        .await;
    exchange
        .move_money("asset/transfer", &transfer("MAIN_FUNDING", "5.05"))
        .await;
    let out = "coin=USDT&network=ETH&address=0x00000000219ab540356cbb839cbe05303d7705fa&amount=60";
    exchange.move_money("capital/withdraw/apply", out).await;
    // What happened in the last second is left to the next round.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let house = House::start(&exchange, Location::Memory, rules(days_ago(1))).await;
    house.until_whole().await;
    let kept = house.kept().await;
    let mut sums = opening;
    for (asset, change) in changes(&kept) {
        let sum = sums.entry(asset).or_insert(Amount::ZERO);
        *sum = sum.plus(change).unwrap();
    }
    sums.retain(|_, sum| !sum.is_zero());
    assert_eq!(sums, exchange.balances().await);
    let kinds = [
        "deposits",
        "withdrawals",
        "dividends",
        "transfers",
        "trades",
    ];
    let counts: Vec<usize> = kinds.iter().map(|kind| kept.counting(kind).len()).collect();
    assert!(counts[4] >= 3, "{counts:?}");
    assert_eq!(counts[..4], [2, 1, 1, 3]);
    house.stop().await;
}

/// What every kept record says that it did to the spot wallet.
fn changes(kept: &Kept) -> Vec<(String, Amount)> {
    let mut all = Vec::new();
    let mut add = |asset: &Value, change: Amount| all.push((text(asset), change));
    let minus = |amount: Amount| Amount::ZERO.minus(amount).unwrap();
    for row in kept.counting("deposits") {
        if row["status"] == 1 && row["walletType"] == 0 {
            add(&row["coin"], amount(&row["amount"]));
        }
    }
    for row in kept.counting("withdrawals") {
        let whole = amount(&row["amount"]).plus(amount(&row["transactionFee"]));
        add(&row["coin"], minus(whole.unwrap()));
    }
    for row in kept.counting("dividends") {
        add(&row["asset"], amount(&row["amount"]));
    }
    for row in kept.counting("transfers") {
        let moved = amount(&row["amount"]);
        let leaves = text(&row["type"]).starts_with("MAIN_");
        add(&row["asset"], if leaves { minus(moved) } else { moved });
    }
    for row in kept.counting("trades") {
        let symbol = text(&row["symbol"]);
        let (base, quote) = symbol.split_at(3);
        let (qty, value) = (amount(&row["qty"]), amount(&row["quoteQty"]));
        let (got, gave) = match row["isBuyer"].as_bool().unwrap() {
            true => ((base, qty), (quote, value)),
            false => ((quote, value), (base, qty)),
        };
        add(&json!(got.0), got.1);
        add(&json!(gave.0), minus(gave.1));
        add(&row["commissionAsset"], minus(amount(&row["commission"])));
    }
    all
}

// BOOK-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h12_what_the_venue_does_not_serve_this_key_rests_a_day_and_goes_on_after_it() {
    let exchange = Exchange::plain().await;
    let wish = json!({"key": "testkey", "asset": "BTC", "qty": "0.5"});
    exchange.lever("/_sim/deposit", wish).await;
    let house = House::start(&exchange, Location::Memory, rules(days_ago(1))).await;
    house.until_whole().await;
    let states = house.states().await;
    let resting = states
        .iter()
        .find(|state| state.standing == HistoryStanding::NotServed)
        .unwrap();
    let until = resting.walk.rests_until.unwrap();
    let now = house.desk().now();
    let left = until.since(now);
    assert!(left > Span::from_secs(86_000) && left <= Span::from_secs(86_400));
    assert!(resting.walk.trouble.is_some());
    // A round before that day is over does not ask for it again: the rest does not grow.
    house.ring_and_wait("histories").await;
    let again = house.states().await;
    let name = &resting.walk.name;
    let again = again.iter().find(|state| state.walk.name == *name).unwrap();
    assert_eq!(again.walk, resting.walk);
    house.stop().await;
}

#[test]
fn h12_a_no_is_a_rest_and_silence_is_asked_again() {
    let trouble = |status, disposition| Trouble {
        disposition,
        status,
        code: None,
        text: String::new(),
    };
    for (trouble, wanted) in [
        (trouble(404, Disposition::Protocol), Meaning::NotServed),
        (trouble(401, Disposition::Fatal), Meaning::NotServed),
        (
            trouble(400, Disposition::Rejected(Rejection::Other)),
            Meaning::NotServed,
        ),
        (
            trouble(429, Disposition::Retry { after: None }),
            Meaning::Again,
        ),
        (
            trouble(418, Disposition::Banned { after: None }),
            Meaning::Again,
        ),
        (trouble(503, Disposition::Ambiguous), Meaning::Again),
        (trouble(200, Disposition::Protocol), Meaning::Again),
    ] {
        assert_eq!(meaning(&trouble), wanted, "{trouble:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h13_an_earlier_beginning_reads_everything_once_more_and_adds_only_what_was_not_kept() {
    let exchange = Exchange::with_past(1, 4).await;
    let folder = tempfile::tempdir().unwrap();
    let location = || Location::Sqlite(folder.path().to_owned());
    let house = House::start(&exchange, location(), rules(days_ago(2))).await;
    house.until_whole().await;
    let few = house.kept().await.rows();
    house.stop().await;
    let since = days_ago(25);
    let house = House::start(&exchange, location(), rules(since)).await;
    house
        .until(|walks| walks.iter().any(|walk| walk.since == since))
        .await;
    house.until_whole().await;
    let kept = house.kept().await;
    assert!(kept.rows() > few, "{few} of {}", kept.rows());
    assert_kept(&kept, &exchange.truth(), since);
    house.stop().await;
    // A later one begins where the walks are and forgets nothing.
    let house = House::start(&exchange, location(), rules(days_ago(1))).await;
    house.until_asked("deposits").await;
    assert_eq!(house.kept().await.once("deposits"), kept.once("deposits"));
    let walks = house.states().await;
    // What rests is not asked for, and so keeps the beginning of its first walk until its rest is over.
    let (resting, read): (Vec<_>, Vec<_>) = walks
        .iter()
        .partition(|state| state.standing == HistoryStanding::NotServed);
    assert!(read.len() > 8 && resting.len() < read.len(), "{read:?}");
    for state in read {
        assert_eq!(state.walk.since, since, "{:?}", state.walk);
    }
    house.stop().await;
}

/// Records by what they say, for comparing.
fn by_id(rows: &[(String, Value)]) -> BTreeMap<String, Vec<Value>> {
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (id, row) in rows {
        all.entry(id.clone()).or_default().push(row.clone());
    }
    all
}
