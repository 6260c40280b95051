//! What goes wrong: faults ordered for certain requests and events, faults by chance, and the exchange's skewed clock.
//! Decides only; whoever serves does what is decided.

mod order;
mod rule;
pub(crate) mod spoil;

pub(crate) use order::{AccountOf, Order, OrderError};
pub(crate) use rule::{Done, Passing, Strike, Telling};

use super::refusal::ServerTrouble;
use domain::{Span, Time};
use exchange::chance::Chance;
use exchange::faults::{ClockSkew, EventFault, FaultOdds, RequestFault, Stream};
use order::Ordered;
use rule::{Rule, Target};

/// Faults ordered at the same time.
const RULES_MAX: usize = 10_000;

/// The faults in force.
#[derive(Debug, Clone)]
pub(crate) struct Faults {
    /// Chance, and the clock.
    drawn: exchange::faults::Faults,
    rules: Vec<Rule>,
    seed: Chance,
    ordered: u64,
    /// Everybody is turned away until then.
    shut: Option<(Time, Shutting)>,
}

/// How everybody is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shutting {
    Throttled,
    Banned,
}

/// A fault that struck, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Struck {
    pub(crate) strike: Strike,
    pub(crate) name: String,
}

/// A fault that struck an event, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StruckEvent {
    pub(crate) fault: EventFault,
    pub(crate) name: String,
}

impl Faults {
    pub(crate) fn none(seed: u64) -> Self {
        let spans = exchange::faults::FaultSpans::BAD_DAY;
        Self {
            drawn: exchange::faults::Faults::new(seed, FaultOdds::NONE, spans),
            rules: Vec::new(),
            seed: Chance::new(seed).branch(0xfa17),
            ordered: 0,
            shut: None,
        }
    }

    /// What becomes of a request, if anything but itself.
    pub(crate) fn on_request(&mut self, now: Time, passing: &Passing<'_>) -> Option<Struck> {
        let drawn = strike_of(self.drawn.on_request(now, passing.route.door));
        let by_rule = self.by_rule(now, |target| match target {
            Target::Requests(which, strike) => which.covers(passing).then_some(*strike),
            Target::Events(..) => None,
        });
        if let Some(strike) = self.turned_away(now) {
            let name = "shut".to_owned();
            return Some(Struck { strike, name });
        }
        let struck = by_rule.map(|(strike, name)| Struck { strike, name });
        let struck = struck.or_else(|| {
            let name = "chance".to_owned();
            drawn.map(|strike| Struck { strike, name })
        })?;
        match struck.strike {
            Strike::TooManyRequests(span) => {
                self.shut = Some((now.plus(span), Shutting::Throttled));
            }
            Strike::Banned(span) => self.shut = Some((now.plus(span), Shutting::Banned)),
            Strike::LostAnswer
            | Strike::LateAnswer(_)
            | Strike::LateExecution(_)
            | Strike::Trouble(..)
            | Strike::Unavailable(_)
            | Strike::Page(_)
            | Strike::Disconnect
            | Strike::CutAnswer
            | Strike::SlowBody(_)
            | Strike::WrongType
            | Strike::EmptyBody
            | Strike::OmittedRow(_)
            | Strike::AlteredRow(_)
            | Strike::DoubledRow(_)
            | Strike::ReversedRows => {}
        }
        Some(struck)
    }

    /// What becomes of an event, if anything but itself.
    pub(crate) fn on_event(&mut self, now: Time, telling: &Telling<'_>) -> Option<StruckEvent> {
        let stream = match telling {
            Telling::Market(_) => Stream::Market,
            Telling::Account(..) => Stream::Account,
        };
        let drawn = self.drawn.on_event(stream);
        let by_rule = self.by_rule(now, |target| match target {
            Target::Events(which, fault) => which.covers(telling).then_some(*fault),
            Target::Requests(..) => None,
        });
        match (by_rule, drawn) {
            (Some((fault, name)), _) => Some(StruckEvent { fault, name }),
            (None, EventFault::None) => None,
            (None, fault) => {
                let name = "chance".to_owned();
                Some(StruckEvent { fault, name })
            }
        }
    }

    /// The first rule that covers something and strikes it. Every rule that covers it counts it.
    fn by_rule<T>(
        &mut self,
        now: Time,
        covered: impl Fn(&Target) -> Option<T>,
    ) -> Option<(T, String)> {
        if self.rules.is_empty() {
            return None;
        }
        let mut found = None;
        for rule in &mut self.rules {
            if let Some(fault) = covered(&rule.target)
                && rule.strikes(now)
                && found.is_none()
            {
                found = Some((fault, rule.name.clone()));
            }
        }
        self.rules.retain(|rule| !rule.is_over(now));
        found
    }

    /// Whoever was told to wait and comes early is told again, with what is left of the wait.
    fn turned_away(&mut self, now: Time) -> Option<Strike> {
        let (until, how) = self.shut?;
        if now >= until {
            self.shut = None;
            return None;
        }
        let left = until.since(now);
        Some(match how {
            Shutting::Throttled => Strike::TooManyRequests(left),
            Shutting::Banned => Strike::Banned(left),
        })
    }

    /// What the exchange's clock shows.
    pub(crate) fn clock(&self, now: Time) -> Time {
        self.drawn.clock(now)
    }

    /// Faults ordered that have not struck out yet.
    pub(crate) fn pending(&self, now: Time) -> usize {
        self.rules.iter().filter(|rule| !rule.is_over(now)).count()
    }

    /// Forgets all orders, skews, bans and odds.
    pub(crate) fn clear(&mut self) {
        self.rules.clear();
        self.shut = None;
        self.drawn.clear();
        self.drawn.set_odds(FaultOdds::NONE);
    }

    /// Moves the exchange's clock from `now` on.
    pub(crate) fn skew(&mut self, now: Time, ahead: Span, drift_per_second: Span) {
        self.drawn.order_skew(ClockSkew {
            ahead,
            drift_per_second,
            since: now,
        });
    }

    /// Takes an order.
    pub(crate) fn order(
        &mut self,
        now: Time,
        order: &Order,
        account_of: &AccountOf<'_>,
    ) -> Result<(), OrderError> {
        self.rules.retain(|rule| !rule.is_over(now));
        if self.rules.len() >= RULES_MAX {
            return Err(OrderError::TooMany);
        }
        self.ordered = self.ordered.saturating_add(1);
        let chance = self.seed.branch(self.ordered);
        match order.read(now, (chance, account_of))? {
            Ordered::Rule(mut rule) => {
                if rule.name.is_empty() {
                    rule.name = format!("fault-{}", self.ordered);
                }
                self.rules.push(*rule);
            }
            Ordered::Odds(odds) => self.drawn.set_odds(FaultOdds::all(odds)),
        }
        Ok(())
    }
}

/// A fault drawn by chance, in the words of ordered ones.
const fn strike_of(fault: RequestFault) -> Option<Strike> {
    Some(match fault {
        RequestFault::None => return None,
        RequestFault::LostAnswer => Strike::LostAnswer,
        RequestFault::LateAnswer(span) => Strike::LateAnswer(span),
        RequestFault::LateExecution(span) => Strike::LateExecution(span),
        RequestFault::ServerErrorExecuted => Strike::Trouble(ServerTrouble::Unknown, Done::Yes),
        RequestFault::ServerErrorNotExecuted => Strike::Trouble(ServerTrouble::Unknown, Done::No),
        RequestFault::TooManyRequests(span) => Strike::TooManyRequests(span),
        RequestFault::Banned(span) => Strike::Banned(span),
        RequestFault::Disconnect => Strike::Disconnect,
        RequestFault::CutAnswer => Strike::CutAnswer,
    })
}

#[cfg(test)]
mod tests;
