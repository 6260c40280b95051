//! Unknown and missing fields, wherever they stand.

use super::*;

const ORDERS: Documented = Documented {
    known: &["orderId", "status", "fills", "price"],
    required: &["orderId", "status"],
};

fn of(body: &str) -> Drift {
    Drift::of(&ORDERS, body.as_bytes())
}

#[test]
fn unknown_fields_are_counted_where_they_stand_and_named_once() {
    let body = r#"[{"orderId":1,"status":"NEW","fills":[{"price":"1","venueLuck":7}]},
        {"orderId":2,"status":"NEW","venueLuck":8,"x":{"y":1}}]"#;
    let drift = of(body);
    assert_eq!(drift.count, 4);
    assert_eq!(drift.names, ["venueLuck", "x", "y"]);
    assert_eq!(drift.missing, [""; 0]);
    assert!(!drift.is_nothing());
}

#[test]
fn a_missing_field_is_named_in_an_answer_and_in_any_row() {
    assert_eq!(of(r#"{"orderId":1}"#).missing, ["status"]);
    let rows = r#"[{"orderId":1,"status":"NEW"},{"status":"NEW"},{}]"#;
    assert_eq!(of(rows).missing, ["orderId", "status"]);
    assert!(of("[]").is_nothing());
}

#[test]
fn what_is_no_json_is_left_to_its_reader() {
    assert!(of("<html>").is_nothing());
    assert!(of("").is_nothing());
}

#[test]
fn names_are_bounded() {
    let many: Vec<String> = (0..50).map(|n| alloc::format!("\"f{n}\":1")).collect();
    let drift = of(&alloc::format!(
        "{{\"orderId\":1,\"status\":1,{}}}",
        many.join(",")
    ));
    assert_eq!((drift.count, drift.names.len()), (50, NAMES_MAX));
}
