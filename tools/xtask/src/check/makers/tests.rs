//! Planted second makers. Never reads the disk.

use super::check;
use crate::tree::Tree;

#[test]
fn one_wiring_line_passes_and_a_second_is_found() {
    let wiring = (
        "crates/app/cofferdam/src/wiring.rs",
        "fn f() { let g = Gate::new(c); }",
    );
    let test = (
        "crates/core/gate/src/gate/tests.rs",
        "let g = Gate::new(c);",
    );
    let words = (
        "crates/app/desk/src/lib.rs",
        "//! `Gate::new(c)` is called once.\n",
    );
    assert!(check(&Tree::of(&[wiring, test, words])).findings.is_empty());
    let second = ("crates/app/desk/src/paper.rs", "\nlet g = Gate::new(c);");
    let found = check(&Tree::of(&[wiring, test, second])).findings;
    assert_eq!(found.len(), 2);
    assert!(
        found[1]
            .to_string()
            .starts_with("crates/app/desk/src/paper.rs:2: calls `Gate::new(…)`")
    );
}
