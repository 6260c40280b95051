//! Listen keys: who may hear an account's futures stream, and until when. Never the stream itself.

use domain::{AccountId, Span, Time};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Before every line of a listen key in the account log.
const PREFIX: &str = "listenKey ";
/// How long a key lives after it was given out or kept alive.
const LIFE: Span = Span::from_secs(3_600);
/// Letters of a key.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// How an account's key stands, as a line of the account log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KeptListenKey {
    account: u64,
    /// None where it ended.
    key: Option<String>,
    end_nanos: i64,
    /// Keys made so far: their letters follow from it, and none is made twice.
    made: u64,
}

impl KeptListenKey {
    /// Whose it is.
    pub(crate) const fn account(&self) -> AccountId {
        AccountId::new(self.account)
    }

    /// Its line.
    pub(crate) fn line(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        format!("{PREFIX}{text}")
    }
}

/// The word on a listen key that a line holds, where the line is one of listen keys.
pub(crate) fn read(line: &str) -> Option<Result<KeptListenKey, String>> {
    let text = line.strip_prefix(PREFIX)?;
    let read: Result<KeptListenKey, _> = serde_json::from_str(text);
    Some(read.map_err(|error| error.to_string()))
}

/// All keys; an account has one at most.
#[derive(Debug, Default)]
pub(crate) struct ListenKeys {
    by_account: BTreeMap<AccountId, String>,
    alive: BTreeMap<String, (AccountId, Time)>,
    made: u64,
}

impl ListenKeys {
    /// The account's key: the one that is alive, kept alive longer, or a fresh one.
    pub(crate) fn start(&mut self, account: AccountId, now: Time) -> String {
        if let Some(key) = self.keep(account, now) {
            return key;
        }
        self.made = self.made.saturating_add(1);
        let key = written(account, self.made);
        self.by_account.insert(account, key.clone());
        self.alive.insert(key.clone(), (account, now.plus(LIFE)));
        key
    }

    /// Keeps the account's key alive longer, if it has one.
    pub(crate) fn keep(&mut self, account: AccountId, now: Time) -> Option<String> {
        let key = self.by_account.get(&account)?;
        let (_, end) = self.alive.get_mut(key)?;
        *end = now.plus(LIFE);
        Some(key.clone())
    }

    /// Ends the account's key, if it has one.
    pub(crate) fn stop(&mut self, account: AccountId) -> Option<String> {
        let key = self.by_account.remove(&account)?;
        self.alive.remove(&key);
        Some(key)
    }

    /// Ends the keys whose time has come.
    pub(crate) fn expire(&mut self, now: Time) -> Vec<(AccountId, String)> {
        let ended = self.alive.iter().filter(|(_, (_, end))| *end <= now);
        let ended: Vec<(AccountId, String)> = ended
            .map(|(key, (account, _))| (*account, key.clone()))
            .collect();
        for (account, key) in &ended {
            self.by_account.remove(account);
            self.alive.remove(key);
        }
        ended
    }

    /// How an account's key stands, to be kept.
    pub(crate) fn word_on(&self, account: AccountId) -> KeptListenKey {
        let key = self.by_account.get(&account);
        let end = key.and_then(|key| self.alive.get(key));
        KeptListenKey {
            account: account.get(),
            key: key.cloned(),
            end_nanos: end.map_or(0, |(_, end)| end.nanos()),
            made: self.made,
        }
    }

    /// Takes the last words on keys as true; those whose time passed meanwhile end with the next look.
    pub(crate) fn recall<'a>(&mut self, words: impl Iterator<Item = &'a KeptListenKey>) {
        for word in words {
            self.made = self.made.max(word.made);
            if let Some(key) = &word.key {
                let (account, end) = (word.account(), Time::from_nanos(word.end_nanos));
                self.by_account.insert(account, key.clone());
                self.alive.insert(key.clone(), (account, end));
            }
        }
    }

    /// When the next key ends.
    pub(crate) fn due(&self) -> Option<Time> {
        self.alive.values().map(|(_, end)| *end).min()
    }

    /// The key by which an account's stream is heard.
    pub(crate) fn of(&self, account: AccountId) -> Option<&str> {
        self.by_account.get(&account).map(String::as_str)
    }
}

/// A key's 64 letters: the same for the same account and count, so that a run can be repeated byte by byte.
fn written(account: AccountId, count: u64) -> String {
    let half = |part: u8| {
        let mut digest = Sha256::new();
        digest.update(b"listen key");
        digest.update(account.get().to_be_bytes());
        digest.update(count.to_be_bytes());
        digest.update([part]);
        digest.finalize()
    };
    let bytes = half(0).into_iter().chain(half(1));
    bytes
        .map(|byte| {
            let at = usize::from(byte) % ALPHABET.len();
            ALPHABET.get(at).copied().map_or('0', char::from)
        })
        .collect()
}

#[cfg(test)]
mod tests;
