//! Planted imports, duplicates and origins. Never asks cargo.

use super::{REGISTRY, banned, duplicates, sources};
use crate::check::Report;
use crate::check::policy::Policy;
use crate::metadata::Resolved;

const POLICY: &str = r#"
[licenses]
allow = []
[bans]
deny = [
    { crate = "reqwest", wrappers = ["wire"], reason = "one way out" },
    { crate = "openssl", reason = "one TLS" },
]
skip = [{ crate = "sha2@0.10", reason = "a dependency lags" }]
"#;

fn package(name: &str, version: &str, importers: &[&str]) -> Resolved {
    Resolved {
        name: name.to_owned(),
        version: version.to_owned(),
        license: None,
        source: Some(REGISTRY.to_owned()),
        importers: importers.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn words(report: &Report) -> Vec<String> {
    report.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn planted_imports_are_found() {
    let policy = Policy::parse(POLICY).unwrap();
    let lawful = [
        package("reqwest", "0.13.5", &["wire"]),
        package("serde", "1.0.0", &["api"]),
    ];
    assert!(words(&banned(&policy, &lawful)).is_empty());
    let unlawful = [
        package("reqwest", "0.13.5", &["wire", "api"]),
        package("openssl", "0.10.0", &["native-tls"]),
    ];
    assert_eq!(
        words(&banned(&policy, &unlawful)),
        [
            "api: may not import reqwest (one way out)",
            "native-tls: may not import openssl (one TLS)",
        ]
    );
}

#[test]
fn planted_duplicates_are_found() {
    let policy = Policy::parse(POLICY).unwrap();
    let excused = [
        package("sha2", "0.10.9", &[]),
        package("sha2", "0.11.1", &[]),
    ];
    assert!(words(&duplicates(&policy, &excused)).is_empty());
    let planted = [
        package("sha2", "0.11.0", &[]),
        package("sha2", "0.11.1", &[]),
        package("syn", "2.0.0", &[]),
        package("syn", "3.0.0", &[]),
    ];
    assert_eq!(
        words(&duplicates(&policy, &planted)),
        [
            "sha2: stands in versions 0.11.0 and 0.11.1",
            "syn: stands in versions 2.0.0 and 3.0.0",
            "deny.toml: the skip of sha2@0.10 is no longer needed (a dependency lags)",
        ]
    );
}

#[test]
fn planted_origins_are_found() {
    let mut stray = package("stray", "1.0.0", &[]);
    stray.source = Some("git+https://example.com/stray".to_owned());
    let mut ours = package("gate", "0.1.0", &[]);
    ours.source = None;
    let report = sources(&[stray, ours, package("serde", "1.0.0", &[])]);
    assert_eq!(
        words(&report),
        ["stray 1.0.0: comes from elsewhere than the public registry"]
    );
}
