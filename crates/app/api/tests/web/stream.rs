//! The stream: who may open it, what comes, and that it closes when its session ends.

use crate::client::{Answer, Asked, Client};
use crate::house::{House, Wants};
use identity::Role;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A reader of the stream.
struct Reader {
    socket: TcpStream,
    waiting: Vec<u8>,
}

/// What came over the stream.
#[derive(Debug)]
enum Came {
    Frame(Value),
    Closed(u16),
}

fn handshake(client: &Client, path: &str, (name, value): (&str, &str)) -> Vec<u8> {
    let cookie = client
        .cookies
        .get("cofferdam")
        .map_or(String::new(), |secret| {
            format!("cookie: cofferdam={secret}\r\n")
        });
    format!(
        "GET {path} HTTP/1.1\r\nhost: {}\r\n{cookie}{name}: {value}\r\nconnection: upgrade, close\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        client.address
    )
    .into_bytes()
}

impl Reader {
    async fn open(client: &Client, path: &str) -> Self {
        let mut socket = TcpStream::connect(client.address).await.unwrap();
        let origin = format!("http://{}", client.address);
        socket
            .write_all(&handshake(client, path, ("origin", &origin)))
            .await
            .unwrap();
        let mut waiting = Vec::new();
        loop {
            let end = waiting.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                assert!(
                    waiting.starts_with(b"HTTP/1.1 101"),
                    "{}",
                    String::from_utf8_lossy(&waiting)
                );
                waiting.drain(..end + 4);
                return Self { socket, waiting };
            }
            assert!(socket.read_buf(&mut waiting).await.unwrap() > 0);
        }
    }

    /// The next text frame or the close, within ten seconds.
    async fn next(&mut self) -> Came {
        let came = async {
            loop {
                if let Some(came) = self.frame() {
                    return came;
                }
                assert!(
                    self.socket.read_buf(&mut self.waiting).await.unwrap() > 0,
                    "cut without a close"
                );
            }
        };
        tokio::time::timeout(Duration::from_secs(10), came)
            .await
            .expect("a frame")
    }

    fn frame(&mut self) -> Option<Came> {
        loop {
            let (head, length) = match *self.waiting.get(..2)? {
                [_, length @ 0..=125] => (2, usize::from(length)),
                [_, 126] => (
                    4,
                    usize::from(u16::from_be_bytes(
                        self.waiting.get(2..4)?.try_into().unwrap(),
                    )),
                ),
                _ => panic!("a longer frame than any of ours"),
            };
            let payload = self.waiting.get(head..head + length)?.to_vec();
            let kind = self.waiting[0] & 0x0f;
            self.waiting.drain(..head + length);
            match kind {
                1 => return Some(Came::Frame(serde_json::from_slice(&payload).unwrap())),
                8 => {
                    return Some(Came::Closed(u16::from_be_bytes(
                        payload[..2].try_into().unwrap(),
                    )));
                }
                9 | 10 => {}
                other => panic!("frame of kind {other}"),
            }
        }
    }

    async fn until_topic(&mut self, topic: &str) -> Value {
        loop {
            match self.next().await {
                Came::Frame(frame) if frame[0] == topic => return frame[1].clone(),
                Came::Frame(_) => {}
                Came::Closed(code) => panic!("closed with {code}"),
            }
        }
    }

    async fn until_closed(&mut self) -> u16 {
        loop {
            if let Came::Closed(code) = self.next().await {
                return code;
            }
        }
    }
}

// AUTH-20
#[tokio::test(flavor = "multi_thread")]
async fn only_a_session_from_our_own_page_opens_the_stream() {
    let house = House::with_people(Wants::default()).await;
    let viewer = house.signed(Role::Viewer).await;
    let own = format!("http://{}", house.address);
    let foreign = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", ""),
        ("x-nothing", ""),
        ("sec-fetch-site", "same-origin"),
    ];
    for header in foreign {
        let answer = Answer::read(&viewer.raw(&handshake(&viewer, "/stream", header)).await);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (403, "cross-site"),
            "{header:?}"
        );
    }
    let stranger = house.stranger();
    let answer = Answer::read(
        &stranger
            .raw(&handshake(&stranger, "/stream", ("origin", &own)))
            .await,
    );
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (401, "not-signed-in")
    );
    let answer = viewer
        .clone()
        .send(Asked::get("/stream").header("origin", &own))
        .await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (426, "upgrade-required")
    );
    let bad = handshake(&viewer, "/stream?symbol=NO-SUCH", ("origin", &own));
    assert_eq!(Answer::read(&viewer.raw(&bad).await).status, 404);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn live_values_come_in_the_shape_that_pages_read() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    house.open_market(&mut trader).await;
    let mut reader = Reader::open(&trader, "/stream?symbol=BTC/USDT&interval=1s").await;
    let health = reader.until_topic("health").await;
    assert!(health["overall"].is_string());
    let book = reader.until_topic("book").await;
    assert_eq!(book["symbol"], "BTC/USDT");
    assert!(book["bids"][0][0].is_string() && book["received"].is_i64());
    let trades = reader.until_topic("trades").await;
    assert!(trades["trades"][0]["price"].is_string());
    let candle = reader.until_topic("candle").await;
    assert_eq!(
        (&candle["symbol"], &candle["interval"]),
        (&json!("BTC/USDT"), &json!("1s"))
    );
    let body = json!({"symbol": "BTC/USDT", "side": "buy", "kind": "market", "qty": "0.01"});
    let order = trader.post("/api/v1/orders", body).await.json()["order"].clone();
    assert_eq!(reader.until_topic("order").await["id"], order);
    house.stop().await;
}

// AUTH-20
#[tokio::test(flavor = "multi_thread")]
async fn the_stream_closes_with_1008_when_its_session_ends() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    let mut reader = Reader::open(&trader, "/stream").await;
    reader.until_topic("health").await;
    assert_eq!(trader.delete("/api/v1/session").await.status, 204);
    assert_eq!(reader.until_closed().await, 1008);
    let answer = Answer::read(
        &trader
            .raw(&handshake(
                &trader,
                "/stream",
                ("origin", &format!("http://{}", house.address)),
            ))
            .await,
    );
    assert_eq!(answer.status, 401);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_that_stops_says_so_and_does_not_wait_long() {
    let mut house = House::with_people(Wants::default()).await;
    let trader = house.signed(Role::Trader).await;
    let mut reader = Reader::open(&trader, "/stream").await;
    reader.until_topic("health").await;
    let begun = Instant::now();
    let ((), code) = tokio::join!(house.close(), reader.until_closed());
    assert_eq!(code, 1001);
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
    assert!(TcpStream::connect(house.address).await.is_err());
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_talks_is_sent_away() {
    let house = House::with_people(Wants::default()).await;
    let trader = house.signed(Role::Trader).await;
    let mut reader = Reader::open(&trader, "/stream").await;
    // A masked text frame "hi".
    reader
        .socket
        .write_all(&[0x81, 0x82, 0, 0, 0, 0, b'h', b'i'])
        .await
        .unwrap();
    assert_eq!(reader.until_closed().await, 1000);
    house.stop().await;
}
