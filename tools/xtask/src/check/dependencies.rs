//! Every crate from outside that we import has a row with its licence and its reason. Never judges the reason.

use super::{Finding, Report};
use crate::metadata::{Member, Resolved};
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;

/// Where the rows stand.
pub(super) const TABLE: &str = "docs/decisions/0006-dependencies.md";

/// Compares the table with what our crates import.
///
/// # Errors
/// The table is missing, or a row of it cannot be read.
pub(super) fn check(
    table: Option<&str>,
    members: &[Member],
    packages: &[Resolved],
) -> Result<Report> {
    let rows = rows(table.with_context(|| format!("{TABLE} is missing"))?)?;
    let mut imported: BTreeMap<&str, &str> = BTreeMap::new();
    for member in members {
        for (name, _) in &member.imports {
            if !members.iter().any(|ours| ours.name == *name) {
                imported.insert(name, &member.folder);
            }
        }
    }
    let mut findings = Vec::new();
    for (name, folder) in &imported {
        let Some(licence) = rows.get(name) else {
            let what = format!("imports {name}, which has no row in {TABLE}");
            findings.push(Finding::new(format!("{folder}/Cargo.toml"), what));
            continue;
        };
        let mut theirs = packages
            .iter()
            .filter(|package| package.name == *name)
            .peekable();
        let known = theirs.peek().is_none()
            || theirs.any(|package| package.license.as_deref() == Some(licence));
        if !known {
            findings.push(Finding::new(
                TABLE,
                format!("{name} is not under `{licence}`"),
            ));
        }
    }
    let idle = rows.keys().filter(|name| !imported.contains_key(*name));
    findings.extend(idle.map(|name| Finding::new(TABLE, format!("nothing imports {name}"))));
    Ok(Report::new(imported.len(), "crates", findings))
}

/// Rows of the form `` | `crate` | licence | why | ``, as crate and licence.
fn rows(text: &str) -> Result<BTreeMap<&str, &str>> {
    let mut found = BTreeMap::new();
    for row in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, licence, why] = cells[..] else {
            bail!("a row of {TABLE} has {} cells: {row}", cells.len());
        };
        if why.is_empty() {
            bail!("a row of {TABLE} gives no reason: {row}");
        }
        found.insert(name.trim_matches('`'), licence);
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
