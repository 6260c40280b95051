//! Futures after a sudden end, through sockets: what was answered is there, and the numbers go on.

use crate::bench::signature;
use serde_json::Value;
use simex::{Config, DEFAULT_KEY, DEFAULT_SECRET, Market, Running, Simex};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

async fn start(folder: &Path, market: Market) -> Running {
    let config = Config {
        data: Some(folder.to_owned()),
        market,
        ..Config::default()
    };
    Simex::start(config).await.unwrap()
}

async fn ask(exchange: &Running, asked: &str) -> Value {
    let (method, target) = asked.split_once(' ').unwrap();
    let (path, params) = target.split_once('?').unwrap_or((target, ""));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let payload = format!("{params}&timestamp={}", now.as_millis());
    let payload = payload.trim_start_matches('&');
    let signature = signature(DEFAULT_SECRET, payload);
    let target = format!("/fapi/{path}?{payload}&signature={signature}");
    let (status, body) = send(exchange.public_addr(), method, &target).await;
    assert_eq!(status, 200, "{asked}: {body}");
    serde_json::from_str(&body).unwrap()
}

/// A request on a connection of its own.
async fn send(to: SocketAddr, method: &str, target: &str) -> (u16, String) {
    let text = format!(
        "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-mbx-apikey: {DEFAULT_KEY}\r\ncontent-length: 0\r\n\r\n"
    );
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

async fn lever(exchange: &Running, path: &str) -> Value {
    let (_, body) = send(exchange.admin_addr(), "GET", path).await;
    serde_json::from_str(&body).unwrap()
}

/// What must be the same before and after; the mark price moves on.
async fn state(exchange: &Running) -> Value {
    let mut state = lever(exchange, "/_sim/ledger?key=testkey").await["futures"].take();
    for position in state["positions"].as_array_mut().unwrap() {
        let fields = position.as_object_mut().unwrap();
        fields.retain(|name, _| {
            [
                "symbol",
                "positionAmt",
                "entryPrice",
                "breakEvenPrice",
                "isolatedWallet",
            ]
            .contains(&name.as_str())
        });
    }
    for wallet in state["wallets"].as_array_mut().unwrap() {
        let fields = wallet.as_object_mut().unwrap();
        fields.retain(|name, _| ["asset", "balance", "updateTime"].contains(&name.as_str()));
    }
    state
}

#[tokio::test]
async fn a_restart_brings_back_positions_orders_settings_and_records() {
    let folder = Folder(std::env::temp_dir().join(format!("simex-usdm-{}", std::process::id())));
    drop(std::fs::remove_dir_all(&folder.0));
    let exchange = start(&folder.0, Market::Crowd { seed: 7 }).await;
    for asked in [
        "POST v1/marginType?symbol=BTCUSDT&marginType=ISOLATED",
        "POST v1/leverage?symbol=BTCUSDT&leverage=10",
        "POST v1/leverage?symbol=ETHUSDT&leverage=7",
        "POST v1/feeBurn?feeBurn=true",
        "POST v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.050",
        "POST v1/order?symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.010&reduceOnly=true",
        "POST v1/positionMargin?symbol=BTCUSDT&amount=12.5&type=1",
        "POST v1/algoOrder?algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&closePosition=true&triggerPrice=40000&clientAlgoId=kept",
        "POST v1/order?symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.5&priceMatch=QUEUE_20&newClientOrderId=kept",
    ] {
        ask(&exchange, asked).await;
    }
    let order = ask(
        &exchange,
        "GET v1/order?symbol=ETHUSDT&origClientOrderId=kept",
    )
    .await;
    let before = state(&exchange).await;
    exchange.stop().await.unwrap();
    for _ in 0..2 {
        let exchange = start(&folder.0, Market::Still).await;
        assert_eq!(state(&exchange).await, before);
        let again = ask(
            &exchange,
            "GET v1/order?symbol=ETHUSDT&origClientOrderId=kept",
        )
        .await;
        assert_eq!(again, order);
        let config = ask(&exchange, "GET v1/symbolConfig?symbol=ETHUSDT").await;
        assert_eq!(config[0]["leverage"], 7);
        assert_eq!(ask(&exchange, "GET v1/feeBurn").await["feeBurn"], true);
        exchange.stop().await.unwrap();
    }
    let exchange = start(&folder.0, Market::Still).await;
    ask(
        &exchange,
        "DELETE v1/order?symbol=ETHUSDT&origClientOrderId=kept",
    )
    .await;
    ask(&exchange, "DELETE v1/algoOrder?clientAlgoId=kept").await;
    let fresh = ask(
        &exchange,
        "POST v1/order?symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.5&price=2600",
    )
    .await;
    assert!(fresh["orderId"].as_u64().unwrap() > order["orderId"].as_u64().unwrap());
    exchange.stop().await.unwrap();
}
