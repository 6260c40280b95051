//! Scenarios: faults and levers written down in one file, for one story that can be told again. Never strikes by itself.

use super::{Lever, done, wrong};
use crate::venue::Venue;
use crate::venue::dispatch::Delayed;
use crate::venue::faults::Order;
use crate::venue::http::{Accepts, HttpRequest, Method, Reply, TimeUnit};
use domain::{Span, Time};
use serde::Deserialize;
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};

/// Entries one scenario may have.
const ENTRIES_MAX: usize = 10_000;

/// The levers of this file.
pub(super) const LEVERS: &[Lever] = &[Lever {
    method: Method::Post,
    path: "/_sim/scenario",
    pull: load,
}];

/// A scenario file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    #[serde(default)]
    fault: Vec<Order>,
    #[serde(default)]
    lever: Vec<Pull>,
}

/// A lever that is pulled at its instant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pull {
    /// After the scenario begins.
    after_ms: Option<i64>,
    /// Since 1970.
    at_ms: Option<i64>,
    /// `POST /_sim/skew`.
    pull: String,
    /// Its body.
    body: Option<toml::Value>,
}

/// Why a scenario cannot be played.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScenarioError {
    /// It is no scenario.
    #[error("the scenario cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// More than a scenario may have.
    #[error("a scenario has at most 10000 entries")]
    TooLong,
    /// A fault makes no sense.
    #[error("fault {number}: {reason}")]
    Fault {
        /// Counted from 1.
        number: usize,
        /// Why.
        reason: String,
    },
    /// A lever makes no sense.
    #[error("lever {number}: {reason}")]
    Lever {
        /// Counted from 1.
        number: usize,
        /// Why.
        reason: String,
    },
}

fn load(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let played = venue.play_scenario(&request.body);
    let (faults, levers) = played.map_err(|error| wrong(&error.to_string()))?;
    done(&json!({ "faults": faults, "levers": levers }))
}

impl Venue {
    /// Orders everything a scenario says, or nothing of it; how many faults and levers these are.
    pub(crate) fn play_scenario(&mut self, text: &str) -> Result<(usize, usize), ScenarioError> {
        let scenario: Scenario = toml::from_str(text)?;
        let (faults, levers) = (scenario.fault.len(), scenario.lever.len());
        if faults.saturating_add(levers) > ENTRIES_MAX {
            return Err(ScenarioError::TooLong);
        }
        let now = self.machine();
        let mut pulls = Vec::new();
        for (pull, number) in scenario.lever.into_iter().zip(1..) {
            let read = pull.read(now);
            pulls.push(read.map_err(|reason| ScenarioError::Lever { number, reason })?);
        }
        let keys = &self.keys;
        let account_of = |key: &str| keys.account(key);
        let mut ordered = self.faults.clone();
        for (order, number) in scenario.fault.iter().zip(1..) {
            ordered
                .order(now, order, &account_of)
                .map_err(|error| ScenarioError::Fault {
                    number,
                    reason: error.to_string(),
                })?;
        }
        self.faults = ordered;
        for (at, request) in pulls {
            self.delay(at, Delayed::Lever(Box::new(request)));
        }
        Ok((faults, levers))
    }
}

impl Pull {
    /// When it is due, and the request that pulls it.
    fn read(self, now: Time) -> Result<(Time, HttpRequest), String> {
        let at = match (self.after_ms, self.at_ms) {
            (Some(after), None) if after >= 0 => now.plus(Span::from_millis(after)),
            (None, Some(at)) => Time::from_millis(at),
            (None, None) => now,
            (Some(_), _) => return Err("either `afterMs`, from 0 on, or `atMs`".to_owned()),
        };
        let (method, target) = self.pull.split_once(' ').unwrap_or(("", &self.pull));
        let method = match method {
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "DELETE" => Method::Delete,
            _ => return Err(format!("`{}` is no lever that moves anything", self.pull)),
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let alone = matches!(path, "/_sim/clock" | "/_sim/scenario" | "/_sim/reset");
        if alone || !super::is_lever(method, path) {
            return Err(format!("`{}` is no lever of a scenario", self.pull));
        }
        let body = match &self.body {
            Some(body) => serde_json::to_string(body).map_err(|error| error.to_string())?,
            None => String::new(),
        };
        let request = HttpRequest {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            body,
            key: None,
            unit: Some(TimeUnit::Millis),
            accepts: Accepts::Anything,
            peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
        };
        Ok((at, request))
    }
}
