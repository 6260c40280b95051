//! Sealed credentials in one file of their owner's alone, replaced whole at every change. What lies beside a secret is the
//! caller's text. Never a secret in the clear, never a network.

use crate::seal::{MasterKey, SealError, SealPlace};
use crate::{KeyName, Vault, VaultError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use zeroize::{Zeroize, Zeroizing};

/// The table of credentials in the format of sealed records.
const TABLE: &str = "credential";
/// Most credentials of one house.
const CREDENTIALS_MAX: usize = 256;
/// Most bytes the file may have.
const FILE_BYTES_MAX: u64 = 8 * 1_024 * 1_024;
/// Characters of a public key that are shown.
const SHOWN_CHARS: usize = 4;

/// Both halves of a key on their way in or out.
#[derive(Serialize, Deserialize)]
struct Halves {
    public: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pem: Option<String>,
}

impl Drop for Halves {
    fn drop(&mut self) {
        self.secret.zeroize();
        self.pem.zeroize();
    }
}

/// A key as a person gives it.
pub struct KeyMaterial {
    /// What requests name in their header.
    pub public: String,
    /// The shared secret, or the private key as PEM.
    pub secret: Zeroizing<String>,
}

impl KeyMaterial {
    fn is_pem(&self) -> bool {
        self.secret.trim_start().starts_with("-----BEGIN")
    }

    /// Puts the key into a vault, under a name.
    ///
    /// # Errors
    /// The name is taken, or a half is unfit; in words of the vault.
    pub fn hold(&self, vault: &mut Vault, name: KeyName) -> Result<(), VaultError> {
        let (public, secret) = (self.public.clone(), self.secret.clone());
        if self.is_pem() {
            vault.insert_pem(name, public, secret)
        } else {
            vault.insert(name, public, secret)
        }
    }

    fn halves(&self) -> Halves {
        let secret = self.secret.to_string();
        let (secret, pem) = if self.is_pem() {
            (None, Some(secret))
        } else {
            (Some(secret), None)
        };
        Halves {
            public: self.public.clone(),
            secret,
            pem,
        }
    }

    /// The last characters of the public half: all that is ever shown of a key.
    #[must_use]
    pub fn ending(&self) -> String {
        let skip = self.public.chars().count().saturating_sub(SHOWN_CHARS);
        self.public.chars().skip(skip).collect()
    }
}

/// A credential as it lies on the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// What may not change under the secret: the seal is bound to it.
    pub bound: String,
    /// Everything else that is known of it, as its keeper writes it. No secret.
    pub note: String,
    /// The last characters of its public half.
    pub ending: String,
    sealed: String,
}

/// The file.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    credentials: BTreeMap<String, Credential>,
}

/// Why the shelf was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// A file cannot be used.
    #[error("{path} cannot be used")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Others than its owner may read a file of secrets.
    #[error("{0} may be read by others; close it with chmod 600")]
    Open(PathBuf),
    /// The file is none of sealed credentials.
    #[error("{0} is no file of sealed credentials")]
    Malformed(PathBuf),
    /// The master key fits none of it, or a record was altered.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The key is unfit.
    #[error(transparent)]
    Key(#[from] VaultError),
    /// There is one of that name.
    #[error("there is a credential named {0}")]
    Taken(KeyName),
    /// There is none of that name.
    #[error("there is no credential named {0}")]
    Missing(KeyName),
    /// Another process works on it.
    #[error("another process works on {0}; try again in a moment")]
    Busy(PathBuf),
    /// There are too many.
    #[error("there are {CREDENTIALS_MAX} credentials; remove one first")]
    Full,
}

/// Sealed credentials of one house.
#[derive(Debug)]
pub struct Shelf {
    path: PathBuf,
    master: MasterKey,
    rows: BTreeMap<KeyName, Credential>,
    /// Held as long as the shelf is: nobody else changes the file meanwhile.
    _lock: File,
}

/// Reads a file that only its owner may read.
///
/// # Errors
/// It is not there, is too large, or others may read it.
pub fn private_text(path: &Path) -> Result<Zeroizing<String>, ShelfError> {
    let failed = |source| ShelfError::File {
        path: path.to_owned(),
        source,
    };
    let about = fs::metadata(path).map_err(failed)?;
    if about.permissions().mode() & 0o077 != 0 {
        return Err(ShelfError::Open(path.to_owned()));
    }
    if about.len() > FILE_BYTES_MAX {
        return Err(ShelfError::Malformed(path.to_owned()));
    }
    fs::read_to_string(path).map(Zeroizing::new).map_err(failed)
}

/// Writes a file that was not there, for its owner alone.
///
/// # Errors
/// There is a file already, or it cannot be written.
pub fn write_private(path: &Path, text: &str) -> Result<(), ShelfError> {
    let write = || -> io::Result<()> {
        let mut file = private(OpenOptions::new().write(true).create_new(true), path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|source| ShelfError::File {
        path: path.to_owned(),
        source,
    })
}

/// The lock beside a file.
fn locked(path: &Path) -> Result<File, ShelfError> {
    let beside = path.with_extension("lock");
    let mut options = OpenOptions::new();
    let file = private(options.write(true).create(true).truncate(false), &beside);
    let file = file.map_err(|source| ShelfError::File {
        path: beside,
        source,
    })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => Err(ShelfError::Busy(path.to_owned())),
    }
}

fn private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.mode(0o600).open(path)
}

impl Shelf {
    /// Opens the shelf in a file; one that is not there is empty. Every record is opened once, so that a wrong master key
    /// is known at once.
    ///
    /// # Errors
    /// The file cannot be used, others may read it, or the master key does not fit.
    pub fn open(path: &Path, master: MasterKey) -> Result<Self, ShelfError> {
        let mut shelf = Self {
            path: path.to_owned(),
            master,
            rows: BTreeMap::new(),
            _lock: locked(path)?,
        };
        if !path.exists() {
            return Ok(shelf);
        }
        let malformed = || ShelfError::Malformed(path.to_owned());
        let rows: Rows = serde_json::from_str(&private_text(path)?).map_err(|_| malformed())?;
        for (name, credential) in rows.credentials {
            let name = KeyName::new(&name).map_err(|_| malformed())?;
            shelf.rows.insert(name, credential);
        }
        let names: Vec<KeyName> = shelf.rows.keys().copied().collect();
        for name in names {
            shelf.material(name)?;
        }
        Ok(shelf)
    }

    /// Every credential by its name.
    pub fn credentials(&self) -> impl Iterator<Item = (KeyName, &Credential)> {
        self.rows.iter().map(|(name, one)| (*name, one))
    }

    /// The credential of a name.
    #[must_use]
    pub fn credential(&self, name: KeyName) -> Option<&Credential> {
        self.rows.get(&name)
    }

    /// Seals a credential; it is on disk when this answers.
    ///
    /// # Errors
    /// The name is taken, the key is unfit, or the file cannot be written: then nothing changed.
    pub fn add(
        &mut self,
        name: KeyName,
        (bound, note): (&str, &str),
        key: &KeyMaterial,
    ) -> Result<(), ShelfError> {
        if self.rows.contains_key(&name) {
            return Err(ShelfError::Taken(name));
        }
        if self.rows.len() >= CREDENTIALS_MAX {
            return Err(ShelfError::Full);
        }
        let row = self.sealed(name, (bound, note), key)?;
        self.with(|rows| drop(rows.insert(name, row)))
    }

    /// Puts another key in the place of a credential's; what it is bound to stays. The old one is gone when this answers.
    ///
    /// # Errors
    /// There is none of that name, the key is unfit, or the file cannot be written: then the old one stays.
    pub fn replace(
        &mut self,
        name: KeyName,
        note: &str,
        key: &KeyMaterial,
    ) -> Result<(), ShelfError> {
        let old = self.rows.get(&name).ok_or(ShelfError::Missing(name))?;
        let bound = old.bound.clone();
        let row = self.sealed(name, (&bound, note), key)?;
        self.with(|rows| drop(rows.insert(name, row)))
    }

    /// Writes other words beside a credential.
    ///
    /// # Errors
    /// There is none of that name, or the file cannot be written.
    pub fn note(&mut self, name: KeyName, note: &str) -> Result<(), ShelfError> {
        let old = self.rows.get(&name).ok_or(ShelfError::Missing(name))?;
        let row = Credential {
            note: note.to_owned(),
            ..old.clone()
        };
        self.with(|rows| drop(rows.insert(name, row)))
    }

    /// Takes a credential away.
    ///
    /// # Errors
    /// There is none of that name, or the file cannot be written.
    pub fn remove(&mut self, name: KeyName) -> Result<(), ShelfError> {
        if !self.rows.contains_key(&name) {
            return Err(ShelfError::Missing(name));
        }
        self.with(|rows| drop(rows.remove(&name)))
    }

    /// Puts the key of a credential into a vault, under the credential's name.
    ///
    /// # Errors
    /// There is none of that name, it does not open, or the vault holds that name.
    pub fn load(&self, vault: &mut Vault, name: KeyName) -> Result<(), ShelfError> {
        Ok(self.material(name)?.hold(vault, name)?)
    }

    fn material(&self, name: KeyName) -> Result<KeyMaterial, ShelfError> {
        let row = self.rows.get(&name).ok_or(ShelfError::Missing(name))?;
        let opened = self.master.open(place(&name, &row.bound), &row.sealed)?;
        let mut halves: Halves =
            serde_json::from_slice(&opened).map_err(|_| SealError::DoesNotOpen)?;
        let secret = halves.secret.take().or_else(|| halves.pem.take());
        Ok(KeyMaterial {
            public: halves.public.clone(),
            secret: Zeroizing::new(secret.ok_or(SealError::DoesNotOpen)?),
        })
    }

    fn sealed(
        &self,
        name: KeyName,
        (bound, note): (&str, &str),
        key: &KeyMaterial,
    ) -> Result<Credential, ShelfError> {
        // A vault of one judges the key as the house's own would.
        key.hold(&mut Vault::new(), name)?;
        let halves = key.halves();
        let text = serde_json::to_vec(&halves).map_err(|_| VaultError::Malformed(name))?;
        let text = Zeroizing::new(text);
        Ok(Credential {
            bound: bound.to_owned(),
            note: note.to_owned(),
            ending: key.ending(),
            sealed: self.master.seal(place(&name, bound), &text)?,
        })
    }

    /// Changes the rows on disk first, then here.
    fn with(
        &mut self,
        change: impl FnOnce(&mut BTreeMap<KeyName, Credential>),
    ) -> Result<(), ShelfError> {
        let mut rows = self.rows.clone();
        change(&mut rows);
        let named = rows
            .iter()
            .map(|(name, one)| (name.to_string(), one.clone()));
        let all = Rows {
            credentials: named.collect(),
        };
        self.write(&all).map_err(|source| ShelfError::File {
            path: self.path.clone(),
            source,
        })?;
        self.rows = rows;
        Ok(())
    }

    /// Beside it, synced, and renamed over it: a cut leaves the old file or the whole new one.
    fn write(&self, rows: &Rows) -> io::Result<()> {
        let beside = self.path.with_extension("part");
        let mut file = private(
            OpenOptions::new().write(true).create(true).truncate(true),
            &beside,
        )?;
        file.write_all(&serde_json::to_vec_pretty(rows)?)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        match self.path.parent() {
            Some(folder) if folder.is_dir() => File::open(folder)?.sync_all(),
            Some(_) | None => Ok(()),
        }
    }
}

fn place<'p>(name: &'p KeyName, bound: &'p str) -> SealPlace<'p> {
    SealPlace {
        table: TABLE,
        row: name.as_str(),
        bound,
    }
}

#[cfg(test)]
mod tests;
