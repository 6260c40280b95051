//! Planted breaches of the floors. Never asks cargo.

use super::{imports, no_std};
use crate::metadata::{ImportKind, Member};
use crate::tree::Tree;

fn member(name: &str, folder: &str, imports: &[&str]) -> Member {
    Member {
        name: name.to_owned(),
        folder: folder.to_owned(),
        imports: imports
            .iter()
            .map(|name| match name.strip_prefix("dev:") {
                Some(name) => (name.to_owned(), ImportKind::Test),
                None => ((*name).to_owned(), ImportKind::Shipped),
            })
            .collect(),
    }
}

fn house(name: &str, planted: &[&str]) -> Vec<String> {
    let mut members = vec![
        member("domain", "crates/domain", &["serde"]),
        member("gate", "crates/core/gate", &["domain"]),
        member("trading", "crates/core/trading", &["domain", "gate"]),
        member("market", "crates/core/market", &["domain"]),
        member("store", "crates/io/store", &["domain", "sqlx"]),
        member("desk", "crates/app/desk", &["trading", "market", "store"]),
        member("api", "crates/app/api", &["domain", "desk"]),
        member("sim", "tools/sim", &["desk", "domain"]),
    ];
    for member in &mut members {
        if member.name == name {
            let more = self::member(name, "", planted).imports;
            member.imports.extend(more);
        }
    }
    imports(&members)
        .findings
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_lawful_house_has_no_findings() {
    assert!(house("", &[]).is_empty());
    assert!(
        house("trading", &["dev:market"]).is_empty(),
        "a test may join cores"
    );
}

#[test]
fn each_planted_import_is_found() {
    for (name, planted) in [
        ("domain", "gate"),
        ("gate", "market"),
        ("market", "gate"),
        ("trading", "store"),
        ("trading", "dev:store"),
        ("store", "gate"),
        ("store", "desk"),
        ("desk", "api"),
        ("api", "store"),
        ("desk", "sim"),
        ("api", "dev:sim"),
    ] {
        let found = house(name, &[planted]);
        let wanted = planted.trim_start_matches("dev:");
        assert_eq!(found.len(), 1, "{name} -> {planted}: {found:?}");
        assert!(found[0].ends_with(&format!("`{name}` may not import `{wanted}`")));
    }
}

#[test]
fn a_crate_on_no_floor_is_found() {
    let report = imports(&[member("stray", "crates/stray", &[])]);
    assert_eq!(report.findings.len(), 1);
}

#[test]
fn a_core_without_no_std_is_found() {
    let members = [
        member("gate", "crates/core/gate", &[]),
        member("market", "crates/core/market", &[]),
        member("store", "crates/io/store", &[]),
    ];
    let tree = Tree::of(&[
        (
            "crates/core/gate/src/lib.rs",
            "//! A.\n#![no_std]\n#[cfg(test)]\nextern crate std;\n",
        ),
        ("crates/core/market/src/lib.rs", "//! B.\n#![no_std]\n"),
        (
            "crates/core/market/src/book.rs",
            "//! C.\nextern crate std;\n",
        ),
        ("crates/io/store/src/lib.rs", "//! D.\n"),
    ]);
    let report = no_std(&members, &tree);
    assert_eq!(report.looked_at, 2);
    assert_eq!(report.findings.len(), 1);
    assert!(
        report.findings[0]
            .to_string()
            .starts_with("crates/core/market/src/book.rs:2")
    );
    let bare = no_std(
        &members[..1],
        &Tree::of(&[("crates/core/gate/src/lib.rs", "//! A.\n")]),
    );
    assert_eq!(bare.findings.len(), 1);
}
