//! Asks a venue about one key, once, within ten seconds: does it take the key, and what may the key do. Never keeps anything
//! and never places anything.

use super::CredentialError;
use domain::Time;
use gate::{HaltWatch, KeyFacts, KeyUse, judge_key};
use protocols::{Disposition, Trouble, binance_spot, binance_usdm};
use std::sync::Arc;
use std::time::Duration;
use vault::{KeyKind, KeyName, Vault};
use wire::{AddressLimits, Client, ClientConfig, Hosts, Limits, Outcome};

/// How long all of it may take.
const PROBE_LIFE: Duration = Duration::from_secs(9);

/// Where a key is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A simulated exchange on this machine, by its base address.
    Simulated(String),
    /// The venue's test exchange.
    Testnet,
    /// The venue's demo.
    Demo,
    /// Real money.
    Live,
}

impl Place {
    /// The word used in records and on pages.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Simulated(_) => "simulated",
            Self::Testnet => "testnet",
            Self::Demo => "demo",
            Self::Live => "live",
        }
    }

    /// Its hosts for what a key is wanted for; none for real money, whose hosts stay shut here.
    ///
    /// # Errors
    /// The address is not on this machine, or money there is real.
    pub fn hosts(&self, wanted: KeyUse) -> Result<Hosts, CredentialError> {
        let shut = |words: &str| CredentialError::Unreachable(words.to_owned());
        match (self, wanted) {
            (Self::Simulated(url), KeyUse::Spot) => {
                Hosts::simulated(url).map_err(|error| shut(&error.to_string()))
            }
            (Self::Simulated(url), KeyUse::Futures) => {
                Hosts::simulated_contracts(url).map_err(|error| shut(&error.to_string()))
            }
            (Self::Testnet, KeyUse::Spot) => Ok(Hosts::binance_spot_testnet()),
            (Self::Testnet, KeyUse::Futures) => Ok(Hosts::binance_usdm_testnet()),
            (Self::Demo, KeyUse::Spot) => Ok(Hosts::binance_spot_demo()),
            (Self::Demo, KeyUse::Futures) => Ok(Hosts::binance_usdm_demo()),
            (Self::Live, _) => Err(shut("hosts of real money stay shut")),
        }
    }
}

/// A key on trial, in a vault of its own.
pub struct Trial {
    /// The vault.
    pub vault: Vault,
    /// The key's name in it.
    pub name: KeyName,
    /// What it is wanted for.
    pub wanted: KeyUse,
}

/// What the venue said of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeReport {
    /// How it signs.
    pub kind: KeyKind,
    /// When the venue answered, by our clock; none when it was not asked.
    pub at: Option<Time>,
    /// What it may do; none where the venue does not tell: test exchanges and demos do not.
    pub facts: Option<KeyFacts>,
}

impl ProbeReport {
    /// What is worth a word of a key that would be kept.
    #[must_use]
    pub fn warnings(&self, wanted: KeyUse) -> Vec<String> {
        let judged = self.facts.as_ref().zip(self.at);
        let judged = judged.map(|(facts, at)| judge_key(facts, wanted, at).warnings);
        let warnings = judged.unwrap_or_default();
        warnings.iter().map(ToString::to_string).collect()
    }

    /// Of a key that was not asked about.
    pub(super) const fn unasked(kind: KeyKind) -> Self {
        Self {
            kind,
            at: None,
            facts: None,
        }
    }
}

/// Asks about a key.
///
/// # Errors
/// The venue refuses the key, in its words, or cannot be asked.
pub async fn probe(
    trial: Trial,
    place: &Place,
    halts: &HaltWatch,
) -> Result<ProbeReport, CredentialError> {
    let hosts = place.hosts(trial.wanted)?;
    let late = || CredentialError::Unreachable("no answer came in time".to_owned());
    tokio::time::timeout(PROBE_LIFE, ask(trial, (place, hosts), halts))
        .await
        .map_err(|_| late())?
}

async fn ask(
    trial: Trial,
    (place, hosts): (&Place, Hosts),
    halts: &HaltWatch,
) -> Result<ProbeReport, CredentialError> {
    let lost = |words: String| CredentialError::Unreachable(words);
    let (name, wanted) = (trial.name, trial.wanted);
    let kind = trial.vault.kind(name);
    let kind = kind.map_err(vault::ShelfError::from)?;
    let client = Client::new(ClientConfig {
        hosts,
        vault: Arc::new(trial.vault),
        key: Some(name),
        halts: halts.clone(),
        limits: Limits::default(),
        address: AddressLimits::new(binance_spot::facts::MANNERS),
    })
    .map_err(|error| lost(error.to_string()))?;
    // One host of a simulated exchange serves everything; elsewhere each product has hosts of its own.
    let clock = match (place, wanted) {
        (Place::Simulated(_), _) | (_, KeyUse::Spot) => {
            let (ask, read) = (
                binance_spot::ask::server_time,
                binance_spot::read::server_time,
            );
            client.sync_clock(ask, read).await
        }
        (Place::Testnet | Place::Demo | Place::Live, KeyUse::Futures) => {
            let (ask, read) = (
                binance_usdm::ask::server_time,
                binance_usdm::read::server_time,
            );
            client.sync_clock(ask, read).await
        }
    };
    clock.map_err(|error| lost(error.to_string()))?;
    let question = match (place, wanted) {
        (Place::Simulated(_), _) => binance_spot::ask::key_facts(),
        (Place::Testnet | Place::Demo | Place::Live, KeyUse::Spot) => binance_spot::ask::account(),
        (Place::Testnet | Place::Demo | Place::Live, KeyUse::Futures) => {
            binance_usdm::ask::account()
        }
    };
    let answer = match client.send(question).await {
        Outcome::Answer(answer) => answer,
        Outcome::NotSent(why) => return Err(lost(why.to_string())),
        Outcome::Unknown(why) => return Err(lost(why.to_string())),
    };
    let read = match place {
        Place::Simulated(_) => binance_spot::read::key_facts(&answer).map(Some),
        Place::Testnet | Place::Demo | Place::Live if answer.is_success() => Ok(None),
        // Refusals of both products are worded alike.
        Place::Testnet | Place::Demo | Place::Live => {
            binance_spot::read::key_facts(&answer).map(Some)
        }
    };
    Ok(ProbeReport {
        kind,
        at: Some(answer.received),
        facts: read.map_err(|trouble| heard(&trouble))?,
    })
}

/// What a trouble says of the key.
fn heard(trouble: &Trouble) -> CredentialError {
    match trouble.disposition {
        Disposition::Fatal | Disposition::Rejected(_) => {
            CredentialError::Refused(trouble.to_string())
        }
        Disposition::Retry { .. }
        | Disposition::Banned { .. }
        | Disposition::Ambiguous
        | Disposition::Protocol => CredentialError::Unreachable(trouble.to_string()),
    }
}
