//! The key under which this house signs its own reports: Ed25519, sealed at rest in a file of its owner's alone. Never a
//! key of a venue, and never the private half in the clear on disk.

use crate::seal::{MasterKey, SealError, SealPlace};
use crate::shelf::{ShelfError, private_text, write_private};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The table of report keys in the format of sealed records.
const TABLE: &str = "report-key";
/// Bytes of a public key.
const PUBLIC_BYTES: usize = 32;

/// The key of one house, open.
pub struct ReportKey {
    instance: String,
    pair: Ed25519KeyPair,
}

/// The public half: whoever has it can tell what the house signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportVerifier([u8; PUBLIC_BYTES]);

/// Why a signature is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReportForged {
    /// The key is not 32 bytes in base64.
    #[error("the public key is not 32 bytes in base64")]
    MalformedKey,
    /// The signature is not of this key over these bytes.
    #[error("the signature is not of this key over these bytes")]
    Signature,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    instance: String,
    public: String,
    sealed: String,
}

impl fmt::Debug for ReportKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReportKey({})", self.instance)
    }
}

impl ReportKey {
    /// Opens the key in a file; where none is, one is made that nobody had before, and it is on disk when this answers.
    ///
    /// # Errors
    /// The file cannot be used, others may read it, it is of another instance, or the master key does not fit.
    pub fn open(path: &Path, instance: &str, master: &MasterKey) -> Result<Self, ShelfError> {
        if path.exists() {
            Self::read(path, instance, master)
        } else {
            Self::make(path, instance, master)
        }
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> ReportVerifier {
        let mut bytes = [0; PUBLIC_BYTES];
        bytes
            .iter_mut()
            .zip(self.pair.public_key().as_ref())
            .for_each(|(to, from)| *to = *from);
        ReportVerifier(bytes)
    }

    /// Signs these bytes; base64.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> String {
        STANDARD.encode(self.pair.sign(bytes))
    }

    fn read(path: &Path, instance: &str, master: &MasterKey) -> Result<Self, ShelfError> {
        let row = row(path)?;
        if row.instance != instance {
            return Err(SealError::DoesNotOpen.into());
        }
        let opened = master.open(place(instance, &row.public), &row.sealed)?;
        let pair = Ed25519KeyPair::from_pkcs8(&opened).map_err(|_| SealError::DoesNotOpen)?;
        let instance = row.instance;
        Ok(Self { instance, pair })
    }

    fn make(path: &Path, instance: &str, master: &MasterKey) -> Result<Self, ShelfError> {
        let private = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
        let private = private.map_err(|_| SealError::NoRandomness)?;
        let pair = Ed25519KeyPair::from_pkcs8(private.as_ref());
        let pair = pair.map_err(|_| SealError::NoRandomness)?;
        let key = Self {
            instance: instance.to_owned(),
            pair,
        };
        let public = key.verifier().to_string();
        let sealed = master.seal(place(instance, &public), private.as_ref())?;
        let row = Row {
            instance: instance.to_owned(),
            public,
            sealed,
        };
        let text = serde_json::to_string_pretty(&row);
        let text = text.map_err(|_| ShelfError::Malformed(path.to_owned()))?;
        write_private(path, &text)?;
        Ok(key)
    }
}

impl ReportVerifier {
    /// The public half that lies beside the sealed key in a file; it needs no master key. `None` where there is no file.
    ///
    /// # Errors
    /// The file cannot be used, others may read it, or it holds no such key.
    pub fn beside(path: &Path) -> Result<Option<Self>, ShelfError> {
        if !path.exists() {
            return Ok(None);
        }
        let public = Self::parse(&row(path)?.public);
        let public = public.map_err(|_| ShelfError::Malformed(path.to_owned()))?;
        Ok(Some(public))
    }

    /// A public half from its text.
    ///
    /// # Errors
    /// It is not 32 bytes in base64.
    pub fn parse(text: &str) -> Result<Self, ReportForged> {
        let bytes = STANDARD.decode(text);
        let bytes = bytes.map_err(|_| ReportForged::MalformedKey)?;
        let bytes = <[u8; PUBLIC_BYTES]>::try_from(bytes.as_slice());
        bytes.map(Self).map_err(|_| ReportForged::MalformedKey)
    }

    /// Whether the house of this key signed exactly these bytes.
    ///
    /// # Errors
    /// It did not.
    pub fn verify(&self, bytes: &[u8], signature: &str) -> Result<(), ReportForged> {
        let signature = STANDARD.decode(signature);
        let signature = signature.map_err(|_| ReportForged::Signature)?;
        UnparsedPublicKey::new(&ED25519, self.0)
            .verify(bytes, &signature)
            .map_err(|_| ReportForged::Signature)
    }
}

impl fmt::Display for ReportVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

fn row(path: &Path) -> Result<Row, ShelfError> {
    let text = private_text(path)?;
    serde_json::from_str(&text).map_err(|_| ShelfError::Malformed(path.to_owned()))
}

/// The key opens only beside the public half that it belongs to.
const fn place<'p>(instance: &'p str, public: &'p str) -> SealPlace<'p> {
    SealPlace {
        table: TABLE,
        row: instance,
        bound: public,
    }
}

#[cfg(test)]
mod tests;
