//! Orders for faults as tests and scenario files write them. Reads only; never strikes.

use super::rule::{Done, OnEvents, OnRequests, Rule, Side, Strike, Target, When};
use crate::venue::refusal::ServerTrouble;
use domain::{AccountId, Span, Time};
use exchange::chance::{Chance, Odds};
use exchange::faults::{Endpoint, EventFault};
use serde::Deserialize;

/// Times one order may repeat itself.
const REPEAT_MAX: u64 = 1_000;

/// One order for a fault, as it arrives.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Order {
    /// `request`, `event` or `odds`; where absent, what the other fields say.
    kind: Option<OrderKind>,
    /// What it is called in the ledger.
    name: Option<String>,
    /// For requests: `place`, `cancel`, `query`, `openOrders`, `allOrders`, `trades`, `account`, `public`.
    endpoint: Option<Door>,
    /// For requests: `POST /api/v3/order`, `/sapi/*`, `order.place`.
    route: Option<String>,
    /// For events: `market`, `account`, a stream (`btcusdt@depth*`) or an event (`executionReport`).
    stream: Option<String>,
    /// The key of the account.
    account: Option<String>,
    /// The symbol, as requests name it.
    symbol: Option<String>,
    /// What the client's order id begins with.
    client_id: Option<String>,
    /// What shall happen.
    fault: Option<Word>,
    /// Which of the coming ones, the next being 1.
    nth: Option<u64>,
    /// How many.
    times: Option<u64>,
    /// From when on, in milliseconds after the order.
    after_ms: Option<i64>,
    /// For how long from then, in milliseconds.
    for_ms: Option<i64>,
    /// From when on, in milliseconds since 1970.
    at_ms: Option<i64>,
    /// A wait, in milliseconds.
    ms: Option<u32>,
    /// Which row, the first being 0.
    row: Option<usize>,
    /// How often, in parts of a million.
    per_million: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum OrderKind {
    Request,
    Event,
    Odds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Door {
    Place,
    Cancel,
    Query,
    OpenOrders,
    AllOrders,
    Trades,
    Account,
    Public,
}

/// The words for faults: of requests first, of events last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Word {
    LostAnswer,
    LateAnswer,
    LateExecution,
    ServerErrorExecuted,
    ServerErrorNotExecuted,
    InternalErrorExecuted,
    InternalErrorNotExecuted,
    UnexpectedResponseExecuted,
    UnexpectedResponseNotExecuted,
    TimeoutExecuted,
    TimeoutNotExecuted,
    UnavailableExecuted,
    UnavailableNotExecuted,
    HtmlExecuted,
    HtmlNotExecuted,
    Busy,
    TooManyRequests,
    Banned,
    CutAnswer,
    SlowBody,
    WrongType,
    EmptyBody,
    OmittedRow,
    AlteredRow,
    DoubledRow,
    ReversedRows,
    Disconnect,
    Missing,
    Doubled,
    Reordered,
    Late,
}

/// Why an order for faults makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OrderError {
    /// A field that this kind needs is absent.
    #[error("`{0}` is missing for this kind of order")]
    Missing(&'static str),
    /// The fault is not one of that kind.
    #[error("this fault does not happen to a {0}")]
    Misfit(&'static str),
    /// More repeats than one order may have.
    #[error("`times` may be at most 1000")]
    TooOften,
    /// No such key.
    #[error("no account has the key `{0}`")]
    UnknownKey(String),
    /// Two fields that contradict each other, or a span below zero.
    #[error("`{0}` contradicts another field or is below zero")]
    Contradiction(&'static str),
    /// As many as there may be.
    #[error("10000 faults are ordered already")]
    TooMany,
}

/// Finds the account of a key.
pub(crate) type AccountOf<'a> = dyn Fn(&str) -> Option<AccountId> + 'a;

/// What an order comes to.
#[derive(Debug)]
pub(super) enum Ordered {
    /// One fault.
    Rule(Box<Rule>),
    /// Every fault, by chance.
    Odds(Odds),
}

impl Order {
    /// Reads it, given the accounts of keys.
    pub(super) fn read(
        &self,
        now: Time,
        (chance, account_of): (Chance, &AccountOf<'_>),
    ) -> Result<Ordered, OrderError> {
        let parts = || self.per_million.map(Odds::per_million);
        let kind = self.kind.unwrap_or(match (&self.stream, self.fault) {
            (Some(_), _) => OrderKind::Event,
            (None, None) => OrderKind::Odds,
            (None, Some(_)) => OrderKind::Request,
        });
        if kind == OrderKind::Odds {
            let odds = parts().ok_or(OrderError::Missing("perMillion"))?;
            return Ok(Ordered::Odds(odds));
        }
        let account = match &self.account {
            Some(key) => {
                let found = account_of(key);
                Some(found.ok_or_else(|| OrderError::UnknownKey(key.clone()))?)
            }
            None => None,
        };
        let target = match kind {
            OrderKind::Request => Target::Requests(self.requests(account)?, self.strike()?),
            OrderKind::Event | OrderKind::Odds => {
                Target::Events(self.events(account)?, self.event_fault()?)
            }
        };
        Ok(Ordered::Rule(Box::new(Rule {
            name: self.name.clone().unwrap_or_default(),
            target,
            when: self.when(now, parts())?,
            chance,
            met: 0,
            struck: 0,
        })))
    }

    fn when(&self, now: Time, odds: Option<Odds>) -> Result<When, OrderError> {
        if self.times.is_some_and(|times| times > REPEAT_MAX) {
            return Err(OrderError::TooOften);
        }
        let positive = |name, span: Option<i64>| match span {
            Some(millis) if millis < 0 => Err(OrderError::Contradiction(name)),
            other => Ok(other.map(Span::from_millis)),
        };
        let after = positive("afterMs", self.after_ms)?;
        let lasts = positive("forMs", self.for_ms)?;
        let from = match (after, self.at_ms) {
            (Some(_), Some(_)) => return Err(OrderError::Contradiction("atMs")),
            (Some(after), None) => Some(now.plus(after)),
            (None, at) => at.map(Time::from_millis),
        };
        // Whoever names a span or odds means all of them; whoever names neither means one.
        let endless = lasts.is_some() || odds.is_some();
        let times = self.times.or(if endless { None } else { Some(1) });
        Ok(When {
            nth: self.nth.unwrap_or(1).max(1),
            times,
            from,
            until: lasts.map(|span| from.unwrap_or(now).plus(span)),
            odds: odds.unwrap_or(Odds::ALWAYS),
        })
    }

    fn requests(&self, account: Option<AccountId>) -> Result<OnRequests, OrderError> {
        if self.endpoint.is_none() && self.route.is_none() {
            return Err(OrderError::Missing("endpoint"));
        }
        Ok(OnRequests {
            door: self.endpoint.map(Door::endpoint),
            route: self.route.clone(),
            account,
            symbol: self.symbol.clone(),
            client_id: self.client_id.clone(),
        })
    }

    fn events(&self, account: Option<AccountId>) -> Result<OnEvents, OrderError> {
        let (side, name) = match self.stream.as_deref() {
            None => return Err(OrderError::Missing("stream")),
            Some("market") => (Some(Side::Market), None),
            Some("account") => (Some(Side::Account), None),
            Some(name) => (None, Some(name.to_owned())),
        };
        Ok(OnEvents {
            side,
            name,
            account,
            symbol: self.symbol.clone(),
        })
    }

    fn span(&self) -> Result<Span, OrderError> {
        let millis = self.ms.ok_or(OrderError::Missing("ms"))?;
        Ok(Span::from_millis(i64::from(millis)))
    }

    fn strike(&self) -> Result<Strike, OrderError> {
        let trouble = |trouble, done| Strike::Trouble(trouble, done);
        let row = self.row.unwrap_or(0);
        Ok(match self.fault.ok_or(OrderError::Missing("fault"))? {
            Word::LostAnswer => Strike::LostAnswer,
            Word::LateAnswer => Strike::LateAnswer(self.span()?),
            Word::LateExecution => Strike::LateExecution(self.span()?),
            Word::ServerErrorExecuted => trouble(ServerTrouble::Unknown, Done::Yes),
            Word::ServerErrorNotExecuted => trouble(ServerTrouble::Unknown, Done::No),
            Word::InternalErrorExecuted => trouble(ServerTrouble::Disconnected, Done::Yes),
            Word::InternalErrorNotExecuted => trouble(ServerTrouble::Disconnected, Done::No),
            Word::UnexpectedResponseExecuted => {
                trouble(ServerTrouble::UnexpectedResponse, Done::Yes)
            }
            Word::UnexpectedResponseNotExecuted => {
                trouble(ServerTrouble::UnexpectedResponse, Done::No)
            }
            Word::TimeoutExecuted => trouble(ServerTrouble::Timeout, Done::Yes),
            Word::TimeoutNotExecuted => trouble(ServerTrouble::Timeout, Done::No),
            Word::Busy => trouble(ServerTrouble::Busy, Done::No),
            Word::UnavailableExecuted => Strike::Unavailable(Done::Yes),
            Word::UnavailableNotExecuted => Strike::Unavailable(Done::No),
            Word::HtmlExecuted => Strike::Page(Done::Yes),
            Word::HtmlNotExecuted => Strike::Page(Done::No),
            Word::TooManyRequests => Strike::TooManyRequests(self.span()?),
            Word::Banned => Strike::Banned(self.span()?),
            Word::Disconnect => Strike::Disconnect,
            Word::CutAnswer => Strike::CutAnswer,
            Word::SlowBody => Strike::SlowBody(self.span()?),
            Word::WrongType => Strike::WrongType,
            Word::EmptyBody => Strike::EmptyBody,
            Word::OmittedRow => Strike::OmittedRow(row),
            Word::AlteredRow => Strike::AlteredRow(row),
            Word::DoubledRow => Strike::DoubledRow(row),
            Word::ReversedRows => Strike::ReversedRows,
            Word::Missing | Word::Doubled | Word::Reordered | Word::Late => {
                return Err(OrderError::Misfit("request"));
            }
        })
    }

    fn event_fault(&self) -> Result<EventFault, OrderError> {
        let word = self.fault.ok_or(OrderError::Missing("fault"))?;
        if word == Word::Missing {
            Ok(EventFault::Missing)
        } else if word == Word::Doubled {
            Ok(EventFault::Doubled)
        } else if word == Word::Reordered {
            Ok(EventFault::Reordered)
        } else if word == Word::Late {
            Ok(EventFault::Late(self.span()?))
        } else if word == Word::Disconnect {
            Ok(EventFault::Disconnect)
        } else {
            Err(OrderError::Misfit("event"))
        }
    }
}

impl Door {
    const fn endpoint(self) -> Endpoint {
        match self {
            Self::Place => Endpoint::Place,
            Self::Cancel => Endpoint::Cancel,
            Self::Query => Endpoint::QueryOrder,
            Self::OpenOrders => Endpoint::OpenOrders,
            Self::AllOrders => Endpoint::AllOrders,
            Self::Trades => Endpoint::AccountTrades,
            Self::Account => Endpoint::Account,
            Self::Public => Endpoint::Public,
        }
    }
}
