//! Planted properties without tests, and tests without properties. Never reads the disk.

use super::check;
use crate::tree::Tree;

fn found(spec: &str, code: &str) -> Vec<String> {
    let tree = Tree::of(&[
        ("docs/spec/book.md", spec),
        ("crates/core/market/src/book/tests.rs", code),
    ]);
    let findings = check(&tree).unwrap().findings;
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn each_property_has_a_test_and_each_number_a_property() {
    let spec =
        "# Book\n\n**M1 — the last word.** Text.\n\n**M2 — walks.** Text of **M9 — no start**.\n";
    assert!(
        found(
            spec,
            "fn m1_by_hand() {}\nfn m2_x() {}\nfn m1_again() {}\nfn walk2_x() {}"
        )
        .is_empty()
    );
    assert_eq!(
        found(spec, "fn m1_by_hand() {}\n// fn m2_x() {}\nfn m7_new() {}"),
        [
            "docs/spec/book.md:5: no test bears M2",
            "crates/core/market/src/book/tests.rs:3: a test bears M7, which docs/spec/ does not explain",
        ]
    );
    let twice = format!("{spec}**M2 — again.** Text.\n");
    assert_eq!(
        found(&twice, "fn m1_a() {} fn m2_a() {}"),
        ["docs/spec/book.md:6: M2 is written at docs/spec/book.md:5 too"]
    );
}
