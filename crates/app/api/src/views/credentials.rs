//! The credentials of venues as programs see them. Never a secret, and of a key its end only; debug output hides what came in.

use super::{millis, secret};
use desk::credentials::{CredentialView, KeyFacts, KeyReach, KeyRing, KeyUse, ProbeReport};
use domain::Time;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// The one venue whose keys are kept.
pub(crate) const VENUE: &str = "binance";

/// The credentials of this house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CredentialsView {
    /// When this was true.
    as_of: i64,
    /// By their names.
    credentials: Vec<CredentialRowView>,
}

/// One credential.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CredentialRowView {
    /// Its name in this house.
    #[schema(example = "main-spot")]
    name: String,
    /// What a person calls it.
    label: String,
    /// The venue.
    venue: &'static str,
    /// `spot` or `futures`: their keys live apart.
    product: &'static str,
    /// `simulated`, `testnet`, `demo` or `live`.
    environment: &'static str,
    /// `hmac`, `ed25519` or `rsa`.
    kind: String,
    /// The last four characters of the public half; the secret is never shown.
    ending: String,
    /// `unasked`, `good`, `wider` (it may do more than when it was taken) or `dead` (it is of no use any more).
    state: &'static str,
    /// What is against it; its account opens nothing while there is any.
    findings: Vec<String>,
    /// What is worth a word though it is kept.
    warnings: Vec<String>,
    /// What it could do when it was taken; absent where the venue does not tell.
    rights: Option<Vec<&'static str>>,
    /// Whether the venue takes it from listed addresses only; absent where the venue does not tell.
    address_limited: Option<bool>,
    /// When its right to trade ends by itself; absent without an end.
    expires: Option<i64>,
    /// When the key was taken or last put in the place of another.
    since: Option<i64>,
    /// When the venue was last asked about it.
    probed_at: Option<i64>,
    /// The account that trades with it.
    used_by: Option<u64>,
}

/// What the venue says of a key; nothing was stored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyReportView {
    /// `hmac`, `ed25519` or `rsa`.
    kind: &'static str,
    /// When the venue answered; absent where nobody was asked: hosts of real money stay shut.
    asked_at: Option<i64>,
    /// What it may do; absent where the venue does not tell: test exchanges and demos do not.
    rights: Option<Vec<&'static str>>,
    /// Whether the venue takes it from listed addresses only.
    address_limited: Option<bool>,
    /// When its right to trade ends by itself.
    expires: Option<i64>,
    /// What is worth a word though it would be kept.
    warnings: Vec<String>,
}

/// How a kept credential stands after the venue was asked again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProbeView {
    /// In one sentence.
    says: String,
    /// The credential.
    credential: CredentialRowView,
}

/// A key to ask the venue about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"product": "spot", "environment": "simulated", "public": "vmPUZE6m…", "secret": "NhqPtmdS…"}))]
pub(crate) struct TestKeyBody {
    /// `spot` or `futures`.
    pub(crate) product: String,
    /// `simulated`, `testnet`, `demo` or `live`.
    pub(crate) environment: String,
    /// The public half, which requests name.
    pub(crate) public: String,
    /// The HMAC secret, or the private key of Ed25519 or RSA as PEM. It is never given back.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String)]
    pub(crate) secret: Zeroizing<String>,
}

/// A key to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "main-spot", "label": "the desk's own", "product": "spot", "environment": "simulated", "public": "vmPUZE6m…", "secret": "NhqPtmdS…", "password": "four unrelated plain words"}))]
pub(crate) struct AddKeyBody {
    /// Its name in this house: 1 to 40 printable characters without spaces.
    pub(crate) name: String,
    /// What you call it.
    pub(crate) label: String,
    /// `spot` or `futures`.
    pub(crate) product: String,
    /// `simulated`, `testnet`, `demo` or `live`.
    pub(crate) environment: String,
    /// The public half, which requests name.
    pub(crate) public: String,
    /// The HMAC secret, or the private key of Ed25519 or RSA as PEM. It is never given back.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String)]
    pub(crate) secret: Zeroizing<String>,
    /// Your own password, once more.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String)]
    pub(crate) password: Zeroizing<String>,
}

/// A key to put in the place of a credential's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"public": "vmPUZE6m…", "secret": "NhqPtmdS…", "password": "four unrelated plain words"}))]
pub(crate) struct RotateKeyBody {
    /// The public half, which requests name.
    pub(crate) public: String,
    /// The HMAC secret, or the private key of Ed25519 or RSA as PEM. It is never given back.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String)]
    pub(crate) secret: Zeroizing<String>,
    /// Your own password, once more.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String)]
    pub(crate) password: Zeroizing<String>,
}

/// A word that the person at the other end is the one who signed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "four unrelated plain words"}))]
pub(crate) struct RemoveKeyBody {
    /// Your own password, once more.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String)]
    pub(crate) password: Zeroizing<String>,
}

impl CredentialsView {
    pub(crate) fn of(all: &[CredentialView], (ring, now): (&KeyRing, Time)) -> Self {
        Self {
            as_of: millis(now),
            credentials: all
                .iter()
                .map(|view| CredentialRowView::of(view, (ring, now)))
                .collect(),
        }
    }
}

impl CredentialRowView {
    pub(crate) fn of(view: &CredentialView, (ring, now): (&KeyRing, Time)) -> Self {
        let note = &view.note;
        let facts = note.taken.as_ref();
        Self {
            name: view.name.to_string(),
            label: note.label.clone(),
            venue: VENUE,
            product: note.wanted.as_str(),
            environment: note.place.word(),
            kind: note.kind.clone(),
            ending: view.ending.clone(),
            state: view.state(now).word(),
            findings: view.findings(),
            warnings: view.warnings(now),
            rights: facts.map(rights),
            address_limited: facts.map(address_limited),
            expires: facts.and_then(|facts| facts.expires).map(millis),
            since: note.since.map(millis),
            probed_at: note.asked.map(millis),
            used_by: ring.used_by(view.name).map(|account| account.get()),
        }
    }
}

impl KeyReportView {
    pub(crate) fn of(report: &ProbeReport, wanted: KeyUse) -> Self {
        let facts = report.facts.as_ref();
        Self {
            kind: report.kind.as_str(),
            asked_at: report.at.map(millis),
            rights: facts.map(rights),
            address_limited: facts.map(address_limited),
            expires: facts.and_then(|facts| facts.expires).map(millis),
            warnings: report.warnings(wanted),
        }
    }

    /// All of it in words.
    pub(crate) fn sentence(&self) -> String {
        let says = match (&self.rights, self.asked_at) {
            (Some(rights), _) => format!(
                "The venue takes the key ({}). It may: {}.",
                self.kind,
                rights.join(", ")
            ),
            (None, Some(_)) => format!(
                "The venue takes the key ({}). It does not tell here what the key may do.",
                self.kind
            ),
            (None, None) => format!(
                "A well-formed key ({}). Hosts of real money stay shut, so nobody was asked.",
                self.kind
            ),
        };
        let notes: String = self
            .warnings
            .iter()
            .map(|warning| format!(" Note: {warning}."))
            .collect();
        format!("{says}{notes} Nothing was stored.")
    }
}

impl ProbeView {
    pub(crate) const fn of(says: String, credential: CredentialRowView) -> Self {
        Self { says, credential }
    }
}

fn rights(facts: &KeyFacts) -> Vec<&'static str> {
    facts.rights.iter().map(|right| right.as_str()).collect()
}

fn address_limited(facts: &KeyFacts) -> bool {
    facts.reach == KeyReach::ListedAddresses
}

macro_rules! hidden {
    ($($body:ident),+) => {$(
        impl fmt::Debug for $body {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($body), "(hidden)"))
            }
        }
    )+};
}
hidden!(TestKeyBody, AddKeyBody, RotateKeyBody, RemoveKeyBody);

#[cfg(test)]
mod tests {
    use super::*;

    // KEY-10
    #[test]
    fn no_error_repeats_a_secret() {
        for wrong in [
            r#"{"password": 4815162342}"#,
            r#"{"password": -4815162342}"#,
            r#"{"password": 4815162342.5}"#,
            r#"{"password": ["4815162342"]}"#,
            r#"{"password": {"4815162342": 1}}"#,
            r#"{"password": "4815162342"#,
            r#"{"password": "4815162342", "password": "4815162342"}"#,
        ] {
            let error = serde_json::from_str::<RemoveKeyBody>(wrong).unwrap_err();
            assert!(!error.to_string().contains("4815162342"), "{error}");
        }
        let taken: RemoveKeyBody = serde_json::from_str(r#"{"password": "4815162342"}"#).unwrap();
        assert_eq!(&**taken.password, "4815162342");
        assert_eq!(format!("{taken:?}"), "RemoveKeyBody(hidden)");
    }
}
