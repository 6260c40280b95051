//! Which files serve tests only. Never reads the disk.

use super::Tree;

#[test]
fn modules_for_tests_are_known_by_their_declaration() {
    let tree = Tree::of(&[
        (
            "crates/core/gate/src/lib.rs",
            "mod gate;\n#[cfg(test)]\nmod fixture;\nmod holds;\n",
        ),
        (
            "crates/core/gate/src/gate.rs",
            "#[cfg(test)]\npub(crate) mod model;\n",
        ),
        ("crates/core/gate/src/gate/model.rs", ""),
        ("crates/core/gate/src/fixture.rs", ""),
        ("crates/core/gate/src/holds.rs", ""),
        ("crates/core/gate/src/holds/tests.rs", ""),
        ("crates/core/gate/benches/clear.rs", ""),
    ]);
    let tests: Vec<&str> = tree
        .texts()
        .filter(|file| file.is_test())
        .map(|file| file.path)
        .collect();
    assert_eq!(
        tests,
        [
            "crates/core/gate/benches/clear.rs",
            "crates/core/gate/src/fixture.rs",
            "crates/core/gate/src/gate/model.rs",
            "crates/core/gate/src/holds/tests.rs",
        ]
    );
}

#[test]
fn folders_are_held_by_their_files() {
    let tree = Tree::of(&[("docs/spec/market.md", "")]);
    assert!(tree.holds("docs/spec/") && tree.holds("docs") && tree.holds("docs/spec/market.md"));
    assert!(!tree.holds("docs/sp") && !tree.holds("docs/spec/market"));
}
