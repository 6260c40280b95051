//! When a venue counts as silent, and when it speaks again: from what was heard and the clock alone. Never opens a
//! connection, never decides what is done about it.

use domain::{Span, Time};

/// Longest pause between signs of a venue that speaks; after a longer one among our own looks, time passed unwatched.
pub const SIGN_GAP_MAX: Span = Span::from_secs(5);

/// When a venue counts as away and as back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignRules {
    /// After this long without a sign it is away.
    pub away_after: Span,
    /// After this long of steady signs it is back, so that it does not go to and fro.
    pub back_after: Span,
}

impl Default for SignRules {
    fn default() -> Self {
        Self {
            away_after: Span::from_secs(15),
            back_after: Span::from_secs(30),
        }
    }
}

/// Whether both streams of a venue stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Streams {
    /// They do, and the venue is not let rest after failed requests.
    Stand,
    /// One is cut, or requests are held back after failures.
    Broken,
}

/// What was heard of a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VenueSigns {
    /// When it last answered a request with something that is no server's failure.
    pub answered: Option<Time>,
    /// When a stream last carried something; a stream that is cut tells nothing.
    pub heard: Option<Time>,
    /// Whether its streams stand.
    pub streams: Streams,
}

/// What the signs say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Judged {
    /// Nothing was heard since this instant, for too long.
    Silent(Time),
    /// Neither silent for long enough nor speaking for long enough.
    Wavers,
    /// It speaks, long enough.
    Speaks,
}

/// What is remembered of one venue between looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Vigil {
    /// Since when it is watched without a break of our own.
    watched_since: Time,
    /// The last look.
    looked: Time,
    /// Since when it speaks without a pause.
    speaks_since: Option<Time>,
}

impl Vigil {
    pub(super) const fn new(now: Time) -> Self {
        Self {
            watched_since: now,
            looked: now,
            speaks_since: None,
        }
    }

    /// Judges what was heard as of `now`. Time that nobody watched counts for neither side.
    pub(super) fn judge(&mut self, now: Time, rules: SignRules, signs: &VenueSigns) -> Judged {
        if now < self.looked || now.since(self.looked) > SIGN_GAP_MAX {
            self.watched_since = now;
            self.speaks_since = None;
        }
        self.looked = now;
        let answered = signs.answered.filter(|at| *at <= now);
        let heard = signs.heard.filter(|at| *at <= now);
        let fresh = |at: Time| now.since(at) <= SIGN_GAP_MAX;
        self.speaks_since = match (signs.streams, answered) {
            (Streams::Stand, Some(at)) if fresh(at) => Some(self.speaks_since.unwrap_or(now)),
            (Streams::Stand | Streams::Broken, _) => None,
        };
        if let Some(since) = self.speaks_since {
            return if now.since(since) >= rules.back_after {
                Judged::Speaks
            } else {
                Judged::Wavers
            };
        }
        // A stream that still carries something is a sign only while requests are not known to fail.
        let heard = match signs.streams {
            Streams::Stand => heard,
            Streams::Broken => None,
        };
        let last = answered.max(heard).unwrap_or(self.watched_since);
        let last = last.max(self.watched_since);
        if now.since(last) >= rules.away_after {
            Judged::Silent(last)
        } else {
            Judged::Wavers
        }
    }
}

#[cfg(test)]
mod tests;
