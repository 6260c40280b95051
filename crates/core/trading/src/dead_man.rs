//! The dead-man's switch of a venue that counts down: in which contracts the countdown is to be said again, and whether one of them
//! may have run out. Decides; never asks a venue.
// Control 5 of the trading controls.

use crate::trading::Trading;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use domain::{AccountId, Span, Symbol, Time};

/// The countdown is said again this often while it runs.
const BEATS_PER_COUNTDOWN: i64 = 4;
/// What failed is said again after this.
const AGAIN: Span = Span::from_secs(1);
/// How much later than it was said a countdown may begin at the venue.
const WAY_MAX: Span = Span::from_secs(15);

/// How the countdowns of an account stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Countdowns {
    /// Each runs where orders are open, or none is needed.
    Run,
    /// One may have run out, or could never be started: what is open may have ended without a word.
    MayHaveRunOut,
}

/// One countdown to be said to the venue; of nothing: it is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat {
    /// Of which contract.
    pub symbol: Symbol,
    /// How long it counts; nothing stops it.
    pub countdown: Span,
}

/// The countdowns of one account.
#[derive(Debug, Clone)]
pub struct DeadMan {
    countdown: Span,
    symbols: BTreeMap<Symbol, Count>,
}

/// What is known of one countdown.
#[derive(Debug, Clone, Copy)]
struct Count {
    /// It cannot have run out before a whole countdown after this: it was said then and heard, or first wanted then.
    since: Time,
    /// When what the venue confirmed last was said; none while it is not certain that it counts.
    heard: Option<Time>,
    /// When it was last said that it is to count, heard or not.
    begun: Time,
    /// What was said last and when, heard or not.
    said: Option<(Time, Span)>,
}

impl DeadMan {
    /// Nothing counts yet.
    #[must_use]
    pub const fn new(countdown: Span) -> Self {
        Self {
            countdown,
            symbols: BTreeMap::new(),
        }
    }

    /// What is to be said at this moment, with orders open in these contracts.
    pub fn beats(&mut self, now: Time, open: &BTreeSet<Symbol>) -> Vec<Heartbeat> {
        for symbol in open {
            self.symbols.entry(*symbol).or_insert(Count {
                since: now,
                heard: None,
                begun: now,
                said: None,
            });
        }
        let (whole, every) = (self.countdown, self.every());
        // One that has run out where nothing is open ended nothing, and is over by itself.
        let is_over = |count: &Count| now >= count.begun.plus(whole).plus(WAY_MAX);
        self.symbols
            .retain(|symbol, count| open.contains(symbol) || !is_over(count));
        let mut due = Vec::new();
        for (symbol, count) in &mut self.symbols {
            let is_open = open.contains(symbol);
            let countdown = if is_open { whole } else { Span::ZERO };
            if count.is_due(now, countdown, every) {
                count.said = Some((now, countdown));
                count.begun = if is_open { now } else { count.begun };
                // Whether it still counts is not certain until the venue says so.
                count.heard = count.heard.filter(|_| is_open);
                due.push(Heartbeat {
                    symbol: *symbol,
                    countdown,
                });
            }
        }
        due
    }

    /// The venue confirmed what was said then.
    pub fn heard(&mut self, said: Time, beat: Heartbeat) {
        if beat.countdown == Span::ZERO {
            self.symbols.remove(&beat.symbol);
        } else if let Some(count) = self.symbols.get_mut(&beat.symbol) {
            count.since = count.since.max(said);
            count.heard = Some(said);
        }
    }

    /// How the countdowns stand. The last quarter of one counts as run out: an order on its way meets the venue later.
    #[must_use]
    pub fn standing(&self, now: Time) -> Countdowns {
        let safe = Span::from_nanos(self.countdown.nanos().saturating_sub(self.every().nanos()));
        let is_late = |count: &Count| now >= count.since.plus(safe);
        if self.symbols.values().any(is_late) {
            Countdowns::MayHaveRunOut
        } else {
            Countdowns::Run
        }
    }

    /// The contracts in which the venue confirmed that it counts.
    pub fn counting(&self) -> impl Iterator<Item = Symbol> + '_ {
        let heard = self
            .symbols
            .iter()
            .filter(|(_, count)| count.heard.is_some());
        heard.map(|(symbol, _)| *symbol)
    }

    fn every(&self) -> Span {
        let nanos = self.countdown.nanos().checked_div(BEATS_PER_COUNTDOWN);
        Span::from_nanos(nanos.unwrap_or(0))
    }
}

impl Count {
    /// Whether this is to be said: at once where it is another word than the last, else when it is time, or when that failed a
    /// moment ago.
    fn is_due(&self, now: Time, countdown: Span, every: Span) -> bool {
        let Some((said, last)) = self.said else {
            return true;
        };
        if last != countdown {
            return true;
        }
        match self.heard {
            Some(heard) if said <= heard => now >= heard.plus(every),
            Some(_) | None => now >= said.plus(AGAIN),
        }
    }
}

impl Trading {
    /// Where a countdown may have run out nothing opens: until it runs again, and the account was compared after that.
    pub(crate) fn counting(&mut self, now: Time, (account, standing): (AccountId, Countdowns)) {
        let changed = match standing {
            Countdowns::MayHaveRunOut => self.unguarded.insert(account),
            Countdowns::Run => self.unguarded.remove(&account),
        };
        if changed {
            self.gate.compare_again(account);
            self.reports_missed(now, account);
        }
    }
}

#[cfg(test)]
mod tests;
