//! What cargo knows of the workspace and its dependencies. Never changes the lock file.

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The answer of `cargo metadata`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    workspace_root: String,
    target_directory: PathBuf,
    resolve: Option<Resolve>,
}

/// One package, ours or another's.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    id: String,
    /// Its licence expression.
    pub(crate) license: Option<String>,
    /// Where it came from; nothing for our own.
    pub(crate) source: Option<String>,
    manifest_path: String,
    dependencies: Vec<Dependency>,
    targets: Vec<Target>,
}

#[derive(Debug, Clone, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDep>,
}

#[derive(Debug, Clone, Deserialize)]
struct NodeDep {
    pkg: String,
}

/// Whether an import ships or only serves tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ImportKind {
    /// Part of the built program or of its build.
    Shipped,
    /// For tests, examples and benches.
    Test,
}

/// One of our own crates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its name.
    pub(crate) name: String,
    /// Its folder relative to the root.
    pub(crate) folder: String,
    /// What it imports, by name.
    pub(crate) imports: BTreeSet<(String, ImportKind)>,
}

/// One package of the dependency graph and who imports it directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// Its licence expression.
    pub(crate) license: Option<String>,
    /// Where it came from; nothing for our own.
    pub(crate) source: Option<String>,
    /// Names of its direct importers.
    pub(crate) importers: BTreeSet<String>,
}

impl Metadata {
    /// Asks cargo, for these target platforms (all when none is named).
    ///
    /// # Errors
    /// Cargo refuses: the lock file is out of date, a manifest is broken, or a package cannot be had.
    pub(crate) fn ask(root: &Path, platforms: &[String]) -> Result<Self> {
        let mut cargo = Command::new("cargo");
        cargo.args(["metadata", "--format-version", "1", "--locked", "--quiet"]);
        for platform in platforms {
            cargo.args(["--filter-platform", platform]);
        }
        let answer = cargo
            .current_dir(root)
            .output()
            .context("cargo cannot be started")?;
        if !answer.status.success() {
            bail!(
                "cargo metadata: {}",
                String::from_utf8_lossy(&answer.stderr)
            );
        }
        serde_json::from_slice(&answer.stdout).context("the answer of cargo metadata is not JSON")
    }

    /// Our own crates, in order of name.
    pub(crate) fn members(&self) -> Vec<Member> {
        let mut members: Vec<Member> = self
            .packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
            .map(|package| Member {
                name: package.name.clone(),
                folder: self.folder_of(package),
                imports: package.dependencies.iter().map(import).collect(),
            })
            .collect();
        members.sort_by(|a, b| a.name.cmp(&b.name));
        members
    }

    /// The whole dependency graph, in order of name and version.
    pub(crate) fn resolved(&self) -> Vec<Resolved> {
        let by_id: BTreeMap<&str, &Package> = self
            .packages
            .iter()
            .map(|package| (package.id.as_str(), package))
            .collect();
        let nodes = self.resolve.as_ref().map_or(&[][..], |graph| &graph.nodes);
        let mut importers: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for node in nodes {
            for dep in &node.deps {
                if let Some(importer) = by_id.get(node.id.as_str()) {
                    let names = importers.entry(dep.pkg.as_str()).or_default();
                    names.insert(importer.name.clone());
                }
            }
        }
        let mut resolved: Vec<Resolved> = nodes
            .iter()
            .filter_map(|node| by_id.get(node.id.as_str()))
            .map(|package| Resolved {
                name: package.name.clone(),
                version: package.version.clone(),
                license: package.license.clone(),
                source: package.source.clone(),
                importers: importers.remove(package.id.as_str()).unwrap_or_default(),
            })
            .collect();
        resolved.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
        resolved
    }

    /// The benches of our crates: package and bench, in order of name.
    pub(crate) fn benches(&self) -> Vec<(String, String)> {
        let mut benches: Vec<(String, String)> = self
            .packages
            .iter()
            .filter(|package| self.workspace_members.contains(&package.id))
            .flat_map(|package| {
                let benches = package
                    .targets
                    .iter()
                    .filter(|target| target.kind.iter().any(|kind| kind == "bench"));
                benches.map(|target| (package.name.clone(), target.name.clone()))
            })
            .collect();
        benches.sort();
        benches
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target_folder(&self) -> PathBuf {
        self.target_directory.clone()
    }

    fn folder_of(&self, package: &Package) -> String {
        package
            .manifest_path
            .strip_prefix(&self.workspace_root)
            .unwrap_or(&package.manifest_path)
            .trim_start_matches('/')
            .trim_end_matches("/Cargo.toml")
            .to_owned()
    }
}

fn import(dependency: &Dependency) -> (String, ImportKind) {
    let kind = match dependency.kind.as_deref() {
        Some("dev") => ImportKind::Test,
        Some(_) | None => ImportKind::Shipped,
    };
    (dependency.name.clone(), kind)
}
