//! What is kept of a credential beside its secret, as JSON, and how it is shown. Never a secret.

use super::{Draft, Found, Place, ProbeReport};
use domain::Time;
use gate::{KeyFacts, KeyReach, KeyRight, KeyUse, judge_key};
use serde::{Deserialize, Serialize};
use vault::KeyName;

/// What is known of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialNote {
    /// What a person calls it.
    pub label: String,
    /// What it is for.
    pub wanted: KeyUse,
    /// Where it is taken.
    pub place: Place,
    /// How it signs, in the vault's word.
    pub kind: String,
    /// When its key was taken or last put in the place of another; none while it was not asked about.
    pub since: Option<Time>,
    /// When the venue was last asked about it.
    pub asked: Option<Time>,
    /// What it could do when it was taken; none where the venue does not tell.
    pub taken: Option<KeyFacts>,
    /// What it may do more than then, in words; its account opens nothing while there is any.
    pub wider: Vec<String>,
    /// Why it is of no use any more, in words; its account opens nothing while there is any.
    pub faults: Vec<String>,
}

/// How a credential stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialState {
    /// It is kept and nobody was asked about it.
    Unasked,
    /// It may do what it is wanted for, and no more than when it was taken.
    Good,
    /// It may do more than when it was taken.
    Wider,
    /// It is of no use any more.
    Dead,
}

impl CredentialState {
    /// The word used in answers and on pages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Good => "good",
            Self::Wider => "wider",
            Self::Dead => "dead",
        }
    }
}

/// A credential as it is shown: no secret, and of its public half the end only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialView {
    /// Its name.
    pub name: KeyName,
    /// The last characters of its public half.
    pub ending: String,
    /// What is known of it.
    pub note: CredentialNote,
}

impl CredentialView {
    /// How it stands at an instant.
    #[must_use]
    pub fn state(&self, now: Time) -> CredentialState {
        let expires = self.note.taken.as_ref().and_then(|facts| facts.expires);
        if !self.note.wider.is_empty() {
            CredentialState::Wider
        } else if !self.note.faults.is_empty() || expires.is_some_and(|end| end <= now) {
            CredentialState::Dead
        } else if self.note.asked.is_none() {
            CredentialState::Unasked
        } else {
            CredentialState::Good
        }
    }

    /// What is against it, in words; its account opens nothing while there is any.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        let note = &self.note;
        note.wider.iter().chain(&note.faults).cloned().collect()
    }

    /// What is worth a word though it is kept: taken from any address, can move money, ends soon.
    #[must_use]
    pub fn warnings(&self, now: Time) -> Vec<String> {
        let judged = self.note.taken.as_ref();
        let judged = judged.map(|facts| judge_key(facts, self.note.wanted, now).warnings);
        let warnings = judged.unwrap_or_default();
        warnings.iter().map(ToString::to_string).collect()
    }
}

/// The JSON of it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    label: String,
    wanted: String,
    place: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    kind: String,
    since: Option<i64>,
    asked: Option<i64>,
    taken: Option<KeptFacts>,
    wider: Vec<String>,
    faults: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptFacts {
    rights: Vec<String>,
    listed_addresses: Listed,
    created: Option<i64>,
    expires: Option<i64>,
}

/// Whether the venue takes it from listed addresses alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Listed {
    Yes,
    No,
}

impl CredentialNote {
    pub(super) fn taken(draft: &Draft, report: &ProbeReport) -> Self {
        Self {
            label: draft.label.clone(),
            wanted: draft.wanted,
            place: draft.place.clone(),
            kind: report.kind.as_str().to_owned(),
            since: report.at,
            asked: report.at,
            taken: report.facts.clone(),
            wider: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// With another key in its place.
    pub(super) fn with_key(&self, report: &ProbeReport) -> Self {
        Self {
            kind: report.kind.as_str().to_owned(),
            since: report.at,
            asked: report.at,
            taken: report.facts.clone(),
            wider: Vec::new(),
            faults: Vec::new(),
            ..self.clone()
        }
    }

    /// After it was asked about again.
    pub(super) fn found(&self, at: Time, found: &Found) -> Self {
        let (wider, faults) = match found {
            Found::AsTaken => (Vec::new(), Vec::new()),
            Found::Wider(_) => (found.findings(), Vec::new()),
            Found::Dead(_) => (Vec::new(), found.findings()),
        };
        Self {
            asked: Some(at),
            wider,
            faults,
            ..self.clone()
        }
    }

    /// What the seal is bound to.
    pub(super) fn bound(&self) -> String {
        format!("{} {}", self.wanted.as_str(), self.place.word())
    }

    pub(super) fn text(&self) -> String {
        let url = match &self.place {
            Place::Simulated(url) => Some(url.clone()),
            Place::Testnet | Place::Demo | Place::Live => None,
        };
        let facts = self.taken.as_ref().map(|facts| KeptFacts {
            rights: facts.rights.iter().map(ToString::to_string).collect(),
            listed_addresses: match facts.reach {
                KeyReach::ListedAddresses => Listed::Yes,
                KeyReach::Anywhere => Listed::No,
            },
            created: facts.created.map(Time::millis),
            expires: facts.expires.map(Time::millis),
        });
        let kept = Kept {
            label: self.label.clone(),
            wanted: self.wanted.as_str().to_owned(),
            place: self.place.word().to_owned(),
            url,
            kind: self.kind.clone(),
            since: self.since.map(Time::millis),
            asked: self.asked.map(Time::millis),
            taken: facts,
            wider: self.wider.clone(),
            faults: self.faults.clone(),
        };
        serde_json::to_string(&kept).unwrap_or_default()
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let kept: Kept = serde_json::from_str(text).ok()?;
        let wanted = [KeyUse::Spot, KeyUse::Futures]
            .into_iter()
            .find(|wanted| wanted.as_str() == kept.wanted)?;
        let place = match (kept.place.as_str(), kept.url) {
            ("simulated", Some(url)) => Place::Simulated(url),
            ("testnet", None) => Place::Testnet,
            ("demo", None) => Place::Demo,
            ("live", None) => Place::Live,
            _ => return None,
        };
        let taken = match kept.taken {
            None => None,
            Some(facts) => {
                let rights = facts.rights.iter().map(|word| KeyRight::of(word));
                Some(KeyFacts {
                    rights: rights.collect::<Option<_>>()?,
                    reach: match facts.listed_addresses {
                        Listed::Yes => KeyReach::ListedAddresses,
                        Listed::No => KeyReach::Anywhere,
                    },
                    created: facts.created.map(Time::from_millis),
                    expires: facts.expires.map(Time::from_millis),
                })
            }
        };
        Some(Self {
            label: kept.label,
            wanted,
            place,
            kind: kept.kind,
            since: kept.since.map(Time::from_millis),
            asked: kept.asked.map(Time::from_millis),
            taken,
            wider: kept.wider,
            faults: kept.faults,
        })
    }
}
