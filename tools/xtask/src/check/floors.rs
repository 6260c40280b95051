//! Floors: imports go down, never up, never sideways between cores. Never reads a manifest itself.

use super::{Finding, Report};
use crate::metadata::{ImportKind, Member};
use crate::tree::Tree;

/// A floor of the house, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Floor {
    Domain,
    Core,
    Io,
    App,
    Tool,
}

/// Who may import what beyond `domain`: importer, imported.
const IMPORTS: [(&str, &[&str]); 6] = [
    ("trading", &["gate"]),
    ("protocols", &["gate"]),
    ("wire", &["gate", "protocols", "vault"]),
    ("api", &["identity", "desk"]),
    ("simex", &["exchange"]),
    (
        "cofferdam",
        &[
            "gate",
            "identity",
            "protocols",
            "trading",
            "store",
            "vault",
            "wire",
            "desk",
            "api",
            "simex",
        ],
    ),
];

impl Floor {
    fn of(folder: &str) -> Option<Self> {
        let (floor, depth) = match folder.split('/').collect::<Vec<_>>()[..] {
            ["crates", "domain"] => (Self::Domain, 1),
            ["crates", "core", _] => (Self::Core, 1),
            ["crates", "io", _] => (Self::Io, 1),
            ["crates", "app", _] => (Self::App, 1),
            ["tools", _] => (Self::Tool, 1),
            _ => (Self::Tool, 0),
        };
        (depth == 1).then_some(floor)
    }
}

/// Whether the table of floors lets `importer` ship with `imported`.
fn ships_with(importer: (&str, Floor), imported: (&str, Floor)) -> bool {
    let (name, floor) = importer;
    let (wanted, wanted_floor) = imported;
    let listed = IMPORTS
        .iter()
        .any(|(from, to)| *from == name && to.contains(&wanted));
    match floor {
        Floor::Domain => false,
        Floor::Core | Floor::Io => wanted_floor == Floor::Domain || listed,
        Floor::App if name == "desk" => wanted_floor < Floor::App,
        Floor::App => wanted_floor == Floor::Domain || listed,
        Floor::Tool => true,
    }
}

/// Checks the imports of our crates against the table of floors.
pub(super) fn imports(members: &[Member]) -> Report {
    let mut findings = Vec::new();
    for member in members {
        let Some(floor) = Floor::of(&member.folder) else {
            findings.push(Finding::new(&member.folder, "stands on no floor"));
            continue;
        };
        for (wanted, kind) in &member.imports {
            let Some(other) = members.iter().find(|other| other.name == *wanted) else {
                continue;
            };
            let Some(wanted_floor) = Floor::of(&other.folder) else {
                continue;
            };
            let lawful = ships_with((&member.name, floor), (wanted, wanted_floor));
            // A test may join crates of its own floor or below; it may not reach up.
            let fair_test = *kind == ImportKind::Test && wanted_floor <= floor;
            if !lawful && !fair_test {
                let what = format!("`{}` may not import `{wanted}`", member.name);
                findings.push(Finding::new(format!("{}/Cargo.toml", member.folder), what));
            }
        }
    }
    Report::new(members.len(), "crates", findings)
}

/// Checks that the words and the cores stand without the standard library.
pub(super) fn no_std(members: &[Member], tree: &Tree) -> Report {
    let pure: Vec<&Member> = members
        .iter()
        .filter(|member| matches!(Floor::of(&member.folder), Some(Floor::Domain | Floor::Core)))
        .collect();
    let mut findings = Vec::new();
    for member in &pure {
        let path = format!("{}/src/lib.rs", member.folder);
        let text = tree.text(&path).unwrap_or_default();
        if !text.lines().any(|line| line.trim() == "#![no_std]") {
            findings.push(Finding::new(path, "does not say #![no_std]"));
        }
        let folder = format!("{}/src/", member.folder);
        for file in tree.texts_ending(".rs") {
            if file.path.starts_with(&folder) && !file.is_test() {
                findings.extend(borrowed_std(file.path, file.text));
            }
        }
    }
    Report::new(pure.len(), "crates", findings)
}

/// `extern crate std` outside tests brings the standard library back.
fn borrowed_std<'a>(path: &'a str, text: &'a str) -> impl Iterator<Item = Finding> + 'a {
    let before = std::iter::once("").chain(text.lines());
    text.lines()
        .zip(before)
        .enumerate()
        .filter(|(_, (line, before))| {
            line.trim().starts_with("extern crate std") && before.trim() != "#[cfg(test)]"
        })
        .map(move |(at, _)| Finding::at(path, at + 1, "brings the standard library into a core"))
}

#[cfg(test)]
mod tests;
