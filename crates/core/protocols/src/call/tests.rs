//! Payloads as the venue must receive them.

use super::*;
use alloc::vec;

fn signed(params: Vec<(&'static str, String)>) -> Call {
    Call {
        method: Method::Get,
        path: "/x",
        params,
        auth: Auth::Signed { header: "K" },
        purpose: Purpose::Read,
        life: Span::from_millis(5_000),
        weight: 1,
    }
}

#[test]
fn a_signed_payload_bears_life_and_time() {
    let call = signed(vec![("symbol", "LTCBTC".into())]);
    assert_eq!(
        call.payload(Time::from_millis(1_499_827_319_559), call.life()),
        "symbol=LTCBTC&recvWindow=5000&timestamp=1499827319559"
    );
    assert_eq!(Call::sealed("a=1", "ff"), "a=1&signature=ff");
}

#[test]
fn values_are_percent_encoded_before_they_are_signed() {
    let mut call = signed(vec![("symbol", "１２&=+ %".into())]);
    call.auth = Auth::Open;
    assert_eq!(
        call.payload(Time::from_millis(0), call.life()),
        "symbol=%EF%BC%91%EF%BC%92%26%3D%2B%20%25"
    );
}

#[test]
fn a_session_payload_is_sorted_and_plain() {
    let call = SessionCall {
        id: "1".into(),
        method: "order.place",
        params: vec![("symbol", "１２".into()), ("quantity", "0.01000000".into())],
        life: Span::from_millis(100),
    };
    let at = Time::from_millis(1_645_423_376_532);
    assert_eq!(
        call.payload("vmP", at),
        "apiKey=vmP&quantity=0.01000000&recvWindow=100&symbol=１２&timestamp=1645423376532"
    );
    let frame: serde_json::Value = serde_json::from_str(&call.frame("vmP", at, "aa1b")).unwrap();
    assert_eq!(frame["id"], "1");
    assert_eq!(frame["method"], "order.place");
    assert_eq!(frame["params"]["signature"], "aa1b");
    assert_eq!(frame["params"]["timestamp"], 1_645_423_376_532_i64);
    assert_eq!(frame["params"]["recvWindow"], 100);
    assert_eq!(frame["params"]["quantity"], "0.01000000");
}

// ORD-03: a placing call never outlives the deadline after which its order is asked about.
#[test]
fn a_placing_call_never_outlives_its_deadline() {
    let now = Time::from_millis(10_000);
    let mut call = signed(vec![]);
    assert_eq!(call.life_at(now), Some(Span::from_millis(5_000)));
    for (deadline_ms, left) in [
        (20_000, Some(Span::from_millis(5_000))),
        (12_000, Some(Span::from_millis(2_000))),
        (10_050, Some(Span::from_millis(50))),
        (10_049, None),
        (9_000, None),
    ] {
        call.purpose = Purpose::Place {
            halt_epoch: 0,
            deadline: Time::from_millis(deadline_ms),
        };
        assert_eq!(call.life_at(now), left, "deadline {deadline_ms}");
    }
}

#[test]
fn only_a_question_can_be_said_once_more() {
    let question = signed(vec![("symbol", "LTCBTC".into())]);
    assert_eq!(question.again().as_ref(), Some(&question));
    let deadline = Time::from_millis(1);
    for purpose in [
        Purpose::Cancel,
        Purpose::Place {
            halt_epoch: 0,
            deadline,
        },
        Purpose::Change {
            halt_epoch: 0,
            deadline,
        },
    ] {
        let mut call = signed(Vec::new());
        call.purpose = purpose;
        assert_eq!(call.again(), None);
    }
    let mut key = signed(Vec::new());
    key.method = Method::Post;
    assert_eq!(key.again(), None, "a listen key is made, not asked for");
}
