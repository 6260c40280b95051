//! Twenty symbols after three hours without the desk: no minute is missing, and the venue's weight is respected (M15).

use super::*;
use crate::market_bench::{Bench, locked};
use domain::Span;
use protocols::binance_spot::{ask, read};

/// Binance's weight of a minute.
const WEIGHT_OF_A_MINUTE: u32 = 6_000;

async fn page(bench: &Bench, (symbol, interval): (Symbol, Interval), from: Time) -> Vec<Candle> {
    let call = ask::candles(bench.link.instrument(symbol).unwrap(), interval, from);
    let answer = bench.link.read_call(call).await.unwrap();
    read::candles(&answer, symbol, interval).unwrap()
}

/// The most weight asked for in any minute.
fn weight_max(calls: &[(Time, u32)]) -> u32 {
    let within = |from: Time| {
        let minute = calls
            .iter()
            .filter(move |(at, _)| *at >= from && *at < from.plus(Span::from_secs(60)));
        minute.map(|(_, weight)| weight).sum::<u32>()
    };
    calls.iter().map(|(at, _)| within(*at)).max().unwrap_or(0)
}

/// What a feed of all symbols brought within two minutes of its start.
struct Brought {
    minutes: BTreeMap<(Symbol, Time), Candle>,
    rows: usize,
    /// When nothing that was over at the start was in doubt any more.
    over_at: Option<Time>,
}

/// Starts a feed that had stopped at an instant, and grants what it wishes.
async fn start(bench: &Bench, stopped: Time) -> Brought {
    let symbols = bench.instruments.iter().map(|one| one.symbol);
    let (live, _watcher) = broadcast::channel(16);
    let mut feed = MarketFeed::new(symbols.clone(), Boards::default().at_home(), live);
    let kept = symbols.flat_map(|symbol| {
        let all = Interval::ALL.into_iter().skip(1);
        all.map(move |interval| ((symbol, interval), stopped.floor_to(interval.span())))
    });
    feed.remember(Known {
        kept: kept.collect(),
        open: Vec::new(),
    });
    let (opened, mut wishes) = (bench.now(), Vec::new());
    let mut brought = Brought {
        minutes: BTreeMap::new(),
        rows: 0,
        over_at: None,
    };
    feed.step(opened, MarketInput::Opened, &mut wishes);
    while bench.now() < opened.plus(Span::from_secs(120)) {
        while let Some(wish) = wishes.pop() {
            match wish {
                MarketWish::AskCandles(symbol, interval, from) => {
                    let told = page(bench, (symbol, interval), from).await;
                    let told = MarketInput::Candles(symbol, Some(told));
                    feed.step(bench.now(), told, &mut wishes);
                }
                MarketWish::Keep(kept) if kept.candle.interval == Interval::M1 => {
                    let of = (kept.candle.symbol, kept.candle.open_time);
                    brought.minutes.insert(of, kept.candle);
                }
                MarketWish::Gap(_) => brought.rows += 1,
                MarketWish::Keep(_)
                | MarketWish::Absent(_)
                | MarketWish::AskSnapshot(_)
                | MarketWish::Quote(_) => {}
            }
        }
        let waits = |(_, gap): &(Symbol, Gap)| gap.state == GapState::Open && gap.until <= opened;
        if brought.over_at.is_none() && !feed.gaps().iter().any(waits) {
            brought.over_at = Some(bench.now());
        }
        bench.advance(Span::from_millis(100));
        feed.step(bench.now(), MarketInput::Wake, &mut wishes);
    }
    brought
}

// MKT-01
#[tokio::test]
async fn m15_twenty_symbols_after_three_hours_have_every_minute() {
    let bench = Bench::new(20).await;
    bench.trade(10, &[]);
    let stopped = bench.now();
    bench.trade(180, &[33, 34]);
    locked(&bench.asked).calls.clear();
    let opened = bench.now();
    let brought = start(&bench, stopped).await;
    let weight = weight_max(&locked(&bench.asked).calls);
    let asks = locked(&bench.asked).calls.len();
    let mut whole = 0;
    for symbol in bench.instruments.iter().map(|one| one.symbol) {
        let venue = bench.venues(symbol, Interval::M1, stopped).await;
        for candle in venue.iter().filter(|one| one.open_time < opened) {
            let kept = brought.minutes.get(&(symbol, candle.open_time));
            assert_eq!(kept, Some(candle), "{symbol} at {}", candle.open_time);
            whole += 1;
        }
    }
    assert_eq!(whole, 20 * 178, "three hours but two quiet minutes");
    assert!(weight * 2 < WEIGHT_OF_A_MINUTE, "{weight} in a minute");
    let took = brought.over_at.unwrap().since(opened);
    println!(
        "{whole} minutes of 20 symbols, {asks} asks, at most {weight} weight in a minute, over after {} ms, {} rows of the registry",
        took.millis(),
        brought.rows
    );
    assert!(took < Span::from_secs(60), "{} ms", took.millis());
}
