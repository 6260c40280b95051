//! Password hashes: Argon2id, made and checked. Never stores or shows a password; chance comes in as an argument.

use crate::policy::NewPassword;
use alloc::string::{String, ToString};
use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, Version};
use core::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Bytes of chance in a salt.
pub const SALT_BYTES: usize = 16;
/// Memory of one hash, in KiB: the first choice of the OWASP password storage cheat sheet (19 MiB, 2 passes, 1 lane).
const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// Bytes of the hash.
const OUTPUT_BYTES: usize = 32;
/// A stored hash that asks for more memory than this is damaged, not honoured.
const MEMORY_KIB_MAX: u32 = 1_048_576;
/// A stored hash that asks for more passes than this is damaged, not honoured.
const PASSES_MAX: u32 = 16;

/// A password's hash in PHC text form. Its debug text says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(phc::PasswordHash);

/// What came of checking a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is the one.
    Right(Rehash),
    /// It is not, or there is no such person: the two cannot be told apart, by words or by time.
    Wrong,
}

/// Whether a right password should be hashed anew with today's cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rehash {
    /// The stored hash is weaker than today's.
    Due,
    /// It is as strong.
    NotDue,
}

/// Why there is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashError {
    /// The stored text is no Argon2id hash of bounded cost.
    Damaged,
    /// The memory for hashing could not be had.
    NoMemory,
}

impl PasswordHash {
    /// Hashes a password that passed the policy; `salt` must come from the system's source of chance.
    ///
    /// # Errors
    /// The memory could not be had.
    pub fn new(password: &NewPassword, salt: [u8; SALT_BYTES]) -> Result<Self, HashError> {
        let params = today()?;
        let output = run(&params, password.expose().as_bytes(), &salt)?;
        Ok(Self(phc::PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: (&params).try_into().map_err(|_| HashError::NoMemory)?,
            salt: Some(phc::Salt::new(&salt).map_err(|_| HashError::NoMemory)?),
            hash: Some(phc::Output::new(&*output).map_err(|_| HashError::NoMemory)?),
        }))
    }

    /// Reads a stored hash.
    ///
    /// # Errors
    /// Not Argon2id version 19 with a salt, 32 bytes of output and a bounded cost.
    pub fn parse(text: &str) -> Result<Self, HashError> {
        let hash = phc::PasswordHash::new(text).map_err(|_| HashError::Damaged)?;
        let params = Params::try_from(&hash).map_err(|_| HashError::Damaged)?;
        let whole = hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && hash.salt.is_some()
            && hash.hash.is_some_and(|out| out.len() == OUTPUT_BYTES)
            && params.m_cost() <= MEMORY_KIB_MAX
            && params.t_cost() <= PASSES_MAX;
        if whole {
            Ok(Self(hash))
        } else {
            Err(HashError::Damaged)
        }
    }

    /// The text to store.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.to_string()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Checks what somebody typed against what is stored; `None` (no such person) does the same work and is always wrong.
///
/// # Errors
/// The memory for hashing could not be had, or the stored hash is damaged.
pub fn check_password(stored: Option<&PasswordHash>, typed: &str) -> Result<Checked, HashError> {
    let Some(PasswordHash(hash)) = stored else {
        run(&today()?, typed.as_bytes(), &[0; SALT_BYTES])?;
        return Ok(Checked::Wrong);
    };
    let params = Params::try_from(hash).map_err(|_| HashError::Damaged)?;
    let (salt, expected) = (
        hash.salt.as_ref().ok_or(HashError::Damaged)?,
        hash.hash.as_ref().ok_or(HashError::Damaged)?,
    );
    let output = run(&params, typed.as_bytes(), salt)?;
    if !bool::from(output.as_slice().ct_eq(expected.as_bytes())) {
        return Ok(Checked::Wrong);
    }
    let weaker = params.m_cost() < MEMORY_KIB || params.t_cost() < PASSES;
    Ok(Checked::Right(if weaker {
        Rehash::Due
    } else {
        Rehash::NotDue
    }))
}

fn today() -> Result<Params, HashError> {
    Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT_BYTES)).map_err(|_| HashError::NoMemory)
}

fn run(
    params: &Params,
    password: &[u8],
    salt: &[u8],
) -> Result<Zeroizing<[u8; OUTPUT_BYTES]>, HashError> {
    let mut output = Zeroizing::new([0; OUTPUT_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_into(password, salt, &mut *output)
        .map_err(|_| HashError::NoMemory)?;
    Ok(output)
}

impl fmt::Display for HashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Damaged => "the stored password hash is damaged",
            Self::NoMemory => "the password could not be hashed",
        })
    }
}

impl core::error::Error for HashError {}

#[cfg(test)]
mod tests;
