//! Planted files of a wrong shape. Never reads the disk.

use super::check;
use crate::tree::Tree;

#[test]
fn each_wrong_shape_is_found() {
    let long = format!("//! Long.\n{}", "x\n".repeat(500));
    let found: Vec<String> = check(&Tree::of(&[
        ("a/fine.rs", "//! Holds a thing.\n"),
        ("a/long.rs", &long),
        ("a/long/tests.rs", &format!("{long}#[test]\n")),
        ("a/empty/tests.rs", "//! Cases.\n"),
        ("a/bare.rs", "fn f() {}\n"),
        ("a/utils.rs", "//! Holds things.\n"),
        ("a/page.mjs", &"x\n".repeat(501)),
        ("a/vendor/chart.mjs", &"x\n".repeat(900)),
        ("a/notes.md", "no rule here\n"),
    ]))
    .findings
    .iter()
    .map(ToString::to_string)
    .collect();
    assert_eq!(
        found,
        [
            "a/bare.rs: does not open with a `//!` line that says what it holds",
            "a/empty/tests.rs: holds no test",
            "a/long.rs: 501 lines; at most 500",
            "a/page.mjs: 501 lines; at most 500",
            "a/utils.rs: is not named after what it holds",
        ]
    );
}
