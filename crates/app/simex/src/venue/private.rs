//! Events told to one account: made once for all who follow it, in the units they asked for. Never what an event means.

use super::Venue;
use super::http::TimeUnit;
use super::sockets::ConnId;
use domain::AccountId;
use serde_json::Value;
use std::sync::Arc;

/// An event of an account as text.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    millis: String,
    /// With times in microseconds, when any session wants them so.
    micros: Option<String>,
}

impl Event {
    fn text(&self, unit: TimeUnit) -> &str {
        match (unit, &self.micros) {
            (TimeUnit::Micros, Some(micros)) => micros,
            (TimeUnit::Micros, None) | (TimeUnit::Millis, _) => &self.millis,
        }
    }

    /// Its text with times in milliseconds.
    pub(super) fn plain(&self) -> &str {
        &self.millis
    }

    /// What kind of event it is: the value of its first `e`.
    pub(super) fn name(&self) -> &str {
        let after = self.millis.split_once(r#""e":""#);
        after.map_or("", |(_, rest)| rest.split('"').next().unwrap_or_default())
    }

    /// As a subscription gets it.
    pub(super) fn of(&self, subscription: u64, unit: TimeUnit) -> Arc<str> {
        let event = self.text(unit);
        Arc::from(format!(
            r#"{{"subscriptionId":{subscription},"event":{event}}}"#
        ))
    }
}

impl Venue {
    /// Tells an account something, if anybody follows it.
    pub(crate) fn tell(&mut self, account: AccountId, make: impl Fn(TimeUnit) -> Value) {
        if !self.sockets.followed(account) {
            return;
        }
        let listeners = self.sockets.subscribers(account);
        let wants_micros = |conn: &ConnId| self.sessions.unit(*conn) == TimeUnit::Micros;
        let micros = listeners
            .iter()
            .any(|(conn, _)| wants_micros(conn))
            .then(|| make(TimeUnit::Micros).to_string());
        let millis = make(TimeUnit::Millis).to_string();
        self.private.push((account, Event { millis, micros }));
    }
}
