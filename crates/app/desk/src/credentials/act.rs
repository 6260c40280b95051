//! What people and the house do with credentials, as records of the audit log. Never a secret, and of a key its end only.

use super::CredentialView;
use domain::Time;
use serde::{Deserialize, Serialize};
use vault::KeyName;

/// An act on a credential, on its way into the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyAct {
    kind: KeyActKind,
    name: String,
    detail: String,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyActKind {
    /// A key is taken.
    CredentialAdded,
    /// Another key takes the place of a credential's.
    CredentialRotated,
    /// A credential is taken away.
    CredentialRemoved,
    /// The venue was asked again what a key may do.
    CredentialProbed,
}

/// A record of the audit log; its fields stand in the order of their names.
#[derive(Serialize)]
struct Record<'a> {
    actor: &'a str,
    at: String,
    detail: &'a str,
    kind: KeyActKind,
    name: &'a str,
}

impl KeyAct {
    /// An act on a credential, with what is worth keeping of it in words.
    #[must_use]
    pub fn new(kind: KeyActKind, name: KeyName, detail: String) -> Self {
        Self {
            kind,
            name: name.to_string(),
            detail,
        }
    }

    /// What is said of a credential in the audit log.
    #[must_use]
    pub fn detail_of(view: &CredentialView) -> String {
        format!(
            "{} {} {} key ending {}",
            view.note.wanted.as_str(),
            view.note.place.word(),
            view.note.kind,
            view.ending
        )
    }

    /// The record of it.
    #[must_use]
    pub fn record(&self, actor: &str, at: Time) -> store::AuditRecord {
        let record = Record {
            actor,
            at: at.to_string(),
            detail: &self.detail,
            kind: self.kind,
            name: &self.name,
        };
        store::AuditRecord {
            at,
            record: serde_json::to_string(&record).unwrap_or_default(),
        }
    }
}
