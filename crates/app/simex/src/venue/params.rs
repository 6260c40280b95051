//! Request parameters as Binance reads them: query and body together, each once, nothing left unread.
//! Never guesses an encoding and never panics on hostile bytes.

use super::refusal::Refusal;
use std::cell::Cell;

/// Most parameters one request may carry.
const PARAMS_MAX: usize = 64;
/// What a whole number looks like.
const INTEGER: &str = "^[0-9]{1,20}$";
/// What a choice between yes and no looks like.
pub(crate) const CHOICE: &str = "^(?i)(true|false)$";
/// What a plain decimal looks like.
pub(crate) const DECIMAL: &str = r"^([0-9]{1,20})(\.[0-9]{1,20})?$";
/// What a decimal that may be below zero looks like.
pub(crate) const SIGNED_DECIMAL: &str = r"^-?([0-9]{1,20})(\.[0-9]{1,20})?$";
/// What the name of an asset looks like.
pub(crate) const ASSET: &str = "^[A-Z0-9]{1,20}$";
/// Longest value, in bytes.
const VALUE_BYTES_MAX: usize = 8 * 1024;

/// The parameters of one request, in the order sent.
#[derive(Debug)]
pub(crate) struct Params {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    value: String,
    read: Cell<bool>,
}

impl Params {
    /// Reads `query` and `body`, both form-encoded. What stands in both counts as the query says.
    pub(crate) fn parse(query: &str, body: &str) -> Result<Self, Refusal> {
        let mut params = Self::form(query)?;
        for entry in Self::form(body)?.entries {
            if !params.has(&entry.name) {
                params.push(entry.name, entry.value)?;
            }
        }
        Ok(params)
    }

    /// Reads one form-encoded text, in which every name stands once.
    fn form(text: &str) -> Result<Self, Refusal> {
        let mut params = Self {
            entries: Vec::new(),
        };
        for part in text.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            params.push(decoded(name)?, decoded(value)?)?;
        }
        Ok(params)
    }

    /// Takes name and value as they are: the parameters of a WebSocket request.
    pub(crate) fn from_pairs(
        pairs: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Refusal> {
        let mut params = Self {
            entries: Vec::new(),
        };
        for (name, value) in pairs {
            params.push(name, value)?;
        }
        Ok(params)
    }

    fn push(&mut self, name: String, value: String) -> Result<(), Refusal> {
        if value.len() > VALUE_BYTES_MAX {
            return Err(Refusal::Malformed);
        }
        if self.entries.len() >= PARAMS_MAX {
            return Err(Refusal::TooManyParameters);
        }
        if self.entries.iter().any(|entry| entry.name == name) {
            return Err(Refusal::DuplicateParameter);
        }
        self.entries.push(Entry {
            name,
            value,
            read: Cell::new(false),
        });
        Ok(())
    }

    /// A parameter that may be absent; an empty value is refused.
    pub(crate) fn optional(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else {
            return Ok(None);
        };
        entry.read.set(true);
        if entry.value.is_empty() {
            return Err(Refusal::EmptyParameter(name));
        }
        Ok(Some(&entry.value))
    }

    /// The value of a parameter, empty or not; does not count as reading it.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        let found = self.entries.iter().find(|entry| entry.name == name);
        found.map(|entry| entry.value.as_str())
    }

    /// Whether a parameter was sent; does not count as reading it.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// A parameter that must be there.
    pub(crate) fn required(&self, name: &'static str) -> Result<&str, Refusal> {
        self.optional(name)?.ok_or(Refusal::MissingParameter(name))
    }

    /// A whole number that may be absent.
    pub(crate) fn number(&self, name: &'static str) -> Result<Option<u64>, Refusal> {
        self.optional(name)?
            .map(|text| {
                if text.bytes().all(|byte| byte.is_ascii_digit()) {
                    text.parse().map_err(|_| Refusal::Illegal(name, INTEGER))
                } else {
                    Err(Refusal::Illegal(name, INTEGER))
                }
            })
            .transpose()
    }

    /// What a session request signs: all but the signature, sorted by name, not encoded.
    pub(crate) fn sorted_payload(&self) -> String {
        let mut pairs: Vec<_> = self
            .entries
            .iter()
            .filter(|entry| entry.name != "signature")
            .map(|entry| format!("{}={}", entry.name, entry.value))
            .collect();
        pairs.sort();
        pairs.join("&")
    }

    /// Refuses parameters that nobody asked for.
    pub(crate) fn nothing_left(&self) -> Result<(), Refusal> {
        let sent = self.entries.len();
        let read = self.entries.iter().filter(|entry| entry.read.get()).count();
        if read == sent {
            Ok(())
        } else {
            Err(Refusal::UnreadParameters { read, sent })
        }
    }
}

/// The part of a form-encoded text before its signature, which must come last in that text.
pub(crate) fn split_signature(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once('&') {
        Some((before, last)) => match last.strip_prefix("signature=") {
            Some(signature) => (before, Some(signature)),
            None => (text, None),
        },
        None => match text.strip_prefix("signature=") {
            Some(signature) => ("", Some(signature)),
            None => (text, None),
        },
    }
}

fn decoded(text: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let high = rest.next().and_then(hex_digit);
                let low = rest.next().and_then(hex_digit);
                let (Some(high), Some(low)) = (high, low) else {
                    return Err(Refusal::Malformed);
                };
                bytes.push(high * 16 + low);
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).map_err(|_| Refusal::Malformed)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests;
