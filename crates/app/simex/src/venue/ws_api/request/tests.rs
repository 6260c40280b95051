//! Ids, methods and parameters of a session's requests.

use super::*;

fn pairs(text: &str) -> Vec<(String, String)> {
    Request::read(text).unwrap().params
}

#[test]
fn an_id_is_an_integer_a_short_text_or_null() {
    let read = |id: &str| Request::read(&format!(r#"{{"id":{id},"method":"ping"}}"#)).map(|r| r.id);
    for good in [
        "1",
        "-7",
        "null",
        r#""a-B_9""#,
        r#""123456789012345678901234567890123456""#,
    ] {
        assert_eq!(read(good).unwrap().to_string(), good);
    }
    for bad in [
        "1.5",
        "true",
        "[]",
        "{}",
        r#""""#,
        r#""a b""#,
        r#""1234567890123456789012345678901234567""#,
    ] {
        assert_eq!(read(bad).unwrap_err(), Malformed::Id, "{bad}");
    }
    assert_eq!(
        Request::read(r#"{"method":"ping"}"#).unwrap().id,
        Value::Null
    );
}

#[test]
fn what_is_no_object_with_a_method_is_refused() {
    for bad in [
        "",
        "ping",
        "[]",
        "1",
        r#"{"id":1}"#,
        r#"{"id":1,"method":2}"#,
        r#"{"id":1,"method":"a","params":[]}"#,
    ] {
        assert_eq!(Request::read(bad).unwrap_err(), Malformed::Json, "{bad}");
    }
}

#[test]
fn a_version_before_the_method_is_taken_away() {
    assert_eq!(
        Request::read(r#"{"method":"v3/order.place"}"#)
            .unwrap()
            .method,
        "order.place"
    );
}

#[test]
fn values_stay_as_they_were_written() {
    let text = r#"{"method":"a","params":{"p":"0.10","q":0.10,"n":1655716096498,"b":false,"l":["A","B"],"z":null}}"#;
    let read = pairs(text);
    let values: Vec<&str> = read.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(
        values,
        ["0.10", "0.10", "1655716096498", "false", r#"["A","B"]"#, ""]
    );
}

#[test]
fn doubled_parameters_are_refused() {
    let mut request = Request::read(r#"{"method":"a","params":{"x":1,"x":2}}"#).unwrap();
    assert_eq!(request.params().unwrap_err(), Refusal::DuplicateParameter);
}
