//! The same seed and the same requests give the same bytes, on one thread and on four: spot, futures, the wallet, streams of
//! the market and of an account, under faults by chance and by order.

use crate::bench::sign;
use simex::{Clock, Config, Latency, Market, Running, Simex};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const UPGRADE: &str = "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// Sends a request on a connection of its own; every byte that comes back.
async fn send(to: SocketAddr, method: &str, target: &str, body: &str) -> Vec<u8> {
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-mbx-apikey: testkey\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

/// Opens a socket; its bytes are read until the exchange ends.
async fn listen(to: SocketAddr, target: &str) -> tokio::task::JoinHandle<Vec<u8>> {
    let head = format!("GET {target} HTTP/1.1\r\nhost: x\r\n{UPGRADE}\r\n");
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut first = [0_u8; 1];
    stream.read_exact(&mut first).await.unwrap();
    tokio::spawn(async move {
        let mut all = first.to_vec();
        drop(stream.read_to_end(&mut all).await);
        all
    })
}

async fn pass(running: &Running, millis: i64) -> Vec<u8> {
    let body = format!(r#"{{"advanceMs":{millis}}}"#);
    send(running.admin_addr(), "POST", "/_sim/clock", &body).await
}

/// Signs a request and sends it.
async fn signed(to: SocketAddr, now: i64, (method, path): (&str, &str), params: &str) -> Vec<u8> {
    let payload = match params {
        "" => format!("timestamp={now}"),
        params => format!("{params}&timestamp={now}"),
    };
    let signature = sign("testsecret", &payload);
    let target = format!("{path}?{payload}&signature={signature}");
    send(to, method, &target, "").await
}

/// Where the account's events of futures are told.
async fn own_stream(to: SocketAddr) -> String {
    let answer = send(to, "POST", "/fapi/v1/listenKey", "").await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (_, rest) = text.split_once("\"listenKey\":\"").unwrap();
    let (key, _) = rest.split_once('"').unwrap();
    format!("/private/ws?listenKey={key}")
}

/// Faults by chance, and some that are certain.
async fn beset(running: &Running) {
    for fault in [
        r#"{"kind":"odds","perMillion":1000}"#,
        r#"{"route":"POST /api/v3/order","nth":4,"fault":"lostAnswer"}"#,
        r#"{"route":"POST /fapi/v1/order","nth":3,"fault":"timeoutExecuted"}"#,
        r#"{"route":"/sapi/*","perMillion":300000,"fault":"serverErrorExecuted"}"#,
        r#"{"route":"GET /api/v3/myTrades","fault":"doubledRow"}"#,
        r#"{"stream":"btcusdt@depth*","perMillion":50000,"fault":"reordered"}"#,
        r#"{"stream":"ORDER_TRADE_UPDATE","nth":2,"fault":"doubled"}"#,
    ] {
        let answer = send(running.admin_addr(), "POST", "/_sim/faults", fault).await;
        let told = String::from_utf8_lossy(&answer);
        assert!(told.starts_with("HTTP/1.1 200"), "{fault}: {told}");
    }
}

/// What an account asks for in one round: method, path, parameters.
fn asked(round: u32) -> Vec<(&'static str, &'static str, String)> {
    let side = if round.is_multiple_of(3) {
        "SELL"
    } else {
        "BUY"
    };
    let other = if round.is_multiple_of(2) {
        "BUY"
    } else {
        "SELL"
    };
    let market =
        |qty: &str, side: &str| format!("symbol=BTCUSDT&side={side}&type=MARKET&quantity={qty}");
    let (kind, amount) = match round % 3 {
        0 => ("MAIN_UMFUTURE", 11 + round),
        1 => ("MAIN_FUNDING", 5 + round),
        _ => ("FUNDING_UMFUTURE", 3),
    };
    vec![
        (
            "POST",
            "/api/v3/order",
            format!("{}&newClientOrderId=d{round}", market("0.003", side)),
        ),
        ("GET", "/api/v3/account", String::new()),
        ("GET", "/api/v3/myTrades", "symbol=BTCUSDT".to_owned()),
        (
            "POST",
            "/fapi/v1/leverage",
            format!("symbol=BTCUSDT&leverage={}", 5 + round),
        ),
        (
            "POST",
            "/fapi/v1/order",
            format!("{}&newClientOrderId=f{round}", market("0.01", other)),
        ),
        (
            "POST",
            "/fapi/v1/algoOrder",
            format!(
                "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01&callbackRate=0.1&clientAlgoId=a{round}"
            ),
        ),
        ("GET", "/fapi/v3/positionRisk", String::new()),
        ("GET", "/fapi/v1/income", String::new()),
        (
            "POST",
            "/sapi/v1/asset/transfer",
            format!("type={kind}&asset=USDT&amount={amount}"),
        ),
        (
            "POST",
            "/sapi/v1/convert/getQuote",
            "fromAsset=USDT&toAsset=BTC&fromAmount=20".to_owned(),
        ),
        ("GET", "/sapi/v1/asset/wallet/balance", String::new()),
    ]
}

async fn story() -> Vec<Vec<u8>> {
    let config = Config {
        market: Market::Crowd { seed: 11 },
        seed: 11,
        latency: Latency::None,
        clock: Clock::Virtual {
            start: Clock::VIRTUAL_START,
        },
        ..Config::default()
    };
    let running = Simex::start(config).await.unwrap();
    let public = running.public_addr();
    let own = own_stream(public).await;
    let mut heard = Vec::new();
    for target in [
        "/stream?streams=btcusdt@depth@100ms/btcusdt@trade/ethusdt@bookTicker",
        "/market/stream?streams=btcusdt@aggTrade/btcusdt@markPrice@1s",
        own.as_str(),
    ] {
        heard.push(listen(public, target).await);
    }
    beset(&running).await;
    let mut all = Vec::new();
    let mut now = Clock::VIRTUAL_START.millis();
    for round in 0..12 {
        all.push(pass(&running, 750).await);
        now += 750;
        for target in [
            "/api/v3/time",
            "/api/v3/depth?symbol=BTCUSDT&limit=20",
            "/fapi/v1/depth?symbol=BTCUSDT&limit=20",
            "/api/v3/nothing",
        ] {
            all.push(send(public, "GET", target, "").await);
        }
        for (method, path, params) in asked(round) {
            all.push(signed(public, now, (method, path), &params).await);
        }
    }
    let admin = running.admin_addr();
    all.push(send(admin, "GET", "/_sim/ledger", "").await);
    all.push(send(admin, "GET", "/_sim/ledger?key=testkey", "").await);
    running.stop().await.unwrap();
    for heard in heard {
        all.push(heard.await.unwrap());
    }
    all
}

fn on(threads: usize) -> Vec<Vec<u8>> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime
        .worker_threads(threads)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(story())
}

#[test]
fn v27_one_thread_and_four_say_the_same_bytes() {
    let one = on(1);
    let four = on(4);
    assert_eq!(one.len(), four.len());
    for (index, (left, right)) in one.iter().zip(&four).enumerate() {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            left == right,
            "answer {index}:\n{}\n{}",
            text(left),
            text(right)
        );
    }
    let said = |bytes: &[u8], what: &str| String::from_utf8_lossy(bytes).contains(what);
    let [.., state, spot, futures, account] = one.as_slice() else {
        panic!("the ledger and three streams come last");
    };
    let market = spot.len() + futures.len();
    assert!(market > 10_000, "{market} bytes of the market heard");
    assert!(said(account, "ORDER_TRADE_UPDATE") && said(account, "ALGO_UPDATE"));
    // Something was done everywhere, and faults struck.
    for what in ["\"d0\"", "\"f0\"", "\"a0\"", "\"tranId\"", "REALIZED_PNL"] {
        assert!(said(state, what), "nothing says {what}");
    }
    let lost = one.iter().filter(|answer| answer.is_empty()).count();
    assert!(lost > 0, "no answer was lost");
    assert!(one.iter().any(|answer| said(answer, "-1007")));
    assert!(said(&one[1], "date: Thu, 01 Jan 2026"));
}
