//! What a reader is sent: the latest of each value, bounded, in the shape that the pages' script reads.

use super::{CANDLES_MAX, Frames, ORDERS_MAX, TRADES_MAX, Wanted};
use desk::{BookView, Live, TapeTrade};
use domain::{Amount, Candle, Interval, OrderId, Price, Qty, Side, Symbol, Time};
use serde_json::{Value, json};
use std::sync::Arc;

fn symbol(text: &str) -> Symbol {
    Symbol::new(text).unwrap()
}

fn frames() -> Frames {
    Frames::new(Wanted {
        symbol: Some(symbol("BTC/USDT")),
        interval: Interval::M1,
    })
}

fn flushed(frames: &mut Frames) -> Vec<Value> {
    frames
        .flush()
        .iter()
        .map(|frame| serde_json::from_str(frame).unwrap())
        .collect()
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn book(of: &str, update_id: u64) -> Live {
    Live::Book(Arc::new(BookView {
        symbol: symbol(of),
        bids: vec![(price("59999.5"), Qty::parse("0.25").unwrap())],
        asks: Vec::new(),
        update_id,
        received: Time::from_millis(5),
    }))
}

fn trade(id: u64) -> TapeTrade {
    TapeTrade {
        id,
        price: price("60000"),
        qty: Qty::parse("0.01").unwrap(),
        taker: Side::Sell,
        at: Time::from_millis(9),
    }
}

fn candle(interval: Interval, minute: i64) -> Candle {
    Candle {
        symbol: symbol("BTC/USDT"),
        interval,
        open_time: Time::from_millis(minute * 60_000),
        open: price("1"),
        high: price("2"),
        low: price("1"),
        close: price("2"),
        volume: Qty::parse("3").unwrap(),
        quote_volume: Amount::parse("4").unwrap(),
        trade_count: 5,
    }
}

#[test]
fn the_latest_book_of_the_wanted_symbol_wins() {
    let mut frames = frames();
    frames.take(&book("BTC/USDT", 1));
    frames.take(&book("ETH/USDT", 9));
    frames.take(&book("BTC/USDT", 2));
    assert_eq!(
        flushed(&mut frames),
        [
            json!(["book", {"symbol": "BTC/USDT", "bids": [["59999.5", "0.25"]], "asks": [], "update_id": 2, "received": 5}])
        ]
    );
    assert_eq!(flushed(&mut frames), Vec::<Value>::new());
}

#[test]
fn trades_of_all_symbols_are_sent_and_bounded() {
    let mut frames = frames();
    let many: Vec<TapeTrade> = (0..200).map(trade).collect();
    frames.take(&Live::Trades(symbol("ETH/USDT"), many.into()));
    let sent = flushed(&mut frames);
    let trades = sent[0][1]["trades"].as_array().unwrap();
    assert_eq!(
        (sent[0][0].as_str(), trades.len()),
        (Some("trades"), TRADES_MAX)
    );
    assert_eq!(
        trades[TRADES_MAX - 1],
        json!({"id": 199, "price": "60000", "qty": "0.01", "taker": "sell", "at": 9})
    );
}

#[test]
fn a_closed_candle_and_the_one_that_opens_are_both_sent() {
    let mut frames = frames();
    frames.take(&Live::Candle(candle(Interval::M1, 7)));
    frames.take(&Live::Candle(candle(Interval::M5, 5)));
    frames.take(&Live::Candle(candle(Interval::M1, 8)));
    let sent = flushed(&mut frames);
    let times: Vec<_> = sent
        .iter()
        .map(|frame| frame[1]["open_time"].as_i64().unwrap())
        .collect();
    assert_eq!(times, [420_000, 480_000]);
    assert_eq!(
        (
            &sent[0][1]["symbol"],
            &sent[0][1]["interval"],
            &sent[0][1]["close"]
        ),
        (&json!("BTC/USDT"), &json!("1m"), &json!("2"))
    );
    for minute in 0..50 {
        frames.take(&Live::Candle(candle(Interval::M1, minute)));
    }
    assert_eq!(flushed(&mut frames).len(), CANDLES_MAX);
}

#[test]
fn an_order_is_named_once_and_what_is_lost_is_said() {
    let mut frames = frames();
    for _ in 0..3 {
        frames.take(&Live::Order(OrderId::new(12)));
    }
    frames.lagged(4);
    assert_eq!(
        flushed(&mut frames),
        [
            json!(["lagged", {"missed": 4}]),
            json!(["order", {"id": 12}])
        ]
    );
    let many = u64::try_from(ORDERS_MAX).unwrap() + 5;
    for id in 0..many {
        frames.take(&Live::Order(OrderId::new(id)));
    }
    let sent = flushed(&mut frames);
    assert_eq!(sent[0], json!(["lagged", {"missed": 5}]));
    assert_eq!(sent.len(), 1 + ORDERS_MAX);
}
