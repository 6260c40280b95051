//! What each session of the WebSocket API has told about itself: its key, and how it wants its answers. Never a socket.

use crate::venue::http::{HttpRequest, TimeUnit};
use crate::venue::sockets::ConnId;
use domain::{AccountId, Time};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The open sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions(BTreeMap<ConnId, Session>);

/// One open session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// When it was opened, by the exchange's clock.
    pub(crate) since: Time,
    /// Who opened it.
    pub(crate) peer: IpAddr,
    /// The unit of times in its answers and events.
    pub(crate) unit: TimeUnit,
    /// Whether its answers tell the limits.
    pub(crate) limits: LimitsShown,
    /// The key it logged on with.
    pub(crate) logon: Option<Logon>,
    /// Subscriptions that ended and are still to be told.
    pub(crate) ended: Vec<u64>,
}

/// Whether an answer tells the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LimitsShown {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// A key that a session acts with where a request names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Logon {
    /// The key.
    pub(crate) key: String,
    /// The account it acts for.
    pub(crate) account: AccountId,
    /// Since when.
    pub(crate) since: Time,
    /// The subscription begun in its name.
    pub(crate) subscription: Option<u64>,
}

impl Sessions {
    pub(crate) fn open(&mut self, now: Time, conn: ConnId, at: &HttpRequest) {
        let asked = |name: &str| {
            at.query
                .split('&')
                .filter_map(|part| part.split_once('='))
                .find(|(of, _)| *of == name)
                .map(|(_, value)| value)
        };
        let unit = match asked("timeUnit") {
            Some(unit) => TimeUnit::named(unit),
            None => at.unit,
        };
        let limits = match asked("returnRateLimits") {
            Some("false") => LimitsShown::No,
            Some(_) | None => LimitsShown::Yes,
        };
        self.0.insert(
            conn,
            Session {
                since: now,
                peer: at.peer,
                unit: unit.unwrap_or_default(),
                limits,
                logon: None,
                ended: Vec::new(),
            },
        );
    }

    pub(crate) fn close(&mut self, conn: ConnId) {
        self.0.remove(&conn);
    }

    pub(crate) fn get(&self, conn: ConnId) -> Option<&Session> {
        self.0.get(&conn)
    }

    pub(crate) fn get_mut(&mut self, conn: ConnId) -> Option<&mut Session> {
        self.0.get_mut(&conn)
    }

    /// The unit of times a session wants.
    pub(crate) fn unit(&self, conn: ConnId) -> TimeUnit {
        self.0
            .get(&conn)
            .map_or(TimeUnit::Millis, |session| session.unit)
    }
}
