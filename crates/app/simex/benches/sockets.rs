//! How fast the simulated exchange is through its sockets: signed orders a second, streamed events a second.
//! The callers run on the same machine and share its cores. Prints figures; never a test of what is right.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark with a wrong word in it shall stop"
)]

use domain::{AccountId, Asset, Qty};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use simex::{AccountSeed, Config, DEFAULT_KEY, DEFAULT_SECRET, Market, Simex, VenueLimits};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Callers that place orders at the same time, each on its own connection.
const CALLERS: usize = 8;
/// Sockets that listen at the same time.
const LISTENERS: usize = 24;
/// How long each measure lasts, after a second of warming up.
const MEASURED: Duration = Duration::from_secs(5);
const WARM_UP: Duration = Duration::from_secs(1);

/// A caller's connection.
struct Caller {
    stream: TcpStream,
    mac: Hmac<Sha256>,
    buffer: Vec<u8>,
}

fn config() -> Config {
    let rich = |asset: &str| (Asset::new(asset).unwrap(), Qty::parse("100000000").unwrap());
    Config {
        market: Market::Crowd { seed: 3 },
        accounts: vec![AccountSeed {
            account: AccountId::new(1),
            key: DEFAULT_KEY.to_owned(),
            secret: DEFAULT_SECRET.to_owned(),
            balances: vec![rich("USDT"), rich("BTC")],
            futures: vec![rich("USDT")],
            more_keys: Vec::new(),
        }],
        limits: VenueLimits {
            weight_per_minute: u32::MAX,
            orders_per_ten_seconds: u32::MAX,
            orders_per_day: u32::MAX,
            requests_per_five_minutes: u32::MAX,
            ..VenueLimits::default()
        },
        ..Config::default()
    }
}

impl Caller {
    fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            mac: Hmac::new_from_slice(DEFAULT_SECRET.as_bytes()).unwrap(),
            buffer: vec![0; 16 * 1024],
        }
    }

    /// Sends a signed order and reads its answer; panics when it was not taken.
    fn order(&mut self, params: &str) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let payload = format!("{params}&timestamp={}", since.as_millis());
        let mut mac = self.mac.clone();
        mac.update(payload.as_bytes());
        let bytes = mac.finalize().into_bytes();
        let signature: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let request = format!(
            "POST /api/v3/order?{payload}&signature={signature} HTTP/1.1\r\nhost: simex\r\nx-mbx-apikey: {DEFAULT_KEY}\r\ncontent-length: 0\r\n\r\n"
        );
        self.stream.write_all(request.as_bytes()).unwrap();
        let mut held = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[held..]).unwrap();
            assert!(read > 0, "the exchange closed the connection");
            held += read;
            let text = std::str::from_utf8(&self.buffer[..held]).unwrap();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            assert!(head.starts_with("HTTP/1.1 200"), "{text}");
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .unwrap();
            if body.len() >= length.parse::<usize>().unwrap() {
                return;
            }
        }
    }
}

/// Lets all callers place orders of a kind; the time of each, once warm.
fn place(address: SocketAddr, params: [&'static str; 2]) -> Vec<Duration> {
    let begun = Instant::now();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            thread::spawn(move || {
                let mut caller = Caller::new(address);
                let mut times = Vec::new();
                for params in params.iter().cycle() {
                    let sent = Instant::now();
                    caller.order(params);
                    let age = begun.elapsed();
                    if age > WARM_UP + MEASURED {
                        return times;
                    }
                    if age > WARM_UP {
                        times.push(sent.elapsed());
                    }
                }
                times
            })
        })
        .collect();
    let done = callers.into_iter();
    done.flat_map(|caller| caller.join().unwrap()).collect()
}

/// Opens a socket of market streams and counts its messages until told to stop.
fn listen(address: SocketAddr, count: &AtomicU64, stop: &AtomicBool) {
    let mut stream = TcpStream::connect(address).unwrap();
    let path = "/stream?streams=btcusdt@trade/btcusdt@bookTicker/btcusdt@depth@100ms/ethusdt@trade/ethusdt@bookTicker";
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: simex\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    let mut held = Vec::with_capacity(1 << 20);
    let mut chunk = vec![0; 256 * 1024];
    let mut upgraded = false;
    while !stop.load(Ordering::Relaxed) {
        let Ok(read) = stream.read(&mut chunk) else {
            continue;
        };
        assert!(read > 0, "the exchange cut a listener");
        held.extend_from_slice(&chunk[..read]);
        let mut at = 0;
        if !upgraded {
            let Some(end) = held.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            assert!(held.starts_with(b"HTTP/1.1 101"));
            at = end + 4;
            upgraded = true;
        }
        let mut frames = 0;
        while let Some(length) = frame(&held[at..]) {
            at += length;
            frames += 1;
        }
        count.fetch_add(frames, Ordering::Relaxed);
        held.drain(..at);
    }
}

/// The length of the whole frame that bytes begin with, if it is there.
fn frame(bytes: &[u8]) -> Option<usize> {
    let length = match bytes.get(1)? & 0x7f {
        126 => 4 + usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])),
        127 => 10 + usize::from_be_bytes(bytes.get(2..10)?.try_into().unwrap()),
        short => 2 + usize::from(short),
    };
    (bytes.len() >= length).then_some(length)
}

fn percentile(times: &mut [Duration], share: usize) -> u128 {
    times.sort_unstable();
    let at = (times.len() * share / 100).min(times.len().saturating_sub(1));
    times[at].as_micros()
}

fn orders(address: SocketAddr) {
    // Far below the market: taken in, found without a match, and ended, with all checks and reports.
    let far = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.001&price=60000&newOrderRespType=RESULT";
    let other = "symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.01&price=2000&newOrderRespType=RESULT";
    let mut times = place(address, [far, other]);
    println!(
        "signed orders over REST: {} orders/s, p50 {} us, p99 {} us",
        times.len() as u64 / MEASURED.as_secs(),
        percentile(&mut times, 50),
        percentile(&mut times, 99)
    );
}

fn events(address: SocketAddr) {
    let (count, stop) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let listeners: Vec<_> = (0..LISTENERS)
        .map(|_| {
            let (count, stop) = (Arc::clone(&count), Arc::clone(&stop));
            thread::spawn(move || listen(address, &count, &stop))
        })
        .collect();
    let measured = {
        let count = Arc::clone(&count);
        thread::spawn(move || {
            thread::sleep(WARM_UP);
            let before = count.load(Ordering::Relaxed);
            thread::sleep(MEASURED);
            count.load(Ordering::Relaxed) - before
        })
    };
    let buy = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001";
    let sell = "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.001";
    let mut times = place(address, [buy, sell]);
    let events = measured.join().unwrap();
    stop.store(true, Ordering::Relaxed);
    for listener in listeners {
        listener.join().unwrap();
    }
    println!(
        "events streamed to {LISTENERS} sockets under market orders: {} events/s, {} orders/s beside, p50 {} us, p99 {} us",
        events / MEASURED.as_secs(),
        times.len() as u64 / MEASURED.as_secs(),
        percentile(&mut times, 50),
        percentile(&mut times, 99)
    );
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let running = runtime.block_on(Simex::start(config())).unwrap();
    let address = running.public_addr();
    orders(address);
    events(address);
    runtime.block_on(running.stop()).unwrap();
}
