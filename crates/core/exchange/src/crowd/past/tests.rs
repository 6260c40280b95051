//! The past: whole, in order, ending where the crowd begins, the same for the same seed, and never more than its room.

use super::super::Temper;
use super::*;
use alloc::collections::BTreeSet;

/// 2026-11-21T16:31:07.123Z.
const NOW: Time = Time::from_millis(1_795_278_667_123);

fn made(seed: u64, temper: Temper) -> Vec<PastMarket> {
    past(CrowdPlan::of(seed, temper), NOW, &[])
}

fn find<'a>(markets: &'a [PastMarket], name: &str) -> &'a PastMarket {
    let symbol = Symbol::new(name).unwrap();
    markets
        .iter()
        .find(|market| market.symbol == symbol)
        .unwrap()
}

#[test]
fn p1_bars_follow_each_other_on_their_grid_up_to_the_first_trade() {
    for market in made(1, Temper::Lively) {
        for pair in market.bars.windows(2) {
            assert_eq!(pair[0].start.plus(pair[0].span), pair[1].start);
            assert_eq!(pair[0].close, pair[1].open);
        }
        for bar in &market.bars {
            assert_eq!(bar.start, bar.start.floor_to(bar.span), "{bar:?}");
            assert!(bar.low <= bar.open && bar.open <= bar.high, "{bar:?}");
            assert!(bar.low <= bar.close && bar.close <= bar.high, "{bar:?}");
            let (low, high) = (u128::from(bar.low), u128::from(bar.high));
            let lots = u128::from(bar.lots);
            assert!((low * lots..=high * lots).contains(&bar.value), "{bar:?}");
            assert!(
                bar.bought_lots <= bar.lots && bar.lots >= bar.trades && bar.low > 0,
                "{bar:?}"
            );
        }
        let end = market
            .bars
            .last()
            .map(|bar| bar.start.plus(bar.span))
            .unwrap();
        let first = market.trades.first().unwrap();
        assert!(first.at >= end && first.at.since(end) < Span::from_secs(60));
        assert!(market.trades.is_sorted_by_key(|trade| trade.at));
        assert!(market.trades.last().unwrap().at < NOW);
    }
}

#[test]
fn p1_there_is_enough_of_it_for_a_thousand_candles_of_each_length_up_to_half_a_day() {
    for market in made(2, Temper::Calm) {
        assert!(market.trades.len() >= 1_000, "{}", market.trades.len());
        for (minutes, seconds) in [
            (1, 60),
            (3, 180),
            (5, 300),
            (15, 900),
            (30, 1_800),
            (60, 3_600),
            (240, 14_400),
            (720, 43_200),
        ] {
            let span = Span::from_secs(seconds);
            let cells: BTreeSet<Time> = market
                .bars
                .iter()
                .filter(|bar| bar.span <= span)
                .map(|bar| bar.start.floor_to(span))
                .collect();
            assert!(cells.len() >= 1_000, "{minutes} minutes: {}", cells.len());
        }
    }
}

#[test]
fn p2_it_ends_at_the_price_the_crowd_begins_with() {
    let last = Price::parse("81234.56").unwrap();
    let symbol = Symbol::new("BTC/USDT").unwrap();
    let markets = past(CrowdPlan::of(3, Temper::Lively), NOW, &[(symbol, last)]);
    let close = find(&markets, "BTC/USDT").trades.last().unwrap().ticks;
    assert!(close.abs_diff(8_123_456) < 8_123_456 / 500, "{close}");
    let close = find(&markets, "ETH/USDT").trades.last().unwrap().ticks;
    assert!(close.abs_diff(264_300) < 264_300 / 500, "{close}");
}

#[test]
fn p2_the_cross_agrees_with_its_two_symbols_all_the_way_back() {
    let markets = made(4, Temper::Lively);
    let (btc, eth) = (find(&markets, "BTC/USDT"), find(&markets, "ETH/USDT"));
    let cross = find(&markets, "ETH/BTC");
    for ((btc, eth), cross) in btc.bars.iter().zip(&eth.bars).zip(&cross.bars) {
        let implied = eth.open * 100_000 / btc.open;
        assert!(cross.open.abs_diff(implied) <= 1, "{cross:?} {implied}");
    }
}

#[test]
fn p3_the_same_seed_has_the_same_past_and_it_fits_before_the_first_trade() {
    assert_eq!(made(5, Temper::Fast), made(5, Temper::Fast));
    assert_ne!(made(5, Temper::Fast), made(6, Temper::Fast));
    for market in made(5, Temper::Fast) {
        assert!(market.trade_count() < FIRST_TRADE.get());
    }
}
