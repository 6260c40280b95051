//! The page of surveillance, as text ready to be shown. Never asks the desk.

use super::view_shell::{Moment, Shell};
use askama::Template;

/// What was found.
#[derive(Debug, Clone, Template)]
#[template(path = "surveillance.html")]
pub(crate) struct SurveillancePage {
    /// The frame.
    pub(crate) shell: Shell,
    /// Which findings are shown: `open`, `explained`, `all`.
    pub(crate) shown: &'static str,
    /// Newest first.
    pub(crate) findings: Vec<FindingLine>,
}

/// One finding.
#[derive(Debug, Clone)]
pub(crate) struct FindingLine {
    /// The name by which it is explained.
    pub(crate) name: String,
    /// The kind of pattern.
    pub(crate) kind: String,
    /// In which symbol.
    pub(crate) symbol: String,
    /// The finding in one sentence.
    pub(crate) words: String,
    /// When the pattern began.
    pub(crate) from: Moment,
    /// The first of its orders.
    pub(crate) first_order: Option<u64>,
    /// How many orders it names.
    pub(crate) order_count: usize,
    /// Who explained it, and why.
    pub(crate) word: Option<String>,
}
