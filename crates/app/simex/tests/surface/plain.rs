//! A client that sends exactly the bytes it is told to and keeps exactly those that come back.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer as it came over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Plain {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

/// Sends a request on a connection of its own; nothing when the connection ended without a whole head.
pub(crate) async fn send(
    to: SocketAddr,
    method: &str,
    target: &str,
    (headers, body): (&[(&str, &str)], &str),
) -> Option<Plain> {
    let mut text = format!("{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    let mut stream = TcpStream::connect(to).await.unwrap();
    drop(stream.write_all(text.as_bytes()).await);
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Plain {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

pub(crate) async fn get(to: SocketAddr, target: &str) -> Plain {
    send(to, "GET", target, (&[], "")).await.unwrap()
}

pub(crate) async fn post(to: SocketAddr, target: &str, body: &str) -> Plain {
    send(to, "POST", target, (&[], body)).await.unwrap()
}

/// A request of the default account, signed.
pub(crate) async fn signed(to: SocketAddr, method: &str, target: &str) -> Plain {
    let key = (simex::DEFAULT_KEY, simex::DEFAULT_SECRET);
    signed_by(to, key, (method, target)).await
}

/// A request signed with a key and its secret.
pub(crate) async fn signed_by(
    to: SocketAddr,
    (key, secret): (&str, &str),
    (method, target): (&str, &str),
) -> Plain {
    let (path, params) = target.split_once('?').unwrap_or((target, ""));
    let sep = if params.is_empty() { "" } else { "&" };
    let now = wire::now().millis();
    let payload = format!("{params}{sep}recvWindow=60000&timestamp={now}");
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(payload.as_bytes());
    let bytes = mac.finalize().into_bytes();
    let signature: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let target = format!("{path}?{payload}&signature={signature}");
    let headers = [("x-mbx-apikey", key)];
    send(to, method, &target, (&headers, "")).await.unwrap()
}

/// The same, which must be done.
pub(crate) async fn done(to: SocketAddr, method: &str, target: &str) -> serde_json::Value {
    let answer = signed(to, method, target).await;
    assert_eq!(answer.status, 200, "{method} {target}: {}", answer.body);
    answer.json()
}
