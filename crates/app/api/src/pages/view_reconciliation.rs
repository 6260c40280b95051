//! The page of the three-way check, as text ready to be shown. Never asks the desk.

use super::view_shell::{Moment, Shell};
use askama::Template;

/// How the three sides stand.
#[derive(Debug, Clone, Template)]
#[template(path = "reconciliation.html")]
pub(crate) struct ReconciliationPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The colour of the standing.
    pub(crate) tone: &'static str,
    /// The standing in a word or two.
    pub(crate) standing: &'static str,
    /// When the last whole round was asked for.
    pub(crate) compared: Option<Moment>,
    /// Disagreements to be confirmed.
    pub(crate) suspects: usize,
    /// Disagreements in force.
    pub(crate) breaks: Vec<BreakRow>,
    /// Open orders that are not ours.
    pub(crate) foreign: Vec<ForeignRow>,
}

/// One disagreement.
#[derive(Debug, Clone)]
pub(crate) struct BreakRow {
    /// The name by which it is accepted.
    pub(crate) name: String,
    /// About what.
    pub(crate) about: String,
    /// Our book.
    pub(crate) ours: String,
    /// The venue's word.
    pub(crate) venue: String,
    /// The sum of the trades.
    pub(crate) trades: String,
    /// When the round that showed it first was asked for.
    pub(crate) first_seen: Moment,
}

/// One open order that is not ours.
#[derive(Debug, Clone)]
pub(crate) struct ForeignRow {
    /// Its symbol.
    pub(crate) symbol: String,
    /// Its side.
    pub(crate) side: String,
    /// What was ordered.
    pub(crate) qty: String,
    /// What has traded.
    pub(crate) filled: String,
    /// Its limit price.
    pub(crate) price: String,
    /// The id it bears.
    pub(crate) client_id: String,
    /// The venue's id.
    pub(crate) venue_id: String,
}
