//! Licences of everything we build with. Never guesses: an expression it cannot read is a finding.

use super::policy::Policy;
use super::{Finding, Report};
use crate::metadata::Resolved;

/// Checks the licence of each package against the list of the policy.
pub(super) fn check(policy: &Policy, packages: &[Resolved]) -> Report {
    let allow = &policy.licenses.allow;
    let findings = packages
        .iter()
        .filter_map(|package| {
            let place = format!("{} {}", package.name, package.version);
            let Some(expression) = &package.license else {
                return Some(Finding::new(place, "states no licence"));
            };
            match passes(expression, allow) {
                Some(true) => None,
                Some(false) => Some(Finding::new(place, format!("licence `{expression}`"))),
                None => Some(Finding::new(
                    place,
                    format!("unreadable licence `{expression}`"),
                )),
            }
        })
        .collect();
    Report::new(packages.len(), "packages", findings)
}

/// Whether an SPDX expression can be met with allowed licences; nothing when it is malformed.
fn passes(expression: &str, allow: &[String]) -> Option<bool> {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let verdict = any_of(&words, &mut at, allow)?;
    (at == words.len()).then_some(verdict)
}

fn any_of(words: &[&str], at: &mut usize, allow: &[String]) -> Option<bool> {
    let mut verdict = all_of(words, at, allow)?;
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        verdict |= all_of(words, at, allow)?;
    }
    Some(verdict)
}

fn all_of(words: &[&str], at: &mut usize, allow: &[String]) -> Option<bool> {
    let mut verdict = one(words, at, allow)?;
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        verdict &= one(words, at, allow)?;
    }
    Some(verdict)
}

fn one(words: &[&str], at: &mut usize, allow: &[String]) -> Option<bool> {
    let word = *words.get(*at)?;
    *at += 1;
    if word == "(" {
        let verdict = any_of(words, at, allow)?;
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return closed.then_some(verdict);
    }
    if matches!(word, ")" | "OR" | "AND" | "WITH") {
        return None;
    }
    // An exception grants more, but it is another licence: `A WITH B` passes only when it is listed as such.
    let mut id = word.to_owned();
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1)?;
        id = format!("{word} WITH {exception}");
        *at += 2;
    }
    Some(allow.contains(&id))
}

#[cfg(test)]
mod tests;
