//! How the parts of the house serve, as each part last said. Never guesses: silence of a part is shown as silence.

use crate::connections::{ConnectionLog, Connections};
use crate::portfolio::{Grade, Health, Part};
use domain::{Span, Symbol, Time};
use market::Gap;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use wire::StreamEvent;

/// A part without a sign of life for this long is degraded.
const SILENCE: Span = Span::from_secs(90);

/// The gaps of each feed by its name.
type Gaps = Arc<Mutex<BTreeMap<&'static str, Vec<(Symbol, Gap)>>>>;

/// What connections tell of their venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamSigns {
    pub(crate) all_stand: bool,
    pub(crate) heard: Option<Time>,
}

/// The latest word of every part; shared by all.
#[derive(Debug, Clone, Default)]
pub(crate) struct HealthBoard {
    parts: Arc<Mutex<BTreeMap<String, Part>>>,
    connections: Arc<Mutex<Connections>>,
    gaps: Gaps,
}

impl HealthBoard {
    /// A board on which one part has already given a sign of life.
    pub(crate) fn beginning_with(name: &str, now: Time) -> Self {
        let board = Self::default();
        board.alive(name, now);
        board
    }

    /// A part says how it stands.
    pub(crate) fn say(&self, name: &str, grade: Grade, detail: String, seen: Option<Time>) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let last_seen = seen.or_else(|| parts.get(name).and_then(|part| part.last_seen));
        parts.insert(
            name.to_owned(),
            Part {
                name: name.to_owned(),
                grade,
                detail,
                last_seen,
            },
        );
    }

    /// A part that says nothing while it goes well changed; its silence afterwards means nothing.
    pub(crate) fn stands(&self, name: &str, grade: Grade, detail: String, at: Time) {
        let detail = format!("{detail} since {at}");
        self.say(name, grade, detail, None);
    }

    /// A part gave a sign of life; earlier trouble is over.
    pub(crate) fn alive(&self, name: &str, now: Time) {
        self.say(name, Grade::Healthy, "answers".to_owned(), Some(now));
    }

    /// A part could not do something; what it last achieved stays known.
    pub(crate) fn trouble(&self, name: &str, what: &str) {
        self.say(name, Grade::Unhealthy, what.to_owned(), None);
    }

    /// A connection of this name told of itself.
    pub(crate) fn heard_of(&self, name: &'static str, event: &StreamEvent) {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .heard_of(name, event);
    }

    /// Whether connections of these names all stand, and when one that stands last carried something.
    pub(crate) fn streams(&self, names: &[&'static str]) -> StreamSigns {
        let logs = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .logs();
        let named = || logs.iter().filter(|log| names.contains(&log.name));
        let standing = || named().filter(|log| log.standing_since.is_some());
        StreamSigns {
            all_stand: standing().count() == names.len(),
            heard: standing().filter_map(|log| log.heard).max(),
        }
    }

    /// The gaps of the candles kept from one feed: every open one, and the last that were closed.
    pub(crate) fn say_gaps(&self, feed: &'static str, gaps: Vec<(Symbol, Gap)>) {
        let mut all = self.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(feed, gaps);
    }

    /// All parts as of `now`; a part that has been silent too long is degraded.
    pub(crate) fn look(&self, now: Time) -> Health {
        let parts: Vec<Part> = self
            .parts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .map(|part| aged(part, now))
            .collect();
        let overall = parts
            .iter()
            .map(|part| part.grade)
            .max()
            .unwrap_or(Grade::Degraded);
        let connections: Vec<ConnectionLog> = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .logs();
        Health {
            as_of: now,
            overall,
            parts,
            connections,
            gaps: self
                .gaps
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .values()
                .flatten()
                .copied()
                .collect(),
        }
    }
}

fn aged(part: &Part, now: Time) -> Part {
    let silent = part.last_seen.is_some_and(|seen| now.since(seen) > SILENCE);
    if silent && part.grade == Grade::Healthy {
        return Part {
            grade: Grade::Degraded,
            detail: format!("{}; no sign of life lately", part.detail),
            ..part.clone()
        };
    }
    part.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    // OBS-06
    #[test]
    fn the_worst_part_grades_the_house_and_silence_degrades() {
        let board = HealthBoard::default();
        let start = Time::from_millis(1_000_000);
        board.alive("venue", start);
        board.alive("database", start);
        assert_eq!(board.look(start).overall, Grade::Healthy);
        let later = start.plus(Span::from_secs(91));
        assert_eq!(board.look(later).overall, Grade::Degraded);
        board.trouble("database", "the disk is full");
        let health = board.look(start);
        assert_eq!(health.overall, Grade::Unhealthy);
        let database = health
            .parts
            .iter()
            .find(|part| part.name == "database")
            .unwrap();
        assert_eq!(database.last_seen, Some(start));
        board.alive("database", later);
        board.alive("venue", later);
        assert_eq!(board.look(later).overall, Grade::Healthy);
    }
}
