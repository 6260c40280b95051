//! The thirty controls: each has something that shows it or says that it is not built, its tests exist, every rule of the gate that
//! it names exists, and the report names all of them. Never runs a test.

use super::{Finding, Report};
use crate::controls::{REPORT, all};
use crate::tree::Tree;
use anyhow::{Context as _, Result};
use regex::Regex;
use std::collections::BTreeSet;

/// Where this check finds the controls.
const TABLE: &str = "tools/xtask/src/controls/table.rs";
/// Where the rules of the gate stand.
const RULES: &str = "crates/core/gate/src/refusal.rs";

/// Compares the table with the tests, the rules and the report.
///
/// # Errors
/// A pattern of this check is malformed, or a file is missing.
pub(super) fn check(tree: &Tree) -> Result<Report> {
    let test = Regex::new(r"\bfn ([a-z0-9_]+)\(")?;
    let code = Regex::new(r#"^    [A-Za-z]+ = "([A-Z]+-\d+\.[a-z-]+)","#)?;
    let mut tests = BTreeSet::new();
    for file in tree.texts_ending(".rs") {
        tests.extend(
            test.captures_iter(file.text)
                .map(|found| found.extract::<1>().1[0]),
        );
    }
    let rules = tree
        .text(RULES)
        .context("the rules of the gate are missing")?;
    let rules: BTreeSet<&str> = rules
        .lines()
        .filter_map(|line| Some(code.captures(line)?.extract::<1>().1[0]))
        .collect();
    let report = tree.text(REPORT).unwrap_or_default();
    let mut findings = Vec::new();
    let mut find = |what: String| findings.push(Finding::new(TABLE, what));
    for control in all() {
        let number = control.number;
        if control.shown.is_empty() && control.missing.is_empty() {
            find(format!("control {number} is shown by nothing"));
        }
        for (_, name) in control.tests().filter(|(_, name)| !tests.contains(name)) {
            find(format!("control {number}: there is no test {name}"));
        }
        for rule in control.rules.iter().filter(|rule| !rules.contains(*rule)) {
            find(format!("control {number}: the gate has no rule {rule}"));
        }
        let row = report
            .lines()
            .find(|line| line.starts_with(&format!("| {number} | ")));
        let says = |name: &str| row.is_some_and(|row| row.contains(name));
        if !says(control.title) || control.tests().any(|(_, name)| !says(name)) {
            find(format!(
                "{REPORT} does not say control {number} as the table does: run cargo xtask controls"
            ));
        }
    }
    if rules.is_empty() {
        find("no rule of the gate was found".to_owned());
    }
    Ok(Report::new(all().count(), "controls", findings))
}
