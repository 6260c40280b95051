//! Secrets must not lie in the tree. Never prints what it found whole.

use super::{Finding, Report};
use crate::tree::Tree;
use anyhow::{Result, bail};
use regex::Regex;

/// Known strings that look like secrets and are none: `path`, tab, how the string begins, tab, why.
const EXCEPTIONS: &str = "tools/xtask/secret-exceptions.tsv";
/// How many exceptions there may be. May only shrink.
const EXCEPTIONS_MAX: usize = 0;
/// How much of a found string is shown.
const SHOWN_CHARS: usize = 6;

/// What a secret looks like.
struct Pattern {
    name: &'static str,
    /// A line that holds none of these, in lower case, is not looked at further.
    hints: &'static [&'static str],
    /// The secret is the first group.
    shape: &'static str,
}

/// All shapes of secrets.
const PATTERNS: [Pattern; 6] = [
    Pattern {
        name: "a private key",
        hints: &["-----begin"],
        shape: r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)",
    },
    Pattern {
        name: "an AWS key id",
        hints: &["akia", "asia"],
        shape: r"\b((?:AKIA|ASIA)[0-9A-Z]{16})\b",
    },
    Pattern {
        name: "a GitHub token",
        hints: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        shape: r"\b(gh[pousr]_[A-Za-z0-9]{36,})\b",
    },
    Pattern {
        name: "a Slack token",
        hints: &["xox"],
        shape: r"\b(xox[abpr]-[A-Za-z0-9-]{20,})\b",
    },
    Pattern {
        name: "a JSON web token",
        hints: &["eyj"],
        shape: r"\b(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})",
    },
    Pattern {
        name: "a value given to a secret's name",
        hints: &[
            "secret",
            "passw",
            "token",
            "key",
            "credential",
            "passphrase",
        ],
        shape: r#"(?i)(?:secret|passw(?:or)?d|token|api[_-]?key|private[_-]?key|credential|passphrase)[a-z0-9_]*["']?\s*(?:[:=]|=>|\()\s*(?:&|b|String::from\()?["']([A-Za-z0-9+/=_.-]{20,})["']"#,
    },
];

/// Scans every text file.
///
/// # Errors
/// A pattern or the list of exceptions is malformed.
pub(super) fn check(tree: &Tree) -> Result<Report> {
    let patterns = PATTERNS
        .iter()
        .map(|pattern| Ok((pattern, Regex::new(pattern.shape)?)))
        .collect::<Result<Vec<_>>>()?;
    let exceptions = exceptions(tree.text(EXCEPTIONS).unwrap_or_default())?;
    let mut used = vec![false; exceptions.len()];
    let mut findings = Vec::new();
    let mut count = 0;
    for file in tree.texts() {
        if file.path == EXCEPTIONS || file.path.contains("/vendor/") {
            continue;
        }
        count += 1;
        for (name, at, secret) in hits(&patterns, file.text) {
            let known = exceptions
                .iter()
                .zip(&mut used)
                .find(|((path, start), _)| *path == file.path && secret.starts_with(start));
            match known {
                Some((_, used)) => *used = true,
                None => findings.push(shown(file.path, at, (name, secret))),
            }
        }
    }
    for ((path, start), _) in exceptions.iter().zip(&used).filter(|(_, used)| !**used) {
        let what = format!("the exception for `{start}…` in {path} is no longer needed");
        findings.push(Finding::new(EXCEPTIONS, what));
    }
    if exceptions.len() > EXCEPTIONS_MAX {
        let what = format!("{} exceptions; at most {EXCEPTIONS_MAX}", exceptions.len());
        findings.push(Finding::new(EXCEPTIONS, what));
    }
    Ok(Report::new(count, "files", findings))
}

/// What looks like a secret: name of the pattern, line, and the string. It may stand on the line after its name.
fn hits<'a>(
    patterns: &[(&'static Pattern, Regex)],
    text: &'a str,
) -> Vec<(&'static str, usize, &'a str)> {
    let mut found = Vec::new();
    let mut rest = text;
    for number in 1.. {
        let Some(line) = rest.lines().next() else {
            break;
        };
        let lower = line.to_ascii_lowercase();
        for (pattern, shape) in patterns {
            if !pattern.hints.iter().any(|hint| lower.contains(hint)) {
                continue;
            }
            for hit in shape.captures_iter(two_lines(rest)) {
                let begins = hit.get(0).is_some_and(|whole| whole.start() < line.len());
                let secret = hit
                    .get(1)
                    .filter(|secret| begins && looks_drawn(secret.as_str()));
                found.extend(secret.map(|secret| (pattern.name, number, secret.as_str())));
            }
        }
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    found
}

fn two_lines(text: &str) -> &str {
    let ends = text
        .match_indices('\n')
        .nth(1)
        .map_or(text.len(), |(at, _)| at);
    text.get(..ends).unwrap_or(text)
}

/// Words joined by dashes are names; a secret mixes letters and digits, or is a marker with spaces.
fn looks_drawn(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let words = text.contains(' ');
    words || (digits >= 3 && letters >= 3) || text.len() >= 40
}

fn shown(path: &str, line: usize, hit: (&str, &str)) -> Finding {
    let (name, secret) = hit;
    let start: String = secret.chars().take(SHOWN_CHARS).collect();
    Finding::at(
        path,
        line,
        format!("{name}: `{start}…` ({} characters)", secret.len()),
    )
}

fn exceptions(text: &str) -> Result<Vec<(&str, &str)>> {
    let mut rows = Vec::new();
    for row in text.lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [path, start, why] = cells[..] else {
            bail!("{EXCEPTIONS}: a row needs a path, a beginning and a reason: {row}");
        };
        if why.trim().is_empty() {
            bail!("{EXCEPTIONS}: no reason given: {row}");
        }
        rows.push((path, start));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests;
