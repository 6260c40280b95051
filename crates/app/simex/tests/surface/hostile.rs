//! Bad input gets a clear answer and breaks nothing. SEC-03

mod bodies;
mod flood;
mod heads;
mod raw;
mod slow;
mod sockets;

use crate::house::*;

async fn raw(house: &House, bytes: &[u8]) -> String {
    raw::exchange(house.exchange.public_addr(), bytes).await
}

async fn get(house: &House, path: &str) -> String {
    let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    raw(house, head.as_bytes()).await
}

#[tokio::test]
async fn wrong_requests_get_the_venues_own_words() {
    let house = House::start(still()).await;
    for (path, words) in [
        ("/api/v3/depth", "-1102"),
        ("/api/v3/depth?symbol=NOPE", "-1121"),
        ("/api/v3/depth?symbol=btcusdt", "-1100"),
        ("/api/v3/depth?symbol=BTCUSDT&limit=x", "-1100"),
        ("/api/v3/depth?symbol=BTCUSDT&limit=0", "-1130"),
        ("/api/v3/depth?symbol=BTCUSDT&symbol=BTCUSDT", "-1101"),
        ("/api/v3/depth?symbol=%", "-1100"),
        ("/api/v3/depth?symbol=%ff%fe", "-1100"),
        ("/api/v3/order?symbol=BTCUSDT", "-2014"),
        ("/api/v3/nothing", "404"),
        ("/api/v1/time", "410 Gone"),
        ("/nothing", "404"),
    ] {
        let answer = get(&house, path).await;
        assert!(answer.contains(words), "{path}: {answer}");
    }
    let keyed = "GET /api/v3/account?timestamp=1&signature=zz HTTP/1.1\r\nhost: x\r\nX-MBX-APIKEY: testkey\r\nconnection: close\r\n\r\n";
    assert!(raw(&house, keyed.as_bytes()).await.contains("-1022"));
    let unit = "GET /api/v3/time HTTP/1.1\r\nhost: x\r\nx-mbx-time-unit: HOUR\r\nconnection: close\r\n\r\n";
    assert!(raw(&house, unit.as_bytes()).await.contains("-1194"));
    let strange = keyed.replace("testkey", "stranger");
    assert!(raw(&house, strange.as_bytes()).await.contains("-2015"));
}

#[tokio::test]
async fn hostile_bytes_are_survived() {
    let house = House::start(still()).await;
    let long_header = format!(
        "GET /api/v3/time HTTP/1.1\r\nhost: x\r\na: {}\r\n\r\n",
        "b".repeat(100_000)
    );
    let many_headers = format!(
        "GET /api/v3/time HTTP/1.1\r\nhost: x\r\n{}\r\n",
        "a: b\r\n".repeat(500)
    );
    let big_body = format!(
        "POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n{}",
        "x".repeat(1_000_000)
    );
    let many_params = format!("/api/v3/depth?symbol=BTCUSDT&{}", "a=1&".repeat(100));
    for bytes in [
        b"\x00\x01\x02\xff\xfe".as_slice(),
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /api/v3/order HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        long_header.as_bytes(),
        many_headers.as_bytes(),
        big_body.as_bytes(),
    ] {
        let answer = raw(&house, bytes).await;
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    assert!(get(&house, &many_params).await.contains("-1101"));
    assert!(get(&house, "/api/v3/time").await.contains("serverTime"));
}

#[tokio::test]
async fn hostile_orders_are_refused_by_name() {
    let house = House::start(still()).await;
    let base = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=100";
    for (change, to, code) in [
        ("quantity=1", "quantity=NaN", -1100),
        ("quantity=1", "quantity=1e30", -1100),
        ("quantity=1", "quantity=-1", -1100),
        ("quantity=1", "quantity=0", -1013),
        ("quantity=1", "quantity=", -1105),
        ("quantity=1", "quantity=1.123456789", -1111),
        (
            "quantity=1",
            "quantity=99999999999999999999999999999999",
            -1100,
        ),
        ("price=100", "price=0", -1013),
        ("price=100", "price=100.001", -1013),
        ("side=BUY", "side=HOLD", -1117),
        ("type=LIMIT", "type=TAKE_PROFIT", -1106),
        ("type=LIMIT", "type=GUESS", -1116),
        ("timeInForce=GTC", "timeInForce=GTD", -1115),
        ("timeInForce=GTC&", "", -1102),
        ("&price=100", "", -1102),
        ("price=100", "price=100&stopPrice=1", -1106),
        ("price=100", "price=100&newClientOrderId=a%20b", -1100),
        ("price=100", "price=100&newClientOrderId=a b", -1022),
        ("price=100", "price=100&extra=1", -1104),
        ("symbol=BTCUSDT", "symbol=DOGE", -1121),
    ] {
        let payload = base.replace(change, to);
        let payload = format!(
            "{payload}&recvWindow=5000&timestamp={}",
            wire::now().millis()
        );
        let mut vault = vault::Vault::new();
        let name = vault::KeyName::new("k").unwrap();
        let secret = zeroize::Zeroizing::new(simex::DEFAULT_SECRET.to_owned());
        vault
            .insert(name, simex::DEFAULT_KEY.into(), secret)
            .unwrap();
        let signature = vault.sign(name, payload.as_bytes()).unwrap();
        let url = format!("http://{}/api/v3/order", house.exchange.public_addr());
        let sent = reqwest::Client::new()
            .post(url)
            .header("X-MBX-APIKEY", simex::DEFAULT_KEY)
            .body(format!("{payload}&signature={}", signature.as_str()));
        let answer = sent.send().await.unwrap().text().await.unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["code"], code, "{payload}: {answer}");
    }
    let ledger = house.admin("/_sim/ledger?key=testkey").await;
    assert!(ledger["orders"].as_array().unwrap().is_empty(), "{ledger}");
}

#[tokio::test]
async fn weight_is_counted_and_bounded() {
    let mut config = still();
    config.limits.weight_per_minute = 60;
    let house = House::start(config).await;
    let mut refused = None;
    for _ in 0..20 {
        let answer = get(&house, "/api/v3/depth?symbol=BTCUSDT").await;
        if answer.contains("-1003") {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("never throttled");
    assert!(
        refused.contains("429") && refused.contains("retry-after"),
        "{refused}"
    );
    assert!(refused.contains("x-mbx-used-weight-1m"), "{refused}");
}
