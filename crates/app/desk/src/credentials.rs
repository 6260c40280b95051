//! The venue credentials of the house: asked about before they are kept, kept sealed, asked about again. A key that could
//! withdraw is never kept, and nothing here shows a secret. Never trades.

mod note;
mod probe;

pub use note::{CredentialNote, CredentialView};
pub use probe::{Place, ProbeReport, Trial, probe};

use domain::Time;
use gate::{HaltWatch, KeyFault, KeyUse, Widening, judge_key, widened};
use std::path::Path;
use vault::{KeyMaterial, KeyName, MasterKey, Shelf, ShelfError, Vault};

/// Longest label, in characters.
const LABEL_CHARS_MAX: usize = 60;

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
    /// It may do no more than when it was taken.
    AsTaken,
    /// It may do more: its account must open nothing.
    Wider(Vec<Widening>),
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

    /// Asks the venue about a key, then keeps it sealed. A key for real money is kept unasked: its host stays shut.
    ///
    /// # Errors
    /// The key is refused, unfit, or cannot be asked about; nothing was stored.
    pub async fn add(
        &mut self,
        draft: &Draft,
        halts: &HaltWatch,
    ) -> Result<CredentialView, CredentialError> {
        let count = draft.label.chars().count();
        if count == 0 || count > LABEL_CHARS_MAX || draft.label.chars().any(char::is_control) {
            return Err(CredentialError::Label);
        }
        if self.shelf.credential(draft.name).is_some() {
            return Err(ShelfError::Taken(draft.name).into());
        }
        let report = asked(&draft.key, (draft.wanted, &draft.place), halts).await?;
        let note = CredentialNote::taken(draft, &report);
        let bound = note.bound();
        self.shelf
            .add(draft.name, (&bound, &note.text()), &draft.key)?;
        self.view(draft.name)
    }

    /// Puts another key in the place of a credential's, once the venue has proven it; the old one works until then.
    ///
    /// # Errors
    /// There is none of that name, or the new key is refused, unfit, or cannot be asked about; the old one stays.
    pub async fn rotate(
        &mut self,
        name: KeyName,
        key: &KeyMaterial,
        halts: &HaltWatch,
    ) -> Result<CredentialView, CredentialError> {
        let old = self.view(name)?;
        let trial = (old.note.wanted, &old.note.place);
        let report = asked(key, trial, halts).await?;
        let note = old.note.with_key(&report);
        self.shelf.replace(name, &note.text(), key)?;
        self.view(name)
    }

    /// Takes a credential away.
    ///
    /// # Errors
    /// There is none of that name, or the file cannot be written.
    pub fn remove(&mut self, name: KeyName) -> Result<(), CredentialError> {
        Ok(self.shelf.remove(name)?)
    }

    /// Asks the venue again about a kept credential, and keeps what it said with its time.
    ///
    /// # Errors
    /// There is none of that name, or the venue refuses it or cannot be asked; what was known stays.
    pub async fn ask_again(
        &mut self,
        name: KeyName,
        halts: &HaltWatch,
    ) -> Result<Found, CredentialError> {
        let old = self.view(name)?;
        if old.note.place == Place::Live {
            return Err(CredentialError::Live(name));
        }
        let mut vault = Vault::new();
        self.shelf.load(&mut vault, name)?;
        let trial = Trial {
            vault,
            name,
            wanted: old.note.wanted,
        };
        let report = probe(trial, &old.note.place, halts).await?;
        let wider = match (&old.note.taken, &report.facts) {
            (Some(taken), Some(found)) => widened(taken, found),
            (_, None) | (None, _) => Vec::new(),
        };
        let note = old.note.found(&report, &wider);
        self.shelf.note(name, &note.text())?;
        Ok(if wider.is_empty() {
            Found::AsTaken
        } else {
            Found::Wider(wider)
        })
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

    fn view(&self, name: KeyName) -> Result<CredentialView, CredentialError> {
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
