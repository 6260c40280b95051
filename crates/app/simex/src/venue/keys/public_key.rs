//! Public keys of callers: read from PEM, and asked whether a signature is theirs. Never a private key, no
//! format and no arithmetic of its own: `spki` reads, `ring` verifies.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use spki::der::DecodePem;
use spki::{ObjectIdentifier, SubjectPublicKeyInfoOwned};

/// Longest PEM text accepted, in bytes: an RSA key of 8,192 bits fits.
const PEM_BYTES_MAX: usize = 4_096;
/// An RSA key of 2,048 bits takes more than this.
const RSA_BYTES_MIN: usize = 256;
/// An Ed25519 key takes exactly this.
const ED25519_BYTES: usize = 32;
/// The name of RSA keys (RFC 8017).
const RSA_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// The name of Ed25519 keys (RFC 8410).
const ED25519_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    /// RSA with PKCS#1 v1.5 padding over SHA-256.
    Rsa(Vec<u8>),
    /// Ed25519.
    Ed25519(Vec<u8>),
}

impl PublicKey {
    /// Reads `-----BEGIN PUBLIC KEY-----` and what follows; none when it is no RSA key of at least 2,048 bits and no
    /// Ed25519 key.
    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        if pem.len() > PEM_BYTES_MAX {
            return None;
        }
        let read = SubjectPublicKeyInfoOwned::from_pem(pem.trim()).ok()?;
        let name = read.algorithm.oid;
        let key = read.subject_public_key.as_bytes()?.to_vec();
        if name == RSA_NAME && key.len() > RSA_BYTES_MIN {
            Some(Self::Rsa(key))
        } else if name == ED25519_NAME && key.len() == ED25519_BYTES {
            Some(Self::Ed25519(key))
        } else {
            None
        }
    }

    /// Whether a base64 signature of a payload is this key's.
    pub(crate) fn holds(&self, payload: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else {
            return false;
        };
        let verified = match self {
            Self::Rsa(key) => {
                UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).verify(payload, &signature)
            }
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(payload, &signature),
        };
        verified.is_ok()
    }
}
