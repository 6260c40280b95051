//! The one table of routes. Router, interface document, permission matrix, limits and the test of strangers are made
//! from it; a route that is not here does not exist.

use crate::pages_table::PAGES;
use crate::rate_limit::LimitClass;
use crate::rest_table::REST;
use crate::state::AppState;
use axum::routing::{MethodFilter, MethodRouter};
use identity::ActionKind;

/// The methods that routes take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads; changes nothing.
    Get,
    /// Changes something.
    Post,
    /// Ends something.
    Delete,
}

/// Who may use a route. Routes for everyone say so by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone, signed in or not.
    Public,
    /// Everyone who is signed in.
    Signed,
    /// Whoever is signed in and may do this.
    Needs(ActionKind),
}

/// What a route answers with, which decides how its problems look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// JSON for programs.
    Json,
    /// A page for people.
    Page,
    /// A part of a page, fetched by its script.
    Part,
    /// A file that every browser may keep.
    File,
    /// The stream.
    Stream,
}

/// How a changing request proves that the person meant it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Csrf {
    /// It changes nothing.
    Safe,
    /// A JSON body, which no other site can send, and the browser's word on the origin.
    Json,
    /// A form that carries the session's word, and the browser's word on the origin.
    Form,
    /// An upgrade, which the browser lets through for any site: the origin must be named and be ours.
    Origin,
}

/// One route.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) verb: Verb,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    pub(crate) limit: LimitClass,
    pub(crate) answer: Answer,
    pub(crate) csrf: Csrf,
    /// Name of the view a request's body has, in the interface document.
    pub(crate) takes: Option<&'static str>,
    /// Name of the view it answers with, in the interface document.
    pub(crate) gives: Option<&'static str>,
    /// The status of success.
    pub(crate) status: u16,
    /// One line for the interface document.
    pub(crate) summary: &'static str,
    pub(crate) handler: fn(MethodFilter) -> MethodRouter<AppState>,
}

impl Verb {
    /// The method's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }

    pub(crate) const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

impl Access {
    /// The permission's name: `none`, `session`, or the act.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "none",
            Self::Signed => "session",
            Self::Needs(action) => action.name(),
        }
    }
}

/// All routes.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    REST.iter().chain(PAGES)
}

#[cfg(test)]
mod tests;
