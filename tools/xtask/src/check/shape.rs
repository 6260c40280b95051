//! The shape of source files: how long, how they begin, what they are called. Never looks inside functions.

use super::{Finding, Report};
use crate::tree::{TextFile, Tree};

/// Most lines of a source file that is no test.
const FILE_LINES_MAX: usize = 500;
/// Names that say nothing of what a file holds.
const EMPTY_NAMES: [&str; 6] = [
    "mod.rs",
    "utils.rs",
    "helpers.rs",
    "common.rs",
    "misc.rs",
    "types.rs",
];

/// Checks every source file of ours.
pub(super) fn check(tree: &Tree) -> Report {
    let files: Vec<TextFile<'_>> = tree
        .texts()
        .filter(|file| file.path.ends_with(".rs") || is_our_script(file.path))
        .collect();
    let findings = files.iter().flat_map(of_file).collect();
    Report::new(files.len(), "files", findings)
}

/// Scripts of ours keep the same length; what others wrote is kept as they wrote it.
fn is_our_script(path: &str) -> bool {
    (path.ends_with(".mjs") || path.ends_with(".js") || path.ends_with(".css"))
        && !path.contains("/vendor/")
}

fn of_file(file: &TextFile<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lines = file.text.lines().count();
    if lines > FILE_LINES_MAX && !file.is_test() {
        let what = format!("{lines} lines; at most {FILE_LINES_MAX}");
        findings.push(Finding::new(file.path, what));
    }
    if file.path.ends_with(".rs") && !file.text.starts_with("//! ") {
        let what = "does not open with a `//!` line that says what it holds";
        findings.push(Finding::new(file.path, what));
    }
    let marks = ["#[test]", "::test]", "proptest!", "mod "];
    if file.path.ends_with("/tests.rs") && !marks.iter().any(|mark| file.text.contains(mark)) {
        findings.push(Finding::new(file.path, "holds no test"));
    }
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    if EMPTY_NAMES.contains(&name) {
        findings.push(Finding::new(file.path, "is not named after what it holds"));
    }
    findings
}

#[cfg(test)]
mod tests;
