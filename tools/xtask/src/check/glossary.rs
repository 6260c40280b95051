//! One word per thing: the glossary's *not* column is refused in names of our code. Never judges prose.

use super::{Finding, Report};
use crate::rust_text::{PieceKind, lines_of};
use crate::tree::Tree;
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;

/// Where the words stand.
const GLOSSARY: &str = "docs/glossary.md";
/// Folders whose code speaks the words of an outside party.
const FOREIGN: [&str; 3] = [
    "crates/core/protocols/",
    "crates/app/simex/",
    "tools/clients/",
];
/// Fewest words a glossary worth its name holds.
const WORDS_MIN: usize = 40;

/// A word of the house and the words it replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    word: String,
    /// Each refused word as written, and in the form in which names are compared.
    refused: Vec<(String, String)>,
}

/// Checks the names in our code against the glossary.
///
/// # Errors
/// There is no glossary, or a row of it cannot be read.
pub(super) fn check(tree: &Tree) -> Result<Report> {
    let text = tree.text(GLOSSARY).context("docs/glossary.md is missing")?;
    let entries = parse(text)?;
    let mut findings = Vec::new();
    if entries.len() < WORDS_MIN {
        let what = format!("{} words; at least {WORDS_MIN}", entries.len());
        findings.push(Finding::new(GLOSSARY, what));
    }
    for file in tree.texts_ending(".rs") {
        let foreign = FOREIGN.iter().any(|folder| file.path.starts_with(folder));
        // The name of a test is a sentence, and a sentence may use any word.
        if !foreign && !file.is_test() {
            findings.extend(in_file(file.path, file.text, &entries));
        }
    }
    Ok(Report::new(entries.len(), "words", findings))
}

/// Reads rows of the form `` | `word` | meaning | `not` `these` | ``.
fn parse(text: &str) -> Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for row in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let [words, meaning, refused] = cells[..] else {
            bail!("a row of {GLOSSARY} has {} cells: {row}", cells.len());
        };
        if meaning.trim().is_empty() {
            bail!("a word of {GLOSSARY} has no meaning: {row}");
        }
        let words = quoted(words);
        let word = words.first().context("a row names no word")?.clone();
        if entries.iter().any(|entry| entry.word == word) {
            bail!("{GLOSSARY} explains `{word}` twice");
        }
        let refused = quoted(refused)
            .into_iter()
            .map(|refused| (refused.clone(), framed(&refused)))
            .collect();
        entries.push(Entry { word, refused });
    }
    Ok(entries)
}

fn quoted(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(ToOwned::to_owned)
        .collect()
}

/// Each name that holds a refused word, at the line where it first stands.
fn in_file(path: &str, text: &str, entries: &[Entry]) -> Vec<Finding> {
    let mut first_lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (line, code) in lines_of(text, PieceKind::Code) {
        for name in names(code) {
            first_lines.entry(name).or_insert(line);
        }
    }
    let mut findings = Vec::new();
    for (name, line) in first_lines {
        let parts = framed(name);
        for entry in entries {
            let hit = entry.refused.iter().find(|(_, form)| parts.contains(form));
            if let Some((refused, _)) = hit {
                let what = format!("`{name}`: the house says `{}`, not `{refused}`", entry.word);
                findings.push(Finding::at(path, line, what));
            }
        }
    }
    findings
}

/// A name between underscores, so that only whole words of it are found.
fn framed(name: &str) -> String {
    format!("_{}_", snake(name))
}

fn names(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|name| name.chars().next().is_some_and(char::is_alphabetic))
}

/// `ClientOrderId` and `CLIENT_ORDER_ID` become `client_order_id`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut before_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && before_lower {
            out.push('_');
        }
        before_lower = c.is_lowercase() || c.is_numeric();
        out.extend(c.to_lowercase());
    }
    out.replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests;
