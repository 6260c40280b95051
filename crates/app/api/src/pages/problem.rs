//! The page of a problem: what happened, what was not done, where to go on. Says nothing that the problem does not say.

use super::assets;
use super::view_entry::ErrorPage;
use crate::problem::Problem;
use askama::Template;

/// The page of a problem; `request_id` joins it to the log.
#[must_use]
pub(crate) fn page(problem: &Problem, request_id: &str) -> String {
    let status = problem.status();
    let (next_href, next_label) = match status.as_u16() {
        401 => ("/sign-in", "To the sign-in"),
        _ => ("/desk", "To the desk"),
    };
    let page = ErrorPage {
        assets: assets::base().to_owned(),
        title: problem.title().to_owned(),
        says: problem.detail(),
        status: status.to_string(),
        request_id: request_id.to_owned(),
        next_href: next_href.to_owned(),
        next_label: next_label.to_owned(),
    };
    page.render().unwrap_or_else(|error| {
        tracing::error!(%error, "the page of a problem could not be rendered");
        problem.title().to_owned()
    })
}

#[cfg(test)]
mod tests;
