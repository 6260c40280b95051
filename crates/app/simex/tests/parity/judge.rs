//! Compares what was seen with the examples, and counts. The differences that are meant stand in one list with why.

use crate::catalogue::{Catalogue, Name};
use crate::shape::Shape;
use crate::stage::Stage;
use std::collections::BTreeSet;
use std::fmt;

/// Differences that are meant, one a line: `operation place what # why`; `*` stands for anything.
const MEANT: &str = include_str!("meant.txt");

/// What came of the comparison.
pub(crate) struct Verdict {
    compared: usize,
    same: usize,
    without_example: usize,
    outside: Vec<String>,
    differences: Vec<String>,
    failed: Vec<String>,
    stale: Vec<String>,
}

impl Verdict {
    /// What is left to be made the same.
    pub(crate) fn left(&self) -> usize {
        self.differences.len() + self.failed.len() + self.stale.len()
    }
}

fn word(name: &Name) -> String {
    match name {
        Name::Rest(method, path) => format!("{method} {path}"),
        Name::Session(product, method) => format!("{product}-ws {method}"),
        Name::Stream(product, stream) => format!("{product}-stream {stream}"),
    }
}

pub(crate) fn compare(catalogue: &Catalogue, stage: &Stage) -> Verdict {
    let meant: BTreeSet<&str> = MEANT
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(" # ").next())
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let mut used = BTreeSet::new();
    let mut verdict = Verdict {
        compared: 0,
        same: 0,
        without_example: 0,
        outside: Vec::new(),
        differences: Vec::new(),
        failed: stage.failed.clone(),
        stale: Vec::new(),
    };
    for (name, ours) in &stage.seen {
        let Some(example) = catalogue.get(name) else {
            verdict.outside.push(word(name));
            continue;
        };
        let Some(example) = example else {
            verdict.without_example += 1;
            continue;
        };
        let mut found = Vec::new();
        Shape::of(example).differences(ours, "", &mut found);
        verdict.compared += 1;
        let found = found.iter().map(|one| format!("{} {one}", word(name)));
        let left: Vec<String> = found
            .filter(|line| match meant.iter().find(|known| fits(known, line)) {
                Some(known) => {
                    used.insert(*known);
                    false
                }
                None => true,
            })
            .collect();
        if left.is_empty() {
            verdict.same += 1;
        }
        verdict.differences.extend(left);
    }
    let stale = meant.difference(&used).map(|line| (*line).to_owned());
    verdict.stale.extend(stale);
    verdict
}

/// Whether a line is the one that is meant; `*` stands for anything.
fn fits(meant: &str, line: &str) -> bool {
    let mut parts = meant.split('*');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn a_star_stands_for_anything() {
    assert!(fits("GET /a .b missing", "GET /a .b missing"));
    assert!(!fits("GET /a .b", "GET /a .b missing"));
    assert!(fits("* .*b missing", "GET /a .x.b missing"));
    assert!(fits("GET *.b *", "GET /a .b missing"));
    assert!(!fits("GET *.c *", "GET /a .b missing"));
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, lines) in [
            ("not done", &self.failed),
            ("different", &self.differences),
            ("meant, but no longer so", &self.stale),
            ("not in the catalogue", &self.outside),
        ] {
            for line in lines {
                writeln!(f, "{title}: {line}")?;
            }
        }
        write!(
            f,
            "parity: {} operations compared with their examples, {} the same, {} differences, {} not done; {} operations without an example",
            self.compared,
            self.same,
            self.differences.len(),
            self.failed.len(),
            self.without_example
        )
    }
}
