//! Frames as recorded and as the venue documents them.

use super::*;
use alloc::format;
use domain::Liquidity;

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../samples/", $name, ".json"))
    };
}

fn fact(text: &str) -> MarketFact {
    match market(text.as_bytes()).unwrap() {
        MarketFrame::Fact(fact) => fact,
        MarketFrame::Unused | MarketFrame::Ending => panic!("no fact: {text}"),
    }
}

fn private(text: &str) -> AccountFact {
    match account(text.as_bytes()).unwrap() {
        AccountFrame::Fact(fact) => fact,
        other @ (AccountFrame::Answered { .. } | AccountFrame::Ending | AccountFrame::Unused) => {
            panic!("{other:?}")
        }
    }
}

#[test]
fn recorded_market_frames_are_read() {
    let MarketFact::Depth {
        first_update,
        last_update,
        bids,
        asks,
        ..
    } = fact(sample!("stream_depth"))
    else {
        panic!("no depth");
    };
    assert!(first_update <= last_update);
    assert!(!bids.is_empty() && !asks.is_empty());
    let MarketFact::Trade {
        trade, taker, at, ..
    } = fact(sample!("stream_trade"))
    else {
        panic!("no trade");
    };
    assert!(trade > 0 && at > Time::from_millis(0));
    assert_eq!(taker, Side::Buy);
    let MarketFact::Quote { bid, ask, .. } = fact(sample!("stream_quote")) else {
        panic!("no quote");
    };
    assert!(bid.unwrap().0 < ask.unwrap().0);
}

#[test]
fn an_empty_side_is_absent_and_a_removed_level_is_zero() {
    let quote = r#"{"stream":"x@bookTicker","data":{"u":4,"s":"X","b":"0.00000000","B":"0.00000000","a":"1","A":"2"}}"#;
    let MarketFact::Quote { bid, ask, .. } = fact(quote) else {
        panic!("no quote");
    };
    assert_eq!((bid, ask.is_some()), (None, true));
    let depth = r#"{"stream":"x@depth","data":{"e":"depthUpdate","E":5,"s":"X","U":1,"u":2,"b":[["1.5","0.00000000"]],"a":[]}}"#;
    let MarketFact::Depth { bids, .. } = fact(depth) else {
        panic!("no depth");
    };
    assert!(bids[0].1.is_zero());
}

#[test]
fn frames_of_no_use_are_told_apart_from_broken_ones() {
    for unused in [
        r#"{"result":null,"id":1}"#,
        r#"{"stream":"x@kline_1m","data":{"e":"kline","E":1}}"#,
        r#"{"stream":"x","data":{}}"#,
    ] {
        assert_eq!(
            market(unused.as_bytes()).unwrap(),
            MarketFrame::Unused,
            "{unused}"
        );
    }
    for broken in [
        "",
        "[]",
        "\u{0}",
        r#"{"stream":"x@trade","data":{"e":"trade","s":"X","t":1,"p":"NaN","q":"1","T":1,"m":true}}"#,
        r#"{"stream":"x@trade","data":{"e":"trade","s":"X","t":1,"p":"0","q":"1","T":1,"m":true}}"#,
        r#"{"stream":"x@trade","data":{"e":"trade","s":"X","t":1,"p":"1e5","q":"1","T":1,"m":true}}"#,
        r#"{"stream":"x@trade","data":{"e":"trade","s":"X","t":-1,"p":"1","q":"1","T":1,"m":true}}"#,
        r#"{"stream":"x@depth","data":{"e":"depthUpdate","E":1,"s":"X","U":1,"b":[],"a":[]}}"#,
        r#"{"stream":"x@depth","data":{"e":"depthUpdate","E":1,"s":"X","U":1,"u":2,"b":[["1"]],"a":[]}}"#,
    ] {
        assert!(market(broken.as_bytes()).is_err(), "{broken}");
    }
}

#[test]
fn recorded_private_frames_are_read() {
    let AccountFact::Order {
        order,
        fill,
        refusal,
    } = private(sample!("session_new"))
    else {
        panic!("no order");
    };
    assert_eq!(
        (order.status, fill, refusal),
        (OrderStatus::New, None, None)
    );
    let (new, id) = (order.client_id, order.venue_id);
    let AccountFact::Order { order, fill, .. } = private(sample!("session_trade")) else {
        panic!("no order");
    };
    let fill = fill.unwrap();
    assert_eq!((order.client_id, order.status), (new, OrderStatus::Filled));
    assert_eq!((fill.venue_order, fill.liquidity), (id, Liquidity::Taker));
    assert_eq!((fill.qty, fill.fee_asset.as_str()), (order.filled, "BTC"));
    let AccountFact::Balances { balances, .. } = private(sample!("session_balances")) else {
        panic!("no balances");
    };
    assert_eq!(balances.len(), 2);
    let answered = account(sample!("session_subscribed").as_bytes()).unwrap();
    let id = "account".to_string();
    assert_eq!(
        answered,
        AccountFrame::Answered {
            id,
            outcome: Ok(())
        }
    );
}

// A cancel's own id comes first in its report; the order is named by the second.
#[test]
fn a_cancelled_order_keeps_its_own_id() {
    let AccountFact::Order { order, .. } = private(sample!("session_cancelled")) else {
        panic!("no order");
    };
    assert!(order.client_id.is_ours());
    assert_eq!(order.status, OrderStatus::Cancelled);
}

#[test]
fn a_refused_session_request_says_why() {
    let text = r#"{"id":7,"status":400,"error":{"code":-1022,"msg":"Signature for this request is not valid."}}"#;
    let AccountFrame::Answered { id, outcome } = account(text.as_bytes()).unwrap() else {
        panic!("no answer");
    };
    assert_eq!(id, "7");
    assert_eq!(outcome.unwrap_err().disposition, crate::Disposition::Fatal);
}

#[test]
fn ends_are_told_and_strangers_passed_over() {
    let ended = r#"{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1}}"#;
    assert_eq!(private(ended), AccountFact::Ended);
    let leaving = r#"{"event":{"e":"serverShutdown","E":1}}"#;
    assert_eq!(account(leaving.as_bytes()).unwrap(), AccountFrame::Ending);
    for leaving in [
        r#"{"e":"serverShutdown","E":1}"#,
        r#"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}"#,
    ] {
        assert_eq!(market(leaving.as_bytes()).unwrap(), MarketFrame::Ending);
    }
    let other =
        r#"{"subscriptionId":0,"event":{"e":"externalLockUpdate","E":1,"a":"BTC","d":"1"}}"#;
    assert_eq!(account(other.as_bytes()).unwrap(), AccountFrame::Unused);
    assert_eq!(account(b"{}").unwrap(), AccountFrame::Unused);
    for broken in ["", "[", "7"] {
        assert!(account(broken.as_bytes()).is_err(), "{broken}");
    }
}

#[test]
fn a_refused_order_without_a_number_breaks_no_stream() {
    let told = |what: &str| {
        format!(
            r#"{{"event":{{"e":"executionReport","E":1,"s":"BTCUSDT","c":"cf-1","S":"BUY","o":"LIMIT_MAKER","f":"GTC","q":"1","p":"2","P":"0","F":"0","g":-1,"C":"","x":"{what}","X":"{what}","r":"WOULD_MATCH_IMMEDIATELY","i":-1,"l":"0","z":"0","L":"0","n":"0","N":null,"T":1,"t":-1,"w":false,"m":false,"Z":"0"}}}}"#
        )
    };
    let refused = account(told("REJECTED").as_bytes());
    assert_eq!(refused, Ok(AccountFrame::Unused));
    assert!(account(told("NEW").as_bytes()).is_err());
}

#[test]
fn a_trade_report_that_lacks_its_trade_is_broken() {
    let good = sample!("session_trade");
    for (field, to) in [
        ("\"N\":\"BTC\"", "\"N\":null"),
        ("\"X\":\"FILLED\"", "\"X\":\"FLYING\""),
        ("\"S\":\"BUY\"", "\"S\":\"HOLD\""),
    ] {
        let broken = good.replace(field, to);
        assert_ne!(broken, good, "{field}");
        assert!(account(broken.as_bytes()).is_err(), "{field}");
    }
    let mut value: serde_json::Value = serde_json::from_str(good).unwrap();
    value["event"]["t"] = (-1).into();
    assert!(account(format!("{value}").as_bytes()).is_err());
}
