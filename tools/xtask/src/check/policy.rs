//! The policy on dependencies, read from `deny.toml` in the words of cargo-deny. Never holds policy of its own.

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// The parts of `deny.toml` that our checks apply.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Policy {
    /// Which platforms count.
    #[serde(default)]
    pub(crate) graph: Graph,
    /// Which licences pass.
    pub(crate) licenses: Licenses,
    /// What may not be imported, and what may stand twice.
    pub(crate) bans: Bans,
}

/// The platforms we build for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Graph {
    /// Target triples.
    #[serde(default)]
    pub(crate) targets: Vec<String>,
}

/// The licences that pass.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Licenses {
    /// SPDX ids.
    pub(crate) allow: Vec<String>,
}

/// Bans and duplicates.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Bans {
    /// Crates that may be imported by nobody, or by their wrappers only.
    pub(crate) deny: Vec<Ban>,
    /// Versions that may stand beside another of the same crate.
    #[serde(default)]
    pub(crate) skip: Vec<Skip>,
}

/// One banned crate.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Ban {
    #[serde(rename = "crate")]
    pub(crate) name: String,
    /// Who may import it all the same.
    #[serde(default)]
    pub(crate) wrappers: Vec<String>,
    /// Why.
    pub(crate) reason: String,
}

/// One version that may stand beside another.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Skip {
    #[serde(rename = "crate")]
    spec: String,
    /// Why.
    pub(crate) reason: String,
}

impl Policy {
    /// Reads the text of `deny.toml`.
    ///
    /// # Errors
    /// It is no TOML, or a part is missing.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).context("deny.toml cannot be read")
    }
}

impl Skip {
    /// Whether it speaks of this crate at this version; `name@0.22` covers `0.22.1`.
    pub(crate) fn covers(&self, name: &str, version: &str) -> bool {
        let (skipped, start) = self.spec.split_once('@').unwrap_or((&self.spec, ""));
        let rest = version.strip_prefix(start);
        skipped == name
            && rest.is_some_and(|rest| rest.is_empty() || start.is_empty() || rest.starts_with('.'))
    }

    /// The crate and version as written.
    pub(crate) fn spec(&self) -> &str {
        &self.spec
    }
}

#[cfg(test)]
mod tests;
