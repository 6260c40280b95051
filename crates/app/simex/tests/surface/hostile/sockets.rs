//! Sockets that keep to no rule: frames that are none, too large, in pieces, binary; texts beyond every bound.

use super::raw::*;
use crate::house::{House, still};
use serde_json::{Value, json};
use std::net::SocketAddr;

const DOORS: &[&str] = &[
    "/ws",
    "/stream",
    "/ws-api/v3",
    "/public/ws",
    "/market/ws",
    "/private/ws?listenKey=x",
    "/ws-fapi/v1",
];
const ASK: &[u8] = br#"{"id":7,"method":"LIST_SUBSCRIPTIONS"}"#;

async fn answered(socket: &mut Frames) -> Value {
    let text = socket.text().await.expect("the socket ended");
    serde_json::from_str(&text).unwrap()
}

/// What must end a socket, at every door.
async fn ends(to: SocketAddr, name: &str, bytes: &[u8]) {
    for door in DOORS {
        let mut socket = Frames::open(to, door).await;
        socket.bytes(bytes).await;
        assert!(socket.ends().await, "{name} at {door}");
    }
}

#[tokio::test]
async fn v32_frames_that_are_none_end_the_socket() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let masked = |first: u8, payload: &[u8]| {
        let mut frame = vec![
            first,
            0x80 | u8::try_from(payload.len()).unwrap(),
            0,
            0,
            0,
            0,
        ];
        frame.extend_from_slice(payload);
        frame
    };
    let huge = |bytes: u64| {
        let mut frame = vec![FIN | TEXT, 0xff];
        frame.extend(bytes.to_be_bytes());
        frame.extend([0; 4]);
        frame
    };
    ends(to, "a binary frame", &masked(FIN | BINARY, b"\x00\x01")).await;
    ends(to, "a frame without a mask", &[FIN | TEXT, 2, b'{', b'}']).await;
    ends(to, "a reserved bit", &masked(0xf0 | TEXT, b"{}")).await;
    ends(to, "a reserved frame", &masked(FIN | 3, b"{}")).await;
    ends(to, "a piece of nothing", &masked(FIN | CONTINUATION, b"{}")).await;
    ends(to, "a ping in pieces", &masked(PING, b"x")).await;
    ends(to, "a text that is none", &masked(FIN | TEXT, b"\xff\xfe")).await;
    ends(to, "a frame of 65 KiB", &huge(65 * 1024 + 1)).await;
    ends(to, "a frame of all there is", &huge(u64::MAX)).await;
    ends(to, "half of all there is", &huge(u64::MAX / 2)).await;
    ends(to, "an end", &masked(FIN | CLOSE, b"")).await;
    ends(to, "an end that is none", &masked(FIN | CLOSE, b"\x03")).await;
    let mut long = vec![FIN | PING, 0x80 | 126, 1, 0, 0, 0, 0, 0];
    long.extend([0; 256]);
    ends(to, "a ping too long", &long).await;
    still_serves(to).await;
}

#[tokio::test]
async fn v32_texts_in_pieces_are_read_to_their_bound() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let mut socket = Frames::open(to, "/ws").await;
    let (first, rest) = ASK.split_at(5);
    socket.send(TEXT, first).await;
    // A ping may come between the pieces.
    socket.send(FIN | PING, b"").await;
    for byte in rest {
        socket.send(CONTINUATION, &[*byte]).await;
    }
    socket.send(FIN | CONTINUATION, b"").await;
    assert_eq!(answered(&mut socket).await["id"], 7);
    socket.send(TEXT, b"[").await;
    for _ in 0..20 {
        socket.send(CONTINUATION, &[b'['; 4_096]).await;
    }
    assert!(socket.ends().await);
    still_serves(to).await;
}

#[tokio::test]
async fn deep_and_broken_texts_are_refused_in_words() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let texts = [
        "[".repeat(60_000),
        "{\"a\":".repeat(10_000),
        format!(
            "{{\"id\":1,\"method\":\"SUBSCRIBE\",\"params\":{}",
            "[".repeat(60_000)
        ),
        format!("{{\"id\":{}", "9".repeat(60_000)),
        format!("{{\"id\":1,\"method\":\"{}\"}}", "m".repeat(60_000)),
        format!(
            "{{\"id\":1,\"method\":\"order.place\",\"params\":{{\"a\":{}1{}}}}}",
            "[".repeat(100),
            "]".repeat(100)
        ),
        "\"\\ud800\"".to_owned(),
        "null".to_owned(),
        "".to_owned(),
    ];
    for door in [
        "/ws",
        "/stream",
        "/market/ws",
        "/private/ws?listenKey=x",
        "/ws-api/v3",
        "/ws-fapi/v1",
    ] {
        for text in &texts {
            // A socket of its own: five messages a second are all that one may say.
            let mut socket = Frames::open(to, door).await;
            socket.send(FIN | TEXT, text.as_bytes()).await;
            let answer = answered(&mut socket).await;
            let start: String = text.chars().take(40).collect();
            assert!(answer.get("error").is_some(), "{door} {start}: {answer}");
            assert!(answer.to_string().len() < 1_024, "{door} {start}: {answer}");
        }
    }
    still_serves(to).await;
}

#[tokio::test]
async fn v32_thousands_of_streams_are_refused_and_no_stream_is_lost() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let mut socket = Frames::open(to, "/ws/btcusdt@trade").await;
    let streams = |count: usize| -> Vec<String> {
        (0..count)
            .map(|number| format!("x{number}usdt@trade"))
            .collect()
    };
    let subscribe =
        |count| json!({ "id": 1, "method": "SUBSCRIBE", "params": streams(count) }).to_string();
    for (count, done) in [(3_000, false), (1_024, false), (1_023, true)] {
        socket.send(FIN | TEXT, subscribe(count).as_bytes()).await;
        let answer = answered(&mut socket).await;
        assert_eq!(answer.get("error").is_none(), done, "{count}: {answer}");
    }
    socket.send(FIN | TEXT, ASK).await;
    let listed = answered(&mut socket).await;
    assert_eq!(listed["result"].as_array().unwrap().len(), 1_024);
    // In the path as well.
    let long = format!("/stream?streams={}", streams(700).join("/"));
    assert!(long.len() < 16_000, "{}", long.len());
    let _open = Frames::open(to, &long).await;
    still_serves(to).await;
}

#[tokio::test]
async fn whoever_talks_too_much_is_ended() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    for (first, payload) in [
        (FIN | TEXT, ASK),
        (FIN | PING, b"".as_slice()),
        (FIN | PONG, b""),
    ] {
        let mut socket = Frames::open(to, "/ws").await;
        for _ in 0..200 {
            socket.send(first, payload).await;
        }
        let mut answers = 0;
        while socket.text().await.is_some() {
            answers += 1;
        }
        assert!(answers <= 5, "{answers}");
    }
    still_serves(to).await;
}

#[tokio::test]
async fn a_socket_that_is_gone_without_a_word_is_forgotten() {
    let house = House::start(still()).await;
    let to = house.exchange.public_addr();
    let mut half = Frames::open(to, "/ws").await;
    tokio::io::AsyncWriteExt::shutdown(&mut half.stream)
        .await
        .unwrap();
    assert!(half.ends().await);
    for _ in 0..50 {
        drop(Frames::open(to, "/stream?streams=btcusdt@trade").await);
    }
    still_serves(to).await;
}
