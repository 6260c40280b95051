//! Vendored web files: each is listed, is the one listed, and has a licence that passes. Never fetches anything.

use super::policy::Policy;
use super::{Finding, Report};
use crate::vendor::{FOLDER, MANIFEST, Manifest};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::Path;

/// A licence for fonts alone; no code bears it.
const FONT_LICENCE: &str = "OFL-1.1";

/// Checks the vendored files under `root`.
///
/// # Errors
/// The list is missing or cannot be read.
pub(super) fn check(policy: &Policy, root: &Path) -> Result<Report> {
    let folder = root.join(FOLDER);
    let text = fs::read_to_string(folder.join(MANIFEST))
        .context("the list of vendored files is missing")?;
    let manifest = Manifest::parse(&text)?;
    let mut findings: Vec<Finding> = manifest
        .differences(&folder)?
        .into_iter()
        .map(|(path, what)| Finding::new(format!("{FOLDER}/{path}"), what))
        .collect();
    for (name, licence) in manifest.licences() {
        let passes =
            licence == FONT_LICENCE || policy.licenses.allow.iter().any(|id| id == licence);
        if !passes {
            findings.push(Finding::new(name, format!("licence `{licence}`")));
        }
    }
    Ok(Report::new(manifest.file_count(), "files", findings))
}
