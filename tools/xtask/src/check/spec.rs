//! Numbered properties: each of `docs/spec` has a test that bears its number, and each number a test bears is explained.
//! Never judges whether the test shows the property.

use super::{Finding, Report};
use crate::rust_text::{PieceKind, lines_of};
use crate::tree::Tree;
use anyhow::Result;
use regex::Regex;
use std::collections::BTreeMap;

/// Where properties are written down.
const FOLDER: &str = "docs/spec/";

/// Compares the properties with the names of tests.
///
/// # Errors
/// A pattern of this check is malformed.
pub(super) fn check(tree: &Tree) -> Result<Report> {
    let property = Regex::new(r"^\*\*([A-Z])([0-9]+) — ")?;
    let test = Regex::new(r"\bfn ([a-z])([0-9]+)_[a-z]")?;
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in tree.texts_ending(".md") {
        if !file.path.starts_with(FOLDER) {
            continue;
        }
        for (line, text) in (1..).zip(file.text.lines()) {
            if let Some(found) = property.captures(text) {
                let (_, [family, number]) = found.extract();
                let place = format!("{}:{line}", file.path);
                if let Some(first) = written.insert(format!("{family}{number}"), place.clone()) {
                    let what = format!("{family}{number} is written at {first} too");
                    findings.push(Finding::new(place, what));
                }
            }
        }
    }
    let mut borne: BTreeMap<String, String> = BTreeMap::new();
    for file in tree.texts_ending(".rs") {
        for (line, code) in lines_of(file.text, PieceKind::Code) {
            for found in test.captures_iter(code) {
                let (_, [family, number]) = found.extract();
                let bears = format!("{}{number}", family.to_uppercase());
                borne
                    .entry(bears)
                    .or_insert(format!("{}:{line}", file.path));
            }
        }
    }
    for (number, place) in written
        .iter()
        .filter(|(number, _)| !borne.contains_key(*number))
    {
        findings.push(Finding::new(place, format!("no test bears {number}")));
    }
    for (number, place) in borne
        .iter()
        .filter(|(number, _)| !written.contains_key(*number))
    {
        findings.push(Finding::new(
            place,
            format!("a test bears {number}, which {FOLDER} does not explain"),
        ));
    }
    Ok(Report::new(written.len(), "properties", findings))
}

#[cfg(test)]
mod tests;
