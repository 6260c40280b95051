//! The examples that the documentation gives for pointing a client at the simulated exchange. Never changes a word of them
//! but the address.

use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::Path;

/// The page that gives them, and its part.
const PAGE: &str = "docs/simulated-exchange.md";
const PART: &str = "## Pointing clients at it";
/// The address that the page speaks of: the one that is served without further words.
const ADDRESS: &str = "127.0.0.1:8621";

/// What an example is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Python.
    Python,
    /// JavaScript, as a module.
    JavaScript,
    /// Rust: a function `point`.
    Rust,
    /// A part of a configuration.
    Json,
}

/// One example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snippet {
    /// What it is written in.
    pub(super) language: Language,
    /// The bold words above it.
    pub(super) title: String,
    text: String,
}

/// Reads the examples of the page, in order.
///
/// # Errors
/// The page or its part is missing, or holds no example.
pub(super) fn gather(root: &Path) -> Result<Vec<Snippet>> {
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("no {PAGE}"))?;
    let found = of_page(&page);
    ensure!(!found.is_empty(), "no example under `{PART}` of {PAGE}");
    Ok(found)
}

fn of_page(page: &str) -> Vec<Snippet> {
    let mut found = Vec::new();
    let (mut inside, mut title) = (false, String::new());
    let mut open: Option<Snippet> = None;
    for line in page.lines() {
        if let Some(mut snippet) = open.take() {
            if line == "```" {
                found.push(snippet);
            } else {
                snippet.text.push_str(line);
                snippet.text.push('\n');
                open = Some(snippet);
            }
            continue;
        }
        if line.starts_with("## ") {
            inside = line == PART;
        }
        if let Some((bold, _)) = line
            .strip_prefix("**")
            .and_then(|rest| rest.split_once("**"))
        {
            bold.clone_into(&mut title);
        }
        let language = line.strip_prefix("```").and_then(Language::named);
        if let (true, Some(language)) = (inside, language) {
            open = Some(Snippet {
                language,
                title: title.clone(),
                text: String::new(),
            });
        }
    }
    found
}

impl Snippet {
    /// The example, speaking of this address.
    pub(super) fn at(&self, address: &str) -> String {
        self.text.replace(ADDRESS, address)
    }
}

impl Language {
    fn named(name: &str) -> Option<Self> {
        match name {
            "python" => Some(Self::Python),
            "js" => Some(Self::JavaScript),
            "rust" => Some(Self::Rust),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// How the names of its files end.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::JavaScript => "mjs",
            Self::Rust => "rs",
            Self::Json => "json",
        }
    }
}

#[cfg(test)]
mod tests;
