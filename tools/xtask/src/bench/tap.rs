//! A wire tap between desk and exchange: bytes pass as they are, and the moment an order's id passes is noted.
//! Never changes, holds back or adds a byte.

use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Most bytes passed on at once.
const CHUNK_BYTES: usize = 64 << 10;
/// What stands before an order's id in the request that places it.
const BEFORE_ID: &[u8] = b"newClientOrderId=";
/// Bytes of an id of the house.
const ID_BYTES: usize = 28;
/// How long an id is waited for that was acknowledged but has not passed yet.
const PASS_BOUND: Duration = Duration::from_secs(5);

/// When each order's id first passed towards the exchange.
#[derive(Debug, Clone)]
pub(super) struct Tap {
    address: SocketAddr,
    passed: Arc<Mutex<BTreeMap<String, Instant>>>,
}

impl Tap {
    /// Opens a tap that leads to `exchange`.
    pub(super) fn open(exchange: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let tap = Self {
            address: listener.local_addr()?,
            passed: Arc::default(),
        };
        let shared = tap.clone();
        thread::spawn(move || {
            for desk in listener.incoming().flatten() {
                // A desk whose connection ends at once tries again by itself.
                drop(shared.join(desk, exchange));
            }
        });
        Ok(tap)
    }

    /// Where the desk calls.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// When the bytes of this order passed; they may still be on their way when the house has acknowledged it.
    pub(super) fn passed_at(&self, client_id: &str) -> Result<Instant> {
        let until = Instant::now() + PASS_BOUND;
        loop {
            let passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(at) = passed.get(client_id) {
                return Ok(*at);
            }
            drop(passed);
            if Instant::now() > until {
                anyhow::bail!("order {client_id} never passed the tap");
            }
            thread::sleep(Duration::from_micros(200));
        }
    }

    fn join(&self, desk: TcpStream, exchange: SocketAddr) -> Result<()> {
        let venue = TcpStream::connect(exchange).context("the exchange is not there")?;
        desk.set_nodelay(true)?;
        venue.set_nodelay(true)?;
        let (from_venue, to_desk) = (venue.try_clone()?, desk.try_clone()?);
        let tap = self.clone();
        thread::spawn(move || pass(desk, venue, |bytes, at| tap.note(bytes, at)));
        thread::spawn(move || pass(from_venue, to_desk, |_, _| ()));
        Ok(())
    }

    fn note(&self, bytes: &[u8], at: Instant) {
        let mut rest = bytes;
        while let Some(found) = position(rest, BEFORE_ID) {
            rest = rest.get(found + BEFORE_ID.len()..).unwrap_or_default();
            if let Some(id) = rest.get(..ID_BYTES) {
                let id = String::from_utf8_lossy(id).into_owned();
                let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
                passed.entry(id).or_insert(at);
            }
        }
    }
}

/// Passes bytes on until one side is gone; then the other goes too.
fn pass(mut from: TcpStream, mut to: TcpStream, note: impl Fn(&[u8], Instant)) {
    let mut chunk = vec![0; CHUNK_BYTES];
    while let Ok(count @ 1..) = from.read(&mut chunk) {
        let at = Instant::now();
        let bytes = chunk.get(..count).unwrap_or_default();
        if to.write_all(bytes).is_err() {
            break;
        }
        note(bytes, at);
    }
    // Either may have been closed from its far side already.
    drop(to.shutdown(Shutdown::Both));
    drop(from.shutdown(Shutdown::Both));
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|here| here == wanted)
}

#[cfg(test)]
mod tests;
