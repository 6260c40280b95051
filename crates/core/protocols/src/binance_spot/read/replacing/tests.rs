//! Answers to replacements as the venue documents them: each half keeps its own fate.

use super::super::super::replies::{CancelReply, PlaceReply};
use super::replace;
use crate::answer::Answer;
use alloc::format;
use domain::Time;

const CANCELLED: &str = r#"{"symbol":"BTCUSDT","origClientOrderId":"DnLo3vTAQcjha43lAZhZ0y","orderId":9,"orderListId":-1,"clientOrderId":"osxN3JXAtJvKvCqGeMWMVR","transactTime":1684804350068,"price":"0.01000000","origQty":"0.000100","executedQty":"0.00000000","origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"0.00000000","status":"CANCELED","timeInForce":"GTC","type":"LIMIT","side":"SELL","selfTradePreventionMode":"NONE"}"#;
const PLACED: &str = r#"{"symbol":"BTCUSDT","orderId":10,"orderListId":-1,"clientOrderId":"wOceeeOzNORyLiQfw7jd8S","transactTime":1652928801803,"price":"0.02000000","origQty":"0.040000","executedQty":"0.00000000","origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT","side":"BUY","workingTime":1669277163808,"fills":[],"selfTradePreventionMode":"NONE"}"#;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: body.as_bytes().to_vec(),
    }
}

/// What an answer says of the old order and of the new one.
fn said(status: u16, body: &str) -> (&'static str, &'static str) {
    let reply = replace(&answer(status, body));
    let cancel = match reply.cancel {
        CancelReply::Cancelled(_) => "cancelled",
        CancelReply::NotOpen(_) => "not open",
        CancelReply::NotTaken(_) => "not taken",
        CancelReply::Unknown(_) => "unknown",
    };
    let place = match reply.place {
        PlaceReply::Placed { .. } => "placed",
        PlaceReply::Refused(_) => "refused",
        PlaceReply::NotTaken(_) => "not taken",
        PlaceReply::Unknown(_) => "unknown",
    };
    (cancel, place)
}

fn halves(code: i64, cancel: (&str, &str), place: (&str, &str)) -> alloc::string::String {
    format!(
        r#"{{"code":{code},"msg":"Order cancel-replace failed.","data":{{"cancelResult":"{}","newOrderResult":"{}","cancelResponse":{},"newOrderResponse":{}}}}}"#,
        cancel.0, place.0, cancel.1, place.1
    )
}

#[test]
fn each_half_of_a_replacement_keeps_its_own_fate() {
    let both = format!(
        r#"{{"cancelResult":"SUCCESS","newOrderResult":"SUCCESS","cancelResponse":{CANCELLED},"newOrderResponse":{PLACED}}}"#
    );
    assert_eq!(said(200, &both), ("cancelled", "placed"));
    let balance =
        r#"{"code":-2010,"msg":"Account has insufficient balance for requested action."}"#;
    let duplicate = r#"{"code":-2010,"msg":"Duplicate order sent."}"#;
    let not_open = r#"{"code":-2011,"msg":"Unknown order sent."}"#;
    let timeout = r#"{"code":-1007,"msg":"Timeout waiting for response from backend server."}"#;
    for (status, body, expected) in [
        // Cancelled, and not placed.
        (
            409,
            halves(-2021, ("SUCCESS", CANCELLED), ("FAILURE", balance)),
            ("cancelled", "refused"),
        ),
        (
            409,
            halves(-2021, ("SUCCESS", CANCELLED), ("FAILURE", timeout)),
            ("cancelled", "unknown"),
        ),
        // One with that id stands there: that is no refusal.
        (
            409,
            halves(-2021, ("SUCCESS", CANCELLED), ("FAILURE", duplicate)),
            ("cancelled", "unknown"),
        ),
        // Not cancelled, so not placed.
        (
            400,
            halves(-2022, ("FAILURE", not_open), ("NOT_ATTEMPTED", "null")),
            ("not open", "refused"),
        ),
        (
            400,
            halves(-2022, ("FAILURE", timeout), ("NOT_ATTEMPTED", "null")),
            ("unknown", "refused"),
        ),
        (
            400,
            halves(-2022, ("NOT_ATTEMPTED", "null"), ("NOT_ATTEMPTED", "null")),
            ("not taken", "refused"),
        ),
    ] {
        assert_eq!(said(status, &body), expected, "{status} {body}");
    }
}

#[test]
fn an_answer_without_halves_tells_only_what_was_never_begun() {
    for (status, body, expected) in [
        // Refused before either was looked at.
        (
            400,
            r#"{"code":-1013,"msg":"Filter failure: LOT_SIZE"}"#,
            ("unknown", "refused"),
        ),
        (
            400,
            r#"{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}"#,
            ("unknown", "refused"),
        ),
        // Nothing that can be relied on.
        (
            409,
            r#"{"code":-2021,"msg":"Order cancel-replace partially failed."}"#,
            ("unknown", "unknown"),
        ),
        (503, "", ("unknown", "unknown")),
        (
            500,
            r#"{"code":-1007,"msg":"Timeout"}"#,
            ("unknown", "unknown"),
        ),
        (
            429,
            r#"{"code":-1003,"msg":"Too many requests"}"#,
            ("unknown", "unknown"),
        ),
        (200, "{}", ("unknown", "unknown")),
        (
            200,
            r#"{"cancelResult":"SUCCESS","newOrderResult":"SUCCESS"}"#,
            ("unknown", "unknown"),
        ),
    ] {
        assert_eq!(said(status, body), expected, "{status} {body}");
    }
}
