//! Bodies beyond every bound: too large, endless, deep; for requests and for levers.

use super::raw::{exchange, rest, status, still_serves};
use crate::house::{House, still};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

fn post(target: &str, body: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-mbx-apikey: testkey\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn v32_bodies_end_at_their_bound() {
    let house = House::start(still()).await;
    let (to, lever) = (house.exchange.public_addr(), house.exchange.admin_addr());
    for (size, expected) in [(16 * 1024, 400), (16 * 1024 + 1, 413), (2_000_000, 413)] {
        let answer = exchange(to, post("/api/v3/order", &"a".repeat(size)).as_bytes()).await;
        // The exchange may close while the rest is still being sent; then its answer may be lost on the way.
        assert!([expected, 0].contains(&status(&answer)), "{size}: {answer}");
        let answer = exchange(lever, post("/_sim/faults", &"a".repeat(size)).as_bytes()).await;
        assert!([expected, 0].contains(&status(&answer)), "{size}: {answer}");
    }
    let noise = b"POST /api/v3/order HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\n\xff\xfe\xfd\xfc";
    let answer = exchange(to, noise).await;
    assert!(
        status(&answer) == 400 && answer.contains("-1100"),
        "{answer}"
    );
    still_serves(to).await;
}

#[tokio::test]
async fn v32_chunks_without_end_end_at_the_bound() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    for chunk in ["1\r\na\r\n", "400\r\n", "ffffffff\r\n"] {
        let mut stream = TcpStream::connect(to).await.unwrap();
        let head = "POST /api/v3/order HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = match chunk.len() {
            5 => format!("{chunk}{}\r\n", "a".repeat(0x400)),
            _ => format!("{chunk}{}", "a".repeat(100)),
        };
        let mut sent = 0;
        while stream.write_all(chunk.as_bytes()).await.is_ok() {
            sent += chunk.len();
            assert!(sent < 64_000_000, "the exchange reads without end");
        }
        let answer = rest(&mut stream).await;
        assert!([413, 0].contains(&status(&answer)), "{answer}");
    }
    let broken =
        "POST /api/v3/order HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n";
    let answer = exchange(to, broken.as_bytes()).await;
    assert_ne!(status(&answer), 200, "{answer}");
    still_serves(to).await;
}

#[tokio::test]
async fn v32_deep_bodies_are_refused_in_words() {
    let house = House::start(still()).await;
    let (to, lever) = (house.exchange.public_addr(), house.exchange.admin_addr());
    for deep in [
        "[".repeat(16_000),
        "{\"a\":".repeat(3_000),
        format!("{}{}", "[".repeat(8_000), "]".repeat(8_000)),
    ] {
        for path in [
            "/_sim/faults",
            "/_sim/keys",
            "/_sim/accounts",
            "/_sim/scenario",
            "/_sim/clock",
            "/_sim/funding",
        ] {
            let answer = exchange(lever, post(path, &deep).as_bytes()).await;
            assert_eq!(status(&answer), 400, "{path}: {answer}");
            assert!(answer.len() < 32_768, "{path}: {}", answer.len());
        }
        let deep = format!("symbol=BTCUSDT&batchOrders={}", deep.get(..8_000).unwrap());
        for path in ["/fapi/v1/batchOrders", "/api/v3/order"] {
            let answer = exchange(to, post(path, &deep).as_bytes()).await;
            assert_eq!(status(&answer), 400, "{path}: {answer}");
        }
    }
    still_serves(to).await;
}

#[tokio::test]
async fn a_half_closed_connection_still_gets_its_answer() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    // `exchange` closes the way there before it reads: the answer comes all the same.
    still_serves(to).await;
    // Half a body and the end of the way there is no request.
    let half = "POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nsymbol=BTC";
    let answer = exchange(to, half.as_bytes()).await;
    assert_ne!(status(&answer), 200, "{answer}");
}
