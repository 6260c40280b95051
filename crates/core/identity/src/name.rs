//! Names people sign in with, in one canonical form each. Never two spellings of one person.

use crate::secret::{hex, labelled};
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// Longest e-mail address, in bytes (RFC 5321).
const EMAIL_BYTES_MAX: usize = 254;
/// Longest part before the `@`, in bytes (RFC 5321).
const EMAIL_LOCAL_BYTES_MAX: usize = 64;
/// Longest label of a host name, in bytes (RFC 1035).
const HOST_LABEL_BYTES_MAX: usize = 63;
/// Shortest user name.
const USER_NAME_BYTES_MIN: usize = 2;
/// Longest user name.
const USER_NAME_BYTES_MAX: usize = 32;

/// A user name: 2 to 32 of `a-z 0-9 . _ -`, starting and ending with a letter or digit. Upper case is folded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

/// An e-mail address in lower case, without space around it, ASCII only (look-alike letters make two people one).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// Why a text is no such name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameError {
    /// Not a user name.
    BadUserName,
    /// Not an e-mail address.
    BadEmail,
}

impl UserName {
    /// Takes a user name in any case, with space around it.
    ///
    /// # Errors
    /// Too short, too long, or another character.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let name = text.trim().to_ascii_lowercase();
        let bytes = name.as_bytes();
        let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let inside = |b: &u8| b.is_ascii_alphanumeric() || b".-_".contains(b);
        if bytes.len() < USER_NAME_BYTES_MIN
            || bytes.len() > USER_NAME_BYTES_MAX
            || !bytes.iter().all(inside)
            || !edge(bytes.first())
            || !edge(bytes.last())
        {
            return Err(NameError::BadUserName);
        }
        Ok(Self(name))
    }

    /// The canonical name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Email {
    /// Takes an address in any case, with space around it.
    ///
    /// # Errors
    /// Not `local@host` of plain ASCII in the lengths mail allows.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let email = text.trim().to_ascii_lowercase();
        let (local, host) = email.rsplit_once('@').ok_or(NameError::BadEmail)?;
        let local_ok = !local.is_empty()
            && local.len() <= EMAIL_LOCAL_BYTES_MAX
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= HOST_LABEL_BYTES_MAX
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if email.len() > EMAIL_BYTES_MAX || !local_ok || !host.split('.').all(label_ok) {
            return Err(NameError::BadEmail);
        }
        Ok(Self(email))
    }

    /// The canonical address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key under which failed sign-ins of what was typed are counted: the same for every spelling of one address,
    /// for known and unknown ones and for texts that are no address, and it does not reveal what was typed.
    #[must_use]
    pub fn failure_key(typed: &str) -> String {
        let canonical = match Self::new(typed) {
            Ok(email) => email.0,
            Err(_) => typed.trim().to_lowercase(),
        };
        hex(&labelled(
            b"cofferdam sign-in subject 1",
            canonical.as_bytes(),
        ))
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or(&self.0, |(local, _)| local)
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for UserName {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl FromStr for Email {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadUserName => {
                "a user name is 2 to 32 letters, digits, dots, dashes or underscores, and starts and ends with a letter or digit"
            }
            Self::BadEmail => "not an e-mail address of plain letters like name@example.com",
        })
    }
}

impl core::error::Error for NameError {}

#[cfg(test)]
mod tests;
