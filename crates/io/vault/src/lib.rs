//! Secrets of venue keys and the signatures made with them. A secret goes in and never comes out; this crate never
//! touches a network or a database.

mod der;
mod digest;
mod report_key;
mod seal;
mod shelf;
mod signing;

pub use digest::digest;
pub use report_key::{ReportForged, ReportKey, ReportVerifier};
pub use seal::{MasterKey, SealError, SealPlace};
pub use shelf::{Credential, KeyMaterial, Shelf, ShelfError, private_text, write_private};
pub use signing::KeyKind;

use core::fmt;
use domain::Text;
use signing::{PemTrouble, Signer};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Longest secret or key accepted, in bytes.
const KEY_BYTES_MAX: usize = 4_096;
/// Longest PEM text accepted, in bytes: an RSA key of 8,192 bits fits.
const PEM_BYTES_MAX: usize = 8_192;

/// The name this house gives a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(Text<40>);

impl KeyName {
    /// Takes printable ASCII without spaces.
    ///
    /// # Errors
    /// Empty, longer than 40 bytes, or another character.
    pub fn new(text: &str) -> Result<Self, domain::TextError> {
        Text::new(text).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a key was not taken or a signature not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No key of that name is here.
    #[error("the vault holds no key named {0}")]
    NoSuchKey(KeyName),
    /// A key of that name is here; it is removed before another takes its name.
    #[error("the vault already holds a key named {0}")]
    NameTaken(KeyName),
    /// The key or the secret is empty, too long, or holds characters that no header can carry.
    #[error("the key or the secret named {0} is empty, too long, or not printable ASCII")]
    Malformed(KeyName),
    /// The private key is protected by a passphrase; it is taken only without one.
    #[error("the private key named {0} is encrypted; give it without a passphrase")]
    Encrypted(KeyName),
    /// The text is no private key in PEM (PKCS#8, or PKCS#1 for RSA) of Ed25519 or of RSA with 2,048 bits or more.
    #[error("{0} is no PEM private key of Ed25519, or of RSA with 2,048 to 4,096 bits")]
    UnfitKey(KeyName),
    /// The system had no randomness for a signature.
    #[error("the system had no randomness for a signature with {0}")]
    NoRandomness(KeyName),
}

/// A signature over a payload: lower-case hexadecimal of HMAC-SHA256, base64 of Ed25519 and RSA.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(String);

impl Signature {
    /// The text, as the venue wants it before any encoding of the request that carries it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

struct Key {
    public: String,
    signer: Signer,
}

/// The keys of this house, in memory.
#[derive(Default)]
pub struct Vault {
    keys: BTreeMap<KeyName, Key>,
}

impl Vault {
    /// An empty vault.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a key that signs with HMAC: its public half, which every request names, and its secret, which never comes
    /// out again.
    ///
    /// # Errors
    /// The name is taken, or a half is empty, too long or not printable ASCII. The secret is wiped in every case.
    pub fn insert(
        &mut self,
        name: KeyName,
        public: String,
        secret: Zeroizing<String>,
    ) -> Result<(), VaultError> {
        if !is_sound(&public) || !is_sound(&secret) {
            return Err(VaultError::Malformed(name));
        }
        self.hold(name, public, Signer::shared(&secret))
    }

    /// Takes a key that signs with Ed25519 or RSA: the name the venue gave it, and the private key as PEM, which tells
    /// its kind and never comes out again.
    ///
    /// # Errors
    /// The name is taken, the public half cannot stand in a header, or the text is no private key without passphrase.
    /// The text is wiped in every case.
    pub fn insert_pem(
        &mut self,
        name: KeyName,
        public: String,
        pem: Zeroizing<String>,
    ) -> Result<(), VaultError> {
        if !is_sound(&public) || pem.len() > PEM_BYTES_MAX {
            return Err(VaultError::Malformed(name));
        }
        let signer = Signer::from_pem(&pem).map_err(|trouble| match trouble {
            PemTrouble::Encrypted => VaultError::Encrypted(name),
            PemTrouble::Unfit => VaultError::UnfitKey(name),
        })?;
        self.hold(name, public, signer)
    }

    fn hold(&mut self, name: KeyName, public: String, signer: Signer) -> Result<(), VaultError> {
        if self.keys.contains_key(&name) {
            return Err(VaultError::NameTaken(name));
        }
        self.keys.insert(name, Key { public, signer });
        Ok(())
    }

    /// Forgets a key; its secret is wiped.
    ///
    /// # Errors
    /// No key of that name is here.
    pub fn remove(&mut self, name: KeyName) -> Result<(), VaultError> {
        self.keys
            .remove(&name)
            .map(drop)
            .ok_or(VaultError::NoSuchKey(name))
    }

    /// The names of the keys held.
    pub fn names(&self) -> impl Iterator<Item = KeyName> + '_ {
        self.keys.keys().copied()
    }

    /// The public half of a key: what requests name in their header. No secret.
    ///
    /// # Errors
    /// No key of that name is here.
    pub fn public_key(&self, name: KeyName) -> Result<&str, VaultError> {
        self.held(name).map(|key| key.public.as_str())
    }

    /// How a key signs.
    ///
    /// # Errors
    /// No key of that name is here.
    pub fn kind(&self, name: KeyName) -> Result<KeyKind, VaultError> {
        self.held(name).map(|key| key.signer.kind())
    }

    /// The public half of a key pair as PEM, to be registered at the venue; `None` for a shared secret. No secret.
    ///
    /// # Errors
    /// No key of that name is here.
    pub fn public_pem(&self, name: KeyName) -> Result<Option<String>, VaultError> {
        self.held(name).map(|key| key.signer.public_pem())
    }

    /// Signs the exact bytes of `payload`, in the key's own way.
    ///
    /// # Errors
    /// No key of that name is here, or the system had no randomness for an RSA signature.
    pub fn sign(&self, name: KeyName, payload: &[u8]) -> Result<Signature, VaultError> {
        self.held(name)?
            .signer
            .sign(payload)
            .map(Signature)
            .ok_or(VaultError::NoRandomness(name))
    }

    fn held(&self, name: KeyName) -> Result<&Key, VaultError> {
        self.keys.get(&name).ok_or(VaultError::NoSuchKey(name))
    }
}

fn is_sound(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= KEY_BYTES_MAX
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("keys", &self.keys.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
