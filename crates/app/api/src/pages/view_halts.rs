//! The pages of halting and releasing, as text ready to be shown. Never presses anything.

use super::view_presses::Presses;
use super::view_shell::{Halt, HaltForm, Shell};
use askama::Template;

/// Halts in force, and the form that makes one.
#[derive(Debug, Clone, Template)]
#[template(path = "halt.html")]
pub(crate) struct HaltPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The form.
    pub(crate) form: HaltForm,
    /// The latest presses.
    pub(crate) presses: Presses,
}

/// What a release will do, and its button.
#[derive(Debug, Clone, Template)]
#[template(path = "release.html")]
pub(crate) struct ReleasePage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The scope in plain words: `all trading`.
    pub(crate) scope_says: String,
    /// The halt; `None` when the scope is not halted.
    pub(crate) halt: Option<Halt>,
}
