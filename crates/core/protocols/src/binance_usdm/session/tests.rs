//! What a session for contracts says is what REST says, and what it answers is judged as REST's answers are.

use super::*;
use crate::binance_usdm::facts::Door;
use crate::binance_usdm::{
    AmendReply, CancelReply, OrderStatus, PlaceReply, ask, read as read_answer,
};
use alloc::format;
use domain::{
    Amount, Asset, ClientOrderId, ContractKind, Instrument, InstrumentRules, Price, Qty, Symbol,
    Text, VenueId,
};

const NOW: Time = Time::from_millis(1_700_000_000_000);

fn contract() -> Instrument {
    let (base, quote) = (Asset::new("BTC").unwrap(), Asset::new("USDT").unwrap());
    let qty = |text| Qty::parse(text).unwrap();
    let price = |text| Price::parse(text).unwrap();
    Instrument {
        venue: VenueId::new("simex").unwrap(),
        symbol: Symbol::new("BTC/USDT:USDT").unwrap(),
        venue_symbol: Text::new("BTCUSDT").unwrap(),
        base,
        quote,
        kind: ContractKind::Linear {
            size: qty("1"),
            settle: quote,
        },
        rules: InstrumentRules {
            price_tick: price("0.1"),
            price_min: price("0.1"),
            price_max: price("1000000"),
            qty_step: qty("0.001"),
            qty_min: qty("0.001"),
            qty_max: qty("1000"),
            market_qty_max: qty("100"),
            notional_min: Amount::parse("5").unwrap(),
            notional_max: Amount::parse("9000000").unwrap(),
        },
    }
}

#[test]
fn a_call_is_said_with_the_same_parameters_sorted_and_not_encoded() {
    let id = ClientOrderId::new("cf01").unwrap();
    let said = |door| {
        let call = ask::query(&contract(), id, door);
        say(&call, "7", Span::from_millis(1_500))
    };
    let frame = said(Door::Book).unwrap().frame("k=y", NOW, "s+/=");
    assert_eq!(
        frame,
        r#"{"id":"7","method":"order.status","params":{"apiKey":"k=y","origClientOrderId":"cf01","recvWindow":1500,"signature":"s+/=","symbol":"BTCUSDT","timestamp":1700000000000}}"#
    );
    // The session has no word for these.
    assert_eq!(said(Door::Conditional), None);
    assert_eq!(say(&ask::account(), "7", Span::ZERO), None);
}

fn heard(status: u16, part: &str) -> SessionAnswer {
    let frame = format!(
        r#"{{"id":"7","status":{status},{part},"rateLimits":[
            {{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300,"count":12}},
            {{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200,"count":43}},
            {{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400,"count":321}}]}}"#
    );
    read(frame.as_bytes(), NOW).unwrap()
}

const ORDER: &str = r#""result":{"orderId":325078477,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"x",
    "price":"43187.00","avgPrice":"0.00","origQty":"0.100","executedQty":"0.000","cumQty":"0.000","cumQuote":"0.00000",
    "timeInForce":"GTC","type":"LIMIT","reduceOnly":false,"closePosition":false,"side":"BUY","positionSide":"BOTH",
    "stopPrice":"0.00","workingType":"CONTRACT_PRICE","priceProtect":false,"origType":"LIMIT","priceMatch":"NONE",
    "selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0,"updateTime":1702555534435}"#;

#[test]
fn answers_are_judged_as_those_of_rest() {
    let told = heard(200, ORDER);
    assert_eq!(told.id, "7");
    assert_eq!(told.answer.used_weight, Some(321));
    assert_eq!(
        told.counts,
        [
            (ORDERS_10S_HEADER, 12),
            (ORDERS_1M_HEADER, 43),
            (USED_WEIGHT_HEADER, 321)
        ]
    );
    let PlaceReply::Placed(order) = read_answer::place(&told.answer) else {
        panic!("it was placed");
    };
    assert_eq!(order.status, OrderStatus::New);
    assert!(matches!(
        read_answer::amend(&told.answer),
        AmendReply::Amended(_)
    ));
    let refused = |code: i64| {
        let error = format!(r#""error":{{"code":{code},"msg":"no"}}"#);
        heard(400, &error).answer
    };
    assert!(matches!(
        read_answer::place(&refused(-2019)),
        PlaceReply::Refused(_)
    ));
    assert!(matches!(
        read_answer::cancel(&refused(-2011)),
        CancelReply::NotOpen(_)
    ));
    let silent = heard(504, r#""error":{"code":-1007,"msg":"Timeout"}"#);
    assert!(matches!(
        read_answer::place(&silent.answer),
        PlaceReply::Unknown(_)
    ));
    assert_eq!(read(br#"{"e":"serverShutdown","E":1}"#, NOW), None);
    assert!(farewell(br#"{"e":"serverShutdown","E":1}"#));
    assert!(!farewell(ORDER.as_bytes()));
}
