//! The venue credentials of the house: asked about before they are kept, kept sealed, asked about again. A key that could
//! withdraw is never kept, and nothing here shows a secret. Never trades.

mod act;
mod note;
mod probe;
mod ring;

pub use act::{KeyAct, KeyActKind};
pub use note::{CredentialNote, CredentialState, CredentialView};
pub use probe::{Place, ProbeReport, Trial, probe};
pub use ring::{KeyRing, Proven, RingConfig};

pub use gate::{KeyFacts, KeyReach, KeyUse};
pub use vault::{KeyMaterial, KeyName, ShelfError};

use crate::command::CommandError;
use domain::{AccountId, Time};
use gate::{HaltWatch, KeyFault, Widening, judge_key};
use identity::Denied;
use std::fmt;
use std::path::Path;
use vault::{MasterKey, Shelf, Vault};

/// Longest label, in characters.
pub const LABEL_CHARS_MAX: usize = 60;
/// Longest reason of a halt, in characters.
const REASON_CHARS_MAX: usize = 200;

/// A credential as a person gives it.
pub struct Draft {
    /// Its name in this house.
    pub name: KeyName,
    /// What a person calls it.
    pub label: String,
    /// What it is for: keys of spot and of futures live apart.
    pub wanted: KeyUse,
    /// Where it is taken.
    pub place: Place,
    /// The key.
    pub key: KeyMaterial,
}

/// Why a credential was not kept, changed or used. Nothing was stored because of it.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// The shelf refused.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The venue does not take the key; its words.
    #[error("the venue refuses the key: {0}")]
    Refused(String),
    /// The venue could not be asked.
    #[error("the venue could not be asked: {0}; nothing was stored")]
    Unreachable(String),
    /// The key may not be kept.
    #[error("the key is not kept: {}", words(.0))]
    Unfit(Vec<KeyFault>),
    /// It is bound to another place or use than it is wanted for.
    #[error("the credential {name} is for {bound}, not for {wanted}")]
    Elsewhere {
        /// Its name.
        name: KeyName,
        /// What it is for.
        bound: String,
        /// What it was wanted for.
        wanted: String,
    },
    /// Live hosts stay shut until live trading is unlatched.
    #[error(
        "the credential {0} is for real money, and this program does not trade with real money; it stays sealed"
    )]
    Live(KeyName),
    /// No master key is named, so nothing is kept and nothing opens.
    #[error(
        "no master key is named: make one with `cofferdam keys master FILE`, set vault.master_key_file and start again"
    )]
    NoMaster,
    /// An account trades with it.
    #[error(
        "account {account} trades with the credential {name}; put another key in its place, or name another in the settings"
    )]
    InUse {
        /// Its name.
        name: KeyName,
        /// The account.
        account: AccountId,
    },
    /// The desk did not record an act or did not halt.
    #[error(transparent)]
    Desk(#[from] CommandError),
    /// Whoever asked may not.
    #[error("{0}")]
    Denied(#[from] Denied),
    /// The label is empty, too long, or more than one line.
    #[error("a label is 1 to {LABEL_CHARS_MAX} characters on one line")]
    Label,
    /// What lies beside the secret cannot be read.
    #[error("what is kept of the credential {0} cannot be read")]
    Note(KeyName),
}

fn words(faults: &[KeyFault]) -> String {
    let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
    words.join("; ")
}

/// What asking about a kept credential again found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It may do no more than when it was taken, and what it is wanted for.
    AsTaken,
    /// It may do more: its account must open nothing.
    Wider(Vec<Widening>),
    /// It is of no use any more, with the reasons: its account must open nothing.
    Dead(Vec<String>),
}

impl Found {
    /// What is against it, in words; empty when nothing is.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        match self {
            Self::AsTaken => Vec::new(),
            Self::Wider(wider) => wider.iter().map(ToString::to_string).collect(),
            Self::Dead(faults) => faults.clone(),
        }
    }

    /// Why the account that trades with it is halted; none when it is not.
    #[must_use]
    pub fn reason(&self, name: KeyName) -> Option<String> {
        let findings = self.findings().join("; ");
        let reason = match self {
            Self::AsTaken => return None,
            Self::Wider(_) => {
                format!("the key {name} may do more than when it was taken: {findings}")
            }
            Self::Dead(_) => format!("the key {name} is of no use: {findings}"),
        };
        Some(reason.chars().take(REASON_CHARS_MAX).collect())
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsTaken => f.write_str("it may do no more than when it was taken"),
            Self::Wider(_) => write!(f, "it got wider: {}", self.findings().join("; ")),
            Self::Dead(_) => write!(f, "it is of no use: {}", self.findings().join("; ")),
        }
    }
}

impl Draft {
    fn check(&self) -> Result<(), CredentialError> {
        let count = self.label.chars().count();
        if count == 0 || count > LABEL_CHARS_MAX || self.label.chars().any(char::is_control) {
            return Err(CredentialError::Label);
        }
        Ok(())
    }
}

/// The credentials of one house.
#[derive(Debug)]
pub struct Credentials {
    shelf: Shelf,
}

impl Credentials {
    /// Opens the file of sealed credentials; one that is not there is empty.
    ///
    /// # Errors
    /// The file cannot be used, or the master key does not fit it.
    pub fn open(path: &Path, master: MasterKey) -> Result<Self, CredentialError> {
        let shelf = Shelf::open(path, master)?;
        Ok(Self { shelf })
    }

    /// Every credential, masked.
    ///
    /// # Errors
    /// What lies beside a secret cannot be read.
    pub fn list(&self) -> Result<Vec<CredentialView>, CredentialError> {
        self.shelf
            .credentials()
            .map(|(name, kept)| {
                let note = CredentialNote::read(&kept.note);
                let note = note.ok_or(CredentialError::Note(name))?;
                Ok(CredentialView {
                    name,
                    ending: kept.ending.clone(),
                    note,
                })
            })
            .collect()
    }

    fn vacant(&self, name: KeyName) -> Result<(), CredentialError> {
        match self.shelf.credential(name) {
            Some(_) => Err(ShelfError::Taken(name).into()),
            None => Ok(()),
        }
    }

    fn add(
        &mut self,
        name: KeyName,
        note: &CredentialNote,
        key: &KeyMaterial,
    ) -> Result<CredentialView, CredentialError> {
        let bound = note.bound();
        self.shelf.add(name, (&bound, &note.text()), key)?;
        self.view(name)
    }

    fn replace(
        &mut self,
        name: KeyName,
        note: &CredentialNote,
        key: &KeyMaterial,
    ) -> Result<CredentialView, CredentialError> {
        self.shelf.replace(name, &note.text(), key)?;
        self.view(name)
    }

    fn remove(&mut self, name: KeyName) -> Result<(), CredentialError> {
        Ok(self.shelf.remove(name)?)
    }

    fn note(&mut self, name: KeyName, note: &CredentialNote) -> Result<(), CredentialError> {
        Ok(self.shelf.note(name, &note.text())?)
    }

    /// For asking about it, whatever it is bound to.
    fn load_any(&self, vault: &mut Vault, name: KeyName) -> Result<(), CredentialError> {
        Ok(self.shelf.load(vault, name)?)
    }

    /// Puts the key of a credential into a vault, to be used for what it is bound to.
    ///
    /// # Errors
    /// There is none of that name, it is for another use or place, or for real money. One that got wider is still
    /// loaded, so that orders can be cancelled: its account is halted.
    pub fn load(
        &self,
        vault: &mut Vault,
        name: KeyName,
        (wanted, place): (KeyUse, &Place),
    ) -> Result<(), CredentialError> {
        let kept = self.view(name)?;
        if kept.note.place == Place::Live {
            return Err(CredentialError::Live(name));
        }
        if kept.note.wanted != wanted || kept.note.place.word() != place.word() {
            return Err(CredentialError::Elsewhere {
                name,
                bound: kept.note.bound(),
                wanted: format!("{} {}", wanted.as_str(), place.word()),
            });
        }
        Ok(self.shelf.load(vault, name)?)
    }

    /// One credential, masked.
    ///
    /// # Errors
    /// There is none of that name, or what lies beside its secret cannot be read.
    pub fn view(&self, name: KeyName) -> Result<CredentialView, CredentialError> {
        let all = self.list()?;
        let found = all.into_iter().find(|one| one.name == name);
        Ok(found.ok_or(ShelfError::Missing(name))?)
    }
}

/// Asks about a key that is not kept yet, and judges what the venue says.
///
/// # Errors
/// The key is refused, unfit, or cannot be asked about. Nothing is stored in any case.
pub async fn asked(
    key: &KeyMaterial,
    (wanted, place): (KeyUse, &Place),
    halts: &HaltWatch,
) -> Result<ProbeReport, CredentialError> {
    let mut vault = Vault::new();
    let name = KeyName::new("on-trial").map_err(|_| CredentialError::Label)?;
    key.hold(&mut vault, name).map_err(ShelfError::from)?;
    if *place == Place::Live {
        return Ok(ProbeReport::unasked(
            vault.kind(name).map_err(ShelfError::from)?,
        ));
    }
    let trial = Trial {
        vault,
        name,
        wanted,
    };
    let report = probe(trial, place, halts).await?;
    let judged = report.facts.as_ref().zip(report.at);
    let faults = judged.map(|(facts, at): (_, Time)| judge_key(facts, wanted, at).faults);
    match faults.filter(|faults| !faults.is_empty()) {
        Some(faults) => Err(CredentialError::Unfit(faults)),
        None => Ok(report),
    }
}
