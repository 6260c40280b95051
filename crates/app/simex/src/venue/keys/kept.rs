//! Keys as lines of the account log: those that levers made, changed or took away. Never one that a configuration alone
//! names. A line holds the secret: whoever reads the log can sign.

use super::{Holder, Keys, Permissions, PublicKey, Secret};
use crate::venue::route::Right;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{AccountId, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Before every line of a key.
const PREFIX: &str = "key ";

/// What became of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KeptKey {
    /// Its name.
    pub(crate) key: String,
    /// Whose it is and what it may do; none where it was taken away.
    holder: Option<KeptHolder>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeptHolder {
    account: u64,
    kind: Kind,
    /// The shared secret or the public key, in base64.
    material: String,
    rights: Vec<String>,
    addresses: BTreeSet<IpAddr>,
    created_nanos: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Hmac,
    Rsa,
    Ed25519,
}

impl std::fmt::Debug for KeptHolder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptHolder")
            .field("account", &self.account)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The word on a key that a line holds, where the line is one of keys.
pub(crate) fn read(line: &str) -> Option<Result<KeptKey, String>> {
    let text = line.strip_prefix(PREFIX)?;
    let read: Result<KeptKey, _> = serde_json::from_str(text);
    Some(match read {
        Ok(kept) => kept.understood().map(|_| kept),
        // The words of the parser may quote a secret.
        Err(_) => Err("a key cannot be read".to_owned()),
    })
}

impl KeptKey {
    /// Its line.
    pub(crate) fn line(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        format!("{PREFIX}{text}")
    }

    fn understood(&self) -> Result<Option<Holder>, String> {
        self.holder.as_ref().map(KeptHolder::understood).transpose()
    }
}

impl KeptHolder {
    fn of(holder: &Holder) -> Self {
        let (kind, material) = match &holder.secret {
            Secret::Hmac(secret) => (Kind::Hmac, secret),
            Secret::Public(PublicKey::Rsa(key)) => (Kind::Rsa, key),
            Secret::Public(PublicKey::Ed25519(key)) => (Kind::Ed25519, key),
        };
        let permissions = &holder.permissions;
        Self {
            account: holder.account.get(),
            kind,
            material: STANDARD.encode(material),
            rights: permissions
                .rights
                .iter()
                .map(|right| right.name().to_owned())
                .collect(),
            addresses: permissions.addresses.clone(),
            created_nanos: permissions.created.nanos(),
        }
    }

    fn understood(&self) -> Result<Holder, String> {
        let material = STANDARD.decode(&self.material);
        let material = material.map_err(|_| "a key's material is no base64".to_owned())?;
        let rights = self
            .rights
            .iter()
            .map(|name| Right::named(name).ok_or_else(|| format!("`{name}` is no right")));
        Ok(Holder {
            account: AccountId::new(self.account),
            secret: match self.kind {
                Kind::Hmac => Secret::Hmac(material),
                Kind::Rsa => Secret::Public(PublicKey::Rsa(material)),
                Kind::Ed25519 => Secret::Public(PublicKey::Ed25519(material)),
            },
            permissions: Permissions {
                rights: rights.collect::<Result<_, _>>()?,
                addresses: self.addresses.clone(),
                created: Time::from_nanos(self.created_nanos),
            },
        })
    }
}

impl Keys {
    /// How a key stands, to be kept: its holder, or that it is gone.
    pub(crate) fn word_on(&self, key: &str) -> KeptKey {
        KeptKey {
            key: key.to_owned(),
            holder: self.0.get(key).map(KeptHolder::of),
        }
    }

    /// Takes the last words on keys as true, whatever a configuration says of them.
    pub(crate) fn recall<'a>(&mut self, words: impl Iterator<Item = &'a KeptKey>) {
        for word in words {
            match word.understood() {
                Ok(Some(holder)) => drop(self.0.insert(word.key.clone(), holder)),
                Ok(None) | Err(_) => drop(self.0.remove(&word.key)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
