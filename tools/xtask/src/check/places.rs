//! The tree speaks of the product only: no path of one machine, no private registry. Never reads the environment.

use super::{Finding, Report};
use crate::tree::Tree;
use anyhow::Result;
use regex::Regex;

/// Paths that exist on one machine only. Written with classes, so that this file does not name them.
const MACHINE_PATHS: &str = r#"(?:^|[\s"'`(=])(/(?:wor[k]|hom[e]|roo[t]|User[s]|tm[p])/[A-Za-z0-9._/-]+|[A-Z]:\\\\?User[s]\\)"#;
/// Where lock files may say a package came from.
const PUBLIC_REGISTRIES: [&str; 2] = [
    "https://github.com/rust-lang/crates.io-index",
    "https://registry.npmjs.org/",
];

/// Checks every text file.
///
/// # Errors
/// The pattern is malformed.
pub(super) fn check(tree: &Tree) -> Result<Report> {
    let machine = Regex::new(MACHINE_PATHS)?;
    let origin = Regex::new(r#"(?:source = "(?:registry|sparse|git)\+|"resolved": ")([^"]+)""#)?;
    let setting = Regex::new(r"^\s*(?:registry\s*=|replace-with|@[a-z-]+:registry)")?;
    let mut findings = Vec::new();
    let mut count = 0;
    for file in tree.texts() {
        if file.path.contains("/vendor/") {
            continue;
        }
        count += 1;
        let lock = file.path.ends_with(".lock") || file.path.ends_with("package-lock.json");
        let settings = file.path.ends_with(".npmrc") || file.path.starts_with(".cargo/");
        for (line, text) in (1..).zip(file.text.lines()) {
            // Most lines name no path at all.
            let path = text
                .contains(['/', '\\'])
                .then(|| machine.captures(text))
                .flatten();
            if let Some(path) = path.and_then(|hit| hit.get(1)) {
                let what = format!("names `{}`, a path of one machine", path.as_str());
                findings.push(Finding::at(file.path, line, what));
            }
            let from = lock.then(|| origin.captures(text)).flatten();
            let from = from.and_then(|hit| hit.get(1));
            let private = from.is_some_and(|from| !is_public(from.as_str()));
            if private || (settings && setting.is_match(text)) {
                let what = "points at a registry that others may not reach";
                findings.push(Finding::at(file.path, line, what));
            }
        }
    }
    Ok(Report::new(count, "files", findings))
}

fn is_public(origin: &str) -> bool {
    PUBLIC_REGISTRIES
        .iter()
        .any(|registry| origin.starts_with(registry))
}

#[cfg(test)]
mod tests;
