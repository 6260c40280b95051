//! Sealing of secrets at rest: AES-256-GCM under a key of each record's own, bound to the place the record lies at. The
//! format is written in docs/spec/vault-format.md. Never a file, and never a nonce or key that was used before.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// The first bytes of every sealed record: format 1.
const MARK: &[u8; 4] = b"CFS1";
/// Bytes of a master key.
const MASTER_BYTES: usize = 32;
/// Random bytes from which the key of a record is derived.
const SALT_BYTES: usize = 32;
/// What keys of records are derived for.
const PURPOSE: &[&[u8]] = &[b"cofferdam sealed record"];

/// The key under which everything at rest is sealed.
pub struct MasterKey(Zeroizing<[u8; MASTER_BYTES]>);

/// Where a sealed record lies; it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealPlace<'p> {
    /// What kind of record it is.
    pub table: &'p str,
    /// Which record of that kind.
    pub row: &'p str,
    /// What else of the record may not be changed under it.
    pub bound: &'p str,
}

/// Why a record was not sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The master key is not 64 hexadecimal digits.
    #[error("a master key is 64 hexadecimal digits")]
    MalformedKey,
    /// The system had no randomness.
    #[error("the system had no randomness to seal with")]
    NoRandomness,
    /// The record was sealed under another key, lies at another place, or was altered.
    #[error("a sealed record does not open: another master key, another place, or altered bytes")]
    DoesNotOpen,
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl SealPlace<'_> {
    /// The associated data: the mark and the parts with their lengths, so that no two places read the same.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        for part in [self.table, self.row, self.bound] {
            bytes.extend(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes
    }
}

impl MasterKey {
    /// A master key from its text: 64 hexadecimal digits, white space around them left out.
    ///
    /// # Errors
    /// The text is anything else.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let digits = text.trim().as_bytes();
        let mut key = Zeroizing::new([0_u8; MASTER_BYTES]);
        if digits.len() != MASTER_BYTES.saturating_mul(2) {
            return Err(SealError::MalformedKey);
        }
        for (byte, pair) in key.iter_mut().zip(digits.chunks(2)) {
            let mut value = 0_u32;
            for digit in pair {
                let digit = char::from(*digit).to_digit(16);
                let digit = digit.ok_or(SealError::MalformedKey)?;
                value = value.saturating_mul(16).saturating_add(digit);
            }
            *byte = u8::try_from(value).map_err(|_| SealError::MalformedKey)?;
        }
        Ok(Self(key))
    }

    /// The text of a master key nobody had before.
    ///
    /// # Errors
    /// The system had no randomness.
    pub fn invent() -> Result<Zeroizing<String>, SealError> {
        let key: Zeroizing<[u8; MASTER_BYTES]> = Zeroizing::new(random()?);
        let mut text = Zeroizing::new(String::with_capacity(MASTER_BYTES.saturating_mul(2)));
        for byte in key.iter() {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        Ok(text)
    }

    /// Seals a secret for a place; base64.
    ///
    /// # Errors
    /// The system had no randomness.
    pub fn seal(&self, place: SealPlace<'_>, secret: &[u8]) -> Result<String, SealError> {
        let salt: [u8; SALT_BYTES] = random()?;
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = Zeroizing::new(secret.to_vec());
        let key = self.key_of(&salt)?;
        let place = Aad::from(place.bytes());
        let tag = key
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), place, &mut sealed)
            .map_err(|_| SealError::NoRandomness)?;
        let parts: [&[u8]; 5] = [MARK, &salt, &nonce, &sealed, tag.as_ref()];
        Ok(STANDARD.encode(parts.concat()))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// It was sealed under another key or for another place, or was altered.
    pub fn open(
        &self,
        place: SealPlace<'_>,
        sealed: &str,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let shut = SealError::DoesNotOpen;
        let bytes = STANDARD.decode(sealed).map_err(|_| shut)?;
        let rest = bytes.strip_prefix(MARK).ok_or(shut)?;
        let (salt, rest) = rest.split_first_chunk::<SALT_BYTES>().ok_or(shut)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>().ok_or(shut)?;
        let mut secret = Zeroizing::new(rest.to_vec());
        let key = self.key_of(salt)?;
        let place = Aad::from(place.bytes());
        let opened = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), place, &mut secret)
            .map_err(|_| shut)?;
        let length = opened.len();
        secret.truncate(length);
        Ok(secret)
    }

    /// The key of one record.
    fn key_of(&self, salt: &[u8; SALT_BYTES]) -> Result<LessSafeKey, SealError> {
        let drawn = Salt::new(HKDF_SHA256, salt).extract(self.0.as_slice());
        let key = drawn.expand(PURPOSE, &AES_256_GCM);
        let key = key.map_err(|_| SealError::NoRandomness)?;
        Ok(LessSafeKey::new(UnboundKey::from(key)))
    }
}

fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| SealError::NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
