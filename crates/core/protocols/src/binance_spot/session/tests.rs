//! What a session says is what REST says, and what it answers is judged as REST's answers are.

use super::*;
use crate::binance_spot::{CancelReply, PlaceReply, QueryReply, ask, read as read_answer};
use crate::limits::Demand;
use alloc::format;
use domain::{Amount, Price, Qty, Text};
use domain::{Asset, ClientOrderId, ContractKind, Instrument, InstrumentRules, Symbol, VenueId};

const NOW: Time = Time::from_millis(1_700_000_000_000);

fn instrument() -> Instrument {
    let (base, quote) = (Asset::new("BTC").unwrap(), Asset::new("USDT").unwrap());
    let qty = |text| Qty::parse(text).unwrap();
    let price = |text| Price::parse(text).unwrap();
    Instrument {
        venue: VenueId::new("simex").unwrap(),
        symbol: Symbol::spot(base, quote).unwrap(),
        venue_symbol: Text::new("BTCUSDT").unwrap(),
        base,
        quote,
        kind: ContractKind::Spot,
        rules: InstrumentRules {
            price_tick: price("0.01"),
            price_min: price("0.01"),
            price_max: price("1000000"),
            qty_step: qty("0.00001"),
            qty_min: qty("0.00001"),
            qty_max: qty("9000"),
            market_qty_max: qty("100"),
            notional_min: Amount::parse("5").unwrap(),
            notional_max: Amount::parse("9000000").unwrap(),
        },
    }
}

#[test]
fn a_call_is_said_with_the_same_parameters_sorted_and_not_encoded() {
    let id = ClientOrderId::new("cf01").unwrap();
    let call = ask::query(&instrument(), id);
    let said = say(&call, "7", Span::from_millis(1_500)).unwrap();
    assert_eq!(
        said.payload("k=y", NOW),
        "apiKey=k=y&origClientOrderId=cf01&recvWindow=1500&symbol=BTCUSDT&timestamp=1700000000000"
    );
    let frame = said.frame("k=y", NOW, "s+/=");
    assert_eq!(
        frame,
        r#"{"id":"7","method":"order.status","params":{"apiKey":"k=y","origClientOrderId":"cf01","recvWindow":1500,"signature":"s+/=","symbol":"BTCUSDT","timestamp":1700000000000}}"#
    );
    assert_eq!(say(&ask::account(), "7", Span::ZERO), None);
}

fn heard(status: u16, part: &str) -> SessionAnswer {
    let frame = format!(
        r#"{{"id":"7","status":{status},{part},"rateLimits":[
            {{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":50,"count":12}},
            {{"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":160000,"count":4043}},
            {{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":321}}]}}"#
    );
    read(frame.as_bytes(), NOW).unwrap()
}

#[test]
fn answers_are_judged_as_those_of_rest() {
    let order = r#""result":{"symbol":"BTCUSDT","orderId":12,"clientOrderId":"x","transactTime":1660801715639,
        "price":"23416.1","origQty":"0.00847","executedQty":"0.0","cummulativeQuoteQty":"0.0","status":"NEW",
        "type":"LIMIT","side":"SELL","fills":[]}"#;
    let told = heard(200, order);
    assert_eq!(told.id, "7");
    assert_eq!(told.answer.used_weight, Some(321));
    assert_eq!(
        told.counts,
        [
            (ORDERS_SHORT_HEADER, 12),
            (ORDERS_DAY_HEADER, 4_043),
            (USED_WEIGHT_HEADER, 321)
        ]
    );
    assert!(matches!(
        read_answer::place(&told.answer),
        PlaceReply::Placed { .. }
    ));
    assert!(matches!(
        read_answer::query(&told.answer),
        QueryReply::Found(_)
    ));
    let error =
        |status, code| heard(status, &format!(r#""error":{{"code":{code},"msg":"x"}}"#)).answer;
    assert!(matches!(
        read_answer::place(&error(400, -1013)),
        PlaceReply::Refused(_)
    ));
    assert!(matches!(
        read_answer::place(&error(400, -1021)),
        PlaceReply::NotTaken(_)
    ));
    for (status, code) in [
        (500, -1000),
        (504, -1007),
        (429, -1003),
        (418, -1003),
        (400, -9_999),
    ] {
        let placed = read_answer::place(&error(status, code));
        assert!(matches!(placed, PlaceReply::Unknown(_)), "{status} {code}");
    }
    assert!(matches!(
        read_answer::cancel(&error(400, -2011)),
        CancelReply::NotOpen(_)
    ));
    assert_eq!(
        read_answer::query(&error(400, -2013)),
        QueryReply::NeverSeen
    );
}

#[test]
fn a_demand_for_silence_says_how_long() {
    let told = heard(
        418,
        r#""error":{"code":-1003,"msg":"x","data":{"serverTime":1659284000000,"retryAfter":1659284003500}}"#,
    );
    let after = Some(Span::from_millis(3_500));
    assert_eq!(read_answer::demand(&told.answer), Demand::Absence { after });
}

#[test]
fn events_and_strange_frames_answer_nothing() {
    for frame in [
        "",
        "[]",
        r#"{"event":{"e":"executionReport"}}"#,
        r#"{"id":null,"status":400,"error":{"code":-1,"msg":"x"}}"#,
        r#"{"id":"7"}"#,
    ] {
        assert_eq!(read(frame.as_bytes(), NOW), None, "{frame}");
    }
}

#[test]
fn the_end_of_a_connection_is_announced_by_an_event_only() {
    for frame in [
        r#"{"e":"serverShutdown","E":1770123456789}"#,
        r#"{"event":{"e":"serverShutdown","E":1770123456789}}"#,
    ] {
        assert!(farewell(frame.as_bytes()), "{frame}");
    }
    for frame in [
        "",
        "[]",
        r#"{"e":"executionReport"}"#,
        r#"{"event":{"e":"executionReport"}}"#,
        r#"{"id":"7","status":200,"result":{}}"#,
    ] {
        assert!(!farewell(frame.as_bytes()), "{frame}");
    }
}
