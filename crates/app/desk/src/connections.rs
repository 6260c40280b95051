//! What became of each connection to the venue: since when it stands, every cut with its reason and how long it lasted.
//! Never opens one, never decides when to.

use domain::{Span, Time};
use std::collections::{BTreeMap, VecDeque};
use wire::{CutReason, StreamEvent};

/// Cuts remembered of each connection; older ones are counted only.
const CUTS_MAX: usize = 200;

/// One time without a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Since when, by our clock.
    pub since: Time,
    /// Until when; `None` while it lasts.
    pub until: Option<Time>,
    /// Why, in words.
    pub reason: String,
    /// Attempts that failed before one stood.
    pub failed_attempts: u32,
}

impl Cut {
    /// How long it lasted, or has lasted by `now`.
    #[must_use]
    pub fn lasted(&self, now: Time) -> Span {
        self.until.unwrap_or(now).since(self.since)
    }
}

/// One stream of the venue, kept by its supervisor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionLog {
    /// Its fixed name: `market-stream`, `account-stream`.
    pub name: &'static str,
    /// Since when it stands without a break; `None` while it does not.
    pub standing_since: Option<Time>,
    /// When it last said something.
    pub heard: Option<Time>,
    /// Cuts since the start.
    pub cut_count: u64,
    /// Times a successor took over without a break since the start.
    pub renewed_count: u64,
    /// The last cuts, oldest first.
    pub cuts: VecDeque<Cut>,
}

/// All connections by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connections {
    logs: BTreeMap<&'static str, ConnectionLog>,
}

impl Connections {
    /// Notes what a connection told of itself; what it carries is nothing to it.
    pub(crate) fn heard_of(&mut self, name: &'static str, event: &StreamEvent) {
        match event {
            StreamEvent::Opened { at, .. } => self.log(name).opened(*at),
            StreamEvent::Renewed { .. } => {
                let log = self.log(name);
                log.renewed_count = log.renewed_count.saturating_add(1);
            }
            StreamEvent::Cut { at, reason, .. } => self.log(name).cut(*at, reason),
            StreamEvent::Frame { received, .. } => self.log(name).heard = Some(*received),
        }
    }

    /// Every connection as it stands.
    pub(crate) fn logs(&self) -> Vec<ConnectionLog> {
        self.logs.values().cloned().collect()
    }

    fn log(&mut self, name: &'static str) -> &mut ConnectionLog {
        self.logs.entry(name).or_insert_with(|| ConnectionLog {
            name,
            standing_since: None,
            heard: None,
            cut_count: 0,
            renewed_count: 0,
            cuts: VecDeque::new(),
        })
    }
}

impl ConnectionLog {
    fn opened(&mut self, at: Time) {
        self.standing_since = Some(at);
        if let Some(cut) = self.cuts.back_mut().filter(|cut| cut.until.is_none()) {
            cut.until = Some(at);
        }
    }

    /// A failed attempt belongs to the cut that lasts; the first one of all is a cut from the start.
    fn cut(&mut self, at: Time, reason: &CutReason) {
        self.standing_since = None;
        if let Some(cut) = self.cuts.back_mut().filter(|cut| cut.until.is_none()) {
            cut.failed_attempts = cut.failed_attempts.saturating_add(1);
            return;
        }
        self.cut_count = self.cut_count.saturating_add(1);
        self.cuts.push_back(Cut {
            since: at,
            until: None,
            reason: reason.to_string(),
            failed_attempts: 0,
        });
        if self.cuts.len() > CUTS_MAX {
            self.cuts.pop_front();
        }
    }
}

#[cfg(test)]
mod tests;
