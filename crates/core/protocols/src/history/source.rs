//! What a walk must know of one history of a venue: how it is cut, laid out and asked for. Never reads a record.

use crate::answer::Answer;
use crate::call::Call;
use crate::trouble::Trouble;
use alloc::string::String;
use core::fmt;
use domain::{Span, Time};

/// How a history is cut into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// By the numbers of its records.
    Numbered,
    /// By windows of time.
    Timed {
        /// The longest window the venue answers for.
        longest: Span,
    },
}

/// How the venue lays a page out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The field that holds the rows; none where the page is the list itself.
    pub list: Option<&'static str>,
    /// The fields that together name a row.
    pub id: &'static [&'static str],
    /// The field with a row's instant.
    pub at: &'static str,
    /// Most rows of an answer.
    pub rows_max: u32,
}

/// One history of an account at one venue, as facts.
pub trait Source: Copy + Eq + fmt::Debug + Send + Sync {
    /// What it tells of, in one word: `deposits`.
    fn kind(&self) -> &'static str;

    /// What of that kind: a symbol, a route; none where there is one history of the kind.
    fn subject(&self) -> Option<String>;

    /// How it is cut into pages.
    fn shape(&self) -> Shape;

    /// How a page is laid out.
    fn layout(&self) -> Layout;

    /// How far before its window a record's instant may seem to lie: where the venue cuts it off to seconds.
    fn slack(&self) -> Span;

    /// How long after its instant a record may still change or come to be told.
    fn settles(&self) -> Span;

    /// How far back the venue tells; none where it tells everything.
    fn remembers(&self) -> Option<Span>;

    /// How many seconds lie between two questions for it at least, so that a long walk leaves others what they
    /// need: half of a limit of the wallet's own, three quarters of one that trading shares.
    fn pace(&self) -> u32;

    /// The question for the page from a number on.
    fn ask_from(&self, next: u64) -> Call;

    /// The question for a window, both ends included.
    fn ask_between(&self, from: Time, to: Time) -> Call;

    /// Why an answer is no success.
    fn trouble(&self, answer: &Answer) -> Trouble;

    /// Why an answer is no page.
    fn unreadable(&self, answer: &Answer, error: &serde_json::Error) -> Trouble;
}
