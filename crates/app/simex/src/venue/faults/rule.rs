//! One ordered fault: what it strikes, when, and what then happens. Never strikes by itself.

use crate::venue::refusal::ServerTrouble;
use crate::venue::route::Route;
use domain::{AccountId, Span, Time};
use exchange::chance::{Chance, Hit, Odds};
use exchange::faults::{Endpoint, EventFault};

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strike {
    /// It is done; the connection closes without an answer.
    LostAnswer,
    /// It is done at once; the answer waits so long.
    LateAnswer(Span),
    /// It waits so long before it is done; the answer is lost.
    LateExecution(Span),
    /// A server's trouble is answered, and it is done or not.
    Trouble(ServerTrouble, Done),
    /// The service says it is closed, and it is done or not.
    Unavailable(Done),
    /// A page instead of JSON, and it is done or not.
    Page(Done),
    /// It is not done; the caller shall wait so long.
    TooManyRequests(Span),
    /// It is not done; the caller is shut out for so long.
    Banned(Span),
    /// The connection closes before it is read; it is not done.
    Disconnect,
    /// It is done; the answer is cut in the middle.
    CutAnswer,
    /// It is done; the answer arrives in small pieces over so long.
    SlowBody(Span),
    /// It is done; the answer is right and its header calls it a page.
    WrongType,
    /// It is done; the answer has no body.
    EmptyBody,
    /// It is done; a row of the list in the answer is left out.
    OmittedRow(usize),
    /// It is done; every decimal of a row of the list in the answer differs in its last digit.
    AlteredRow(usize),
    /// It is done; a row of the list in the answer comes twice.
    DoubledRow(usize),
    /// It is done; the rows of the list in the answer come backwards.
    ReversedRows,
}

/// Whether a request is done although its answer does not say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl Strike {
    /// Whether the request is done at all.
    pub(crate) const fn is_done(self) -> bool {
        match self {
            Self::Trouble(_, done) | Self::Unavailable(done) | Self::Page(done) => {
                matches!(done, Done::Yes)
            }
            Self::TooManyRequests(_) | Self::Banned(_) | Self::Disconnect => false,
            Self::LostAnswer
            | Self::LateAnswer(_)
            | Self::LateExecution(_)
            | Self::CutAnswer
            | Self::SlowBody(_)
            | Self::WrongType
            | Self::EmptyBody
            | Self::OmittedRow(_)
            | Self::AlteredRow(_)
            | Self::DoubledRow(_)
            | Self::ReversedRows => true,
        }
    }
}

/// A request about to be served, as faults tell requests apart.
#[derive(Clone, Copy)]
pub(crate) struct Passing<'a> {
    pub(crate) route: &'static Route,
    pub(crate) account: Option<AccountId>,
    pub(crate) symbol: Option<&'a str>,
    pub(crate) client_id: Option<&'a str>,
}

/// An event about to be told, as faults tell events apart.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Telling<'a> {
    /// On a market stream of this name.
    Market(&'a str),
    /// To this account, of this kind.
    Account(AccountId, &'a str),
}

/// Which requests a fault strikes.
#[derive(Debug, Clone, Default)]
pub(super) struct OnRequests {
    pub(super) door: Option<Endpoint>,
    /// `POST /api/v3/order`, `/sapi/*`, `order.place`.
    pub(super) route: Option<String>,
    pub(super) account: Option<AccountId>,
    pub(super) symbol: Option<String>,
    pub(super) client_id: Option<String>,
}

/// Which events a fault strikes.
#[derive(Debug, Clone, Default)]
pub(super) struct OnEvents {
    pub(super) side: Option<Side>,
    /// `btcusdt@depth*`, `executionReport`.
    pub(super) name: Option<String>,
    pub(super) account: Option<AccountId>,
    pub(super) symbol: Option<String>,
}

/// Who events are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Market,
    Account,
}

/// When a fault strikes, among those it could strike.
#[derive(Debug, Clone)]
pub(super) struct When {
    /// Which of them is the first, counted from 1.
    pub(super) nth: u64,
    /// How many; none where only time ends it.
    pub(super) times: Option<u64>,
    pub(super) from: Option<Time>,
    pub(super) until: Option<Time>,
    pub(super) odds: Odds,
}

/// What it strikes and how.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Requests(OnRequests, Strike),
    Events(OnEvents, EventFault),
}

/// An ordered fault.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) target: Target,
    pub(super) when: When,
    pub(super) chance: Chance,
    /// How many it could have struck so far, and how many it did.
    pub(super) met: u64,
    pub(super) struck: u64,
}

impl OnRequests {
    pub(super) fn covers(&self, passing: &Passing<'_>) -> bool {
        let route = passing.route;
        self.door.is_none_or(|door| door == route.door)
            && self
                .route
                .as_deref()
                .is_none_or(|wanted| names(wanted, route))
            && self
                .account
                .is_none_or(|wanted| passing.account == Some(wanted))
            && self
                .symbol
                .as_deref()
                .is_none_or(|wanted| passing.symbol == Some(wanted))
            && self
                .client_id
                .as_deref()
                .is_none_or(|prefix| passing.client_id.is_some_and(|id| id.starts_with(prefix)))
    }
}

/// Whether a text means a route: its method and path, its path, or its name on the WebSocket API; `*` at the end covers
/// whatever follows.
fn names(wanted: &str, route: &Route) -> bool {
    let (method, path) = wanted.split_once(' ').unwrap_or(("", wanted));
    (method.is_empty() || method == route.method.name())
        && (matches(path, route.path) || route.ws.is_some_and(|ws| matches(path, ws)))
}

fn matches(wanted: &str, name: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == wanted,
    }
}

impl OnEvents {
    pub(super) fn covers(&self, telling: &Telling<'_>) -> bool {
        let (side, name, account) = match telling {
            Telling::Market(name) => (Side::Market, *name, None),
            Telling::Account(account, name) => (Side::Account, *name, Some(*account)),
        };
        let of_symbol = |symbol: &str| match telling {
            Telling::Market(name) => name
                .split_once('@')
                .is_some_and(|(of, _)| of.eq_ignore_ascii_case(symbol)),
            Telling::Account(..) => false,
        };
        self.side.is_none_or(|wanted| wanted == side)
            && self
                .name
                .as_deref()
                .is_none_or(|wanted| matches(wanted, name))
            && self.account.is_none_or(|wanted| account == Some(wanted))
            && self.symbol.as_deref().is_none_or(of_symbol)
    }
}

impl Rule {
    /// Whether it has nothing left to strike.
    pub(super) fn is_over(&self, now: Time) -> bool {
        self.when.times.is_some_and(|times| self.struck >= times)
            || self.when.until.is_some_and(|until| now >= until)
    }

    /// Whether it strikes what it covers, this time.
    pub(super) fn strikes(&mut self, now: Time) -> bool {
        if self.is_over(now) || self.when.from.is_some_and(|from| now < from) {
            return false;
        }
        self.met = self.met.saturating_add(1);
        if self.met < self.when.nth || self.chance.hits(self.when.odds) == Hit::No {
            return false;
        }
        self.struck = self.struck.saturating_add(1);
        true
    }
}
