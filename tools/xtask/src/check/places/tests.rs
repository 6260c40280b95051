//! Planted paths and registries. Never reads the disk.

use super::check;
use crate::tree::Tree;

fn found(path: &str, text: &str) -> usize {
    check(&Tree::of(&[(path, text)])).unwrap().findings.len()
}

#[test]
fn paths_of_one_machine_are_found() {
    for (folder, path) in [
        ("home", "ada/coffer"),
        ("root", ".cargo/bin"),
        ("tmp", "x.db"),
        ("work", "main"),
    ] {
        let text = format!("let data = \"/{folder}/{path}\";");
        assert_eq!(found("a.rs", &text), 1, "{text}");
    }
    assert_eq!(found("a.md", &format!(r"`C:\{}\ada`", "Users")), 1);
}

#[test]
fn routes_and_relative_paths_pass() {
    for fine in [
        "GET /orders/work",
        "see docs/work/flow.md",
        "https://example.com/home/page",
        "./tmp",
    ] {
        assert_eq!(found("a.md", fine), 0, "{fine}");
    }
}

#[test]
fn private_registries_are_found() {
    let private = "source = \"registry+https://crates.example.com/index\"";
    let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    assert_eq!(found("Cargo.lock", private), 1);
    assert_eq!(found("Cargo.lock", public), 0);
    let npm = "\"resolved\": \"https://npm.example.com/axe-core.tgz\"";
    assert_eq!(found("tools/web/package-lock.json", npm), 1);
    let npm = "\"resolved\": \"https://registry.npmjs.org/axe-core.tgz\"";
    assert_eq!(found("tools/web/package-lock.json", npm), 0);
    assert_eq!(
        found("tools/web/.npmrc", "registry=https://npm.example.com/"),
        1
    );
    assert_eq!(found(".cargo/config.toml", "replace-with = \"mirror\""), 1);
    assert_eq!(found(".cargo/config.toml", "[alias]"), 0);
}
