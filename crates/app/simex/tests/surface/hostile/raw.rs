//! Bytes as somebody sends them who keeps to nothing: raw requests, raw frames of sockets, and what comes back.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest wait for something that must come.
const PATIENCE: Duration = Duration::from_secs(120);

/// Sends bytes and closes the way there; everything that comes back until the other side ends.
pub(crate) async fn exchange(to: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(to).await.unwrap();
    // The exchange may close before all is written: that is an answer too.
    drop(stream.write_all(bytes).await);
    drop(stream.shutdown().await);
    rest(&mut stream).await
}

/// Everything that still comes until the other side ends.
pub(crate) async fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    drop(read.expect("the exchange keeps a connection that it should end"));
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status of an answer; 0 where none came.
pub(crate) fn status(answer: &str) -> u16 {
    let word = answer.split(' ').nth(1);
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}

pub(crate) async fn still_serves(to: SocketAddr) {
    let answer = exchange(
        to,
        b"GET /api/v3/time HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.contains("serverTime"), "{answer}");
}

/// A socket whose frames are made by hand.
pub(crate) struct Frames {
    pub(crate) stream: TcpStream,
    unread: Vec<u8>,
}

/// Bits of a frame's first byte.
pub(crate) const FIN: u8 = 0x80;
pub(crate) const CONTINUATION: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

impl Frames {
    pub(crate) async fn open(to: SocketAddr, path: &str) -> Self {
        let mut stream = TcpStream::connect(to).await.unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{head:?}");
        Self {
            stream,
            unread: Vec::new(),
        }
    }

    /// Sends a frame as a client must: masked.
    pub(crate) async fn send(&mut self, first: u8, payload: &[u8]) {
        let mut frame = vec![first];
        match payload.len() {
            length @ 0..=125 => frame.push(0x80 | u8::try_from(length).unwrap()),
            length @ 126..=65_535 => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            length => {
                frame.push(0x80 | 127);
                frame.extend(u64::try_from(length).unwrap().to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend_from_slice(payload);
        self.bytes(&frame).await;
    }

    pub(crate) async fn bytes(&mut self, bytes: &[u8]) {
        // The exchange may have closed already: what comes back tells.
        drop(self.stream.write_all(bytes).await);
    }

    /// The next frame: its opcode and payload; nothing when the socket ended.
    pub(crate) async fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let Some(frame) = self.whole() {
                return Some(frame);
            }
            let mut bytes = [0; 16_384];
            let read = timeout(PATIENCE, self.stream.read(&mut bytes)).await;
            match read.expect("nothing came") {
                Ok(0) | Err(_) => return None,
                Ok(count) => self.unread.extend_from_slice(&bytes[..count]),
            }
        }
    }

    fn whole(&mut self) -> Option<(u8, Vec<u8>)> {
        let [first, short, ..] = *self.unread.as_slice() else {
            return None;
        };
        let (head, length) = match short {
            126 => (
                4,
                usize::from(u16::from_be_bytes(
                    self.unread.get(2..4)?.try_into().unwrap(),
                )),
            ),
            127 => {
                let bytes = self.unread.get(2..10)?.try_into().unwrap();
                (10, usize::try_from(u64::from_be_bytes(bytes)).unwrap())
            }
            length => (2, usize::from(length)),
        };
        let payload = self.unread.get(head..head + length)?.to_vec();
        self.unread.drain(..head + length);
        Some((first & 0x0f, payload))
    }

    /// The next text; nothing when the socket ended.
    pub(crate) async fn text(&mut self) -> Option<String> {
        loop {
            match self.next().await? {
                (TEXT, payload) => return Some(String::from_utf8(payload).unwrap()),
                (CLOSE, _) => return None,
                _ => {}
            }
        }
    }

    /// Whether the exchange ends the socket without another text.
    pub(crate) async fn ends(&mut self) -> bool {
        self.text().await.is_none()
    }
}
