//! Secrets of 256 bits and what is kept of them. The secret itself is shown once and never stored, logged or compared.

use alloc::string::String;
use core::fmt;
use core::fmt::Write as _;
use core::str::FromStr;
use domain::{SessionId, TextError};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// Bytes of chance in a secret.
pub const SECRET_BYTES: usize = 32;
/// Hexadecimal digits of a secret's text.
const SECRET_DIGITS: usize = SECRET_BYTES * 2;
/// Bytes of a session's public handle.
const HANDLE_BYTES: usize = 16;

/// A session's or set-up token's secret. Wiped when dropped; its debug text says nothing.
pub struct Secret([u8; SECRET_BYTES]);

/// What is stored of a secret: its SHA-256 under a label of its use. Compared in constant time.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

/// The per-session word that a form must carry. It comes from the session's secret and reveals nothing of it.
#[derive(Clone, Copy)]
pub struct CsrfToken([u8; 32]);

/// The text is no secret of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretError;

impl Secret {
    /// A secret of these bytes, which must come from the system's source of chance.
    #[must_use]
    pub const fn new(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// Not exactly 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        unhex(text, &mut bytes)?;
        Ok(Self(*bytes))
    }

    /// The text form, to be shown once: in a cookie or on the terminal.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(&self.0))
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(labelled(b"cofferdam stored secret 1", &self.0))
    }

    /// The word that forms of this session carry.
    #[must_use]
    pub fn csrf(&self) -> CsrfToken {
        CsrfToken(labelled(b"cofferdam form word 1", &self.0))
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl SecretHash {
    /// A hash as it was stored.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A name for the session that may be shown and logged; the hash cannot be found from it.
    ///
    /// # Errors
    /// Never for a hash of ours: its 32 digits fit a session's name.
    pub fn session_id(&self) -> Result<SessionId, TextError> {
        SessionId::new(&self.name())
    }

    fn name(&self) -> String {
        let digest = labelled(b"cofferdam session name 1", &self.0);
        hex(digest.get(..HANDLE_BYTES).unwrap_or(&digest))
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretHash {}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretHash({})", self.name())
    }
}

impl fmt::Display for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for SecretHash {
    type Err = SecretError;
    fn from_str(text: &str) -> Result<Self, SecretError> {
        let mut bytes = [0; 32];
        unhex(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

impl CsrfToken {
    /// Whether a form carried this word; compared in constant time.
    ///
    /// # Errors
    /// It carried another.
    pub fn check(&self, presented: &str) -> Result<(), SecretError> {
        let mut bytes = [0; 32];
        unhex(presented, &mut bytes)?;
        if bool::from(self.0.ct_eq(&bytes)) {
            Ok(())
        } else {
            Err(SecretError)
        }
    }
}

impl fmt::Display for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfToken(…)")
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the secret does not fit")
    }
}

impl core::error::Error for SecretError {}

/// SHA-256 of a label, a zero byte, and bytes: one use's hash is never another's.
pub(crate) fn labelled(label: &[u8], bytes: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(label);
    hasher.update([0]);
    hasher.update(bytes);
    hasher.finalize().into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        if write!(text, "{byte:02x}").is_err() {
            break;
        }
    }
    text
}

fn unhex(text: &str, into: &mut [u8; SECRET_BYTES]) -> Result<(), SecretError> {
    if text.len() != SECRET_DIGITS {
        return Err(SecretError);
    }
    for (slot, pair) in into.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else {
            return Err(SecretError);
        };
        *slot = (digit(*high)? << 4) | digit(*low)?;
    }
    Ok(())
}

const fn digit(byte: u8) -> Result<u8, SecretError> {
    match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(SecretError),
    }
}

#[cfg(test)]
mod tests;
