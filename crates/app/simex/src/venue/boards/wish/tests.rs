//! Names of streams on each feed: those that exist, those that do not, those that live on the other half.

use super::*;

fn is_known(feed: Feed, name: &str) -> Result<bool, OtherHalf> {
    asked(feed, name).map(|found| found.is_some())
}

#[test]
fn spot_knows_its_streams_and_no_others() {
    let known = [
        "btcusdt@trade",
        "btcusdt@aggTrade",
        "btcusdt@blockTrade",
        "btcusdt@bookTicker",
        "btcusdt@depth",
        "btcusdt@depth@100ms",
        "btcusdt@depth@1000ms",
        "btcusdt@depth5",
        "btcusdt@depth10@100ms",
        "btcusdt@depth20",
        "btcusdt@kline_1s",
        "btcusdt@kline_1M",
        "btcusdt@kline_1d@+08:00",
        "btcusdt@ticker",
        "btcusdt@miniTicker",
        "!miniTicker@arr",
        "btcusdt@ticker_1h",
        "!ticker_4h@arr",
        "btcusdt@avgPrice",
        "btcusdt@referencePrice",
    ];
    for name in known {
        assert_eq!(is_known(Feed::Spot, name), Ok(true), "{name}");
    }
    let unknown = [
        // Retired.
        "!ticker@arr",
        "!bookTicker",
        "BTCUSDT@trade",
        "btcusdt",
        "@trade",
        "btcusdt@depth7",
        "btcusdt@depth@250ms",
        "btcusdt@kline_2m",
        "btcusdt@kline_1m@+09:00",
        "btcusdt@ticker_2h",
        "btcusdt@markPrice",
        "0",
        "",
    ];
    for name in unknown {
        assert_eq!(is_known(Feed::Spot, name), Ok(false), "{name}");
    }
}

#[test]
fn each_half_of_the_futures_refuses_the_streams_of_the_other() {
    let public = [
        "btcusdt@trade",
        "btcusdt@bookTicker",
        "!bookTicker",
        "btcusdt@depth",
        "btcusdt@depth@0ms",
        "btcusdt@depth5@500ms",
        "btcusdt@rpiDepth@500ms",
    ];
    let market = [
        "btcusdt@aggTrade",
        "btcusdt@kline_1m",
        "btcusdt_perpetual@continuousKline_1m",
        "btcusdt@markPrice",
        "btcusdt@markPrice@1s",
        "!markPrice@arr",
        "!markPrice@arr@1s",
        "btcusdt@miniTicker",
        "!ticker@arr",
        "btcusdt@forceOrder",
        "!forceOrder@arr",
        "!contractInfo",
        "!assetIndex@arr",
        "defiusdt@compositeIndex",
        "tradingSession",
    ];
    for name in public {
        assert_eq!(is_known(Feed::UsdmPublic, name), Ok(true), "{name}");
        assert_eq!(is_known(Feed::UsdmMarket, name), Err(OtherHalf), "{name}");
    }
    for name in market {
        assert_eq!(is_known(Feed::UsdmMarket, name), Ok(true), "{name}");
        assert_eq!(is_known(Feed::UsdmPublic, name), Err(OtherHalf), "{name}");
    }
    for name in [
        "btcusdt@kline_1s",
        "btcusdt@avgPrice",
        "btcusdt@depth@1000ms",
        "0",
    ] {
        assert_eq!(is_known(Feed::UsdmPublic, name), Ok(false), "{name}");
        assert_eq!(is_known(Feed::UsdmMarket, name), Ok(false), "{name}");
    }
}
