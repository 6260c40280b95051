//! The tree speaks of the product only: no path of one machine, no private registry. Never reads the environment.

use super::{Finding, Report, line_of};
use crate::tree::Tree;
use anyhow::Result;
use regex::Regex;

/// Paths that exist on one machine only. Written with classes, so that this file does not name them.
const MACHINE_PATHS: &str = r#"(?m)(?:^|[\s"'`(=])(/(?:wor[k]|hom[e]|roo[t]|User[s]|tm[p])/[A-Za-z0-9._/-]+|[A-Z]:\\\\?User[s]\\)"#;
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
    let setting = Regex::new(r"(?m)^\s*(?:registry\s*=|replace-with|@[a-z-]+:registry)")?;
    let mut findings = Vec::new();
    let mut count = 0;
    for file in tree.texts() {
        if file.path.contains("/vendor/") {
            continue;
        }
        count += 1;
        let lock = file.path.ends_with(".lock") || file.path.ends_with("package-lock.json");
        let settings = file.path.ends_with(".npmrc") || file.path.starts_with(".cargo/");
        for path in machine
            .captures_iter(file.text)
            .filter_map(|hit| hit.get(1))
        {
            let what = format!("names `{}`, a path of one machine", path.as_str());
            let line = line_of(file.text, path.start());
            findings.push(Finding::at(file.path, line, what));
        }
        let private = origin
            .captures_iter(file.text)
            .filter_map(|hit| hit.get(1))
            .filter(|from| lock && !is_public(from.as_str()));
        let set = setting.find_iter(file.text).filter(|_| settings);
        for at in private
            .map(|hit| hit.start())
            .chain(set.map(|hit| hit.end()))
        {
            let what = "points at a registry that others may not reach";
            findings.push(Finding::at(file.path, line_of(file.text, at), what));
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
