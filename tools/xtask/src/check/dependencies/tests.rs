//! Planted crates without a row. Never asks cargo.

use super::check;
use crate::metadata::{ImportKind, Member, Resolved};
use std::collections::BTreeSet;

const TABLE: &str = "| crate | licence | why |\n|---|---|---|\n| `serde` | MIT | text forms |\n| `gone` | MIT | was used |\n";

fn found(imports: &[&str], table: &str) -> Vec<String> {
    let import = |name: &&str| ((*name).to_owned(), ImportKind::Shipped);
    let member = |name: &str, imports: &[&str]| Member {
        name: name.to_owned(),
        folder: format!("crates/core/{name}"),
        imports: imports.iter().map(import).collect(),
    };
    let package = |name: &str| Resolved {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        license: Some("MIT".to_owned()),
        source: None,
        importers: BTreeSet::new(),
    };
    let members = [member("gate", imports), member("market", &["gate"])];
    let packages = [package("serde"), package("rand"), package("gone")];
    let report = check(Some(table), &members, &packages).unwrap();
    report.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_that_says_all_passes() {
    assert!(found(&["serde", "gone"], TABLE).is_empty());
}

#[test]
fn planted_differences_are_found() {
    assert_eq!(
        found(&["serde", "rand"], TABLE),
        [
            "crates/core/gate/Cargo.toml: imports rand, which has no row in docs/decisions/0006-dependencies.md",
            "docs/decisions/0006-dependencies.md: nothing imports gone",
        ]
    );
    assert_eq!(
        found(
            &["serde", "gone"],
            &TABLE.replace("`serde` | MIT", "`serde` | ISC")
        ),
        ["docs/decisions/0006-dependencies.md: serde is not under `ISC`"]
    );
}

#[test]
fn a_table_that_cannot_be_read_is_refused() {
    assert!(check(None, &[], &[]).is_err());
    assert!(check(Some("| `serde` | MIT |\n"), &[], &[]).is_err());
    assert!(check(Some("| `serde` | MIT |  |\n"), &[], &[]).is_err());
}
