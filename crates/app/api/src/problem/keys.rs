//! What can go wrong with the credential of a venue, in public words. Never a secret, never text of another crate's insides
//! but what the venue itself said.

use super::{Kind, Problem};
use axum::http::StatusCode;
use desk::credentials::{CredentialError, ShelfError};

/// Why nothing was done with a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyProblem {
    /// There is one of that name.
    Taken(String),
    /// There is none of that name.
    Unknown(String),
    /// There are too many.
    Full,
    /// The file of credentials cannot be opened.
    Shut,
    /// No master key is named.
    NoMaster,
    /// The venue does not take the key; its words.
    Refused(String),
    /// The venue could not be asked.
    Silent(String),
    /// The key may not be kept; why.
    Unfit(String),
    /// It is for real money, and nobody is asked about those.
    Live(String),
    /// An account trades with it.
    InUse {
        /// Its name.
        name: String,
        /// The account.
        account: String,
    },
    /// The password that was typed once more is wrong.
    NotConfirmed,
}

impl KeyProblem {
    #[rustfmt::skip]
    pub(super) const fn kind(&self) -> Kind {
        use StatusCode as S;
        match self {
            Self::Taken(_) => Kind(S::CONFLICT, "credential-taken", "There is a credential of that name"),
            Self::Unknown(_) => Kind(S::NOT_FOUND, "unknown-credential", "There is no such credential"),
            Self::Full => Kind(S::CONFLICT, "credentials-full", "There are too many credentials"),
            Self::Shut => Kind(S::SERVICE_UNAVAILABLE, "credentials-shut", "The credentials cannot be opened"),
            Self::NoMaster => Kind(S::SERVICE_UNAVAILABLE, "no-master-key", "No master key is named"),
            Self::Refused(_) => Kind(S::UNPROCESSABLE_ENTITY, "key-refused", "The venue refuses the key"),
            Self::Silent(_) => Kind(S::SERVICE_UNAVAILABLE, "venue-silent", "The venue could not be asked"),
            Self::Unfit(_) => Kind(S::UNPROCESSABLE_ENTITY, "key-unfit", "The key is not kept"),
            Self::Live(_) => Kind(S::CONFLICT, "key-live", "The credential is for real money"),
            Self::InUse { .. } => Kind(S::CONFLICT, "credential-in-use", "An account trades with the credential"),
            Self::NotConfirmed => Kind(S::FORBIDDEN, "not-confirmed", "The password does not fit"),
        }
    }

    pub(super) fn detail(&self) -> String {
        match self {
            Self::Taken(name) => format!("There is a credential named {name}. Nothing was stored. Choose another name, or put this key in the place of that one."),
            Self::Unknown(name) => format!("There is no credential named {name}. Nothing was done. The list is at /api/v1/credentials."),
            Self::Full => "No more credentials are kept. Nothing was stored. Remove one first.".to_owned(),
            Self::Shut => "The file of credentials or its master key cannot be used. Nothing was done. The log has the reason under this request's id.".to_owned(),
            Self::NoMaster => "This house has no master key, so it keeps no credentials. Nothing was done. Make one with `cofferdam keys master FILE`, name it in vault.master_key_file, and start again.".to_owned(),
            Self::Refused(words) => format!("The venue refuses the key: {}. Nothing was stored.", words.trim_end_matches('.')),
            Self::Silent(words) => format!("The venue could not be asked about the key: {}. Nothing was stored. Try again in a moment.", words.trim_end_matches('.')),
            Self::Unfit(words) => format!("The key is not kept: {}. Nothing was stored.", words.trim_end_matches('.')),
            Self::Live(name) => format!("The credential {name} is for real money, whose hosts stay shut, so nobody was asked. It stays sealed."),
            Self::InUse { name, account } => format!("Account {account} trades with the credential {name}. Nothing was removed. Put another key in its place, or name another credential in the settings and start again."),
            Self::NotConfirmed => "Your own password is asked for once more, and what was typed does not fit, or too many tries failed. Nothing was done.".to_owned(),
        }
    }
}

impl From<KeyProblem> for Problem {
    fn from(problem: KeyProblem) -> Self {
        Self::Key(problem)
    }
}

impl From<CredentialError> for Problem {
    fn from(error: CredentialError) -> Self {
        match error {
            CredentialError::Shelf(error) => from_shelf(&error),
            CredentialError::Refused(words) => KeyProblem::Refused(words).into(),
            CredentialError::Unreachable(words) => KeyProblem::Silent(words).into(),
            CredentialError::Unfit(faults) => {
                let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
                KeyProblem::Unfit(words.join("; ")).into()
            }
            CredentialError::NoMaster => KeyProblem::NoMaster.into(),
            CredentialError::InUse { name, account } => {
                let (name, account) = (name.to_string(), account.to_string());
                KeyProblem::InUse { name, account }.into()
            }
            CredentialError::Live(name) => KeyProblem::Live(name.to_string()).into(),
            CredentialError::Desk(error) => error.into(),
            CredentialError::Denied(denied) => denied.into(),
            CredentialError::Label => {
                Self::value("label", "must be 1 to 60 characters on one line")
            }
            error @ (CredentialError::Note(_) | CredentialError::Elsewhere { .. }) => {
                tracing::error!(%error, "a credential cannot be read");
                KeyProblem::Shut.into()
            }
        }
    }
}

fn from_shelf(error: &ShelfError) -> Problem {
    match error {
        ShelfError::Taken(name) => KeyProblem::Taken(name.to_string()).into(),
        ShelfError::Missing(name) => KeyProblem::Unknown(name.to_string()).into(),
        ShelfError::Full => KeyProblem::Full.into(),
        ShelfError::Busy(_) => Problem::Busy,
        ShelfError::Key(error) => Problem::value("secret", error),
        ShelfError::File { .. }
        | ShelfError::Open(_)
        | ShelfError::Malformed(_)
        | ShelfError::Seal(_) => {
            tracing::error!(%error, "the credentials cannot be opened");
            KeyProblem::Shut.into()
        }
    }
}
