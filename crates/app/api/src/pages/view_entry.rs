//! Set-up, sign-in, about, status and error pages, as text ready to be shown. Never sees a password.

use super::view_shell::{HealthPart, Moment, Shell};
use askama::Template;

/// The first page of a fresh house: it makes the owner.
#[derive(Debug, Clone, Template)]
#[template(path = "setup.html")]
pub struct SetupPage {
    /// Where this build's files are served.
    pub assets: String,
    /// Token of the form.
    pub csrf: String,
    /// What is wrong, if anything.
    pub bad: Option<String>,
    /// The set-up token as typed.
    pub token: String,
    /// The name as typed.
    pub name: String,
    /// The e-mail as typed.
    pub email: String,
    /// Fewest characters of a password.
    pub password_min: usize,
}

/// Sign-in.
#[derive(Debug, Clone, Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    /// Where this build's files are served.
    pub assets: String,
    /// Token of the form.
    pub csrf: String,
    /// What the trading mode means.
    pub mode_meaning: String,
    /// What is wrong, if anything.
    pub bad: Option<String>,
    /// The e-mail as typed.
    pub email: String,
    /// Where to go afterwards: a path of this house.
    pub next: String,
}

/// Something went wrong: what happened, what was not done, and the request's id.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// Where this build's files are served.
    pub assets: String,
    /// Short title.
    pub title: String,
    /// What happened, what was not done, what to do.
    pub says: String,
    /// `404 Not Found`.
    pub status: String,
    /// The request's id; may be empty.
    pub request_id: String,
    /// Where to go on.
    pub next_href: String,
    /// Words of that link.
    pub next_label: String,
}

/// Every part of the house with its grade.
#[derive(Debug, Clone, Template)]
#[template(path = "status.html")]
pub struct StatusPage {
    /// The frame.
    pub shell: Shell,
    /// When this was looked at.
    pub as_of: Moment,
    /// The worst grade.
    pub overall: &'static str,
    /// Its tone.
    pub tone: &'static str,
    /// All parts.
    pub parts: Vec<HealthPart>,
}

/// Version, licences and notices.
#[derive(Debug, Clone, Template)]
#[template(path = "about.html")]
pub struct AboutPage {
    /// The frame.
    pub shell: Shell,
    /// Version of this build.
    pub version: &'static str,
    /// Version of the chart.
    pub chart_version: &'static str,
    /// Version of the typeface.
    pub inter_version: &'static str,
}
