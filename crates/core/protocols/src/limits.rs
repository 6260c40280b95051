//! How often a venue lets itself be asked, and how it says that it was too often, as data. Never counts anything.

use crate::answer::Answer;
use crate::call::{Call, SessionCall};
use crate::trouble::Trouble;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{Span, Time};

/// What one request takes out of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Charge {
    /// Its weight.
    Weight,
    /// One, whatever it asks.
    Request,
    /// One, when it places an order.
    Order,
}

/// Whom a limit binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// Everyone behind one network address.
    Address,
    /// One account.
    Account,
}

/// What an order call costs of a limit on weight when the venue did what it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderWeight {
    /// Its weight, like any other request.
    Charged,
    /// Nothing; one that is refused costs its weight.
    FreeWhenDone,
}

/// A limit of a venue on what may be asked in a window of its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// What a request takes out of it.
    pub charge: Charge,
    /// Whom it binds.
    pub bound: Bound,
    /// The requests it counts: those whose path begins so. A weight goes to the first limit of a list that counts it.
    pub paths: &'static [&'static str],
    /// Length of the window; windows begin at whole multiples of it.
    pub every: Span,
    /// How much may be taken in one window.
    pub most: u32,
    /// The header in which answers tell what was taken of it, by the venue's count.
    pub header: Option<&'static str>,
    /// What order calls cost of it; of no meaning where no weight is counted.
    pub orders: OrderWeight,
}

/// A limit as the venue itself lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedLimit {
    /// What a request takes out of it.
    pub charge: Charge,
    /// Length of its window.
    pub every: Span,
    /// How much may be taken in one window.
    pub most: u32,
}

/// What a venue demands of its caller by an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Nothing beyond what the answer says.
    Nothing,
    /// The request's time was refused: the clock must be learned again.
    MendClock,
    /// No more orders for a while.
    FewerOrders {
        /// For how long, when it says.
        after: Option<Span>,
    },
    /// No more requests for a while.
    Silence {
        /// For how long, when it says.
        after: Option<Span>,
    },
    /// The address is banned.
    Absence {
        /// For how long, when it says.
        after: Option<Span>,
    },
}

/// How a venue wants to be dealt with, whatever is asked of it.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// Its limits.
    pub limits: &'static [RateLimit],
    /// What it demands by an answer.
    pub demand: fn(&Answer) -> Demand,
    /// Asks for its clock.
    pub ask_time: fn() -> Call,
    /// Reads its clock.
    pub read_time: fn(&Answer) -> Result<Time, Trouble>,
}

/// An answer on a session, as REST would have given it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAnswer {
    /// The request's id.
    pub id: String,
    /// The answer.
    pub answer: Answer,
    /// The venue's counts, by the headers in which REST tells them.
    pub counts: Vec<(&'static str, u32)>,
}

/// How orders travel on a session.
#[derive(Debug, Clone, Copy)]
pub struct SessionManners {
    /// Says a call in the session's words, with this id and life; `None` for a call that only REST knows.
    pub say: fn(&Call, &str, Span) -> Option<SessionCall>,
    /// The answer a frame brings, if it is one.
    pub read: fn(&[u8], Time) -> Option<SessionAnswer>,
    /// Whether a frame announces the end of the connection it came on.
    pub farewell: fn(&[u8]) -> bool,
}

impl RateLimit {
    /// Whether a request to this path is counted.
    #[must_use]
    pub fn counts(&self, path: &str) -> bool {
        self.paths.iter().any(|front| path.starts_with(front))
    }
}
