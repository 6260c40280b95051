//! Answers to the end of everything in a symbol, as the venue documents them.

use super::super::super::replies::CancelReply;
use super::cancel_all;
use crate::answer::Answer;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use domain::Time;

const ORDER: &str = r#"{"symbol":"BTCUSDT","origClientOrderId":"E6APeyTJvkMvLMYMqu1KQ4","orderId":11,"orderListId":-1,"clientOrderId":"pXLV6Hz6mprAcVYpVMTGgx","transactTime":1684804350068,"price":"0.089853","origQty":"0.178622","executedQty":"0.000000","origQuoteOrderQty":"0.000000","cummulativeQuoteQty":"0.000000","status":"CANCELED","timeInForce":"GTC","type":"LIMIT","side":"BUY","selfTradePreventionMode":"NONE"}"#;
const LEG: &str = r#"{"symbol":"BTCUSDT","origClientOrderId":"CwOOIPHSmYywx6jZX77TdL","orderId":20,"orderListId":1929,"clientOrderId":"pXLV6Hz6mprAcVYpVMTGgx","transactTime":1684804350068,"price":"0.668611","origQty":"0.690354","executedQty":"0.000000","cummulativeQuoteQty":"0.000000","status":"CANCELED","timeInForce":"GTC","type":"STOP_LOSS_LIMIT","side":"BUY","stopPrice":"0.378131","icebergQty":"0.017083"}"#;

fn said(status: u16, body: &str) -> Result<Vec<alloc::string::String>, &'static str> {
    let answer = Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: body.as_bytes().to_vec(),
    };
    match cancel_all(&answer).map_err(|reply| *reply) {
        Ok(orders) => Ok(orders
            .iter()
            .map(|order| order.client_id.to_string())
            .collect()),
        Err(CancelReply::Cancelled(_)) => Err("cancelled"),
        Err(CancelReply::NotOpen(_)) => Err("not open"),
        Err(CancelReply::NotTaken(_)) => Err("not taken"),
        Err(CancelReply::Unknown(_)) => Err("unknown"),
    }
}

#[test]
fn what_ended_is_named_single_or_in_a_list() {
    let list = format!(
        r#"{{"orderListId":1929,"contingencyType":"OCO","listStatusType":"ALL_DONE","listOrderStatus":"ALL_DONE","listClientOrderId":"2inzWQdDvZLHbbAmAozX2N","transactionTime":1585230948299,"symbol":"BTCUSDT","orders":[],"orderReports":[{LEG},{LEG}]}}"#
    );
    let single = ["E6APeyTJvkMvLMYMqu1KQ4"];
    let leg = "CwOOIPHSmYywx6jZX77TdL";
    assert_eq!(said(200, &format!("[{ORDER}]")).unwrap(), single);
    let both = said(200, &format!("[{ORDER},{list}]")).unwrap();
    assert_eq!(both, [single[0], leg, leg]);
    assert!(said(200, "[]").unwrap().is_empty());
}

#[test]
fn doubt_stays_doubt_and_a_certain_no_is_one() {
    let not_open = r#"{"code":-2011,"msg":"Unknown order sent."}"#;
    assert_eq!(said(400, not_open), Err("not open"));
    let limit = r#"{"code":-1003,"msg":"Too many requests."}"#;
    assert_eq!(said(429, limit), Err("not taken"));
    let timeout = r#"{"code":-1007,"msg":"Timeout waiting for response from backend server."}"#;
    assert_eq!(said(408, timeout), Err("unknown"));
    assert_eq!(said(502, "<html>"), Err("unknown"));
    // One that cannot be read leaves all of them to be asked about.
    assert_eq!(
        said(200, &format!(r#"[{ORDER},{{"symbol":"BTCUSDT"}}]"#)),
        Err("unknown")
    );
    assert_eq!(said(200, "[{"), Err("unknown"));
}
