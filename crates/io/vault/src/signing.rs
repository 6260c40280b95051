//! The three ways a venue key signs, and reading private keys from PEM. A private key goes in and never comes out; only
//! its public half does.

use crate::der;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use hmac::{Hmac, KeyInit, Mac};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// HMAC-SHA256 under a shared secret; the signature is lower-case hexadecimal.
    Hmac,
    /// Ed25519; the signature is base64.
    Ed25519,
    /// RSA of 2,048 bits or more, PKCS#1 v1.5 padding over SHA-256; the signature is base64.
    Rsa,
}

impl KeyKind {
    /// The name used in configuration and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hmac => "hmac",
            Self::Ed25519 => "ed25519",
            Self::Rsa => "rsa",
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What makes signatures. The text and the DER it was read from are wiped; `ring` keeps its own form of a private key for
/// as long as the key is held.
pub(crate) enum Signer {
    Hmac(Zeroizing<Vec<u8>>),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

/// Why a PEM text gives no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PemTrouble {
    /// It is protected by a passphrase.
    Encrypted,
    /// It is no private key of a kind that signs here.
    Unfit,
}

impl Signer {
    pub(crate) fn shared(secret: &str) -> Self {
        Self::Hmac(Zeroizing::new(secret.as_bytes().to_vec()))
    }

    /// Reads `PRIVATE KEY` (PKCS#8) and `RSA PRIVATE KEY` (PKCS#1).
    pub(crate) fn from_pem(pem: &str) -> Result<Self, PemTrouble> {
        if pem.contains("ENCRYPTED") {
            return Err(PemTrouble::Encrypted);
        }
        if let Some(inner) = armoured(pem, "RSA PRIVATE KEY") {
            let der = bytes(inner)?;
            let pair = RsaKeyPair::from_der(&der).map_err(|_| PemTrouble::Unfit)?;
            return Ok(Self::Rsa(pair));
        }
        let der = bytes(armoured(pem, "PRIVATE KEY").ok_or(PemTrouble::Unfit)?)?;
        // A key without its public half (PKCS#8 version 1, as OpenSSL writes it) is as good as one with it.
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der) {
            return Ok(Self::Ed25519(pair));
        }
        RsaKeyPair::from_pkcs8(&der)
            .map(Self::Rsa)
            .map_err(|_| PemTrouble::Unfit)
    }

    pub(crate) const fn kind(&self) -> KeyKind {
        match self {
            Self::Hmac(_) => KeyKind::Hmac,
            Self::Ed25519(_) => KeyKind::Ed25519,
            Self::Rsa(_) => KeyKind::Rsa,
        }
    }

    /// The signature's text over exactly these bytes; `None` when no randomness was to be had for the blinding of RSA.
    pub(crate) fn sign(&self, payload: &[u8]) -> Option<String> {
        match self {
            Self::Hmac(secret) => {
                let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
                mac.update(payload);
                Some(hexadecimal(&mac.finalize().into_bytes()))
            }
            Self::Ed25519(pair) => Some(STANDARD.encode(pair.sign(payload))),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    payload,
                    &mut signature,
                )
                .ok()?;
                Some(STANDARD.encode(signature))
            }
        }
    }

    /// The public half as PEM, which a person registers at the venue; a shared secret has none.
    pub(crate) fn public_pem(&self) -> Option<String> {
        let der = match self {
            Self::Hmac(_) => return None,
            Self::Ed25519(pair) => der::ed25519_public(pair.public_key().as_ref()),
            Self::Rsa(pair) => der::rsa_public(pair.public().as_ref()),
        };
        Some(der::pem("PUBLIC KEY", &der))
    }
}

fn armoured<'a>(pem: &'a str, label: &str) -> Option<&'a str> {
    let (_, rest) = pem.split_once(&format!("-----BEGIN {label}-----"))?;
    let (inner, _) = rest.split_once(&format!("-----END {label}-----"))?;
    Some(inner)
}

fn bytes(inner: &str) -> Result<Zeroizing<Vec<u8>>, PemTrouble> {
    let mut text = Zeroizing::new(Vec::with_capacity(inner.len()));
    text.extend(inner.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let mut der = Zeroizing::new(vec![0; text.len()]);
    let length = STANDARD
        .decode_slice(text.as_slice(), der.as_mut_slice())
        .map_err(|_| PemTrouble::Unfit)?;
    der.truncate(length);
    Ok(der)
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text
}
