//! Which house this is, and its last campaign, as programs see them. Never a report that the house did not sign.

use crate::config::AccountPlace;
use desk::campaign::{Judged, Standing};
use serde::Serialize;
use utoipa::ToSchema;

/// Which house this is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseView {
    /// The house's own id.
    pub(crate) instance: String,
    /// The program's version.
    #[schema(example = "0.1.0")]
    pub(crate) version: &'static str,
    /// SHA-256 of the running program, in hexadecimal digits.
    pub(crate) build: String,
    /// SHA-256 of all settings in force, in hexadecimal digits.
    pub(crate) settings: String,
    /// `PAPER`, `TESTNET` or `LIVE`.
    pub(crate) mode: &'static str,
    /// Where each account trades.
    pub(crate) accounts: Vec<HouseAccountView>,
}

/// Where an account trades.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseAccountView {
    /// The account.
    account: u64,
    /// The venue's name in this house.
    #[schema(example = "simex")]
    venue: String,
    /// Host and port.
    #[schema(example = "127.0.0.1:8621")]
    host: String,
    /// `simulated`, `testnet`, `demo` or `live`.
    #[schema(example = "simulated")]
    environment: &'static str,
    /// What it trades: `spot` or `usd-m`; absent while no desk trades for it.
    product: Option<&'static str>,
}

/// The last campaign, if there was one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignView {
    /// The newest report that this house signed.
    pub(crate) last: Option<LastCampaignView>,
    /// Why there is a report and it is not shown.
    pub(crate) trouble: Option<String>,
}

/// A campaign with its signed report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastCampaignView {
    /// Its own name.
    pub(crate) run: String,
    /// The account.
    pub(crate) account: u64,
    /// Host and port that orders went to.
    pub(crate) host: String,
    /// When it ended.
    pub(crate) ended: i64,
    /// Whether it meets every condition of the live latch.
    pub(crate) passed: bool,
    /// Every condition.
    pub(crate) conditions: Vec<ConditionView>,
    /// The public key that signed it, base64.
    pub(crate) signed_by: String,
    /// The document as it was signed: `format`, `report`, `signature`.
    #[schema(value_type = Object)]
    pub(crate) document: serde_json::Value,
}

/// How a report stands to a condition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConditionView {
    /// What is asked.
    condition: &'static str,
    /// `met` or `unmet`.
    standing: &'static str,
    /// What the report shows.
    shows: String,
}

impl HouseAccountView {
    pub(crate) fn new(place: &AccountPlace, product: Option<&'static str>) -> Self {
        Self {
            product,
            account: place.account.get(),
            venue: place.venue.to_string(),
            host: place.host.clone(),
            environment: place.environment,
        }
    }
}

impl From<&Judged> for ConditionView {
    fn from(judged: &Judged) -> Self {
        Self {
            condition: judged.condition.words(),
            standing: match judged.standing {
                Standing::Met => "met",
                Standing::Unmet => "unmet",
            },
            shows: judged.shows.clone(),
        }
    }
}
