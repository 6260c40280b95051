//! The self-test of a start: for every rule of the gate a bad order of its own, put before scratch gates of the same
//! configuration with made-up prices and balances. Never touches a gate that runs, and lets nothing through to anybody.
// GATE-12 GATE-19

mod bench;
mod cases;
mod lately_cases;
mod limit_cases;
mod loss_cases;
mod margin_cases;
mod stage;

use crate::config::GateConfig;
use crate::judge_rules::JudgeRules;
use crate::refusal::Rule;
use alloc::vec::Vec;
use bench::{Bench, Skip};
use domain::Time;

/// What came of the bad order of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// Exactly this rule refused it.
    Refused,
    /// No order can break this rule in this configuration, with the reason.
    NotApplicable(&'static str),
    /// It passed, or another rule refused it; or this configuration leaves nothing that would break the rule.
    Failed(Option<Rule>),
}

/// One rule and its trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// The rule.
    pub rule: Rule,
    /// What came of it.
    pub trial: Trial,
}

/// Every rule of the gate, tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfTest {
    tried: Vec<Tried>,
}

/// The proof that every rule that can be provoked refused its bad order. Its one maker is [`SelfTest::passed`].
///
/// ```compile_fail,E0423
/// let forged = gate::SelfTestPassed(());
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct SelfTestPassed(());

impl SelfTest {
    /// Tries every rule of a configuration.
    #[must_use]
    pub fn of((config, rules): (&GateConfig, &JudgeRules), now: Time) -> Self {
        Self::by((config, rules), now, |said| said)
    }

    /// The same, with what each bad order was answered heard through `heard`.
    fn by(
        (config, rules): (&GateConfig, &JudgeRules),
        now: Time,
        heard: impl Fn(Option<Rule>) -> Option<Rule>,
    ) -> Self {
        let bench = Bench::of((config, rules), now);
        let tried = Rule::ALL.iter().map(|rule| {
            let answer = cases::case(*rule)(&bench).map(&heard);
            let trial = match answer {
                Ok(Some(said)) if said == *rule => Trial::Refused,
                Ok(said) => Trial::Failed(said),
                Err(Skip::NotApplicable(why)) => Trial::NotApplicable(why),
                Err(Skip::Unmade) => Trial::Failed(None),
            };
            Tried { rule: *rule, trial }
        });
        Self {
            tried: tried.collect(),
        }
    }

    /// Every rule with its trial, in the order in which they are judged.
    #[must_use]
    pub fn tried(&self) -> &[Tried] {
        &self.tried
    }

    /// The rules that did not refuse their bad order.
    pub fn failed(&self) -> impl Iterator<Item = Rule> + '_ {
        let failed = |tried: &&Tried| matches!(tried.trial, Trial::Failed(_));
        self.tried.iter().filter(failed).map(|tried| tried.rule)
    }

    /// The proof, where no rule failed and at least one was tried.
    #[must_use]
    pub fn passed(&self) -> Option<SelfTestPassed> {
        let refused = |tried: &Tried| tried.trial == Trial::Refused;
        let some_refused = self.tried.iter().any(refused);
        (some_refused && self.failed().next().is_none()).then_some(SelfTestPassed(()))
    }
}

#[cfg(test)]
mod tests;
