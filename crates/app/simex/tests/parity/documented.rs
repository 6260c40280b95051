//! Answers of operations that have no example in the catalogue, by what Binance's pages say of them. Never part of the
//! exchange.

use crate::catalogue::Name;
use crate::judge::word;
use crate::recorded::Recorded;
use crate::shape::Shape;
use crate::stage::Stage;
use std::collections::BTreeMap;
use std::fmt;

/// An operation and a value of the right names and kinds, one a line.
const PAGES: &str = include_str!("documented.txt");

/// What came of the comparison with the pages.
#[derive(Default)]
pub(crate) struct Documented {
    compared: usize,
    differences: Vec<String>,
    unchecked: Vec<String>,
}

fn pages() -> BTreeMap<String, Shape> {
    let lines = PAGES.lines().filter(|line| !line.starts_with('#'));
    let read = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let mut word = || words.next().unwrap_or_default();
        let (name, value) = (format!("{} {}", word(), word()), word());
        let value = serde_json::from_str(value).unwrap();
        (name, Shape::of(&value))
    };
    lines.map(read).collect()
}

impl Documented {
    /// Holds what was seen against the pages; whatever neither the catalogue nor a recording knows must stand there.
    pub(crate) fn compare(stage: &Stage, exemplary: &[Name], recorded: &Recorded) -> Self {
        let mut verdict = Self::default();
        let mut pages = pages();
        for (name, ours) in &stage.seen {
            if let Some(page) = pages.remove(&word(name)) {
                verdict.compared += 1;
                let mut found = Vec::new();
                page.differences(ours, "", &mut found);
                let found = found.iter().map(|line| format!("{} {line}", word(name)));
                verdict.differences.extend(found);
            } else if !exemplary.contains(name) && !recorded.knows(name) {
                verdict.unchecked.push(word(name));
            }
        }
        let unseen = pages.into_keys().map(|name| format!("{name} was not seen"));
        verdict.differences.extend(unseen);
        verdict
    }

    /// What is left to be made the same.
    pub(crate) fn left(&self) -> usize {
        self.differences.len() + self.unchecked.len()
    }
}

impl fmt::Display for Documented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.differences {
            writeln!(f, "documented otherwise: {line}")?;
        }
        for line in &self.unchecked {
            writeln!(f, "held against nothing: {line}")?;
        }
        write!(
            f,
            "documented: {} operations without an example compared with what their pages say, {} differences; {} operations held against nothing",
            self.compared,
            self.differences.len(),
            self.unchecked.len(),
        )
    }
}
