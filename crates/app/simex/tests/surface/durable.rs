//! The exchange as a process of its own that is killed, or whose disk is full: every figure of spot, futures and wallet is
//! as it was answered, numbers go on, nothing is there twice. ORD-03

use crate::child;
use crate::house::Folder;
use crate::plain::{Plain, get, post, send, signed_by};
use domain::Amount;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::time::Duration;

/// A key of the first account that may do everything, made by lever.
const ALL: (&str, &str) = ("all", "a secret of its own");
const RIGHTS: &str = r#"{"account":1,"key":"all","secret":"a secret of its own","rights":["read","spotTrade","margin","futures","withdraw","internalTransfer","universalTransfer","options"]}"#;
const DOGE: &str = r#"{"symbol":"DOGEUSDT","base":"DOGE","quote":"USDT","tickSize":"0.00001","stepSize":"1","maxPrice":"1000","maxQty":"9000000","minNotional":"1","maxNotional":"9000000","price":"0.2"}"#;

/// The process and where it is.
struct Venue {
    child: Child,
    to: SocketAddr,
    admin: SocketAddr,
}

impl Venue {
    async fn start(folder: &Path) -> Self {
        Self::of(child::spawn(folder), folder).await
    }

    async fn of(child: Child, folder: &Path) -> Self {
        let to = child::address(folder).await;
        let admin = child::admin(folder);
        Self { child, to, admin }
    }

    /// SIGKILL, on systems that have it.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    async fn asked(&self, asked: &str) -> Plain {
        signed_by(self.to, ALL, asked.split_once(' ').unwrap()).await
    }

    async fn done(&self, asked: &str) -> Value {
        let answer = self.asked(asked).await;
        assert_eq!(answer.status, 200, "{asked}: {}", answer.body);
        answer.json()
    }

    async fn lever(&self, path: &str, body: &str) -> Value {
        let answer = post(self.admin, path, body).await;
        assert_eq!(answer.status, 200, "{path} {body}: {}", answer.body);
        answer.json()
    }
}

/// What is done at every wallet, in order.
const STORY: &[&str] = &[
    "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=500",
    "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=30000&newClientOrderId=rests",
    "POST /api/v3/order?symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=1000&newClientOrderId=ended",
    "DELETE /api/v3/order?symbol=ETHUSDT&origClientOrderId=ended",
    "POST /api/v3/orderList/oco?symbol=BTCUSDT&side=SELL&quantity=0.01&aboveType=LIMIT_MAKER&abovePrice=150000&belowType=STOP_LOSS&belowStopPrice=20000",
    "POST /api/v3/orderList/otoco?symbol=BTCUSDT&workingType=LIMIT&workingSide=BUY&workingPrice=25000&workingQuantity=0.01&workingTimeInForce=GTC&pendingSide=SELL&pendingQuantity=0.01&pendingAboveType=LIMIT_MAKER&pendingAbovePrice=150000&pendingBelowType=STOP_LOSS&pendingBelowStopPrice=20000",
    "POST /fapi/v1/marginType?symbol=BTCUSDT&marginType=ISOLATED",
    "POST /fapi/v1/leverage?symbol=BTCUSDT&leverage=10",
    "POST /fapi/v1/leverage?symbol=ETHUSDT&leverage=7",
    "POST /fapi/v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.020",
    "POST /fapi/v1/order?symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.005&reduceOnly=true",
    "POST /fapi/v1/positionMargin?symbol=BTCUSDT&amount=12.5&type=1",
    "POST /fapi/v1/order?symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.100",
    "POST /fapi/v1/order?symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.100&price=1500",
    "POST /fapi/v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&closePosition=true&triggerPrice=30000&clientAlgoId=stops",
    "POST /fapi/v1/algoOrder?algoType=CONDITIONAL&symbol=ETHUSDT&side=BUY&type=STOP_MARKET&quantity=0.100&triggerPrice=9000",
    "POST /sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=USDT&amount=321.5",
    "POST /sapi/v1/asset/transfer?type=MAIN_FUNDING&asset=USDT&amount=77.25",
    "POST /sapi/v1/asset/transfer?type=UMFUTURE_MAIN&asset=USDT&amount=21.5",
    "POST /sapi/v1/capital/withdraw/apply?coin=USDT&network=ETH&address=0x00000000219ab540356cbb839cbe05303d7705fa&amount=60&withdrawOrderId=waits",
    "POST /sapi/v1/sub-account/virtualSubAccount?subAccountString=child",
];

/// What is asked afterwards; the fields that the market or the clock moves are left out.
const QUESTIONS: &[(&str, &[&str])] = &[
    ("GET /api/v3/account", &[]),
    ("GET /api/v3/openOrders", &[]),
    ("GET /api/v3/openOrderList", &[]),
    ("GET /api/v3/allOrderList", &[]),
    ("GET /api/v3/allOrders?symbol=BTCUSDT", &[]),
    ("GET /api/v3/allOrders?symbol=ETHUSDT", &[]),
    ("GET /api/v3/myTrades?symbol=BTCUSDT", &[]),
    ("GET /api/v3/account/commission?symbol=BTCUSDT", &[]),
    (
        "GET /fapi/v3/balance",
        &["asset", "balance", "crossWalletBalance", "updateTime"],
    ),
    (
        "GET /fapi/v3/positionRisk",
        &[
            "symbol",
            "positionSide",
            "positionAmt",
            "entryPrice",
            "breakEvenPrice",
            "isolatedWallet",
            "updateTime",
        ],
    ),
    ("GET /fapi/v1/symbolConfig", &[]),
    ("GET /fapi/v1/accountConfig", &[]),
    ("GET /fapi/v1/openOrders", &[]),
    ("GET /fapi/v1/allOrders?symbol=BTCUSDT", &[]),
    ("GET /fapi/v1/openAlgoOrders", &[]),
    ("GET /fapi/v1/userTrades?symbol=BTCUSDT", &[]),
    ("GET /fapi/v1/income", &[]),
    ("GET /fapi/v1/positionMargin/history?symbol=BTCUSDT", &[]),
    ("GET /sapi/v1/capital/withdraw/history", &[]),
    (
        "GET /sapi/v1/capital/deposit/hisrec",
        &[
            "id",
            "amount",
            "coin",
            "network",
            "status",
            "address",
            "txId",
            "insertTime",
        ],
    ),
    ("GET /sapi/v1/asset/transfer?type=MAIN_UMFUTURE", &[]),
    ("GET /sapi/v1/asset/transfer?type=MAIN_FUNDING", &[]),
    (
        "POST /sapi/v1/asset/get-funding-asset",
        &["asset", "free", "locked", "freeze", "withdrawing"],
    ),
    ("GET /sapi/v1/account/apiRestrictions", &[]),
    ("GET /sapi/v1/sub-account/list", &[]),
];

fn retain(value: &mut Value, fields: &[&str]) {
    if fields.is_empty() {
        return;
    }
    for row in value.as_array_mut().into_iter().flatten() {
        let row = row.as_object_mut().unwrap();
        row.retain(|name, _| fields.contains(&name.as_str()));
    }
}

/// Every figure there is, question by question.
async fn figures(venue: &Venue) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (question, fields) in QUESTIONS {
        let mut answer = venue.done(question).await;
        retain(&mut answer, fields);
        all.push(((*question).to_owned(), answer));
    }
    let second = signed_by(venue.to, ("second", "s2"), ("GET", "/api/v3/account")).await;
    all.push(("the second account".to_owned(), second.json()));
    for path in ["/_sim/accounts", "/_sim/keys"] {
        all.push((path.to_owned(), get(venue.admin, path).await.json()));
    }
    let symbols = get(venue.admin, "/_sim/symbols").await.json();
    let mut symbols = symbols;
    retain(&mut symbols, &["symbol", "status"]);
    all.push(("symbols".to_owned(), symbols));
    all.push((
        "sums".to_owned(),
        get(venue.admin, "/_sim/wallet").await.json(),
    ));
    all
}

/// Levers that must outlive the process as well.
async fn pull_levers(venue: &Venue) {
    venue.lever("/_sim/keys", RIGHTS).await;
    let opened = r#"{"key":"second","secret":"s2","spot":{"USDT":"1000"},"futures":{"USDT":"50"},"funding":{"BTC":"0.5"}}"#;
    venue.lever("/_sim/accounts", opened).await;
    venue.lever("/_sim/keys", r#"{"account":2}"#).await;
    let pem = include_str!("../../src/venue/keys/samples/ed25519.pub.pem");
    let public = json!({ "account": 2, "key": "public", "kind": "ed25519", "publicKey": pem, "rights": ["read"], "addresses": ["10.1.2.3"] });
    venue.lever("/_sim/keys", &public.to_string()).await;
    venue
        .lever("/_sim/keys", r#"{"account":1,"key":"gone","secret":"x"}"#)
        .await;
    let gone = send(venue.admin, "DELETE", "/_sim/keys?key=gone", (&[], ""))
        .await
        .unwrap();
    assert_eq!(gone.status, 200);
    // A key of the configuration that a lever changed stays changed.
    let changed = r#"{"key":"testkey","rights":["read"]}"#;
    let changed = send(venue.admin, "PUT", "/_sim/keys", (&[], changed))
        .await
        .unwrap();
    assert_eq!(changed.status, 200);
    venue
        .lever(
            "/_sim/terms",
            r#"{"account":1,"maker":"0.0007","taker":"0.0009"}"#,
        )
        .await;
    venue.lever("/_sim/symbols", DOGE).await;
    venue
        .lever("/_sim/status", r#"{"symbol":"LTCUSDT","status":"BREAK"}"#)
        .await;
    venue
        .lever("/_sim/withdrawal/pace", r#"{"onVerdict":true}"#)
        .await;
    venue
        .lever(
            "/_sim/deposit",
            r#"{"key":"all","asset":"BTC","qty":"0.125","state":"pending"}"#,
        )
        .await;
}

async fn listen_key(venue: &Venue, method: &str) -> Value {
    let headers = [("x-mbx-apikey", ALL.0)];
    let answer = send(venue.to, method, "/fapi/v1/listenKey", (&headers, ""))
        .await
        .unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["listenKey"].clone()
}

#[tokio::test]
async fn v35_a_killed_exchange_has_every_figure_of_every_wallet() {
    let folder = Folder::new("durable");
    let venue = Venue::start(folder.path()).await;
    pull_levers(&venue).await;
    for asked in STORY {
        venue.done(asked).await;
    }
    waits_for_a_verdict(&venue).await;
    let heard = listen_key(&venue, "POST").await;
    venue.lever("/_sim/market", r#"{"paused":true}"#).await;
    let before = figures(&venue).await;
    venue.kill();
    for _ in 0..2 {
        let venue = Venue::start(folder.path()).await;
        let after = figures(&venue).await;
        let other = before.iter().zip(&after).filter(|(was, is)| was != is);
        let other: Vec<_> = other.collect();
        assert!(other.is_empty(), "{other:#?}");
        assert_eq!(listen_key(&venue, "PUT").await, heard);
        venue.kill();
    }
    let venue = Venue::start(folder.path()).await;
    numbers_go_on(&venue, &before, &heard).await;
    // A symbol made by lever has its crowd again.
    let book = get(venue.to, "/api/v3/depth?symbol=DOGEUSDT").await.json();
    assert!(book["bids"].as_array().unwrap().len() >= 20, "{book}");
    venue.kill();
}

/// Lets the withdrawal come to where it waits for a word of the venue.
async fn waits_for_a_verdict(venue: &Venue) {
    // One look costs a tenth of what the account may ask for in a minute.
    for _ in 0..7 {
        tokio::time::sleep(Duration::from_secs(3)).await;
        let rows = venue.done("GET /sapi/v1/capital/withdraw/history").await;
        if rows[0]["status"] == 2 {
            return;
        }
    }
    panic!("the withdrawal never came to its verdict");
}

/// The highest number of a field in all answers.
fn highest(before: &[(String, Value)], question: &str, field: &str) -> u64 {
    let rows = before
        .iter()
        .filter(|(asked, _)| asked.contains(question))
        .flat_map(|(_, answer)| answer.as_array().unwrap());
    rows.filter_map(|row| row[field].as_u64()).max().unwrap()
}

async fn numbers_go_on(venue: &Venue, before: &[(String, Value)], heard: &Value) {
    let order = "?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=31000";
    let spot = venue.done(&format!("POST /api/v3/order{order}")).await;
    assert!(spot["orderId"].as_u64().unwrap() > highest(before, "/api/v3/allOrders", "orderId"));
    let oco = venue.done(STORY[4]).await;
    let list = highest(before, "allOrderList", "orderListId");
    assert!(oco["orderListId"].as_u64().unwrap() > list);
    let futures = venue.done(&format!("POST /fapi/v1/order{order}")).await;
    assert!(
        futures["orderId"].as_u64().unwrap() > highest(before, "/fapi/v1/allOrders", "orderId")
    );
    let algo = venue.done(STORY[15]).await;
    assert!(algo["algoId"].as_u64().unwrap() > highest(before, "openAlgoOrders", "algoId"));
    let moved = venue.done(STORY[17]).await["tranId"].as_u64().unwrap();
    let known = |question: &str| {
        let (_, answer) = before
            .iter()
            .find(|(asked, _)| asked.contains(question))
            .unwrap();
        answer.to_string()
    };
    assert!(!known("MAIN_FUNDING").contains(&moved.to_string()));
    let opened = venue.lever("/_sim/accounts", "{}").await["account"]
        .as_u64()
        .unwrap();
    let accounts = known("/_sim/accounts");
    assert!(
        !accounts.contains(&format!("\"account\":{opened},")),
        "{opened}: {accounts}"
    );
    let made = venue.lever("/_sim/keys", r#"{"account":2}"#).await["key"].clone();
    assert!(!known("/_sim/keys").contains(made.as_str().unwrap()));
    listen_key(venue, "DELETE").await;
    assert_ne!(listen_key(venue, "POST").await, *heard);
}

/// Orders and transfers one after the other until nothing is answered any more: those that were answered.
async fn until_silence(venue: &Venue, most: usize) -> (Vec<String>, BTreeSet<u64>, usize) {
    let (mut orders, mut transfers) = (Vec::new(), BTreeSet::new());
    for number in 0..most {
        let name = format!("n{number}");
        let order = format!(
            "POST /fapi/v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.004&price=3{:04}&newClientOrderId={name}",
            number % 10_000
        );
        let transfer = "POST /sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=USDT&amount=0.01";
        for asked in [order.as_str(), "DELETE", transfer] {
            let cancel = format!("DELETE /fapi/v1/order?symbol=BTCUSDT&origClientOrderId={name}");
            let asked = if asked == "DELETE" { &cancel } else { asked };
            let (method, target) = asked.split_once(' ').unwrap();
            let answer = tokio::time::timeout(
                Duration::from_secs(20),
                tokio::spawn({
                    let (to, method, target) = (venue.to, method.to_owned(), target.to_owned());
                    async move { signed_by(to, ALL, (&method, &target)).await }
                }),
            );
            // A connection that breaks ends the task with a panic of the client: that is silence too.
            let Ok(Ok(answer)) = answer.await else {
                return (orders, transfers, number + 1);
            };
            if answer.status >= 500 {
                return (orders, transfers, number + 1);
            }
            assert_eq!(answer.status, 200, "{asked}: {}", answer.body);
            match method {
                "POST" if target.starts_with("/fapi") => orders.push(name.clone()),
                "POST" => assert!(transfers.insert(answer.json()["tranId"].as_u64().unwrap())),
                _ => {}
            }
        }
    }
    (orders, transfers, most)
}

/// Everything answered is there, nothing else, nothing twice; and all money is somewhere.
async fn all_is_there(
    venue: &Venue,
    (orders, transfers, asked): (Vec<String>, BTreeSet<u64>, usize),
) {
    let rows = venue
        .done("GET /fapi/v1/allOrders?symbol=BTCUSDT&limit=1000")
        .await;
    let rows = rows.as_array().unwrap();
    let names: Vec<&str> = rows
        .iter()
        .map(|row| row["clientOrderId"].as_str().unwrap())
        .collect();
    let known: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(known.len(), names.len(), "an order is there twice");
    assert!(
        known.len() <= asked,
        "{} orders of {asked} asked",
        known.len()
    );
    for name in &orders {
        assert!(known.contains(name.as_str()), "{name} is gone");
    }
    let history = "GET /sapi/v1/asset/transfer?type=MAIN_UMFUTURE&size=100";
    let total = venue.done(history).await["total"].as_u64().unwrap();
    let mut seen = BTreeSet::new();
    for page in 1..=total.div_ceil(100) {
        let rows = venue.done(&format!("{history}&current={page}")).await;
        for row in rows["rows"].as_array().unwrap() {
            let number = row["tranId"].as_u64().unwrap();
            assert!(seen.insert(number), "transfer {number} is there twice");
        }
    }
    assert!(transfers.is_subset(&seen), "a transfer is gone");
    assert!(seen.len() <= asked);
    let amount = |value: &Value| Amount::parse(value.as_str().unwrap()).unwrap();
    for pool in get(venue.admin, "/_sim/futures/pools")
        .await
        .json()
        .as_array()
        .unwrap()
    {
        let parts = ["wallets", "fees", "funding", "insurance", "house"];
        let sum = parts.iter().fold(Amount::ZERO, |sum, part| {
            sum.plus(amount(&pool[*part])).unwrap()
        });
        assert_eq!(sum, amount(&pool["deposited"]), "{pool}");
    }
    // What left spot is what came to futures: a hundredth of a dollar for every transfer there is.
    let income = venue
        .done("GET /fapi/v1/income?incomeType=TRANSFER&limit=1000")
        .await;
    let moved = income
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["income"] == "0.01000000");
    assert_eq!(
        moved.count(),
        seen.len().min(1_000),
        "half a transfer happened"
    );
}

#[tokio::test]
async fn v36_an_exchange_killed_while_it_answers_forgets_nothing_it_answered() {
    let folder = Folder::new("killed-futures");
    let venue = Venue::start(folder.path()).await;
    venue.lever("/_sim/keys", RIGHTS).await;
    let Venue {
        mut child,
        to,
        admin,
    } = venue;
    let killer = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(700)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    });
    // The process is the killer's: this one only says where it is.
    let here = Venue {
        child: std::process::Command::new("true").spawn().unwrap(),
        to,
        admin,
    };
    let answered = until_silence(&here, 300).await;
    here.kill();
    killer.await.unwrap();
    println!(
        "{} orders and {} transfers answered before the kill",
        answered.0.len(),
        answered.1.len()
    );
    let venue = Venue::start(folder.path()).await;
    all_is_there(&venue, answered).await;
    venue.kill();
}

#[tokio::test]
async fn v36_a_full_disk_ends_the_answers_and_loses_nothing_that_was_answered() {
    let folder = Folder::new("full");
    // Room for the accounts and some dozens of steps.
    let venue = Venue::of(child::spawn_cramped(folder.path(), 128), folder.path()).await;
    venue.lever("/_sim/keys", RIGHTS).await;
    let answered = until_silence(&venue, 2_000).await;
    assert!(answered.0.len() > 5 && answered.2 < 2_000, "{answered:?}");
    println!(
        "{} orders and {} transfers answered before the disk was full",
        answered.0.len(),
        answered.1.len()
    );
    venue.kill();
    let log = folder.path().join("accounts.log");
    assert_eq!(
        std::fs::metadata(&log).unwrap().len(),
        128 * 512,
        "the disk was not full"
    );
    let venue = Venue::start(folder.path()).await;
    all_is_there(&venue, answered).await;
    // There is room again: it goes on.
    venue
        .done("POST /sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=USDT&amount=0.01")
        .await;
    venue.kill();
}

#[cfg(unix)]
#[tokio::test]
async fn v37_nobody_but_its_owner_reads_the_log() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("private");
    let venue = Venue::start(folder.path()).await;
    venue.lever("/_sim/keys", RIGHTS).await;
    venue.kill();
    let log = folder.path().join("accounts.log");
    let mode = std::fs::metadata(&log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // One whose mode was widened by hand is narrow again after the next start.
    std::fs::set_permissions(&log, std::fs::Permissions::from_mode(0o644)).unwrap();
    Venue::start(folder.path()).await.kill();
    let mode = std::fs::metadata(&log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
