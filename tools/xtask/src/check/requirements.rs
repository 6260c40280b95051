//! Requirement ids: those the code names exist, and the committed list equals the register when it is at hand.
//! Never judges whether a requirement is met.

use super::{Finding, Report};
use crate::tree::Tree;
use anyhow::{Context as _, Result};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The committed list: one id per line.
const LIST: &str = "docs/requirements.txt";
/// The register's name in the folder that is shared beside the checkout.
const REGISTER: &str = "REQUIREMENTS.md";

/// Reads the register from `COFFERDAM_SHARED`, or from `../shared` beside the checkout.
pub(super) fn register(root: &Path) -> Option<String> {
    let shared =
        std::env::var_os("COFFERDAM_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    std::fs::read_to_string(shared.join(REGISTER)).ok()
}

/// Checks every id named in the tree, and the list against the register.
///
/// # Errors
/// The committed list is missing.
pub(super) fn check(tree: &Tree, register: Option<&str>) -> Result<Report> {
    let list = tree
        .text(LIST)
        .context("docs/requirements.txt is missing")?;
    let known: BTreeSet<&str> = list.lines().map(str::trim).collect();
    let families: BTreeSet<&str> = known
        .iter()
        .filter_map(|id| id.split_once('-'))
        .map(|(family, _)| family)
        .collect();
    let families = families.into_iter().collect::<Vec<_>>().join("|");
    let id = Regex::new(&format!(r"\b(?:{families})-\d{{2,3}}\b"))?;
    let mut findings = Vec::new();
    let mut named = BTreeSet::new();
    for file in tree.texts() {
        if file.path == LIST || file.path.contains("/vendor/") || file.path.ends_with(".lock") {
            continue;
        }
        for (line, text) in (1..).zip(file.text.lines()) {
            // An id has a dash and a figure; most lines have not.
            if !text.contains('-') || !text.contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            for found in id.find_iter(text).map(|found| found.as_str()) {
                named.insert(found);
                if !known.contains(found) {
                    let what = format!("names {found}, which is no requirement");
                    findings.push(Finding::at(file.path, line, what));
                }
            }
        }
    }
    if let Some(register) = register {
        findings.extend(differences(&known, register));
    }
    Ok(Report::new(named.len(), "ids named", findings))
}

fn differences(known: &BTreeSet<&str>, register: &str) -> Vec<Finding> {
    let registered: BTreeSet<&str> = register
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|id| id.contains('-'))
        .collect();
    let missing = registered
        .difference(known)
        .map(|id| Finding::new(LIST, format!("lacks {id} of the register")));
    let extra = known
        .difference(&registered)
        .map(|id| Finding::new(LIST, format!("holds {id}, which the register does not")));
    missing.chain(extra).collect()
}

#[cfg(test)]
mod tests;
