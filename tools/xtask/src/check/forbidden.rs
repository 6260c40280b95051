//! Marks of unfinished work and silenced lints. Never reads documents: these are rules of code.

use super::{Finding, Report};
use crate::rust_text::{PieceKind, lines_of};
use crate::tree::Tree;

/// Words of unfinished work, looked for in comments.
const UNFINISHED: [&str; 3] = ["TODO", "FIXME", "XXX"];
/// Macros of unfinished work, looked for in code.
const MACROS: [&str; 3] = ["todo!", "unimplemented!", "dbg!"];
/// Attributes that silence a lint for ever; `expect` complains when it is no longer needed.
const SILENCERS: [&str; 2] = ["#[allow", "#![allow"];

/// Checks every Rust file, and the words of unfinished work in scripts.
pub(super) fn check(tree: &Tree) -> Report {
    let mut findings = Vec::new();
    let mut count = 0;
    for file in tree.texts_ending(".rs") {
        count += 1;
        findings.extend(in_rust(file.path, file.text));
    }
    for file in tree.texts() {
        let script = [".mjs", ".js", ".css", ".sql", ".py", ".sh", ".html"]
            .iter()
            .any(|ending| file.path.ends_with(ending));
        if script && !file.path.contains("/vendor/") {
            count += 1;
            findings.extend(unfinished(file.path, file.text.lines().zip(1..)));
        }
    }
    Report::new(count, "files", findings)
}

fn in_rust(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, code) in lines_of(text, PieceKind::Code) {
        for word in MACROS {
            if holds_word(code, word) {
                findings.push(Finding::at(
                    path,
                    line,
                    format!("`{word}` is unfinished work"),
                ));
            }
        }
        for mark in SILENCERS {
            if code.contains(mark) {
                let what = format!("`{mark}` hides a lint for ever; use #[expect] with a reason");
                findings.push(Finding::at(path, line, what));
            }
        }
    }
    let comments = lines_of(text, PieceKind::Comment);
    for (line, comment) in &comments {
        if is_code(comment) {
            findings.push(Finding::at(path, *line, "commented-out code"));
        }
    }
    let docs = lines_of(text, PieceKind::Doc);
    let remarks = comments.into_iter().chain(docs);
    findings.extend(unfinished(path, remarks.map(|(line, text)| (text, line))));
    findings
}

fn unfinished<'a>(path: &str, lines: impl Iterator<Item = (&'a str, usize)>) -> Vec<Finding> {
    lines
        .flat_map(|(text, line)| {
            UNFINISHED
                .into_iter()
                .filter(move |word| holds_word(text, word))
                .map(move |word| Finding::at(path, line, format!("`{word}` is unfinished work")))
        })
        .collect()
}

/// Whether the word stands in the text with no letter, digit or underscore before or after it.
fn holds_word(text: &str, word: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|s| s.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|s| s.chars().next());
        !inside(before) && (word.ends_with('!') || !inside(after))
    })
}

/// Whether a comment reads as a statement and not as a sentence.
fn is_code(comment: &str) -> bool {
    let body = comment.trim_start_matches('/').trim();
    let opener = ["let ", "use ", "fn ", "pub ", "impl ", "mod ", "#["]
        .iter()
        .any(|word| body.starts_with(word));
    let closed = body.ends_with(';') || body.ends_with('{');
    let braces = matches!(body, "}" | "};" | "})" | "});");
    braces
        || (opener && (closed || body.ends_with(']')))
        || (closed && body.contains('(') && body.contains(')'))
}

#[cfg(test)]
mod tests;
