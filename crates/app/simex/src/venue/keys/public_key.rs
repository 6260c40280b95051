//! Public keys of callers: read from PEM, and asked whether a signature is theirs. Never a private key, and no
//! arithmetic of its own: `ring` verifies.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

/// Longest PEM text accepted, in bytes: an RSA key of 8,192 bits fits.
const PEM_BYTES_MAX: usize = 4_096;
/// An RSA key of 2,048 bits takes more than this.
const RSA_BYTES_MIN: usize = 256;
/// An Ed25519 key takes exactly this.
const ED25519_BYTES: usize = 32;
/// DER's name of RSA, `1.2.840.113549.1.1.1`.
const RSA_NAME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// DER's name of Ed25519, `1.3.101.112`.
const ED25519_NAME: &[u8] = &[0x2b, 0x65, 0x70];
/// DER tags.
const SEQUENCE: u8 = 0x30;
const NAME: u8 = 0x06;
const BITS: u8 = 0x03;

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
        let (_, rest) = pem.split_once("-----BEGIN PUBLIC KEY-----")?;
        let (inner, _) = rest.split_once("-----END PUBLIC KEY-----")?;
        let inner: String = inner.split_whitespace().collect();
        let der = STANDARD.decode(inner).ok()?;
        let (outer, _) = taken(&der, SEQUENCE)?;
        let (algorithm, rest) = taken(outer, SEQUENCE)?;
        let (name, _) = taken(algorithm, NAME)?;
        let (bits, _) = taken(rest, BITS)?;
        let key = bits.strip_prefix(&[0])?.to_vec();
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

/// The value under a DER tag at the front, and what follows it.
fn taken(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    if *first != tag {
        return None;
    }
    let (short, rest) = rest.split_first()?;
    let (length, rest) = if *short < 0x80 {
        (usize::from(*short), rest)
    } else {
        let digits = usize::from(*short & 0x7f);
        if digits > 2 {
            return None;
        }
        let (digits, rest) = rest.split_at_checked(digits)?;
        let length = digits
            .iter()
            .fold(0_usize, |length, digit| length * 256 + usize::from(*digit));
        (length, rest)
    };
    rest.split_at_checked(length)
}
