//! Planted ids that no register knows. Never reads the disk.

use super::check;
use crate::tree::Tree;

const LIST: (&str, &str) = ("docs/requirements.txt", "GATE-01\nGATE-02\nSEC-10\n");

fn found(text: &str, register: Option<&str>) -> Vec<String> {
    let report = check(&Tree::of(&[LIST, ("a.rs", text)]), register).unwrap();
    report.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn unknown_ids_are_found() {
    assert!(found("// GATE-01, SEC-10 and RFC-9457", None).is_empty());
    // The id is put together here, so that the check does not find it in this file.
    let planted = format!("// GATE-{}", 99);
    assert_eq!(found(&planted, None).len(), 1);
}

#[test]
fn the_list_must_equal_the_register() {
    let register = "# R\n- GATE-01 a — AC: b\n- GATE-02 c\n- SEC-10 d\n- plain words\n";
    assert!(found("", Some(register)).is_empty());
    let longer = format!("{register}- SEC-{}\n", 11);
    assert_eq!(found("", Some(&longer)).len(), 1);
    assert_eq!(found("", Some("- GATE-01 a\n- GATE-02 b\n")).len(), 1);
    assert!(check(&Tree::of(&[]), None).is_err());
}
