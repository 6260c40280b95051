//! The laws of the house as checks: each is a function from data to findings. Never mends what it finds.

mod bans;
mod controls;
mod dependencies;
mod floors;
mod forbidden;
mod glossary;
mod licences;
mod links;
mod makers;
mod places;
mod policy;
mod requirements;
mod secrets;
mod shape;
mod spec;
mod vendored;

use crate::metadata::{Member, Metadata, Resolved};
use crate::say;
use crate::tree::{self, Tree};
use anyhow::{Context as _, Result, anyhow, bail};
use policy::Policy;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// One breach of a law.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    place: String,
    what: String,
}

impl Finding {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }

    fn at(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), what)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What one check looked at and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Report {
    looked_at: usize,
    unit: &'static str,
    findings: Vec<Finding>,
}

impl Report {
    fn new(looked_at: usize, unit: &'static str, findings: Vec<Finding>) -> Self {
        Self {
            looked_at,
            unit,
            findings,
        }
    }
}

/// Everything the checks read.
struct House {
    root: PathBuf,
    tree: Tree,
    policy: Policy,
    metadata: Result<Metadata>,
    register: Option<String>,
}

impl House {
    fn members(&self) -> Result<Vec<Member>> {
        self.known().map(Metadata::members)
    }

    fn resolved(&self) -> Result<Vec<Resolved>> {
        self.known().map(Metadata::resolved)
    }

    fn known(&self) -> Result<&Metadata> {
        self.metadata.as_ref().map_err(|error| anyhow!("{error:#}"))
    }
}

/// A law: its name and how it is checked.
type Check = (&'static str, fn(&House) -> Result<Report>);

/// The checks, in the order they run: the quick ones first.
const CHECKS: [Check; 20] = [
    ("format", |house| {
        cargo_report(&house.root, &["fmt", "--all", "--check"])
    }),
    ("floors", |house| Ok(floors::imports(&house.members()?))),
    ("no_std", |house| {
        Ok(floors::no_std(&house.members()?, &house.tree))
    }),
    ("shape", |house| Ok(shape::check(&house.tree))),
    ("forbidden", |house| Ok(forbidden::check(&house.tree))),
    ("makers", |house| Ok(makers::check(&house.tree))),
    ("glossary", |house| glossary::check(&house.tree)),
    ("links", |house| links::check(&house.tree)),
    ("requirements", |house| {
        requirements::check(&house.tree, house.register.as_deref())
    }),
    ("spec", |house| spec::check(&house.tree)),
    ("controls", |house| controls::check(&house.tree)),
    ("secrets", |house| secrets::check(&house.tree)),
    ("places", |house| places::check(&house.tree)),
    ("licences", |house| {
        Ok(licences::check(&house.policy, &house.resolved()?))
    }),
    ("bans", |house| {
        Ok(bans::banned(&house.policy, &house.resolved()?))
    }),
    ("duplicates", |house| {
        Ok(bans::duplicates(&house.policy, &house.resolved()?))
    }),
    ("sources", |house| Ok(bans::sources(&house.resolved()?))),
    ("dependencies", |house| {
        let table = house.tree.text(dependencies::TABLE);
        dependencies::check(table, &house.members()?, &house.resolved()?)
    }),
    ("vendored", |house| {
        vendored::check(&house.policy, &house.root)
    }),
    ("clippy", |house| {
        let lint = ["clippy", "--workspace", "--all-targets", "--locked"];
        cargo_report(
            &house.root,
            &[&lint[..], &["--", "-D", "warnings"]].concat(),
        )
    }),
];

/// Runs the checks whose name contains `only` (all when nothing is given) and lists every finding.
///
/// # Errors
/// A law is broken, or a check could not be made.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let root = tree::root()?;
    let policy = Policy::parse(
        &std::fs::read_to_string(root.join("deny.toml")).context("deny.toml cannot be read")?,
    )?;
    let house = House {
        tree: Tree::read(&root)?,
        register: requirements::register(&root),
        metadata: Metadata::ask(&root, &policy.graph.targets),
        root,
        policy,
    };
    if house.register.is_none() {
        say::line(
            "note: the register of requirements is not at hand; ids are held to the committed list alone",
        );
    }
    let mut broken = Vec::new();
    for (name, check) in CHECKS {
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        let began = Instant::now();
        // A check that cannot be made has not passed.
        let report = check(&house).unwrap_or_else(|error| {
            let finding = Finding::new(name, format!("could not be made: {error:#}"));
            Report::new(0, "", vec![finding])
        });
        let verdict = if report.findings.is_empty() {
            "ok  "
        } else {
            broken.push(name);
            "FAIL"
        };
        say::line(format_args!(
            "{verdict} {name:<13} {:>6} {:<14} {:>4} findings {:>7.2} s",
            report.looked_at,
            report.unit,
            report.findings.len(),
            began.elapsed().as_secs_f64(),
        ));
        for finding in &report.findings {
            say::line(format_args!("       {finding}"));
        }
    }
    if !broken.is_empty() {
        bail!("broken laws: {}", broken.join(", "));
    }
    Ok(())
}

/// Runs a cargo command whose own words are the findings.
fn cargo_report(root: &Path, args: &[&str]) -> Result<Report> {
    let status = Command::new("cargo")
        .args(args)
        .current_dir(root)
        .status()
        .context("cargo cannot be started")?;
    let findings = if status.success() {
        Vec::new()
    } else {
        vec![Finding::new(
            format!("cargo {}", args.join(" ")),
            "failed; its words stand above",
        )]
    };
    Ok(Report::new(1, "run", findings))
}
