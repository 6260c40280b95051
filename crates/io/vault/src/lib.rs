//! Secrets of venue keys and the signatures made with them. A secret goes in and never comes out; this crate never
//! touches a network or a database.

use core::fmt;
use domain::Text;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Longest secret or key accepted, in bytes.
const KEY_BYTES_MAX: usize = 4_096;

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
}

/// A signature over a payload: lower-case hexadecimal HMAC-SHA256.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(String);

impl Signature {
    /// The hexadecimal text, as the venue wants it.
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
    /// Wiped when the key is forgotten or the vault ends.
    secret: Zeroizing<Vec<u8>>,
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

    /// Takes a key: its public half, which every request names, and its secret, which never comes out again.
    ///
    /// # Errors
    /// The name is taken, or a half is empty, too long or not printable ASCII. The secret is wiped in every case.
    pub fn insert(
        &mut self,
        name: KeyName,
        public: String,
        secret: Zeroizing<String>,
    ) -> Result<(), VaultError> {
        let sound = |text: &str| {
            !text.is_empty()
                && text.len() <= KEY_BYTES_MAX
                && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if !sound(&public) || !sound(&secret) {
            return Err(VaultError::Malformed(name));
        }
        if self.keys.contains_key(&name) {
            return Err(VaultError::NameTaken(name));
        }
        let secret = Zeroizing::new(secret.as_bytes().to_vec());
        self.keys.insert(name, Key { public, secret });
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
        self.keys
            .get(&name)
            .map(|key| key.public.as_str())
            .ok_or(VaultError::NoSuchKey(name))
    }

    /// Signs the exact bytes of `payload` with HMAC-SHA256.
    ///
    /// # Errors
    /// No key of that name is here.
    pub fn sign(&self, name: KeyName, payload: &[u8]) -> Result<Signature, VaultError> {
        let key = self.keys.get(&name).ok_or(VaultError::NoSuchKey(name))?;
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&key.secret).map_err(|_| VaultError::Malformed(name))?;
        mac.update(payload);
        let mut text = String::with_capacity(64);
        for byte in mac.finalize().into_bytes() {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        Ok(Signature(text))
    }
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
