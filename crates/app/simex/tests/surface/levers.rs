//! Levers pulled over HTTP, and what they change of requests over HTTP: statuses, symbols, funding, accounts.

use crate::house::{House, crowd, still};
use crate::plain::{done, get, post, send, signed, signed_by};
use domain::{Amount, Price, Qty, Rate};
use serde_json::{Value, json};
use simex::{Config, SymbolSpec};
use std::net::SocketAddr;

const DOGE: &str = r#"{"symbol":"DOGEUSDT","base":"DOGE","quote":"USDT","tickSize":"0.00001","stepSize":"1",
    "maxPrice":"1000","maxQty":"9000000","minNotional":"1","maxNotional":"9000000","price":"0.2"}"#;

async fn code(to: SocketAddr, method: &str, target: &str) -> i64 {
    signed(to, method, target).await.json()["code"]
        .as_i64()
        .unwrap_or(0)
}

#[tokio::test]
async fn a_stopped_symbol_takes_no_orders_and_a_closing_one_only_cancels() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let place = "/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000";
    let cancel = |id: &Value| format!("/api/v3/order?symbol=BTCUSDT&orderId={id}");
    for (status, placed, cancelled) in [("BREAK", false, false), ("CANCEL_ONLY", false, true)] {
        let order = done(to, "POST", place).await["orderId"].clone();
        let lever = json!({ "symbol": "BTCUSDT", "status": status });
        house.lever("/_sim/status", &lever.to_string()).await;
        let info = get(to, "/api/v3/exchangeInfo?symbol=BTCUSDT").await.json();
        assert_eq!(info["symbols"][0]["status"], status);
        let refused = signed(to, "POST", place).await;
        assert_eq!(refused.status == 200, placed, "{status}: {refused:?}");
        assert_eq!(refused.json()["code"], -2010, "{status}: {refused:?}");
        assert_eq!(refused.json()["msg"], "Market is closed.", "{status}");
        let replaced = format!(
            "/api/v3/order/cancelReplace?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50001&cancelReplaceMode=STOP_ON_FAILURE&cancelOrderId={order}"
        );
        let replaced = signed(to, "POST", &replaced).await;
        assert_ne!(replaced.status, 200, "{status}: {replaced:?}");
        let list = "/api/v3/orderList/oco?symbol=BTCUSDT&side=SELL&quantity=0.01&aboveType=LIMIT_MAKER&abovePrice=90000&belowType=STOP_LOSS&belowStopPrice=40000";
        assert_ne!(code(to, "POST", list).await, 0, "{status}");
        // Another symbol goes on.
        let other = place.replace("BTCUSDT", "ETHUSDT").replace("50000", "2000");
        done(to, "POST", &other).await;
        done(to, "DELETE", "/api/v3/openOrders?symbol=ETHUSDT").await;
        let open = done(to, "GET", "/api/v3/openOrders?symbol=BTCUSDT").await;
        let still_open = open
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["orderId"] == order);
        // CANCEL_ONLY: the replacement had its first half done, or the order is cancelled by hand.
        if cancelled {
            if still_open {
                done(to, "DELETE", &cancel(&order)).await;
            }
        } else {
            assert!(still_open, "{status}: {open}");
            assert_ne!(code(to, "DELETE", &cancel(&order)).await, 0, "{status}");
        }
        house
            .lever("/_sim/status", r#"{"symbol":"BTCUSDT","status":"TRADING"}"#)
            .await;
        if !cancelled {
            done(to, "DELETE", &cancel(&order)).await;
        }
    }
}

#[tokio::test]
async fn one_lever_stops_every_symbol() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let all = post(
        house.exchange.admin_addr(),
        "/_sim/status",
        r#"{"status":"BREAK"}"#,
    )
    .await;
    assert_eq!(all.status, 200);
    let info = get(to, "/api/v3/exchangeInfo").await.json();
    let open = info["symbols"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["status"] != "BREAK");
    assert_eq!(open.count(), 0);
}

#[tokio::test]
async fn a_contract_that_is_not_open_takes_what_its_status_allows() {
    let place = "/fapi/v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=60000";
    for (status, shrinks, cancels) in [
        ("PENDING_TRADING", false, true),
        ("PRE_SETTLE", true, true),
        ("SETTLING", false, true),
    ] {
        let house = House::start(crowd()).await;
        let to = house.exchange.public_addr();
        done(
            to,
            "POST",
            "/fapi/v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010",
        )
        .await;
        let order = done(to, "POST", place).await["orderId"].clone();
        let lever = json!({ "symbol": "BTCUSDT", "status": status });
        house
            .lever("/_sim/futures/status", &lever.to_string())
            .await;
        let info = get(to, "/fapi/v1/exchangeInfo").await.json();
        let row = info["symbols"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["symbol"] == "BTCUSDT");
        assert_eq!(row.unwrap()["status"], status);
        let more = signed(to, "POST", place).await;
        assert_ne!(more.status, 200, "{status}: {more:?}");
        let less = "/fapi/v1/order?symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.010&price=70000&reduceOnly=true";
        let less = signed(to, "POST", less).await;
        assert_eq!(less.status == 200, shrinks, "{status}: {less:?}");
        let cancel = format!("/fapi/v1/order?symbol=BTCUSDT&orderId={order}");
        let ended = signed(to, "DELETE", &cancel).await;
        assert_eq!(ended.status == 200, cancels, "{status}: {ended:?}");
        // The other contract goes on.
        done(
            to,
            "POST",
            "/fapi/v1/order?symbol=ETHUSDT&side=BUY&type=MARKET&quantity=0.100",
        )
        .await;
        house
            .lever(
                "/_sim/futures/status",
                r#"{"symbol":"BTCUSDT","status":"TRADING"}"#,
            )
            .await;
        done(to, "POST", place).await;
    }
}

/// Levels a side of a book at this instant.
async fn levels(to: SocketAddr, symbol: &str) -> (usize, usize) {
    let book = get(to, &format!("/api/v3/depth?symbol={symbol}&limit=100"))
        .await
        .json();
    let count = |side: &str| book[side].as_array().map_or(0, Vec::len);
    (count("bids"), count("asks"))
}

async fn has_a_market(house: &House, symbol: &str) {
    let to = house.exchange.public_addr();
    let (bids, asks) = levels(to, symbol).await;
    assert!(bids >= 20 && asks >= 20, "{symbol}: {bids} {asks}");
    // Twenty seconds are far more than a crowd rests.
    for _ in 0..200 {
        let trades = get(to, &format!("/api/v3/trades?symbol={symbol}"))
            .await
            .json();
        if trades.as_array().unwrap().len() > 2 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("nobody trades {symbol}");
}

#[tokio::test]
async fn a_symbol_by_lever_has_a_book_at_once_and_trades() {
    let house = House::start(crowd()).await;
    let to = house.exchange.public_addr();
    assert_eq!(
        house.lever("/_sim/symbols", DOGE).await,
        json!({ "crowd": true })
    );
    has_a_market(&house, "DOGEUSDT").await;
    let bought = done(
        to,
        "POST",
        "/api/v3/order?symbol=DOGEUSDT&side=BUY&type=MARKET&quantity=100",
    )
    .await;
    assert_eq!(bought["status"], "FILLED", "{bought}");
    let price = Amount::parse(bought["fills"][0]["price"].as_str().unwrap()).unwrap();
    let between =
        |low, high| price > Amount::parse(low).unwrap() && price < Amount::parse(high).unwrap();
    assert!(between("0.19", "0.21"), "{bought}");
    let candles = get(to, "/api/v3/klines?symbol=DOGEUSDT&interval=1m")
        .await
        .json();
    assert!(!candles.as_array().unwrap().is_empty());
    // Without a crowd at the exchange none comes with a symbol.
    let alone = House::start(still()).await;
    assert_eq!(
        alone.lever("/_sim/symbols", DOGE).await,
        json!({ "crowd": false })
    );
    assert_eq!(
        levels(alone.exchange.public_addr(), "DOGEUSDT").await,
        (0, 0)
    );
}

#[tokio::test]
async fn a_symbol_by_file_has_a_book_at_once_and_trades() {
    let file = r#"
        [[symbol]]
        symbol = "PEPEUSDT"
        base = "PEPE"
        quote = "USDT"
        tickSize = "0.00000001"
        stepSize = "1"
        maxPrice = "1"
        maxQty = "9000000000"
        minNotional = "1"
        maxNotional = "9000000"
        price = "0.00001"
    "#;
    let config = Config {
        symbols: SymbolSpec::read_file(file).unwrap(),
        ..crowd()
    };
    let house = House::start(config).await;
    has_a_market(&house, "PEPEUSDT").await;
}

#[tokio::test]
async fn funding_by_lever_is_paid_at_once() {
    let house = House::start(crowd()).await;
    let to = house.exchange.public_addr();
    done(
        to,
        "POST",
        "/fapi/v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010",
    )
    .await;
    let before = get(to, "/fapi/v1/premiumIndex?symbol=BTCUSDT").await.json();
    let paid = house
        .lever("/_sim/funding", r#"{"symbol":"BTCUSDT","rate":"0.001"}"#)
        .await;
    assert_eq!(paid["fundingRate"], "0.001", "{paid}");
    let income = done(to, "GET", "/fapi/v1/income?incomeType=FUNDING_FEE").await;
    assert_eq!(income.as_array().unwrap().len(), 1, "{income}");
    let mark = Price::parse(paid["markPrice"].as_str().unwrap()).unwrap();
    let got = Amount::parse(income[0]["income"].as_str().unwrap()).unwrap();
    let value = mark.times(Qty::parse("0.01").unwrap()).unwrap();
    let fee = value.share(Rate::parse("0.001").unwrap()).unwrap();
    // Cut on the eighth place.
    let off = got.plus(fee).unwrap();
    assert!(
        off.size() < Amount::parse("0.00000002").unwrap(),
        "{income} {paid}"
    );
    assert_eq!(income[0]["time"], paid["fundingTime"]);
    let history = get(to, "/fapi/v1/fundingRate?symbol=BTCUSDT").await.json();
    let last = history.as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["fundingTime"], &last["fundingRate"]),
        (&paid["fundingTime"], &json!("0.00100000"))
    );
    let after = get(to, "/fapi/v1/premiumIndex?symbol=BTCUSDT").await.json();
    assert_eq!(after["nextFundingTime"], before["nextFundingTime"]);
    let standing = house
        .lever("/_sim/funding", r#"{"symbol":"BTCUSDT"}"#)
        .await;
    assert!(standing["fundingRate"].is_string());
    let admin = house.exchange.admin_addr();
    for wrong in [
        r#"{"symbol":"NOPE"}"#,
        r#"{"symbol":"BTCUSDT","rate":"2"}"#,
        r#"{"symbol":"BTCUSDT","rate":0.1}"#,
        "{}",
    ] {
        assert_eq!(
            post(admin, "/_sim/funding", wrong).await.status,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn an_account_by_lever_holds_what_it_was_given_in_every_wallet() {
    let house = House::start(still()).await;
    let (to, admin) = (house.exchange.public_addr(), house.exchange.admin_addr());
    let body = r#"{"key":"second","secret":"s2","spot":{"USDT":"1000"},"futures":{"USDT":"50"},"funding":{"USDT":"7","BTC":"0.25"}}"#;
    assert_eq!(house.lever("/_sim/accounts", body).await["account"], 2);
    let ask = async |target: &str| {
        let method = if target.contains("get-funding") {
            "POST"
        } else {
            "GET"
        };
        signed_by(to, ("second", "s2"), (method, target))
            .await
            .json()
    };
    let funding = ask("/sapi/v1/asset/get-funding-asset").await;
    let free = |name: &str| {
        let rows = funding.as_array().unwrap();
        let row = rows.iter().find(|row| row["asset"] == name);
        Amount::parse(row.unwrap()["free"].as_str().unwrap()).unwrap()
    };
    assert_eq!(
        (free("USDT"), free("BTC")),
        (Amount::parse("7").unwrap(), Amount::parse("0.25").unwrap())
    );
    assert!(
        ask("/api/v3/account")
            .await
            .to_string()
            .contains("1000.00000000")
    );
    assert!(
        ask("/fapi/v3/balance")
            .await
            .to_string()
            .contains("50.00000000")
    );
    assert_eq!(ask("/sapi/v1/capital/deposit/hisrec").await, json!([]));
    let accounts = async || {
        send(admin, "GET", "/_sim/accounts", (&[], ""))
            .await
            .unwrap()
            .json()
    };
    let before = accounts().await;
    for wrong in [
        json!({ "key": "third", "funding": { "NOPE": "1" } }),
        json!({ "key": "third", "futures": { "DOGE": "1" } }),
        json!({ "key": "third", "email": "nobody" }),
        json!({ "key": "second", "funding": { "USDT": "1" } }),
        json!({ "master": 1, "funding": { "USDT": "1" } }),
        json!({ "secret": "alone" }),
    ] {
        let refused = post(admin, "/_sim/accounts", &wrong.to_string()).await;
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.body);
    }
    // Whatever was refused left nothing behind.
    assert_eq!(accounts().await, before);
}
