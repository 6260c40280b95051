//! Makers of proofs: each is called on at most one shipped line. Never follows imports or macros.

use super::{Finding, Report};
use crate::rust_text::{PieceKind, lines_of};
use crate::tree::Tree;

/// The makers, and how many lines of the shipped program may call each.
const MAKERS: [(&str, usize); 3] = [
    ("Gate::new(", 1),
    ("Actor::system(", 1),
    ("LivePass::from_consent(", 1),
];

/// Counts the calls of each maker in shipped code.
pub(super) fn check(tree: &Tree) -> Report {
    let mut findings = Vec::new();
    for (maker, lines_max) in MAKERS {
        let calls: Vec<Finding> = tree
            .texts_ending(".rs")
            .filter(|file| file.path.starts_with("crates/") && !file.is_test())
            .flat_map(|file| {
                let calls = lines_of(file.text, PieceKind::Code).into_iter();
                calls
                    .filter(|(_, code)| code.contains(maker))
                    .map(move |(line, _)| {
                        Finding::at(
                            file.path,
                            line,
                            format!("calls `{maker}…)` outside the one wiring line"),
                        )
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        if calls.len() > lines_max {
            findings.extend(calls);
        }
    }
    Report::new(MAKERS.len(), "makers", findings)
}

#[cfg(test)]
mod tests;
