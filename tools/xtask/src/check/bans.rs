//! Who may import what from outside, what may stand twice, and where packages come from. Never changes a manifest.

use super::policy::Policy;
use super::{Finding, Report};
use crate::metadata::Resolved;
use std::collections::BTreeMap;

/// The one registry that packages come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Finds banned crates, and wrapped crates imported by anybody but their wrappers.
pub(super) fn banned(policy: &Policy, packages: &[Resolved]) -> Report {
    let mut findings = Vec::new();
    for ban in &policy.bans.deny {
        for package in packages.iter().filter(|package| package.name == ban.name) {
            for importer in &package.importers {
                if !ban.wrappers.contains(importer) {
                    let what = format!("may not import {} ({})", ban.name, ban.reason);
                    findings.push(Finding::new(importer, what));
                }
            }
        }
    }
    Report::new(policy.bans.deny.len(), "bans", findings)
}

/// Finds crates that stand in several versions without leave, and leaves that are no longer needed.
pub(super) fn duplicates(policy: &Policy, packages: &[Resolved]) -> Report {
    let mut by_name: BTreeMap<&str, Vec<&Resolved>> = BTreeMap::new();
    for package in packages {
        by_name.entry(&package.name).or_default().push(package);
    }
    by_name.retain(|_, versions| versions.len() > 1);
    let mut findings = Vec::new();
    for (name, versions) in &by_name {
        let unexcused: Vec<&str> = versions
            .iter()
            .map(|package| package.version.as_str())
            .filter(|version| {
                !policy
                    .bans
                    .skip
                    .iter()
                    .any(|skip| skip.covers(name, version))
            })
            .collect();
        if unexcused.len() > 1 {
            findings.push(Finding::new(
                *name,
                format!("stands in versions {}", unexcused.join(" and ")),
            ));
        }
    }
    for skip in &policy.bans.skip {
        let needed = by_name.iter().any(|(name, versions)| {
            versions
                .iter()
                .any(|package| skip.covers(name, &package.version))
        });
        if !needed {
            let what = format!(
                "the skip of {} is no longer needed ({})",
                skip.spec(),
                skip.reason
            );
            findings.push(Finding::new("deny.toml", what));
        }
    }
    Report::new(by_name.len(), "names twice", findings)
}

/// Finds packages that come from elsewhere than the public registry or this tree.
pub(super) fn sources(packages: &[Resolved]) -> Report {
    let findings = packages
        .iter()
        .filter(|package| {
            package
                .source
                .as_deref()
                .is_some_and(|source| source != REGISTRY)
        })
        .map(|package| {
            let place = format!("{} {}", package.name, package.version);
            Finding::new(place, "comes from elsewhere than the public registry")
        })
        .collect();
    Report::new(packages.len(), "packages", findings)
}

#[cfg(test)]
mod tests;
