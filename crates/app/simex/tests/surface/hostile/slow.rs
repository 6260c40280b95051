//! Clients that take their time: heads, bodies and readers of a byte now and then. Time is the runtime's own and passes
//! when nothing else happens, so that no test waits.

use super::raw::{rest, status, still_serves};
use crate::house::{House, still};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// What nobody may keep a connection beyond.
const LONGEST: Duration = Duration::from_secs(45);

/// Sends the first bytes at once and then one every second; what came back, and when it ended.
async fn dripped(to: std::net::SocketAddr, first: &str, drops: usize) -> (String, Duration) {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let begun = Instant::now();
    stream.write_all(first.as_bytes()).await.unwrap();
    for _ in 0..drops {
        sleep(Duration::from_secs(1)).await;
        if stream.write_all(b"a").await.is_err() {
            break;
        }
    }
    let answer = rest(&mut stream).await;
    (answer, begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn v33_a_head_that_drips_is_ended() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    for first in ["", "G", "GET /api/v3/time HTTP/1.1\r\nhost: x\r\n"] {
        let (answer, took) = dripped(to, first, 40).await;
        assert!(
            status(&answer) != 200 && took < LONGEST,
            "{first}: {took:?} {answer}"
        );
    }
    still_serves(to).await;
}

#[tokio::test(start_paused = true)]
async fn v33_a_body_that_drips_is_ended() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let head = "POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n";
    let (answer, took) = dripped(to, head, 40).await;
    assert!(
        status(&answer) == 408 && took < LONGEST,
        "{took:?} {answer}"
    );
    let lever = house.exchange.admin_addr();
    let head = "POST /_sim/faults HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{";
    let (answer, took) = dripped(lever, head, 40).await;
    assert!(
        status(&answer) == 408 && took < LONGEST,
        "{took:?} {answer}"
    );
    still_serves(to).await;
}

#[tokio::test(start_paused = true)]
async fn a_kept_connection_that_says_nothing_is_ended() {
    let house = House::start(still()).await;
    let head = "GET /api/v3/time HTTP/1.1\r\nhost: x\r\n\r\n";
    let (answer, took) = dripped(house.exchange.public_addr(), head, 0).await;
    assert!(
        status(&answer) == 200 && took < LONGEST,
        "{took:?} {answer}"
    );
}

#[tokio::test(start_paused = true)]
async fn v33_a_reader_that_reads_nothing_is_ended() {
    let mut config = still();
    // It asks for far more than an address may: that is not what ends it here.
    config.limits.weight_per_minute = 1_000_000_000;
    let house = House::start(config).await;
    let to = house.exchange.public_addr();
    let mut stream = TcpStream::connect(to).await.unwrap();
    let ask = "GET /api/v3/exchangeInfo HTTP/1.1\r\nhost: x\r\n\r\n".repeat(50);
    let begun = Instant::now();
    // Answers fill every buffer on the way; then the exchange stops reading, and then it ends the connection.
    let mut asked = 0;
    while stream.write_all(ask.as_bytes()).await.is_ok() {
        asked += 50;
        assert!(
            asked < 1_000_000 && begun.elapsed() < LONGEST,
            "{asked} asked"
        );
        sleep(Duration::from_millis(100)).await;
    }
    println!(
        "{asked} requests of a reader that read nothing, ended after {:?}",
        begun.elapsed()
    );
    still_serves(to).await;
}
