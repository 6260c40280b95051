//! The credentials of a house as its doors use them: pages, programs, the terminal, the watch over keys in use. Never
//! shows a secret, and holds no file while a venue is asked.

use super::{
    CredentialError, CredentialNote, CredentialView, Credentials, Draft, Found, KeyAct, KeyActKind,
    Place, ProbeReport, Trial, asked, probe,
};
use crate::command::HaltReach;
use crate::{Clock, Desk};
use domain::{AccountId, Scope};
use gate::{HaltWatch, KeyUse, judge_key, widened};
use identity::{Actor, Halt, ManageKeys, Permit, ReadTrading};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use vault::{KeyMaterial, KeyName, MasterKey, ShelfError, Vault, private_text};

/// How often a file that another process works on is tried again.
const BUSY_TRIES_MAX: u32 = 50;
/// How long between two tries.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// Where the credentials of a house lie, and what uses them.
#[derive(Debug)]
pub struct RingConfig {
    /// The file of sealed credentials.
    pub file: PathBuf,
    /// The file of the master key; none: nothing is kept and nothing opens.
    pub master: Option<PathBuf>,
    /// The base address of the simulated exchange this house trades at.
    pub exchange: Option<String>,
    /// The halts that calls look at; those made here only read.
    pub halts: HaltWatch,
    /// The credentials that accounts of this house trade with.
    pub used: BTreeMap<KeyName, AccountId>,
}

/// The credentials of a house; cheap to clone.
#[derive(Debug, Clone)]
pub struct KeyRing(Arc<RingConfig>);

/// A key that its venue took and that is fit to be kept; nothing is stored yet.
pub struct Proven {
    name: KeyName,
    stead: Stead,
    note: CredentialNote,
    key: KeyMaterial,
}

/// Whether a key is the first of its credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stead {
    First,
    Successor,
}

impl Proven {
    /// What is to be recorded before it is kept.
    #[must_use]
    pub fn act(&self) -> KeyAct {
        let kind = match self.stead {
            Stead::First => KeyActKind::CredentialAdded,
            Stead::Successor => KeyActKind::CredentialRotated,
        };
        let view = CredentialView {
            name: self.name,
            ending: self.key.ending(),
            note: self.note.clone(),
        };
        KeyAct::new(kind, self.name, KeyAct::detail_of(&view))
    }
}

impl KeyRing {
    /// The ring of a house.
    #[must_use]
    pub fn of(config: RingConfig) -> Self {
        Self(Arc::new(config))
    }

    /// The base address of the simulated exchange this house trades at.
    #[must_use]
    pub fn exchange(&self) -> Option<&str> {
        self.0.exchange.as_deref()
    }

    /// The account that trades with a credential.
    #[must_use]
    pub fn used_by(&self, name: KeyName) -> Option<AccountId> {
        self.0.used.get(&name).copied()
    }

    /// The credentials that accounts trade with.
    pub fn used(&self) -> impl Iterator<Item = KeyName> + '_ {
        self.0.used.keys().copied()
    }

    /// Opens the file; waits a second for another process that works on it.
    ///
    /// # Errors
    /// No master key is named, it does not fit, or the file cannot be used.
    pub async fn open(&self) -> Result<Credentials, CredentialError> {
        let mut tries = BUSY_TRIES_MAX;
        loop {
            match self.try_open() {
                Err(CredentialError::Shelf(ShelfError::Busy(_))) if tries > 0 => {
                    tries = tries.saturating_sub(1);
                    tokio::time::sleep(BUSY_PAUSE).await;
                }
                opened => return opened,
            }
        }
    }

    /// Opens the file at once.
    ///
    /// # Errors
    /// No master key is named, it does not fit, or the file cannot be used or is held by another process.
    pub fn try_open(&self) -> Result<Credentials, CredentialError> {
        let master = self.0.master.as_ref().ok_or(CredentialError::NoMaster)?;
        let text = private_text(master)?;
        let master = MasterKey::parse(&text).map_err(ShelfError::from)?;
        Credentials::open(&self.0.file, master)
    }

    /// Every credential, masked.
    ///
    /// # Errors
    /// The file cannot be opened or read.
    pub async fn list(
        &self,
        _permit: Permit<ManageKeys>,
    ) -> Result<Vec<CredentialView>, CredentialError> {
        self.open().await?.list()
    }

    /// Asks the venue about a key and stores nothing.
    ///
    /// # Errors
    /// The key is refused, unfit, or cannot be asked about.
    pub async fn test(
        &self,
        _permit: Permit<ManageKeys>,
        (key, wanted, place): (&KeyMaterial, KeyUse, &Place),
    ) -> Result<ProbeReport, CredentialError> {
        asked(key, (wanted, place), &self.0.halts).await
    }

    /// Asks the venue about a key that shall be kept. One for real money is fit unasked: its host stays shut.
    ///
    /// # Errors
    /// The name is taken, the label is none, or the key is refused, unfit, or cannot be asked about.
    pub async fn prove(&self, draft: Draft) -> Result<Proven, CredentialError> {
        draft.check()?;
        self.open().await?.vacant(draft.name)?;
        let trial = (draft.wanted, &draft.place);
        let report = asked(&draft.key, trial, &self.0.halts).await?;
        Ok(Proven {
            name: draft.name,
            stead: Stead::First,
            note: CredentialNote::taken(&draft, &report),
            key: draft.key,
        })
    }

    /// Asks the venue about a key that shall take the place of a credential's.
    ///
    /// # Errors
    /// There is none of that name, or the key is refused, unfit, or cannot be asked about.
    pub async fn prove_successor(
        &self,
        name: KeyName,
        key: KeyMaterial,
    ) -> Result<Proven, CredentialError> {
        let old = self.open().await?.view(name)?;
        let trial = (old.note.wanted, &old.note.place);
        let report = asked(&key, trial, &self.0.halts).await?;
        Ok(Proven {
            name,
            stead: Stead::Successor,
            note: old.note.with_key(&report),
            key,
        })
    }

    /// Seals a proven key; it is on disk when this answers. The key it takes the place of is gone then.
    ///
    /// # Errors
    /// The name was taken or freed meanwhile, or the file cannot be written: then nothing changed.
    pub async fn keep(&self, proven: Proven) -> Result<CredentialView, CredentialError> {
        let mut all = self.open().await?;
        match proven.stead {
            Stead::First => all.add(proven.name, &proven.note, &proven.key),
            Stead::Successor => all.replace(proven.name, &proven.note, &proven.key),
        }
    }

    /// Whether a credential may be taken away; it as it is shown.
    ///
    /// # Errors
    /// There is none of that name, or an account trades with it.
    pub async fn removable(&self, name: KeyName) -> Result<CredentialView, CredentialError> {
        let view = self.open().await?.view(name)?;
        match self.used_by(name) {
            Some(account) => Err(CredentialError::InUse { name, account }),
            None => Ok(view),
        }
    }

    /// Takes a credential away.
    ///
    /// # Errors
    /// There is none of that name, an account trades with it, or the file cannot be written.
    pub async fn remove(&self, name: KeyName) -> Result<(), CredentialError> {
        self.removable(name).await?;
        self.open().await?.remove(name)
    }

    /// Asks the venue again about a kept credential, and keeps what it said with its time.
    ///
    /// # Errors
    /// There is none of that name, it is for real money, or the venue cannot be asked; what was known stays.
    pub async fn ask_again(&self, name: KeyName) -> Result<Found, CredentialError> {
        let mut vault = Vault::new();
        let old = {
            let all = self.open().await?;
            let old = all.view(name)?;
            if old.note.place == Place::Live {
                return Err(CredentialError::Live(name));
            }
            all.load_any(&mut vault, name)?;
            old
        };
        let wanted = old.note.wanted;
        let trial = Trial {
            vault,
            name,
            wanted,
        };
        let (note, found) = match probe(trial, &old.note.place, &self.0.halts).await {
            Ok(report) => {
                let found = found(&old.note, &report);
                let at = report.at.unwrap_or_else(|| Clock::default().now());
                (old.note.found(at, &found), found)
            }
            Err(CredentialError::Refused(words)) => {
                let found = Found::Dead(vec![format!("the venue refuses the key: {words}")]);
                (old.note.found(Clock::default().now(), &found), found)
            }
            Err(other) => return Err(other),
        };
        self.open().await?.note(name, &note)?;
        Ok(found)
    }

    /// Asks again, records it, and halts the account that trades with a key which got wider or is of no use any more.
    ///
    /// # Errors
    /// As asking again; or the actor may not, or the desk did not halt or record it.
    pub async fn watch(
        &self,
        (desk, actor): (&Desk, &Actor),
        name: KeyName,
    ) -> Result<Found, CredentialError> {
        let found = self.ask_again(name).await?;
        // The halt goes first: a journal that cannot take the record must not keep a key trading.
        if let (Some(reason), Some(account)) = (found.reason(name), self.used_by(name)) {
            tracing::error!(key.name = %name, reason, "the account is halted");
            halt(desk, actor, (account, &reason)).await?;
        }
        let act = KeyAct::new(KeyActKind::CredentialProbed, name, found.to_string());
        let permit = Permit::<ManageKeys>::ask(actor)?;
        desk.record_key_act(permit, &act).await?;
        Ok(found)
    }
}

/// Halts an account once; one that is halted stays as it is.
async fn halt(
    desk: &Desk,
    actor: &Actor,
    (account, reason): (AccountId, &str),
) -> Result<(), CredentialError> {
    let scope = Scope::Account(account);
    let known = desk.portfolio(Permit::<ReadTrading>::ask(actor)?);
    if known.halts.iter().any(|halt| halt.scope == scope) {
        return Ok(());
    }
    let permit = Permit::<Halt>::ask(actor)?;
    desk.halt(permit, (scope, HaltReach::NewOnly), reason)
        .await?;
    Ok(())
}

/// What an answer says of a key that was taken before.
fn found(taken: &CredentialNote, report: &ProbeReport) -> Found {
    let (Some(facts), Some(at)) = (&report.facts, report.at) else {
        return Found::AsTaken;
    };
    let wider = taken
        .taken
        .as_ref()
        .map_or_else(Vec::new, |taken| widened(taken, facts));
    if !wider.is_empty() {
        return Found::Wider(wider);
    }
    let faults = judge_key(facts, taken.wanted, at).faults;
    if faults.is_empty() {
        Found::AsTaken
    } else {
        Found::Dead(faults.iter().map(ToString::to_string).collect())
    }
}
