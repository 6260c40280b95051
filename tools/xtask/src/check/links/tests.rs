//! Planted broken links. Never reads the disk.

use super::{check, heading_anchor, resolve};
use crate::tree::Tree;

fn found(document: &str) -> Vec<String> {
    let tree = Tree::of(&[
        ("README.md", "# Cofferdam\n## First day: a fill\n"),
        ("docs/glossary.md", "# Words\n"),
        ("docs/runbooks/halt.md", document),
        ("crates/core/gate/src/lib.rs", "//! Gate.\n"),
    ]);
    let findings = check(&tree).unwrap().findings;
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn good_links_pass() {
    for fine in [
        "[a](../glossary.md)",
        "[a](../../README.md#first-day-a-fill)",
        "[a](https://example.com/x)",
        "[a](../../crates/core/gate)",
        "`crates/core/gate/src/lib.rs`",
        "`crates/core/gate/src/lib.rs:12`",
        "`docs/decisions/NNNN-name.md` and `crates/*/src`",
        "```\n[a](gone.md)\n```",
    ] {
        assert!(found(fine).is_empty(), "{fine}: {:?}", found(fine));
    }
}

#[test]
fn broken_links_are_found() {
    for broken in [
        "[a](glossary.md)",
        "[a](../../README.md#second-day)",
        "[a](#nowhere)",
        "`crates/core/door/src/lib.rs`",
        "`docs/runbooks/gone.md`",
    ] {
        assert_eq!(found(broken).len(), 1, "{broken}: {:?}", found(broken));
    }
}

#[test]
fn paths_and_anchors_are_worked_out() {
    assert_eq!(resolve("docs/a/b.md", "../c.md"), "docs/c.md");
    assert_eq!(resolve("a.md", "./docs/"), "docs");
    assert_eq!(heading_anchor("## First day: a fill"), "first-day-a-fill");
    assert_eq!(heading_anchor("no heading"), "");
}
