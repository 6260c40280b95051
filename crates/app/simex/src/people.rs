//! Accounts and keys as people write them down in a file. Reads only; a secret never leaves it but into the venue.

use crate::config::AccountSeed;
use crate::venue::keys::{Permissions, PublicKey, Secret};
use crate::venue::route::Right;
use domain::{AccountId, Asset, Qty, Time};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;

/// A key beside an account's first.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeySeed {
    /// Its name, as it stands in the header.
    pub key: String,
    /// The shared secret of a key that signs with HMAC.
    pub secret: Option<String>,
    /// The PEM of a key that signs with RSA or Ed25519.
    pub public_key: Option<String>,
    /// Its rights; a trader's where absent.
    pub rights: Option<Vec<String>>,
    /// The addresses it may be used from; from anywhere where empty.
    #[serde(default)]
    pub addresses: BTreeSet<IpAddr>,
}

/// A file of accounts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    #[serde(default)]
    account: Vec<Person>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Person {
    id: u64,
    key: String,
    secret: String,
    #[serde(default)]
    spot: BTreeMap<Asset, Qty>,
    #[serde(default)]
    futures: BTreeMap<Asset, Qty>,
    #[serde(default)]
    more_keys: Vec<KeySeed>,
}

/// Why accounts cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// The file is no file of accounts.
    #[error("the file of accounts cannot be read: {0}")]
    Form(String),
    /// Two accounts bear one number, or two keys one name.
    #[error("`{0}` stands there twice")]
    Twice(String),
}

impl AccountSeed {
    /// Reads a file of `[[account]]` tables.
    ///
    /// # Errors
    /// It is no such file, or a number or key stands in it twice.
    pub fn read_file(text: &str) -> Result<Vec<Self>, PeopleError> {
        let read: Result<PeopleFile, _> = toml::from_str(text);
        let read = read.map_err(|error| PeopleError::Form(error.to_string()))?;
        let (mut numbers, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for person in &read.account {
            if !numbers.insert(person.id) {
                return Err(PeopleError::Twice(person.id.to_string()));
            }
            let more = person.more_keys.iter().map(|more| &more.key);
            for key in more.chain([&person.key]) {
                if !keys.insert(key.clone()) {
                    return Err(PeopleError::Twice(key.clone()));
                }
            }
        }
        let people = read.account.into_iter().map(|person| Self {
            account: AccountId::new(person.id),
            key: person.key,
            secret: person.secret,
            balances: person.spot.into_iter().collect(),
            futures: person.futures.into_iter().collect(),
            more_keys: person.more_keys,
        });
        Ok(people.collect())
    }
}

impl KeySeed {
    /// How it signs and what it may do.
    pub(crate) fn read(&self, now: Time) -> Result<(Secret, Permissions), String> {
        let secret = match (&self.secret, &self.public_key) {
            (Some(secret), None) => Secret::Hmac(secret.as_bytes().to_vec()),
            (None, Some(pem)) => Secret::Public(PublicKey::from_pem(pem).ok_or(
                "its public key is no PEM of an Ed25519 key or of an RSA key of at least 2048 bits",
            )?),
            (None, None) | (Some(_), Some(_)) => {
                return Err("it needs a secret or a public key, one of the two".to_owned());
            }
        };
        let mut permissions = Permissions::trader(now);
        permissions.addresses = self.addresses.clone();
        if let Some(rights) = &self.rights {
            permissions.rights = rights
                .iter()
                .map(|name| Right::named(name).ok_or_else(|| format!("`{name}` is no right")))
                .collect::<Result<_, _>>()?;
        }
        Ok((secret, permissions))
    }
}

impl fmt::Debug for KeySeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySeed")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
