//! The same seed and the same requests give the same bytes, on one thread and on four.

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
    let streams = "/stream?streams=btcusdt@depth@100ms/btcusdt@trade/ethusdt@bookTicker";
    let heard = listen(public, streams).await;
    let mut all = Vec::new();
    let mut now = Clock::VIRTUAL_START.millis();
    for round in 0..12 {
        all.push(pass(&running, 750).await);
        now += 750;
        for target in [
            "/api/v3/time",
            "/api/v3/depth?symbol=BTCUSDT&limit=20",
            "/api/v3/nothing",
        ] {
            all.push(send(public, "GET", target, "").await);
        }
        let side = if round % 3 == 0 { "SELL" } else { "BUY" };
        let payload = format!(
            "symbol=BTCUSDT&side={side}&type=MARKET&quantity=0.003&newClientOrderId=d{round}&timestamp={now}"
        );
        let signature = sign("testsecret", &payload);
        let target = format!("/api/v3/order?{payload}&signature={signature}");
        all.push(send(public, "POST", &target, "").await);
        let payload = format!("timestamp={now}");
        let signature = sign("testsecret", &payload);
        let target = format!("/api/v3/account?{payload}&signature={signature}");
        all.push(send(public, "GET", &target, "").await);
    }
    all.push(send(running.admin_addr(), "GET", "/_sim/ledger", "").await);
    running.stop().await.unwrap();
    all.push(heard.await.unwrap());
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
    let heard = one.last().unwrap();
    assert!(heard.len() > 10_000, "{} bytes heard", heard.len());
    assert!(String::from_utf8_lossy(&one[1]).contains("date: Thu, 01 Jan 2026"));
}
