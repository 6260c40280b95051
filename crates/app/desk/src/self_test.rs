//! What the house keeps of the self-test of its gate at a start: a record in the audit log, a part of its health, and after a
//! failure a halt of everything that a person ends. Never tests anything itself.
// GATE-12 GATE-19

use crate::Desk;
use crate::command::{CommandError, HaltReach};
use crate::portfolio::Grade;
use domain::{Scope, Time};
use gate::{SelfTest, Trial};
use identity::{Halt, Permit};
use serde::Serialize;

/// Name of the part in the health of the house.
const PART: &str = "self-test";
/// Rules named in the reason of a halt; the record names all.
const NAMED_MAX: usize = 5;

/// Which program was started with which settings, and what its self-test found.
#[derive(Debug, Clone)]
pub struct StartFacts {
    /// SHA-256 of the running program.
    pub build: String,
    /// SHA-256 of all settings in force.
    pub settings: String,
    /// What came of every rule.
    pub tested: SelfTest,
}

/// The record; its fields stand in the order of their names.
#[derive(Serialize)]
struct Record<'a> {
    at: String,
    build: &'a str,
    failed: Vec<&'a str>,
    kind: &'a str,
    not_applicable: Vec<&'a str>,
    refused: usize,
    settings: &'a str,
}

impl StartFacts {
    /// The record of the audit log.
    #[must_use]
    pub fn record(&self, at: Time) -> store::AuditRecord {
        let tried = self.tested.tried();
        let skipped = tried.iter().filter_map(|tried| match tried.trial {
            Trial::NotApplicable(_) => Some(tried.rule.code()),
            Trial::Refused | Trial::Failed(_) => None,
        });
        let refused = tried.iter().filter(|tried| tried.trial == Trial::Refused);
        let record = Record {
            at: at.to_string(),
            build: &self.build,
            failed: self.tested.failed().map(gate::Rule::code).collect(),
            kind: "self-test",
            not_applicable: skipped.collect(),
            refused: refused.count(),
            settings: &self.settings,
        };
        store::AuditRecord {
            at,
            record: serde_json::to_string(&record).unwrap_or_default(),
        }
    }

    /// The words for people, and whether all is well.
    fn words(&self) -> (Grade, String) {
        let failed: Vec<&str> = self.tested.failed().map(gate::Rule::code).collect();
        let tried = self.tested.tried().len();
        if self.tested.passed().is_some() {
            let words = format!(
                "{tried} rules of the gate were tried with a bad order each at the start, and held"
            );
            return (Grade::Healthy, words);
        }
        let named: Vec<&str> = failed.iter().copied().take(NAMED_MAX).collect();
        let more = match failed.len().saturating_sub(NAMED_MAX) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let words = format!(
            "did not refuse their bad order at the start: {}{more}",
            named.join(", ")
        );
        (Grade::Unhealthy, words)
    }
}

impl Desk {
    /// Keeps what the self-test of this start found, on disk when it answers. Where a rule failed everything is halted until a
    /// person releases it; a halt that stands stays as it is.
    ///
    /// # Errors
    /// Busy, not recorded, or stopping.
    pub async fn self_tested(
        &self,
        permit: Permit<Halt>,
        facts: &StartFacts,
    ) -> Result<(), CommandError> {
        let (grade, words) = facts.words();
        for link in self.shared.links.iter().take(1) {
            link.health.say(PART, grade, words.clone(), None);
        }
        let record = facts.record(self.shared.clock.now());
        self.record(record).await?;
        let known = self
            .shared
            .portfolio
            .borrow()
            .halts
            .iter()
            .any(|halt| halt.scope == Scope::Global);
        if facts.tested.passed().is_some() || known {
            return Ok(());
        }
        tracing::error!(words, "the self-test failed; everything is halted");
        let reason = format!("self-test: {words}");
        self.halt(permit, (Scope::Global, HaltReach::NewOnly), &reason)
            .await?;
        Ok(())
    }
}
