//! Planted marks of unfinished work. Never reads the disk.

use super::check;
use crate::tree::Tree;

fn found(path: &str, text: &str) -> Vec<String> {
    check(&Tree::of(&[(path, text)]))
        .findings
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn each_planted_mark_is_found() {
    for planted in [
        "fn f() { todo!() }",
        "fn f() { dbg!(1); }",
        "fn f() { unimplemented!(\"later\") }",
        "// TODO finish",
        "/// FIXME: wrong",
        "#[allow(dead_code)]\nfn f() {}",
        "#![allow(clippy::all)]",
        "// let x = 1;",
        "// }",
        "// self.send(order);",
        "// #[test]",
        "/* XXX */",
    ] {
        assert_eq!(found("a.rs", planted).len(), 1, "{planted}");
    }
    assert_eq!(
        found("a.sql", "-- TODO index\n"),
        ["a.sql:1: `TODO` is unfinished work"]
    );
}

#[test]
fn words_and_sentences_pass() {
    for fine in [
        "// The order is sent; the answer comes later (or never).",
        "let text = \"TODO dbg!(x) #[allow\";",
        "fn method() { my_dbg!(1) }",
        "// Uses the lock of the pool.",
        "#[expect(dead_code, reason = \"read by the derive\")]",
        "// `todos` are a list.",
        "fn todo() {}",
    ] {
        assert!(
            found("a.rs", fine).is_empty(),
            "{fine}: {:?}",
            found("a.rs", fine)
        );
    }
    assert!(found("docs/a.md", "no TODO here").is_empty());
}
