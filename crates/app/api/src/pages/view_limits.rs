//! The page of limits, as text ready to be shown. Never changes one.

use super::view_shell::{Moment, Shell};
use askama::Template;

/// Limits with their use, switches, and changes of both.
#[derive(Debug, Clone, Template)]
#[template(path = "limits.html")]
pub(crate) struct LimitsPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// How many changes of limits came into force.
    pub(crate) version: u64,
    /// What it takes to make the house looser, in words.
    pub(crate) takes: &'static str,
    /// Whether this person may change them.
    pub(crate) may: bool,
    /// Every limit in force.
    pub(crate) limits: Vec<LimitRow>,
    /// Names of all limits, for the form.
    pub(crate) kinds: Vec<&'static str>,
    /// Scopes that the form offers.
    pub(crate) scopes: Vec<String>,
    /// Scopes that have a switch, for the form.
    pub(crate) switches: Vec<String>,
    /// Scopes that are switched off.
    pub(crate) off: Vec<String>,
    /// Proposals that wait.
    pub(crate) waiting: Vec<ProposalRow>,
    /// Proposals that were decided.
    pub(crate) decided: Vec<ProposalRow>,
}

/// One limit.
#[derive(Debug, Clone)]
pub(crate) struct LimitRow {
    /// How far it reaches.
    pub(crate) scope: String,
    /// Which.
    pub(crate) name: &'static str,
    /// What holds.
    pub(crate) in_force: String,
    /// What the settings say.
    pub(crate) configured: String,
    /// What people set.
    pub(crate) of_people: String,
    /// How much is used, in words; nothing where it has no use beyond single orders.
    pub(crate) used: String,
    /// How much of it is used, of 100.
    pub(crate) percent: u8,
    /// Whether it is used up.
    pub(crate) is_full: bool,
}

/// One proposal.
#[derive(Debug, Clone)]
pub(crate) struct ProposalRow {
    /// Its number.
    pub(crate) number: u64,
    /// What it changes.
    pub(crate) text: String,
    /// What was there before.
    pub(crate) before: String,
    /// From when on.
    pub(crate) from: Moment,
    /// Who.
    pub(crate) by: String,
    /// Why.
    pub(crate) reason: String,
    /// When.
    pub(crate) at: Moment,
    /// Where it stands, in words.
    pub(crate) stage: String,
    /// Colour of that.
    pub(crate) tone: &'static str,
    /// Whether this person may agree to it.
    pub(crate) may_agree: bool,
}
