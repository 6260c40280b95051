//! The words of an order read back as they were written.

use super::*;
use alloc::string::ToString;

#[test]
fn every_type_reads_back() {
    let cases = [
        "market",
        "limit:100.5:gtc",
        "limit:primary:gtc",
        "limit:market+3/101:ioc",
        "limit-maker:primary+0",
        "stop:95",
        "stop:trail+250",
        "take:trail+250/99.5",
        "stop-limit:95:94:fok",
        "take-limit:trail+10/95:primary+2/94:gtc",
    ];
    for text in cases {
        let read: OrderType = text.parse().unwrap();
        assert_eq!(read.to_string(), text);
    }
}

#[test]
fn broken_words_are_refused() {
    let cases = [
        "",
        "markets",
        "market:1",
        "limit:100",
        "limit:0:gtc",
        "limit:primary+101x:gtc",
        "limit:both:gtc",
        "stop",
        "stop:trail",
        "stop:trail+x",
        "take-limit:95:94",
        "stop-limit:95:94:gtc:1",
        "limit-maker:-1",
    ];
    for text in cases {
        assert_eq!(text.parse::<OrderType>(), Err(UnknownWord), "{text}");
    }
}

#[test]
fn the_stop_price_is_approached_from_the_side_it_lies_on() {
    let stop = OrderType::StopLoss {
        trigger: Trigger::At(Price::parse("1").unwrap()),
    };
    let take = OrderType::TakeProfit {
        trigger: Trigger::At(Price::parse("1").unwrap()),
    };
    assert_eq!(stop.approach(Side::Buy), Some(Approach::Rising));
    assert_eq!(stop.approach(Side::Sell), Some(Approach::Falling));
    assert_eq!(take.approach(Side::Buy), Some(Approach::Falling));
    assert_eq!(take.approach(Side::Sell), Some(Approach::Rising));
    assert_eq!(OrderType::Market.approach(Side::Buy), None);
}
