//! What each answer to a reduction says of the order.

use super::*;
use alloc::format;
use domain::Time;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: body.as_bytes().to_vec(),
    }
}

fn word(reply: &AmendReply) -> &'static str {
    match reply {
        AmendReply::Amended { .. } => "amended",
        AmendReply::NotOpen(_) => "not open",
        AmendReply::Refused(_) => "refused",
        AmendReply::Unknown(_) => "unknown",
    }
}

#[test]
fn a_reduction_that_was_done_says_of_what_the_order_is() {
    let body = r#"{"transactTime":1741926410255,"executionId":75,"amendedOrder":{"symbol":"BTCUSDT","orderId":33,
        "orderListId":-1,"origClientOrderId":"a1","clientOrderId":"a1","price":"6.00000000","qty":"5.00000000",
        "executedQty":"0.00000000","preventedQty":"0.00000000","quoteOrderQty":"0.00000000",
        "cumulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT","side":"SELL",
        "workingTime":1741926410242,"selfTradePreventionMode":"NONE"}}"#;
    assert_eq!(
        amend(&answer(200, body)),
        AmendReply::Amended {
            client_id: ClientOrderId::new("a1").unwrap(),
            qty: Qty::parse("5").unwrap(),
        }
    );
}

#[test]
fn a_refusal_is_no_end_and_silence_is_no_refusal() {
    for (status, code, text, expected) in [
        (
            400,
            -2038,
            "Order amend (quantity increase) is not supported.",
            "refused",
        ),
        (
            400,
            -2038,
            "The requested action would change no state; rejecting.",
            "refused",
        ),
        (
            400,
            -2038,
            "Filter failure: MAX_NUM_ORDER_AMENDS",
            "refused",
        ),
        (400, -2038, "Unknown order sent.", "not open"),
        (400, -1013, "Filter failure: LOT_SIZE", "refused"),
        (
            400,
            -1021,
            "Timestamp for this request is outside of the recvWindow.",
            "refused",
        ),
        (
            401,
            -2015,
            "Invalid API-key, IP, or permissions for action.",
            "refused",
        ),
        (500, -1000, "An unknown error occurred.", "unknown"),
        (
            504,
            -1007,
            "Timeout waiting for response from backend server.",
            "unknown",
        ),
        (429, -1003, "Too many requests.", "unknown"),
        (418, -1003, "Way too many requests.", "unknown"),
        (400, -9999, "What?", "unknown"),
    ] {
        let body = format!(r#"{{"code":{code},"msg":"{text}"}}"#);
        let reply = amend(&answer(status, &body));
        assert_eq!(word(&reply), expected, "{status} {code} {text}");
    }
    assert_eq!(word(&amend(&answer(200, "{}"))), "unknown");
    assert_eq!(word(&amend(&answer(200, ""))), "unknown");
    assert_eq!(word(&amend(&answer(502, "<html>"))), "unknown");
}
