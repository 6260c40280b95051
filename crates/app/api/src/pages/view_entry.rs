//! Set-up, sign-in, about, status and error pages, as text ready to be shown. Never sees a password.

use super::view_shell::{HealthPart, Moment, Shell};
use askama::Template;

/// The first page of a fresh house: it makes the owner.
#[derive(Debug, Clone, Template)]
#[template(path = "setup.html")]
pub(crate) struct SetupPage {
    /// Where this build's files are served.
    pub(crate) assets: String,
    /// Token of the form.
    pub(crate) csrf: String,
    /// What is wrong, if anything.
    pub(crate) bad: Option<String>,
    /// The set-up token as typed.
    pub(crate) token: String,
    /// The name as typed.
    pub(crate) name: String,
    /// The e-mail as typed.
    pub(crate) email: String,
    /// Fewest characters of a password.
    pub(crate) password_min: usize,
}

/// Sign-in.
#[derive(Debug, Clone, Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    /// Where this build's files are served.
    pub(crate) assets: String,
    /// Token of the form.
    pub(crate) csrf: String,
    /// What the trading mode means.
    pub(crate) mode_meaning: String,
    /// What is wrong, if anything.
    pub(crate) bad: Option<String>,
    /// The e-mail as typed.
    pub(crate) email: String,
    /// Where to go afterwards: a path of this house.
    pub(crate) next: String,
}

/// Something went wrong: what happened, what was not done, and the request's id.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    /// Where this build's files are served.
    pub(crate) assets: String,
    /// Short title.
    pub(crate) title: String,
    /// What happened, what was not done, what to do.
    pub(crate) says: String,
    /// `404 Not Found`.
    pub(crate) status: String,
    /// The request's id; may be empty.
    pub(crate) request_id: String,
    /// Where to go on.
    pub(crate) next_href: String,
    /// Words of that link.
    pub(crate) next_label: String,
}

/// Every part of the house with its grade.
#[derive(Debug, Clone, Template)]
#[template(path = "status.html")]
pub(crate) struct StatusPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// When this was looked at.
    pub(crate) as_of: Moment,
    /// The worst grade.
    pub(crate) overall: &'static str,
    /// Its tone.
    pub(crate) tone: &'static str,
    /// All parts.
    pub(crate) parts: Vec<HealthPart>,
}

/// Version, licences and notices.
#[derive(Debug, Clone, Template)]
#[template(path = "about.html")]
pub(crate) struct AboutPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// Version of this build.
    pub(crate) version: &'static str,
    /// Version of the chart.
    pub(crate) chart_version: &'static str,
    /// Version of the typeface.
    pub(crate) inter_version: &'static str,
}
