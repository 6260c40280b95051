//! Presses of the switch on pages, as text ready to be shown, and the page that says what a flatten will do. Never presses.

use super::view_shell::{Choice, Moment, Shell};
use askama::Template;

/// The latest presses and what came of each.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/presses.html")]
pub(crate) struct Presses {
    /// Newest first.
    pub(crate) presses: Vec<PressRow>,
}

/// One press.
#[derive(Debug, Clone)]
pub(crate) struct PressRow {
    /// Its number.
    pub(crate) number: String,
    /// What was asked for: `Halt and cancel`.
    pub(crate) verb: &'static str,
    /// Where, in plain words.
    pub(crate) scope: String,
    /// Who.
    pub(crate) by: String,
    /// Why.
    pub(crate) reason: String,
    /// When.
    pub(crate) at: Moment,
    /// How it stands, in one sentence.
    pub(crate) standing: String,
    /// `good`, `warn` or `bad`.
    pub(crate) tone: &'static str,
    /// Its legs, one sentence each.
    pub(crate) legs: Vec<String>,
}

/// What a flatten will do, and its button.
#[derive(Debug, Clone, Template)]
#[template(path = "flatten.html")]
pub(crate) struct FlattenPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// What can be chosen.
    pub(crate) scopes: Vec<Choice>,
    /// The scope that is shown, as its text.
    pub(crate) scope: String,
    /// The same in plain words.
    pub(crate) scope_says: String,
    /// Every position that is closed, one sentence each.
    pub(crate) positions: Vec<String>,
    /// How many working orders end, exits among them.
    pub(crate) orders: String,
}
