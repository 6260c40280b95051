//! The files of the project as text in memory. Never writes them.

use anyhow::{Context as _, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Largest file read as text.
const TEXT_BYTES_MAX: u64 = 4 << 20;
/// Folders that hold what tools made, for a tree that is no git checkout.
const MADE_FOLDERS: [&str; 4] = ["target", ".git", "node_modules", "data"];

/// The project's files, by path relative to its root with `/` between parts.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tree {
    /// Text of each file; `None` for a file that is no text.
    pub(crate) files: BTreeMap<String, Option<String>>,
    /// Files that are modules declared for tests only.
    test_modules: BTreeSet<String>,
}

/// One file that is text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextFile<'a> {
    /// Path relative to the root.
    pub(crate) path: &'a str,
    /// What it holds.
    pub(crate) text: &'a str,
    test_module: bool,
}

impl Tree {
    /// Reads the tracked files under `root`, or all files when it is no git checkout.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let paths = match tracked(root) {
            Ok(paths) if !paths.is_empty() => paths,
            Ok(_) | Err(_) => walked(root)?,
        };
        let files: BTreeMap<String, Option<String>> = paths
            .into_iter()
            .filter(|path| root.join(path).is_file())
            .map(|path| {
                let text = text_of(&root.join(&path));
                (path, text)
            })
            .collect();
        Ok(Self {
            test_modules: test_modules(&files),
            files,
        })
    }

    /// A tree made of texts.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned())));
        let files = files.collect();
        Self {
            test_modules: test_modules(&files),
            files,
        }
    }

    /// The text files, in order of path.
    pub(crate) fn texts(&self) -> impl Iterator<Item = TextFile<'_>> {
        self.files.iter().filter_map(|(path, text)| {
            text.as_deref().map(|text| TextFile {
                path,
                text,
                test_module: self.test_modules.contains(path),
            })
        })
    }

    /// The text files whose name ends so.
    pub(crate) fn texts_ending(&self, ending: &str) -> impl Iterator<Item = TextFile<'_>> {
        self.texts().filter(move |file| file.path.ends_with(ending))
    }

    /// The text of one file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).and_then(|text| text.as_deref())
    }

    /// Whether a file or folder of this path is in the tree.
    pub(crate) fn holds(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.files.contains_key(path)
            || self
                .files
                .range(folder.clone()..)
                .next()
                .is_some_and(|(found, _)| found.starts_with(&folder))
    }
}

impl TextFile<'_> {
    /// Whether the file serves tests and measures only.
    pub(crate) fn is_test(&self) -> bool {
        let folders = ["/tests/", "/benches/", "/examples/"];
        self.test_module
            || self.path.ends_with("/tests.rs")
            || folders.iter().any(|folder| self.path.contains(folder))
    }
}

/// The root of the workspace, from the current folder upward.
///
/// # Errors
/// No folder above holds a manifest with a workspace.
pub(crate) fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    for folder in here.ancestors() {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        if manifest.contains("[workspace]") {
            return Ok(folder.to_owned());
        }
    }
    bail!("no Cargo.toml with a [workspace] in this folder or above it")
}

/// Files of modules that are declared right after `#[cfg(test)]`.
fn test_modules(files: &BTreeMap<String, Option<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in files {
        let Some(stem) = path.strip_suffix(".rs") else {
            continue;
        };
        let folder = match stem.rsplit_once('/') {
            Some((folder, "lib" | "main")) => folder,
            _ => stem,
        };
        let text = text.as_deref().unwrap_or_default();
        for (before, line) in text.lines().zip(text.lines().skip(1)) {
            let gated = before.trim().starts_with("#[cfg(") && before.contains("test");
            let name = line
                .trim()
                .strip_suffix(';')
                .and_then(|line| line.split_once("mod "));
            if let (true, Some((_, name))) = (gated, name) {
                found.insert(format!("{folder}/{name}.rs"));
            }
        }
    }
    found
}

fn text_of(path: &Path) -> Option<String> {
    let small = fs::metadata(path).is_ok_and(|data| data.len() <= TEXT_BYTES_MAX);
    let bytes = if small { fs::read(path).ok() } else { None };
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|text| !text.contains('\0'))
}

fn tracked(root: &Path) -> Result<Vec<String>> {
    let listing = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root)
        .output()
        .context("git cannot be started")?;
    if !listing.status.success() {
        bail!("not a git checkout");
    }
    Ok(String::from_utf8_lossy(&listing.stdout)
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(ToOwned::to_owned)
        .collect())
}

fn walked(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !path.is_dir() {
                let relative = path.strip_prefix(root).unwrap_or(&path);
                paths.push(relative.to_string_lossy().replace('\\', "/"));
            } else if !MADE_FOLDERS.contains(&name.as_ref()) {
                folders.push(path);
            }
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests;
