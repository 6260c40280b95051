//! Third-party web files kept in the tree: each is listed with its digest, and can be compared with the registry's.
//! Never writes into the tree.

use crate::process::{self, Echo, Ending};
use crate::say;
use crate::tree;
use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Where the files and their list lie.
pub(crate) const FOLDER: &str = "crates/app/api/vendor";
/// The list.
pub(crate) const MANIFEST: &str = "MANIFEST.toml";
/// Longest that fetching one package may take.
const FETCH_BOUND: Duration = Duration::from_secs(120);

/// The list of vendored packages.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Manifest {
    package: Vec<Package>,
}

#[derive(Debug, Clone, Deserialize)]
struct Package {
    name: String,
    version: String,
    licence: String,
    integrity: String,
    #[serde(default)]
    notice_file: Option<String>,
    file: Vec<File>,
}

#[derive(Debug, Clone, Deserialize)]
struct File {
    from: String,
    path: String,
    sha256: String,
}

impl Manifest {
    /// Reads the list.
    ///
    /// # Errors
    /// It is no TOML, or a part is missing.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).context("the list of vendored files cannot be read")
    }

    /// Licences of the packages, by name.
    pub(crate) fn licences(&self) -> impl Iterator<Item = (&str, &str)> {
        let packages = self.package.iter();
        packages.map(|package| (package.name.as_str(), package.licence.as_str()))
    }

    /// How many files are listed.
    pub(crate) fn file_count(&self) -> usize {
        self.package.iter().map(|package| package.file.len()).sum()
    }

    /// What differs between the list and the files in `folder`.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub(crate) fn differences(&self, folder: &Path) -> Result<Vec<(String, String)>> {
        let mut found = Vec::new();
        let mut listed = BTreeSet::from([MANIFEST.to_owned()]);
        for package in &self.package {
            listed.extend(package.notice_file.clone());
            for file in &package.file {
                listed.insert(file.path.clone());
                let what = match fs::read(folder.join(&file.path)) {
                    Err(_) => "is listed and not there".to_owned(),
                    Ok(bytes) if digest(&bytes) == file.sha256 => continue,
                    Ok(_) => format!("differs from {} {}", package.name, package.version),
                };
                found.push((file.path.clone(), what));
            }
        }
        for path in files_under(folder)? {
            if !listed.contains(&path) {
                found.push((path, "is not listed".to_owned()));
            }
        }
        Ok(found)
    }
}

/// Fetches every vendored package again with npm and compares each file byte for byte.
///
/// # Errors
/// A file differs, or a package cannot be had.
pub(crate) fn verify() -> Result<()> {
    let folder = tree::root()?.join(FOLDER);
    let manifest = Manifest::parse(&fs::read_to_string(folder.join(MANIFEST))?)?;
    let mut differing = 0;
    for (path, what) in manifest.differences(&folder)? {
        differing += 1;
        say::line(format_args!("{path}: {what}"));
    }
    let scratch = std::env::temp_dir().join(format!("vendor-{}", std::process::id()));
    for package in &manifest.package {
        fs::create_dir_all(&scratch)?;
        let compared = compare(package, &folder, &scratch);
        fs::remove_dir_all(&scratch)?;
        for line in compared? {
            differing += 1;
            say::line(line);
        }
        say::line(format_args!(
            "{} {}: {} files compared with the registry's",
            package.name,
            package.version,
            package.file.len()
        ));
    }
    if differing > 0 {
        bail!("{differing} files differ");
    }
    Ok(())
}

fn compare(package: &Package, folder: &Path, scratch: &Path) -> Result<Vec<String>> {
    let spec = format!("{}@{}", package.name, package.version);
    let mut npm = Command::new("npm");
    npm.args(["pack", &spec, "--json", "--loglevel", "error"])
        .current_dir(scratch);
    let fetched = process::run(&mut npm, FETCH_BOUND, Echo::Silent)?;
    if fetched.ending != Ending::Success {
        bail!("npm cannot fetch {spec}: {}", fetched.lines.join(" "));
    }
    let mut found = Vec::new();
    if !fetched
        .lines
        .iter()
        .any(|line| line.contains(&package.integrity))
    {
        found.push(format!(
            "{spec}: the registry's digest is not the listed one"
        ));
    }
    let archive = files_under(scratch)?
        .into_iter()
        .find(|path| path.ends_with(".tgz"))
        .context("npm left no archive")?;
    let mut tar = Command::new("tar");
    tar.args(["-xzf", &archive]).current_dir(scratch);
    if process::run(&mut tar, FETCH_BOUND, Echo::Silent)?.ending != Ending::Success {
        bail!("{archive} cannot be unpacked");
    }
    for file in &package.file {
        let theirs = fs::read(scratch.join("package").join(&file.from))
            .with_context(|| format!("{spec} holds no {}", file.from))?;
        if fs::read(folder.join(&file.path)).ok() != Some(theirs) {
            found.push(format!("{}: differs from {spec}", file.path));
        }
    }
    Ok(found)
}

fn digest(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Paths of the files in a folder and below, relative to it.
fn files_under(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in
            fs::read_dir(&next).with_context(|| format!("{} cannot be listed", next.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let relative = path.strip_prefix(folder).unwrap_or(&path);
                found.push(relative.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests;
