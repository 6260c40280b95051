//! A stop is told to every socket before it ends, with a proper end of the connection.

use crate::house::still;
use simex::Simex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_stop_is_told_before_the_sockets_end() {
    let running = Simex::start(still()).await.unwrap();
    let mut stream = TcpStream::connect(running.public_addr()).await.unwrap();
    let ask = "GET /ws/btcusdt@trade HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
               sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 101");
    running.stop().await.unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    let text = String::from_utf8_lossy(&rest);
    assert!(text.contains(r#"{"e":"serverShutdown","E":"#), "{text}");
    // A frame that closes, without a reason.
    assert!(rest.ends_with(&[0x88, 0]), "{rest:?}");
}
