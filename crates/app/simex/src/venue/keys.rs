//! Who is asking: key, signature, rights, timestamp and window of a request. Never shows a secret.

pub(crate) mod kept;
mod public_key;
mod rights;
mod window;

pub(crate) use public_key::PublicKey;
pub(crate) use rights::Permissions;

use super::params::{Params, split_signature};
use super::refusal::Refusal;
use super::route::Right;
use domain::{AccountId, Time};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

/// Longest key accepted in a header, in bytes.
const KEY_BYTES_MAX: usize = 128;
/// Keys that may be known at the same time.
const KEYS_MAX: usize = 10_000;

/// The keys that may sign, and the accounts they act for.
#[derive(Default)]
pub(crate) struct Keys(BTreeMap<String, Holder>);

/// How a key signs.
#[derive(Clone)]
pub(crate) enum Secret {
    /// HMAC-SHA256 under a shared secret.
    Hmac(Vec<u8>),
    /// A private key that its holder alone has.
    Public(PublicKey),
}

/// A key: whose it is, how it signs, what it may do.
pub(crate) struct Holder {
    pub(crate) account: AccountId,
    secret: Secret,
    pub(crate) permissions: Permissions,
}

/// A request whose signature and time hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signer {
    /// The account it acts for.
    pub(crate) account: AccountId,
    /// When the request is too old to be executed, by the exchange's clock.
    pub(crate) expires: Time,
}

/// Who wants to do what from where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asker<'a> {
    /// The key named.
    pub(crate) key: Option<&'a str>,
    /// What it wants to do; none where knowing the key is enough.
    pub(crate) right: Option<Right>,
    /// From where.
    pub(crate) peer: IpAddr,
}

/// Why a key is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyError {
    /// The name cannot stand in a header.
    #[error("a key is 1 to 128 letters, digits, - or _")]
    BadName,
    /// It is there already.
    #[error("that key exists already")]
    Exists,
    /// As many keys as there may be.
    #[error("there are 10000 keys already")]
    TooMany,
}

impl Keys {
    /// A trader's key that signs with a shared secret; one of the same name is replaced.
    pub(crate) fn insert(&mut self, key: &str, secret: &str, account: AccountId) {
        let holder = Holder {
            account,
            secret: Secret::Hmac(secret.as_bytes().to_vec()),
            permissions: Permissions::trader(Time::from_nanos(0)),
        };
        self.0.insert(key.to_owned(), holder);
    }

    /// Whether a key of this name can be made.
    ///
    /// # Errors
    /// Its name cannot be one, or is taken.
    pub(crate) fn vacant(&self, key: &str) -> Result<(), KeyError> {
        if !well_formed(key) {
            return Err(KeyError::BadName);
        }
        if self.0.contains_key(key) {
            return Err(KeyError::Exists);
        }
        if self.0.len() >= KEYS_MAX {
            return Err(KeyError::TooMany);
        }
        Ok(())
    }

    /// Makes a key.
    ///
    /// # Errors
    /// Its name cannot be one, or is taken.
    pub(crate) fn create(
        &mut self,
        key: &str,
        secret: Secret,
        (account, permissions): (AccountId, Permissions),
    ) -> Result<(), KeyError> {
        self.vacant(key)?;
        let holder = Holder {
            account,
            secret,
            permissions,
        };
        self.0.insert(key.to_owned(), holder);
        Ok(())
    }

    /// Takes a key out of use; whether it was there.
    pub(crate) fn delete(&mut self, key: &str) -> bool {
        self.0.remove(key).is_some()
    }

    /// All keys by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Holder)> {
        self.0.iter().map(|(key, holder)| (key.as_str(), holder))
    }

    /// What a key may do, for `apiRestrictions` and the levers.
    pub(crate) fn permissions(&self, key: &str) -> Option<&Permissions> {
        self.0.get(key).map(|holder| &holder.permissions)
    }

    /// The same, to be changed.
    pub(crate) fn permissions_mut(&mut self, key: &str) -> Option<&mut Permissions> {
        self.0.get_mut(key).map(|holder| &mut holder.permissions)
    }

    /// The account of a key, for requests that need no signature.
    pub(crate) fn account(&self, key: &str) -> Option<AccountId> {
        self.0.get(key).map(|holder| holder.account)
    }

    /// Refuses a key that nobody knows or that may not be used here, for requests that need no signature; its account.
    pub(crate) fn known(&self, asker: Asker<'_>) -> Result<AccountId, Refusal> {
        self.holder(asker).map(|holder| holder.account)
    }

    /// Checks a REST request: its header, its exact query and body, and its time.
    pub(crate) fn check_rest(
        &self,
        asker: Asker<'_>,
        (query, body): (&str, &str),
        now: Time,
    ) -> Result<(Signer, Params), Refusal> {
        let holder = self.holder(Asker {
            right: None,
            ..asker
        })?;
        let (query_part, query_signature) = split_signature(query);
        let (body_part, body_signature) = split_signature(body);
        let params = Params::parse(query, body)?;
        let expires = window::window(&params, now);
        let (payload, signature) = match (query_signature, body_signature) {
            (_, Some(signature)) => (format!("{query}{body_part}"), signature),
            (Some(signature), None) => (format!("{query_part}{body}"), signature),
            (None, None) if params.has("signature") => return Err(Refusal::BadSignature),
            (None, None) => return Err(Refusal::MissingParameter("signature")),
        };
        if !is_encoded(query) || !is_encoded(body) || signature.is_empty() {
            return Err(Refusal::BadSignature);
        }
        params.optional("signature")?;
        let signature = params.raw("signature").unwrap_or_default();
        holder.secret.verify(payload.as_bytes(), signature)?;
        let account = holder.account;
        let expires = expires?;
        holder.allow(asker)?;
        Ok((Signer { account, expires }, params))
    }

    /// Checks a request on a session: its parameters sorted by name, not encoded.
    pub(crate) fn check_session(
        &self,
        params: &Params,
        (right, peer): (Option<Right>, IpAddr),
        now: Time,
    ) -> Result<Signer, Refusal> {
        let key = Some(params.required("apiKey")?);
        let holder = self.holder(Asker {
            key,
            right: None,
            peer,
        })?;
        let signature = params.required("signature")?;
        let expires = window::window(params, now);
        holder
            .secret
            .verify(params.sorted_payload().as_bytes(), signature)?;
        let expires = expires?;
        holder.allow(Asker { key, right, peer })?;
        Ok(Signer {
            account: holder.account,
            expires,
        })
    }

    /// Checks a request of a session that logged on with `key`: it needs a time, and no signature.
    pub(crate) fn check_logged_on(
        &self,
        params: &Params,
        asker: Asker<'_>,
        now: Time,
    ) -> Result<Signer, Refusal> {
        let holder = self.holder(asker)?;
        Ok(Signer {
            account: holder.account,
            expires: window::window(params, now)?,
        })
    }

    /// The kind of a key that no session can log on with; none for one that can.
    pub(crate) fn kind_unfit_for_sessions(&self, key: &str) -> Option<&'static str> {
        match self.0.get(key)?.secret {
            Secret::Hmac(_) => Some("HMAC_SHA256"),
            Secret::Public(PublicKey::Rsa(_)) => Some("RSA"),
            Secret::Public(PublicKey::Ed25519(_)) => None,
        }
    }

    fn holder(&self, asker: Asker<'_>) -> Result<&Holder, Refusal> {
        let key = asker
            .key
            .filter(|key| well_formed(key))
            .ok_or(Refusal::BadKeyFormat)?;
        let holder = self.0.get(key).ok_or(Refusal::UnknownKey)?;
        holder.allow(asker)?;
        Ok(holder)
    }
}

/// Whether a text can be a key at all.
fn well_formed(key: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !key.is_empty() && key.len() <= KEY_BYTES_MAX && key.bytes().all(fits)
}

/// Whether a query or body holds no byte that must be percent-encoded before it is signed.
fn is_encoded(text: &str) -> bool {
    text.bytes().all(|byte| {
        byte.is_ascii_graphic()
            && !matches!(
                byte,
                b'"' | b'<' | b'>' | b'[' | b']' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
            )
    })
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Holder {
    /// Its kind, in the words of the levers.
    pub(crate) const fn kind(&self) -> &'static str {
        match self.secret {
            Secret::Hmac(_) => "hmac",
            Secret::Public(PublicKey::Rsa(_)) => "rsa",
            Secret::Public(PublicKey::Ed25519(_)) => "ed25519",
        }
    }

    fn allow(&self, asker: Asker<'_>) -> Result<(), Refusal> {
        let may = asker.right.is_none_or(|right| self.permissions.has(right));
        if may && self.permissions.covers(asker.peer) {
            Ok(())
        } else {
            Err(Refusal::UnknownKey)
        }
    }
}

impl Secret {
    fn verify(&self, payload: &[u8], signature: &str) -> Result<(), Refusal> {
        let holds = match self {
            Self::Hmac(secret) => hmac_holds(secret, payload, signature),
            Self::Public(key) => key.holds(payload, signature),
        };
        holds.then_some(()).ok_or(Refusal::BadSignature)
    }
}

fn hmac_holds(secret: &[u8], payload: &[u8], signature: &str) -> bool {
    let (Some(given), Ok(mut mac)) = (from_hex(signature), Hmac::<Sha256>::new_from_slice(secret))
    else {
        return false;
    };
    mac.update(payload);
    mac.verify_slice(&given).is_ok()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for pair in digits.chunks(2) {
        match pair {
            [high, low] => bytes.push(high * 16 + low),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
