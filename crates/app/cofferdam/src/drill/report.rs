//! What a drill did and found: each step with its time, each check with its finding, as text and as JSON. Never a judgement of
//! its own.

use domain::Time;
use serde::Serialize;
use std::fmt::Write;

/// One thing that was done or seen.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Step {
    /// Milliseconds since the drill began.
    at_ms: i64,
    /// What, in words.
    what: String,
}

/// One thing that must hold.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Check {
    /// What must hold.
    what: &'static str,
    /// Whether it does.
    holds: bool,
    /// What was found.
    found: String,
}

/// A drill as it went.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Report {
    /// Whether every check holds.
    passed: bool,
    /// In the order in which they happened.
    steps: Vec<Step>,
    /// In the order in which they were looked at.
    checks: Vec<Check>,
    #[serde(skip)]
    began: Time,
}

impl Report {
    /// A report of a drill that begins at this instant.
    pub(super) const fn new(began: Time) -> Self {
        Self {
            passed: true,
            steps: Vec::new(),
            checks: Vec::new(),
            began,
        }
    }

    /// Notes what was done or seen.
    pub(super) fn step(&mut self, now: Time, what: String) {
        let at_ms = now.since(self.began).millis();
        self.steps.push(Step { at_ms, what });
    }

    /// Notes whether something holds, with what was found.
    pub(super) fn check(&mut self, what: &'static str, found: Result<String, String>) {
        let holds = found.is_ok();
        self.passed &= holds;
        let found = found.unwrap_or_else(|why| why);
        self.checks.push(Check { what, holds, found });
    }

    /// Whether every check holds.
    pub(crate) const fn passed(&self) -> bool {
        self.passed
    }

    /// The report in words.
    pub(crate) fn text(&self) -> String {
        let mut text = String::from("Failover drill\n\n");
        let mut line = |words: String| {
            // Writing into memory cannot fail.
            let _written = writeln!(text, "{words}");
        };
        for step in &self.steps {
            line(format!("{:>9} ms  {}", step.at_ms, step.what));
        }
        line(String::new());
        for check in &self.checks {
            let mark = if check.holds { "holds" } else { "FAILS" };
            line(format!("  {mark}  {}: {}", check.what, check.found));
        }
        let held = self.checks.iter().filter(|check| check.holds).count();
        let verdict = if self.passed { "passed" } else { "FAILED" };
        line(format!(
            "\n{verdict}: {held} of {} checks hold",
            self.checks.len()
        ));
        text
    }
}
