//! A peer that misbehaves is cut, told of, and tried again.

use super::*;
use crate::client::{ClientConfig, Limits};
use crate::hosts::Hosts;
use gate::{Gate, GateConfig, GlobalLimits, ReferenceRules};
use tokio::net::TcpListener;
use vault::Vault;

#[expect(clippy::disallowed_methods, reason = "a test wires a gate of its own")]
fn client(listener: &TcpListener) -> Arc<Client> {
    let gate = Gate::new(GateConfig {
        accounts: Vec::new(),
        instruments: Vec::new(),
        value_asset: domain::Asset::new("USDT").unwrap(),
        limits: GlobalLimits {
            order_value_max: domain::Amount::ZERO,
            position_value_max: domain::Amount::ZERO,
            open_positions_max: 0,
            open_orders_max: 0,
            open_orders_per_account_max: 0,
            open_orders_per_symbol_max: 0,
            price_collar: domain::Rate::ZERO,
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::ZERO,
            market_slippage: domain::Rate::ZERO,
        },
        live_consents: Vec::new(),
    });
    let address = listener.local_addr().unwrap();
    let config = ClientConfig {
        hosts: Hosts::simulated(&format!("http://{address}")).unwrap(),
        vault: Arc::new(Vault::new()),
        key: None,
        halts: gate.halt_watch(),
        limits: Limits::default(),
        address: crate::AddressLimits::new(protocols::binance_spot::facts::MANNERS),
    };
    Arc::new(Client::new(config).unwrap())
}

async fn peer() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

async fn accept(listener: &TcpListener) -> WebSocketStream<TcpStream> {
    let (stream, _) = listener.accept().await.unwrap();
    tokio_tungstenite::accept_async(stream).await.unwrap()
}

async fn next(events: &mut mpsc::Receiver<StreamEvent>) -> StreamEvent {
    timeout(Duration::from_secs(5), events.recv())
        .await
        .unwrap()
        .unwrap()
}

fn cut(event: StreamEvent) -> CutReason {
    let StreamEvent::Cut { reason, .. } = event else {
        panic!("{event:?}");
    };
    reason
}

#[tokio::test]
async fn frames_come_in_order_and_a_close_is_told() {
    let listener = peer().await;
    let (out, mut events) = mpsc::channel(8);
    let _stream = client(&listener).market_stream("/x", out);
    let mut socket = accept(&listener).await;
    for text in ["1", "2"] {
        socket.send(Message::text(text)).await.unwrap();
    }
    socket.close(None).await.unwrap();
    assert!(matches!(
        next(&mut events).await,
        StreamEvent::Opened { connection: 1, .. }
    ));
    for text in ["1", "2"] {
        let StreamEvent::Frame {
            connection: 1,
            bytes,
            ..
        } = next(&mut events).await
        else {
            panic!("no frame");
        };
        assert_eq!(bytes, text);
    }
    assert_eq!(cut(next(&mut events).await), CutReason::Closed);
    accept(&listener).await;
    assert!(matches!(
        next(&mut events).await,
        StreamEvent::Opened { connection: 2, .. }
    ));
}

#[tokio::test]
async fn a_frame_without_bound_is_refused() {
    let listener = peer().await;
    let (out, mut events) = mpsc::channel(8);
    let _stream = client(&listener).market_stream("/x", out);
    let mut socket = accept(&listener).await;
    let huge = "x".repeat(FRAME_BYTES_MAX + 1);
    // The other side may close before all is written.
    drop(socket.send(Message::text(huge)).await);
    assert!(matches!(
        next(&mut events).await,
        StreamEvent::Opened { .. }
    ));
    let reason = cut(next(&mut events).await);
    assert!(matches!(reason, CutReason::Broken(_)), "{reason}");
}

#[tokio::test]
async fn a_peer_that_speaks_something_else_is_refused_and_tried_again() {
    let listener = peer().await;
    let (out, mut events) = mpsc::channel(8);
    let _stream = client(&listener).market_stream("/x", out);
    for connection in 1..3 {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"220 mail ready\r\n")
            .await
            .unwrap();
        drop(stream);
        let event = next(&mut events).await;
        assert!(
            matches!(event, StreamEvent::Cut { connection: c, .. } if c == connection),
            "{event:?}"
        );
    }
}

#[tokio::test]
async fn a_private_stream_without_a_key_says_so() {
    let listener = peer().await;
    let (out, mut events) = mpsc::channel(8);
    let hello = protocols::binance_spot::ask::subscribe_account;
    let _stream = client(&listener).account_stream(hello, out);
    accept(&listener).await;
    let reason = cut(next(&mut events).await);
    assert!(matches!(reason, CutReason::Unsigned(_)), "{reason}");
}

#[tokio::test]
async fn dropping_the_handle_ends_the_stream() {
    let listener = peer().await;
    let (out, mut events) = mpsc::channel(8);
    let stream = client(&listener).market_stream("/x", out);
    let _socket = accept(&listener).await;
    assert!(matches!(
        next(&mut events).await,
        StreamEvent::Opened { .. }
    ));
    drop(stream);
    assert_eq!(
        timeout(Duration::from_secs(5), events.recv())
            .await
            .unwrap(),
        None
    );
}

// L9
#[tokio::test]
async fn l9_a_wished_successor_takes_over_without_a_cut() {
    let listener = peer().await;
    let (out, mut events) = mpsc::channel(8);
    let stream = client(&listener).market_stream("/x", out);
    let mut old = accept(&listener).await;
    old.send(Message::text("1")).await.unwrap();
    for _ in 0..2 {
        next(&mut events).await;
    }
    stream.renew();
    let mut fresh = accept(&listener).await;
    old.send(Message::text("2")).await.unwrap();
    let told = next(&mut events).await;
    assert!(
        matches!(&told, StreamEvent::Frame { connection: 1, bytes, .. } if bytes == "2"),
        "{told:?}"
    );
    fresh.send(Message::text("2")).await.unwrap();
    let told = next(&mut events).await;
    assert!(
        matches!(
            told,
            StreamEvent::Renewed {
                connection: 2,
                before: 1,
                ..
            }
        ),
        "{told:?}"
    );
    let told = next(&mut events).await;
    assert!(
        matches!(&told, StreamEvent::Frame { connection: 2, bytes, .. } if bytes == "2"),
        "{told:?}"
    );
    // The old one is read out for a moment and then let go, without a word.
    old.send(Message::text("3")).await.unwrap();
    let told = next(&mut events).await;
    assert!(
        matches!(told, StreamEvent::Frame { connection: 1, .. }),
        "{told:?}"
    );
    old.close(None).await.unwrap();
    fresh.send(Message::text("4")).await.unwrap();
    let told = next(&mut events).await;
    assert!(
        matches!(&told, StreamEvent::Frame { connection: 2, bytes, .. } if bytes == "4"),
        "{told:?}"
    );
}
