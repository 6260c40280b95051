//! Heads of requests that keep to no rule, and many requests on one connection.

use super::raw::{exchange, rest, status, still_serves};
use crate::house::{House, still};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Sends each, and compares the status of the first answer; 0 means the connection ends without one.
async fn check(cases: &[(&str, Vec<u8>, u16)]) {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    for (name, bytes, expected) in cases {
        let answer = exchange(to, bytes).await;
        assert_eq!(status(&answer), *expected, "{name}: {answer}");
        assert!(answer.len() < 4_096, "{name}: {} bytes", answer.len());
    }
    still_serves(to).await;
}

fn head(line: &str, rest: &str) -> Vec<u8> {
    format!("{line}\r\nhost: x\r\n{rest}\r\n").into_bytes()
}

#[tokio::test]
async fn v32_heads_that_are_none_are_refused() {
    let get = "GET /api/v3/time HTTP/1.1";
    let many = |count: usize| "a: b\r\n".repeat(count);
    check(&[
        ("as many fields as there may be", head(get, &many(63)), 200),
        ("too many fields", head(get, &many(64)), 431),
        ("thousands of fields", head(get, &many(2_000)), 431),
        (
            "a long field",
            head(get, &format!("a: {}\r\n", "b".repeat(20_000))),
            431,
        ),
        (
            "a long name",
            head(get, &format!("{}: b\r\n", "a".repeat(70_000))),
            431,
        ),
        (
            "a field that never ends",
            head(get, &format!("a: {}", "b".repeat(200_000))),
            431,
        ),
        ("a field without a name", head(get, ": b\r\n"), 400),
        ("a name with a space", head(get, "a b: c\r\n"), 400),
        ("a folded field", head(get, "a: b\r\n c\r\n"), 400),
        ("a zero in a field", head(get, "a: \0\r\n"), 400),
    ])
    .await;
}

#[tokio::test]
async fn v32_lengths_and_lines_that_are_none_are_refused() {
    let get = "GET /api/v3/time HTTP/1.1";
    check(&[
        (
            "two lengths",
            head(get, "content-length: 1\r\ncontent-length: 2\r\n"),
            400,
        ),
        (
            "a length and chunks",
            head(
                "POST /api/v3/order HTTP/1.1",
                "content-length: 5\r\ntransfer-encoding: chunked\r\n0\r\n",
            ),
            400,
        ),
        (
            "a length below zero",
            head("POST /api/v3/order HTTP/1.1", "content-length: -1\r\n"),
            400,
        ),
        (
            "a length beyond all numbers",
            head(
                "POST /api/v3/order HTTP/1.1",
                "content-length: 99999999999999999999999\r\n",
            ),
            400,
        ),
        (
            "an encoding nobody knows",
            head("POST /api/v3/order HTTP/1.1", "transfer-encoding: gzip\r\n"),
            400,
        ),
        ("a version to come", head("GET / HTTP/9.9", ""), 400),
        ("no version", b"GET /api/v3/time\r\n\r\n".to_vec(), 400),
        ("no line", b"\r\n\r\n\r\n".to_vec(), 0),
        ("nothing", Vec::new(), 0),
    ])
    .await;
}

#[tokio::test]
async fn greetings_of_other_protocols_are_refused() {
    check(&[
        ("noise", vec![0, 1, 2, 255, 254, 13, 10, 13, 10], 400),
        (
            "the greeting of HTTP/2",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
            0,
        ),
        (
            "the greeting of TLS",
            vec![22, 3, 1, 0, 165, 1, 0, 0, 161, 3, 3, 13, 10, 13, 10],
            400,
        ),
        (
            "a method of its own",
            head("STEAL /api/v3/order HTTP/1.1", ""),
            405,
        ),
        (
            "a tunnel",
            head("CONNECT example.invalid:443 HTTP/1.1", ""),
            405,
        ),
        ("the star", head("OPTIONS * HTTP/1.1", ""), 405),
    ])
    .await;
}

#[tokio::test]
async fn v32_targets_that_are_none_are_refused() {
    let long = "x".repeat(60_000);
    let get = |target: &str| head(&format!("GET {target} HTTP/1.1"), "connection: close\r\n");
    // Bytes that are no UTF-8 in a target are refused before anybody reads it.
    let raw = b"GET /api/v3/depth?symbol=\xff\xfe HTTP/1.1\r\nhost: x\r\n\r\n".to_vec();
    let path = b"GET /api/\xc3\x28 HTTP/1.1\r\nhost: x\r\n\r\n".to_vec();
    check(&[
        (
            "another host's target",
            get("http://elsewhere.invalid/api/v3/time"),
            200,
        ),
        ("a target without a slash", get("api/v3/time"), 400),
        (
            "a target with a space",
            get("/api/v3/depth?symbol=BTC USDT"),
            400,
        ),
        (
            "a path too long",
            get(&format!("/api/{}", "x".repeat(2_000))),
            403,
        ),
        (
            "a target beyond the head",
            get(&format!("/api/{long}")),
            431,
        ),
        (
            "a query too long",
            get(&format!("/api/v3/depth?symbol={}", "9".repeat(9_000))),
            400,
        ),
        (
            "a query beyond the head",
            get(&format!("/api/v3/depth?symbol={long}")),
            431,
        ),
        ("half an escape", get("/api/v3/depth?symbol=%"), 400),
        ("an escape of nothing", get("/api/v3/depth?symbol=%zz"), 400),
        (
            "escaped bytes that are no text",
            get("/api/v3/depth?symbol=%ff%fe"),
            400,
        ),
        ("an escaped zero", get("/api/v3/depth?symbol=%00"), 403),
        ("an escaped path", get("/%61pi/v3/time"), 404),
        ("a path above the root", get("/api/../../etc/passwd"), 403),
        ("slashes", get("//////"), 404),
        (
            "nothing but signs",
            get("/api/v3/depth?&&&===&;;&symbol=BTCUSDT"),
            400,
        ),
        ("bytes that are no text in a query", raw, 400),
        ("bytes that are no text in a path", path, 400),
    ])
    .await;
}

#[tokio::test]
async fn keys_and_units_that_are_none_are_refused() {
    let asked = |field: &str| {
        head(
            "GET /api/v3/account?timestamp=1&signature=00 HTTP/1.1",
            &format!("connection: close\r\n{field}\r\n"),
        )
    };
    let mut noise = asked("x-mbx-apikey: k");
    let at = noise.windows(4).position(|four| four == b": k\r").unwrap();
    noise[at + 2] = 0xff;
    check(&[
        ("no key", asked("a: b"), 401),
        ("an empty key", asked("x-mbx-apikey: "), 401),
        (
            "a key too long",
            asked(&format!("x-mbx-apikey: {}", "k".repeat(8_000))),
            401,
        ),
        ("a key that is no text", noise, 401),
        ("a stranger's key", asked("x-mbx-apikey: stranger"), 401),
        (
            "a signature that is none",
            asked("x-mbx-apikey: testkey"),
            400,
        ),
        (
            "a unit that is none",
            asked("x-mbx-apikey: testkey\r\nx-mbx-time-unit: FORTNIGHT"),
            400,
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_old_protocol_is_served_and_closed() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let answer = exchange(to, b"GET /api/v3/time HTTP/1.0\r\n\r\n").await;
    assert!(
        answer.starts_with("HTTP/1.0 200") && answer.contains("serverTime"),
        "{answer}"
    );
    // It knows no sockets.
    let upgrade = "GET /ws HTTP/1.0\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let answer = exchange(to, upgrade.as_bytes()).await;
    assert!((400..500).contains(&status(&answer)), "{answer}");
}

#[tokio::test]
async fn requests_sent_ahead_are_answered_in_order() {
    const COUNT: usize = 500;
    let house = House::start(still()).await;
    let mut stream = TcpStream::connect(house.exchange.public_addr())
        .await
        .unwrap();
    let mut all = String::new();
    for number in 0..COUNT {
        // Every answer names what was asked for: the limit that is none.
        all.push_str(&format!(
            "GET /api/v3/depth?symbol=X{number} HTTP/1.1\r\nhost: x\r\n\r\n"
        ));
    }
    all.push_str("no request at all\r\n\r\n");
    let (mut read, mut write) = stream.split();
    let writing = async {
        drop(write.write_all(all.as_bytes()).await);
    };
    let mut answer = Vec::new();
    let reading = tokio::io::AsyncReadExt::read_to_end(&mut read, &mut answer);
    let ((), _) = tokio::join!(writing, reading);
    let answer = String::from_utf8_lossy(&answer);
    assert_eq!(answer.matches("-1121").count(), COUNT, "{answer}");
    assert_eq!(
        answer.matches("HTTP/1.1 400 Bad Request").count(),
        COUNT + 1
    );
    assert_eq!(rest(&mut stream).await, "");
}
