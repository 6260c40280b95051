//! Compares what was seen with the examples, and counts. The differences that are meant stand in one list, each by itself
//! and each with why.

use crate::catalogue::{Catalogue, Name};
use crate::recorded::Recorded;
use crate::shape::Shape;
use crate::stage::Stage;
use std::collections::BTreeMap;
use std::fmt;

/// Differences that are meant, one a line: `operation place what # why`.
const MEANT: &str = include_str!("meant.txt");

/// Operations that answer the same by REST and on a session of spot: what one example leaves out the other may show.
const TWO_DOORS: [(&str, &str, &str); 9] = [
    ("POST", "/api/v3/order", "order.place"),
    ("DELETE", "/api/v3/order", "order.cancel"),
    ("DELETE", "/api/v3/openOrders", "openOrders.cancelAll"),
    ("POST", "/api/v3/order/cancelReplace", "order.cancelReplace"),
    ("DELETE", "/api/v3/orderList", "orderList.cancel"),
    ("POST", "/api/v3/orderList/oco", "orderList.place.oco"),
    ("POST", "/api/v3/orderList/oto", "orderList.place.oto"),
    ("POST", "/api/v3/orderList/otoco", "orderList.place.otoco"),
    ("GET", "/api/v3/exchangeInfo", "exchangeInfo"),
];

/// What came of the comparison.
pub(crate) struct Verdict {
    compared: usize,
    /// Operations without any difference.
    same: usize,
    /// Operations whose only differences are meant.
    as_meant: usize,
    /// Differences that are meant, each with why.
    meant: usize,
    /// Fields that only the example of the other door shows.
    by_other_door: usize,
    /// Fields that only a recording shows.
    by_recording: usize,
    without_example: Vec<String>,
    outside: Vec<String>,
    differences: Vec<String>,
    failed: Vec<String>,
    stale: Vec<String>,
    unplayed: Vec<String>,
    refused: usize,
}

impl Verdict {
    /// What is left to be made the same.
    pub(crate) fn left(&self) -> usize {
        self.differences.len() + self.failed.len() + self.stale.len() + self.unplayed.len()
    }
}

pub(crate) fn word(name: &Name) -> String {
    match name {
        Name::Rest(method, path) => format!("{method} {path}"),
        Name::Session(product, method) => format!("{product}-ws {method}"),
        Name::Stream(product, stream) => format!("{product}-stream {stream}"),
    }
}

/// The differences that are meant, with how often each was found.
pub(crate) struct Meant {
    lines: BTreeMap<&'static str, usize>,
}

impl Meant {
    /// Reads a list of them; each says why.
    pub(crate) fn read(text: &'static str) -> Self {
        let lines = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        let lines = lines.map(|line| {
            let (line, why) = line.split_once(" # ").unwrap_or((line, ""));
            assert!(!why.trim().is_empty(), "no reason: {line}");
            assert!(!line.contains('*'), "no line stands for others: {line}");
            (line.trim(), 0)
        });
        Self {
            lines: lines.collect(),
        }
    }

    /// Whether a difference is meant.
    pub(crate) fn has(&mut self, line: &str) -> bool {
        let found = self.lines.get_mut(line);
        found.map(|count| *count += 1).is_some()
    }

    /// How many were found.
    pub(crate) fn found(&self) -> usize {
        self.lines.values().sum()
    }

    /// What was meant and is not so.
    pub(crate) fn stale(&self) -> Vec<String> {
        let unused = self.lines.iter().filter(|(_, count)| **count == 0);
        unused.map(|(line, _)| (*line).to_owned()).collect()
    }
}

/// The example of the same answer by the other door, and what stands before its places here and there.
fn other_door<'c>(
    catalogue: &'c Catalogue,
    name: &Name,
) -> Option<(&'c serde_json::Value, &'static str, &'static str)> {
    let session = |method: &str| Name::Session("spot".to_owned(), method.to_owned());
    let rest = |method: &str, path: &str| Name::Rest(method.to_owned(), path.to_owned());
    let mut doors = TWO_DOORS.iter();
    let (other, here, there) = doors.find_map(|(method, path, ws)| {
        if *name == rest(method, path) {
            Some((session(ws), "", ".result"))
        } else if *name == session(ws) {
            Some((rest(method, path), ".result", ""))
        } else {
            None
        }
    })?;
    let example = catalogue.get(&other)?.as_ref()?;
    Some((example, here, there))
}

/// What a difference says of a field that the example does not show.
fn unknown_place(line: &str) -> Option<&str> {
    line.strip_suffix(" unknown")
}

/// Whether a recording shows a field that the example leaves out.
fn recorded_shows(recorded: &Recorded, name: &Name, place: &str) -> bool {
    // What bounds an account's orders are the filters of the symbols, by another name.
    let info = Name::Rest("GET".to_owned(), "/api/v3/exchangeInfo".to_owned());
    let place = place.strip_prefix(".result").unwrap_or(place);
    match (name, place.strip_prefix(".symbolFilters")) {
        (Name::Rest(..), None) => recorded.shows(name, place),
        (_, Some(filter)) => recorded.shows(&info, &format!(".symbols[].filters{filter}")),
        (Name::Session(_, method), None) if method == "exchangeInfo" => {
            recorded.shows(&info, place)
        }
        (Name::Session(..) | Name::Stream(..), None) => false,
    }
}

pub(crate) fn compare(catalogue: &Catalogue, recorded: &Recorded, stage: &Stage) -> Verdict {
    let mut meant = Meant::read(MEANT);
    let mut verdict = Verdict {
        compared: 0,
        same: 0,
        as_meant: 0,
        meant: 0,
        by_other_door: 0,
        by_recording: 0,
        without_example: Vec::new(),
        outside: Vec::new(),
        differences: Vec::new(),
        failed: stage.failed.clone(),
        stale: Vec::new(),
        unplayed: Vec::new(),
        refused: stage.refused.len(),
    };
    for (name, ours) in &stage.seen {
        let Some(example) = catalogue.get(name) else {
            verdict.outside.push(word(name));
            continue;
        };
        let Some(example) = example else {
            verdict.without_example.push(word(name));
            continue;
        };
        let mut found = Vec::new();
        Shape::of(example).differences(ours, "", &mut found);
        verdict.compared += 1;
        if let Some((example, here, there)) = other_door(catalogue, name) {
            let shape = Shape::of(example);
            let shows = |line: &str| {
                let place = unknown_place(line).and_then(|place| place.strip_prefix(here));
                place.is_some_and(|place| shape.shows(&format!("{there}{place}")))
            };
            let all = found.len();
            found.retain(|line| !shows(line));
            verdict.by_other_door += all - found.len();
        }
        let all = found.len();
        found.retain(|line| {
            let list = line
                .strip_suffix(" is a list")
                .map(|place| format!("{place}[]"));
            let place = list.as_deref().or(unknown_place(line));
            !place.is_some_and(|place| recorded_shows(recorded, name, place))
        });
        verdict.by_recording += all - found.len();
        let any = !found.is_empty();
        let found = found.iter().map(|one| format!("{} {one}", word(name)));
        let left: Vec<String> = found.filter(|line| !meant.has(line)).collect();
        match (any, left.is_empty()) {
            (false, _) => verdict.same += 1,
            (true, true) => verdict.as_meant += 1,
            (true, false) => verdict.differences.extend(left),
        }
    }
    verdict.meant = meant.found();
    verdict.stale = meant.stale();
    verdict
}

impl Verdict {
    /// Names what is served and was not played.
    pub(crate) fn miss(&mut self, name: &Name) {
        self.unplayed.push(word(name));
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, lines) in [
            ("not done", &self.failed),
            ("different", &self.differences),
            ("meant, but no longer so", &self.stale),
            ("served, but not played", &self.unplayed),
            ("not in the catalogue", &self.outside),
            ("without an example", &self.without_example),
        ] {
            for line in lines {
                writeln!(f, "{title}: {line}")?;
            }
        }
        write!(
            f,
            "parity: {} operations compared with their examples: {} the same, {} but for {} differences that are meant ({} fields shown by the example of the other door alone, {} by a recording alone), {} differences left; {} operations without an example, {} always refused, {} not played, {} not done",
            self.compared,
            self.same,
            self.as_meant,
            self.meant,
            self.by_other_door,
            self.by_recording,
            self.differences.len(),
            self.without_example.len() + self.outside.len(),
            self.refused,
            self.unplayed.len(),
            self.failed.len(),
        )
    }
}
