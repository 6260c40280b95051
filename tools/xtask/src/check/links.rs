//! Links of documents, and the paths of the tree that documents name, lead somewhere. Never fetches anything.

use super::{Finding, Report};
use crate::rust_text::{PieceKind, lines_of};
use crate::tree::Tree;
use anyhow::Result;
use regex::Regex;

/// Top folders whose paths, when named in a document, must exist.
const ROOTS: [&str; 5] = ["crates/", "tools/", "docs/", ".ci/", ".cargo/"];

/// Checks every document and every documentation comment.
///
/// # Errors
/// A pattern of this check is malformed.
pub(super) fn check(tree: &Tree) -> Result<Report> {
    let link = Regex::new(r"\]\(([^)\s]+)\)")?;
    let path = Regex::new(r"`([^`\s]+)`")?;
    let mut findings = Vec::new();
    let mut count = 0;
    for file in tree.texts_ending(".md") {
        let lines: Vec<(usize, &str)> = prose(file.text).collect();
        for (line, text) in lines {
            for target in link.captures_iter(text).filter_map(|found| found.get(1)) {
                count += 1;
                findings.extend(broken_link(tree, (file.path, line), target.as_str()));
            }
            for named in path.captures_iter(text).filter_map(|found| found.get(1)) {
                count += 1;
                findings.extend(missing_path(tree, (file.path, line), named.as_str()));
            }
        }
    }
    for file in tree.texts_ending(".rs") {
        for (line, text) in lines_of(file.text, PieceKind::Doc) {
            for named in path.captures_iter(text).filter_map(|found| found.get(1)) {
                count += 1;
                findings.extend(missing_path(tree, (file.path, line), named.as_str()));
            }
        }
    }
    Ok(Report::new(count, "links", findings))
}

/// Numbered lines outside fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

fn broken_link(tree: &Tree, from: (&str, usize), target: &str) -> Option<Finding> {
    let (path, line) = from;
    let outside = ["https://", "http://", "mailto:"];
    if outside.iter().any(|scheme| target.starts_with(scheme)) {
        return None;
    }
    let (relative, anchor) = target.split_once('#').unwrap_or((target, ""));
    let wanted = if relative.is_empty() {
        path.to_owned()
    } else {
        resolve(path, relative)
    };
    if !tree.holds(&wanted) {
        let what = format!("link to `{target}`, which is not in the tree");
        return Some(Finding::at(path, line, what));
    }
    let text = tree.text(&wanted).unwrap_or_default();
    let found = anchor.is_empty() || prose(text).any(|(_, line)| heading_anchor(line) == anchor);
    (!found).then(|| Finding::at(path, line, format!("no heading `#{anchor}` in `{wanted}`")))
}

/// A backticked path under one of the top folders must exist; patterns and places to fill in are left alone.
fn missing_path(tree: &Tree, from: (&str, usize), named: &str) -> Option<Finding> {
    let (path, line) = from;
    let pattern = named.contains(['*', '<', '{', '…', '$']) || named.contains("NNNN");
    if pattern || !ROOTS.iter().any(|root| named.starts_with(root)) {
        return None;
    }
    let bare = named.split([':', '#']).next().unwrap_or(named);
    (!tree.holds(bare)).then(|| {
        Finding::at(
            path,
            line,
            format!("names `{named}`, which is not in the tree"),
        )
    })
}

/// The path that `relative` means, seen from the document `from`.
fn resolve(from: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The anchor a heading gets: lower case, spaces to dashes, punctuation dropped.
fn heading_anchor(line: &str) -> String {
    let title = line.trim_start_matches('#');
    if title.len() == line.len() {
        return String::new();
    }
    title
        .trim()
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            _ => c.is_alphanumeric().then_some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests;
