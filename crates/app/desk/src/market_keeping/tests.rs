//! Seconds end by age and by number, evidence by age and by size, and nothing else ends (M21).

use super::*;
use crate::market_bench::Bench;
use domain::{Candle, Interval};
use store::{Batch, CandleMark, KeptCandle, RawArrival};

const DAY: i64 = 86_400;

async fn with_seconds(count: i64) -> Bench {
    let mut bench = Bench::new(1).await;
    let symbol = bench.instruments[0].symbol;
    let mut batch = Batch::new(bench.now());
    for second in 0..count {
        batch.candles.push(KeptCandle {
            candle: Candle {
                symbol,
                interval: Interval::S1,
                open_time: bench.now().plus(Span::from_secs(second - count)),
                open: "1".parse().unwrap(),
                high: "1".parse().unwrap(),
                low: "1".parse().unwrap(),
                close: "1".parse().unwrap(),
                volume: "1".parse().unwrap(),
                quote_volume: "1".parse().unwrap(),
                trade_count: 1,
            },
            mark: CandleMark::Whole,
        });
    }
    bench.writer.commit(&batch).await.unwrap();
    bench
}

fn keeper(bench: &Bench, rules: MarketKeeping) -> Keeper {
    Keeper {
        rules,
        link: Arc::clone(&bench.link),
        reader: bench.reader.clone(),
        clock: Arc::clone(&bench.clock),
        symbols: vec![bench.instruments[0].symbol],
    }
}

/// Turns until nothing more ends; how many turns.
async fn until_done(bench: &mut Bench, keeper: &Keeper) -> usize {
    for turn in 1..100 {
        let plan = keeper.plan().await.unwrap();
        let wait = keeper.carry_out(plan).await;
        bench.write().await;
        if wait == LOOK_EVERY {
            return turn;
        }
    }
    panic!("it never ends");
}

async fn held(bench: &Bench) -> u64 {
    let symbol = bench.instruments[0].symbol;
    let held = bench.reader.seconds_held(symbol).await.unwrap();
    held.map_or(0, |(_, held)| held)
}

// MKT-01
#[tokio::test]
async fn m21_seconds_end_by_age_in_small_steps() {
    let mut bench = with_seconds(3 * 3_600).await;
    let rules = MarketKeeping {
        seconds: Span::from_secs(600),
        ..MarketKeeping::USUAL
    };
    let keeper = keeper(&bench, rules);
    let turns = until_done(&mut bench, &keeper).await;
    assert!(turns >= 3, "an hour at a time: {turns}");
    let left = held(&bench).await;
    assert!((590..=600).contains(&left), "{left}");
    let health = bench.link.health.look(bench.now());
    let part = health.parts.iter().find(|part| part.name == PART).unwrap();
    assert!(part.detail.contains("at most 10000000"), "{}", part.detail);
}

#[tokio::test]
async fn m21_seconds_end_by_number() {
    let mut bench = with_seconds(5_000).await;
    let rules = MarketKeeping {
        seconds_rows_max: 1_234,
        ..MarketKeeping::USUAL
    };
    let keeper = keeper(&bench, rules);
    until_done(&mut bench, &keeper).await;
    assert_eq!(held(&bench).await, 1_234);
    // What is within its bounds stays.
    until_done(&mut bench, &keeper).await;
    assert_eq!(held(&bench).await, 1_234);
}

#[tokio::test]
async fn m21_evidence_ends_by_size_and_by_age_and_raw_records_never() {
    let mut bench = with_seconds(1).await;
    let page = |days: i64, fill: u8| RawArrival {
        source: domain::RawSource::new("simex/candles").unwrap(),
        received: bench.now().plus(Span::from_secs(-days * DAY)),
        bytes: vec![fill; 1_000],
    };
    let mut batch = Batch::new(bench.now());
    batch.market.pages = (0..10).map(|day| page(i64::from(day), day)).collect();
    batch.raw_records = vec![page(5_000, 77)];
    bench.writer.commit(&batch).await.unwrap();
    let days_left = async |bench: &Bench| {
        let sizes = bench.reader.market_page_sizes(100).await.unwrap();
        sizes.len()
    };
    let usual = keeper(&bench, MarketKeeping::USUAL);
    until_done(&mut bench, &usual).await;
    assert_eq!(days_left(&bench).await, 10);
    let young = MarketKeeping {
        pages: Span::from_secs(6 * DAY + 60),
        ..MarketKeeping::USUAL
    };
    let young = keeper(&bench, young);
    until_done(&mut bench, &young).await;
    assert_eq!(days_left(&bench).await, 7);
    let small = MarketKeeping {
        pages_bytes_max: 4_500,
        ..MarketKeeping::USUAL
    };
    let small = keeper(&bench, small);
    until_done(&mut bench, &small).await;
    assert_eq!(days_left(&bench).await, 4);
    assert_eq!(bench.reader.counts().await.unwrap().raw_records, 1);
}
