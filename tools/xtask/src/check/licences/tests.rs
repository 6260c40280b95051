//! Planted licences. Never asks cargo.

use super::{check, passes};
use crate::check::policy::{Licenses, Policy};
use crate::metadata::Resolved;

fn allow() -> Vec<String> {
    ["MIT", "Apache-2.0", "BSD-3-Clause", "Unicode-3.0"]
        .map(ToOwned::to_owned)
        .to_vec()
}

#[test]
fn expressions_are_judged() {
    for (expression, verdict) in [
        ("MIT", Some(true)),
        ("GPL-3.0-only", Some(false)),
        ("MIT OR GPL-3.0-only", Some(true)),
        ("MIT AND GPL-3.0-only", Some(false)),
        ("MIT/Apache-2.0", Some(true)),
        ("(MIT OR GPL-2.0) AND Unicode-3.0", Some(true)),
        ("(GPL-2.0 OR LGPL-2.1) AND MIT", Some(false)),
        ("GPL-2.0 OR MIT AND Unicode-3.0", Some(true)),
        ("Apache-2.0 WITH LLVM-exception", Some(false)),
        ("Apache-2.0 WITH LLVM-exception OR MIT", Some(true)),
        ("MIT OR", None),
        ("(MIT", None),
        ("MIT Apache-2.0", None),
        ("", None),
    ] {
        assert_eq!(passes(expression, &allow()), verdict, "{expression}");
    }
}

#[test]
fn planted_packages_are_found() {
    let policy = Policy {
        licenses: Licenses { allow: allow() },
        ..Policy::default()
    };
    let package = |name: &str, license: Option<&str>| Resolved {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        license: license.map(ToOwned::to_owned),
        source: None,
        importers: std::collections::BTreeSet::new(),
    };
    let packages = [
        package("fine", Some("MIT")),
        package("copyleft", Some("AGPL-3.0-only")),
        package("silent", None),
        package("garbled", Some("MIT OR")),
    ];
    let report = check(&policy, &packages);
    let places: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        places,
        [
            "copyleft 1.0.0: licence `AGPL-3.0-only`",
            "silent 1.0.0: states no licence",
            "garbled 1.0.0: unreadable licence `MIT OR`",
        ]
    );
}
