//! The exchange without ports: time is what the caller says, and the same inputs give the same bytes.

use domain::{Span, Time};
use simex::{Config, Happened, Market, Offline};

const START: Time = Time::from_millis(1_780_000_000_000);

fn lived(seed: u64) -> Vec<Happened> {
    let config = Config {
        market: Market::Crowd { seed },
        ..Config::default()
    };
    let mut exchange = Offline::new(&config, START).unwrap();
    exchange
        .open("/stream?streams=btcusdt@trade/btcusdt@depth@100ms/ethbtc@bookTicker")
        .unwrap();
    let happened = exchange.advance(Span::from_secs(60));
    let (answer, _) = exchange.request("GET", "/api/v3/depth?symbol=BTCUSDT&limit=5000", "", None);
    let mut all = happened;
    all.push(Happened::Answer { request: 0, answer });
    all
}

// ORD-10
#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (one, two, other) = (lived(5), lived(5), lived(6));
    let texts = one.iter().filter(|h| matches!(h, Happened::Text(..)));
    assert!(texts.count() > 1_000);
    assert_eq!(one, two);
    assert_ne!(one, other);
    let pings = one.iter().filter(|h| matches!(h, Happened::Ping(_)));
    assert_eq!(pings.count(), 3);
}
