//! Thousands of connections at once against the exchange as a process of its own: others are served meanwhile, and its
//! memory comes back.

use super::raw::{Frames, still_serves};
use crate::child;
use crate::house::Folder;
use std::net::SocketAddr;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// More connections than places, opened a few at a time: the system lets a test hold only so many.
const OPENED: usize = 3_000;
const HELD: usize = 600;
/// What all that hostile clients can make it hold at one time fits in here, generously: places × the largest request,
/// sockets × the largest text, and what the allocator keeps.
const GROWTH_MAX_KIB: u64 = 192 * 1024;

/// Resident memory of a process in KiB; nothing where the system does not tell.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Opens connections that send `first` and then nothing; the newest are held.
async fn flood(to: SocketAddr, first: &[u8]) {
    let mut held = std::collections::VecDeque::new();
    for number in 0..OPENED {
        let Ok(mut stream) = TcpStream::connect(to).await else {
            continue;
        };
        drop(stream.write_all(first).await);
        held.push_back(stream);
        if held.len() > HELD {
            held.pop_front();
        }
        if number % 500 == 0 {
            still_serves(to).await;
        }
    }
    still_serves(to).await;
}

#[tokio::test]
async fn v34_a_flood_of_connections_shuts_nobody_out_and_memory_comes_back() {
    let folder = Folder::new("flood");
    let mut child = child::spawn(folder.path());
    let to = child::address(folder.path()).await;
    let mut kept = Frames::open(to, "/ws/btcusdt@trade").await;
    for _ in 0..200 {
        still_serves(to).await;
    }
    let before = resident(child.id());
    let body = "a".repeat(16_000);
    let half =
        format!("POST /api/v3/order HTTP/1.1\r\nhost: x\r\ncontent-length: 16384\r\n\r\n{body}");
    let head = format!(
        "GET /api/v3/time HTTP/1.1\r\nhost: x\r\na: {}",
        "b".repeat(12_000)
    );
    for first in ["", "G", &half, &head] {
        flood(to, first.as_bytes()).await;
    }
    // Sockets of an address are counted: the rest is refused, and those that stand go on.
    let mut sockets = Vec::new();
    for _ in 0..250 {
        let mut socket = Frames::open(to, "/ws").await;
        // The beginning of a text that never ends.
        socket.send(super::raw::TEXT, &[b'['; 60_000]).await;
        sockets.push(socket);
    }
    let during = resident(child.id());
    drop(sockets);
    assert!(
        kept.text().await.is_some(),
        "a socket that behaved was ended"
    );
    still_serves(to).await;
    let after = resident(child.id());
    println!("resident KiB before {before:?}, under the flood {during:?}, after {after:?}");
    child.kill().unwrap();
    child.wait().unwrap();
    if let (Some(before), Some(during)) = (before, during) {
        assert!(
            during < before + GROWTH_MAX_KIB,
            "{before} KiB grew to {during} KiB"
        );
    }
}
