//! Who is asking: key, signature, timestamp and window of a request. Never shows a secret.

use super::params::{Params, split_signature};
use super::refusal::Refusal;
use domain::{AccountId, Span, Time};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;

/// Window of a request that names none.
const WINDOW_DEFAULT: Span = Span::from_millis(5_000);
/// Largest window.
const WINDOW_MAX_MS: u64 = 60_000;
/// How far ahead a timestamp may lie.
const AHEAD_MAX: Span = Span::from_millis(1_000);
/// Timestamps at or above this are in microseconds.
const MICROS_FROM: u64 = 100_000_000_000_000;
/// Longest key accepted in a header, in bytes.
const KEY_BYTES_MAX: usize = 128;

/// The keys that may sign, and the accounts they act for.
#[derive(Default)]
pub(crate) struct Keys(BTreeMap<String, Holder>);

struct Holder {
    account: AccountId,
    secret: Vec<u8>,
}

/// A request whose signature and time hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signer {
    /// The account it acts for.
    pub(crate) account: AccountId,
    /// When the request is too old to be executed, by the exchange's clock.
    pub(crate) expires: Time,
}

impl Keys {
    pub(crate) fn insert(&mut self, key: &str, secret: &str, account: AccountId) {
        let secret = secret.as_bytes().to_vec();
        self.0.insert(key.to_owned(), Holder { account, secret });
    }

    /// The account of a key, for requests that need no signature.
    pub(crate) fn account(&self, key: &str) -> Option<AccountId> {
        self.0.get(key).map(|holder| holder.account)
    }

    /// Refuses a key that nobody knows, for requests that need no signature.
    pub(crate) fn known(&self, key: Option<&str>) -> Result<(), Refusal> {
        self.holder(key).map(|_| ())
    }

    /// Checks a REST request: its header, its exact query and body, and its time.
    pub(crate) fn check_rest(
        &self,
        key: Option<&str>,
        (query, body): (&str, &str),
        now: Time,
    ) -> Result<(Signer, Params), Refusal> {
        let holder = self.holder(key)?;
        let (query_part, query_signature) = split_signature(query);
        let (body_part, body_signature) = split_signature(body);
        let (payload, signature) = match (query_signature, body_signature) {
            (_, Some(signature)) => (format!("{query}{body_part}"), signature),
            (Some(signature), None) => (format!("{query_part}{body}"), signature),
            (None, None) => return Err(Refusal::MissingParameter("signature")),
        };
        let params = Params::parse(query, body)?;
        let expires = window(&params, now);
        holder.verify(payload.as_bytes(), signature)?;
        params.optional("signature")?;
        let account = holder.account;
        let expires = expires?;
        Ok((Signer { account, expires }, params))
    }

    /// Checks a request on a session: its parameters sorted by name, not encoded.
    pub(crate) fn check_session(&self, params: &Params, now: Time) -> Result<Signer, Refusal> {
        let key = params.required("apiKey")?;
        let holder = self.holder(Some(key))?;
        let signature = params.required("signature")?;
        holder.verify(params.sorted_payload().as_bytes(), signature)?;
        Ok(Signer {
            account: holder.account,
            expires: window(params, now)?,
        })
    }

    /// Checks a request that leans on the key its session logged on with: that it still exists, and the time.
    pub(crate) fn check_logged_on(
        &self,
        key: &str,
        params: &Params,
        now: Time,
    ) -> Result<Signer, Refusal> {
        let account = self.holder(Some(key))?.account;
        let expires = window(params, now)?;
        Ok(Signer { account, expires })
    }

    /// The kind of a key that no session can log on with; none for one that can.
    pub(crate) fn kind_unfit_for_sessions(&self, key: &str) -> Option<&'static str> {
        self.0.get(key).map(|_| "HMAC_SHA256")
    }

    fn holder(&self, key: Option<&str>) -> Result<&Holder, Refusal> {
        let key = key
            .filter(|key| !key.is_empty() && key.len() <= KEY_BYTES_MAX)
            .ok_or(Refusal::BadKeyFormat)?;
        self.0.get(key).ok_or(Refusal::UnknownKey)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Holder {
    fn verify(&self, payload: &[u8], signature: &str) -> Result<(), Refusal> {
        let given = from_hex(signature).ok_or(Refusal::BadSignature)?;
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.secret).map_err(|_| Refusal::BadSignature)?;
        mac.update(payload);
        mac.verify_slice(&given).map_err(|_| Refusal::BadSignature)
    }
}

/// The instant after which the request is too old, when its time holds at all.
fn window(params: &Params, now: Time) -> Result<Time, Refusal> {
    let window = params
        .optional("recvWindow")?
        .map(window_ms)
        .transpose()?
        .unwrap_or(WINDOW_DEFAULT);
    let stamp = params
        .number("timestamp")?
        .ok_or(Refusal::MissingParameter("timestamp"))?;
    let stamp = if stamp >= MICROS_FROM {
        stamp.saturating_mul(1_000)
    } else {
        stamp.saturating_mul(1_000_000)
    };
    let stamp = i64::try_from(stamp).map_or(Time::from_nanos(i64::MAX), Time::from_nanos);
    if stamp.since(now) >= AHEAD_MAX {
        return Err(Refusal::Ahead);
    }
    let expires = stamp.plus(window);
    if now > expires {
        return Err(Refusal::OutsideWindow);
    }
    Ok(expires)
}

/// A window in milliseconds with at most three decimals.
fn window_ms(text: &str) -> Result<Span, Refusal> {
    let illegal = Refusal::IllegalCharacters("recvWindow");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 3 || !digits(whole) || !digits(part) {
        return Err(illegal);
    }
    let millis: u64 = whole.parse().map_err(|_| illegal)?;
    if millis > WINDOW_MAX_MS {
        return Err(Refusal::BadWindow);
    }
    let micros: i64 = format!("{part:0<3}").parse().unwrap_or(0);
    let millis = i64::try_from(millis).unwrap_or(0);
    Ok(Span::from_nanos(millis * 1_000_000 + micros * 1_000))
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
