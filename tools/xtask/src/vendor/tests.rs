//! Planted differences between the list and the files. Never fetches anything.

use super::{Manifest, digest};
use std::fs;

const LIST: &str = r#"
[[package]]
name = "chart"
version = "1.0.0"
licence = "MIT"
integrity = "sha512-x"
notice_file = "chart/NOTICE"
[[package.file]]
from = "dist/chart.mjs"
path = "chart/chart.mjs"
sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"#;

#[test]
fn a_digest_is_the_published_one() {
    assert_eq!(
        digest(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn planted_differences_are_found() {
    let folder = std::env::temp_dir().join(format!("vendor-test-{}", std::process::id()));
    fs::create_dir_all(folder.join("chart")).unwrap();
    let list = Manifest::parse(LIST).unwrap();
    let found = || -> Vec<String> {
        let differences = list.differences(&folder).unwrap();
        differences
            .into_iter()
            .map(|(path, what)| format!("{path} {what}"))
            .collect()
    };
    assert_eq!(found(), ["chart/chart.mjs is listed and not there"]);
    fs::write(folder.join("chart/chart.mjs"), "abc").unwrap();
    fs::write(folder.join("chart/NOTICE"), "thanks").unwrap();
    assert!(found().is_empty());
    fs::write(folder.join("chart/chart.mjs"), "abd").unwrap();
    fs::write(folder.join("chart/extra.mjs"), "x").unwrap();
    assert_eq!(
        found(),
        [
            "chart/chart.mjs differs from chart 1.0.0",
            "chart/extra.mjs is not listed"
        ]
    );
    fs::remove_dir_all(&folder).unwrap();
}
