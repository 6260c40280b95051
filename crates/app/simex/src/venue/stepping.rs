//! Virtual time: how far it shall go, and what happens on the way. Everything due happens at its own instant and in
//! order; never a clock of its own.

use super::http::{Reply, Ticket};
use super::{Out, Venue};
use domain::{Span, Time};
use serde_json::json;

/// Instants passed in one go, so that answers and events leave in between.
const INSTANTS_MAX: usize = 256;
/// Longest way in one order.
const WAY_MAX: Span = Span::from_secs(366 * 86_400);
/// Moves of each member of the crowd on one way: on longer ones it moves less often.
const CROWD_MOVES_MAX: i64 = 2_000;

/// Whose time the venue lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ClockKind {
    /// The machine's.
    #[default]
    Wall,
    /// It stands still until it is moved.
    Virtual,
}

/// An order to let time pass.
#[derive(Debug, Clone, Copy)]
struct Way {
    until: Time,
    ticket: Ticket,
}

/// The time of a venue.
#[derive(Debug, Default)]
pub(crate) struct Stepping {
    pub(super) kind: ClockKind,
    way: Option<Way>,
}

/// Why time does not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotMoved {
    /// The clock is the machine's.
    #[error("the clock is the machine's: start with --clock virtual to move it")]
    NotVirtual,
    /// Somebody else's order is not done yet.
    #[error("time is moving already")]
    Moving,
    /// Time does not go back.
    #[error("that instant is past")]
    Past,
    /// Too far.
    #[error("at most 366 days in one order")]
    TooFar,
}

impl Venue {
    /// Lets it live in a time that only orders move.
    pub(crate) const fn live_by(&mut self, kind: ClockKind) {
        self.stepping.kind = kind;
    }

    /// Takes an order to let time pass; it is answered when the time has passed.
    pub(super) fn let_pass(&mut self, until: Time, ticket: Ticket) -> Result<(), NotMoved> {
        let way = until.since(self.machine);
        if self.stepping.kind == ClockKind::Wall {
            return Err(NotMoved::NotVirtual);
        }
        if self.stepping.way.is_some() {
            return Err(NotMoved::Moving);
        }
        if way < Span::ZERO {
            return Err(NotMoved::Past);
        }
        if way > WAY_MAX {
            return Err(NotMoved::TooFar);
        }
        let rest = Span::from_nanos(way.nanos() / CROWD_MOVES_MAX);
        self.crowds_rest(rest);
        self.stepping.way = Some(Way { until, ticket });
        Ok(())
    }

    /// Makes the crowds rest at least so long between two moves.
    pub(crate) const fn crowds_rest(&mut self, rest: Span) {
        if let Some(crowd) = &mut self.usdm.crowd {
            crowd.rest_at_least(rest);
        }
        if let Some(crowd) = &mut self.crowd {
            crowd.rest_at_least(rest);
        }
    }

    /// Whether time is on its way.
    pub(crate) const fn is_passing(&self) -> bool {
        self.stepping.way.is_some()
    }

    /// Lets time pass up to where it is ordered to, or for as many instants as fit in one go; where it stands then.
    /// Stops early where somebody must be waited for.
    pub(crate) fn pass(&mut self) -> Time {
        for _ in 0..INSTANTS_MAX {
            let Some(way) = self.stepping.way else {
                break;
            };
            let due = self.wake_at().filter(|due| *due <= way.until);
            let before = self.out.len();
            let now = due.unwrap_or(way.until).max(self.machine);
            self.advance(now);
            if due.is_none() {
                self.arrive(way);
                break;
            }
            let asked = self.out.get(before..).unwrap_or_default();
            if asked.iter().any(|out| matches!(out, Out::Ping(_))) {
                break;
            }
        }
        self.machine
    }

    fn arrive(&mut self, way: Way) {
        self.stepping.way = None;
        self.crowds_rest(Span::ZERO);
        let reply = Reply::json(200, &self.clock_state());
        self.out.push(Out::Reply(way.ticket, reply));
    }

    /// What the clock shows, for those who ask.
    pub(super) fn clock_state(&self) -> serde_json::Value {
        let kind = match self.stepping.kind {
            ClockKind::Wall => "wall",
            ClockKind::Virtual => "virtual",
        };
        json!({
            "clock": kind,
            "nowMs": self.machine.millis(),
            "serverTimeMs": self.now().millis(),
        })
    }
}
