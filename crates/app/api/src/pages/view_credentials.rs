//! The pages of venue credentials, as text ready to be shown. Never a secret, of a key its end only.

use super::view_shell::{Moment, Shell};
use askama::Template;

/// Every credential, and the form that adds one.
#[derive(Debug, Clone, Template)]
#[template(path = "credentials.html")]
pub(crate) struct CredentialsPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// One for each credential.
    pub(crate) rows: Vec<KeyRow>,
    /// Why no list can be shown.
    pub(crate) shut: Option<String>,
    /// The form.
    pub(crate) form: KeyForm,
}

/// One credential with all that is done with it.
#[derive(Debug, Clone, Template)]
#[template(path = "credential.html")]
pub(crate) struct CredentialPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The credential.
    pub(crate) key: KeyRow,
    /// Why the last deed was not done.
    pub(crate) bad: Option<String>,
}

/// One credential.
#[derive(Debug, Clone)]
pub(crate) struct KeyRow {
    /// Its name.
    pub(crate) name: String,
    /// Its page.
    pub(crate) href: String,
    /// What a person calls it.
    pub(crate) label: String,
    /// The venue.
    pub(crate) venue: &'static str,
    /// Where it is taken.
    pub(crate) environment: &'static str,
    /// What it is for.
    pub(crate) product: &'static str,
    /// How it signs.
    pub(crate) kind: String,
    /// The end of its public half.
    pub(crate) ending: String,
    /// Colour of the state.
    pub(crate) tone: &'static str,
    /// The state in a word.
    pub(crate) standing: &'static str,
    /// What the state means.
    pub(crate) means: &'static str,
    /// What it may do.
    pub(crate) rights: String,
    /// From where it is taken.
    pub(crate) reach: &'static str,
    /// The day on which its right to trade ends.
    pub(crate) expires: String,
    /// When the venue was last asked.
    pub(crate) probed: Option<Moment>,
    /// When the key was taken.
    pub(crate) since: Option<Moment>,
    /// The account that trades with it.
    pub(crate) used_by: Option<String>,
    /// What is against it.
    pub(crate) findings: Vec<String>,
    /// What is worth a word.
    pub(crate) warnings: Vec<String>,
}

/// The form of a key; it has no place for what is secret.
#[derive(Debug, Clone)]
pub(crate) struct KeyForm {
    /// Its name.
    pub(crate) name: String,
    /// What a person calls it.
    pub(crate) label: String,
    /// `spot` or `futures`.
    pub(crate) product: String,
    /// `simulated`, `testnet`, `demo` or `live`.
    pub(crate) environment: String,
    /// The public half.
    pub(crate) public: String,
    /// Whether this house trades at a simulated exchange.
    pub(crate) simulated: bool,
    /// What is wrong.
    pub(crate) bad: Option<String>,
}
