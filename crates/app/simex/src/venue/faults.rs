//! The lever for faults: the engine's own faults decide, this module lets tests order them and asks it. Never acts itself.

use domain::{Span, Time};
use exchange::chance::Odds;
use exchange::faults::{self, ClockSkew, Endpoint, EventFault, FaultOdds, RequestFault, Stream};
use serde::Deserialize;

/// Times one order may repeat itself.
const REPEAT_MAX: u64 = 1_000;

/// The faults in force.
#[derive(Debug)]
pub(crate) struct Faults(faults::Faults);

/// One order for a fault, as it arrives.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Order {
    /// `request`, `event` or `odds`.
    kind: OrderKind,
    /// For requests: `place`, `cancel`, `query`, `openOrders`, `trades`, `account`, `public`.
    endpoint: Option<Door>,
    /// For events: `market` or `account`.
    stream: Option<Pipe>,
    /// What shall happen.
    fault: Option<Word>,
    /// Which of the coming ones, the next being 1.
    nth: Option<u64>,
    /// How many in a row.
    times: Option<u64>,
    /// A wait, in milliseconds.
    ms: Option<u32>,
    /// How often, in parts of a million, for `odds`.
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
    Trades,
    Account,
    Public,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Pipe {
    Market,
    Account,
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
    TooManyRequests,
    Banned,
    Disconnect,
    CutAnswer,
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
}

impl Faults {
    pub(crate) fn none() -> Self {
        Self(faults::Faults::none())
    }

    /// What becomes of a request.
    pub(crate) fn on_request(&mut self, now: Time, endpoint: Endpoint) -> RequestFault {
        self.0.on_request(now, endpoint)
    }

    /// What becomes of an event.
    pub(crate) fn on_event(&mut self, stream: Stream) -> EventFault {
        self.0.on_event(stream)
    }

    /// What the exchange's clock shows.
    pub(crate) fn clock(&self, now: Time) -> Time {
        self.0.clock(now)
    }

    /// Faults ordered that have not struck yet.
    pub(crate) fn pending(&self) -> usize {
        self.0.pending()
    }

    /// Forgets all orders, skews, bans and odds.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
        self.0.set_odds(FaultOdds::NONE);
    }

    /// Moves the exchange's clock from `now` on.
    pub(crate) fn skew(&mut self, now: Time, ahead: Span, drift_per_second: Span) {
        self.0.order_skew(ClockSkew {
            ahead,
            drift_per_second,
            since: now,
        });
    }

    /// Takes an order.
    pub(crate) fn order(&mut self, order: &Order) -> Result<(), OrderError> {
        let times = order.times.unwrap_or(1);
        if times > REPEAT_MAX {
            return Err(OrderError::TooOften);
        }
        let first = order.nth.unwrap_or(1).max(1);
        let nths = first..first.saturating_add(times);
        match order.kind {
            OrderKind::Request => {
                let endpoint = order.endpoint.ok_or(OrderError::Missing("endpoint"))?;
                let fault = order.request_fault()?;
                for nth in nths {
                    self.0.order_request(endpoint.endpoint(), nth, fault);
                }
            }
            OrderKind::Event => {
                let stream = order.stream.ok_or(OrderError::Missing("stream"))?;
                let fault = order.event_fault()?;
                for nth in nths {
                    self.0.order_event(stream.stream(), nth, fault);
                }
            }
            OrderKind::Odds => {
                let parts = order.per_million.ok_or(OrderError::Missing("perMillion"))?;
                let odds = FaultOdds::all(Odds::per_million(parts));
                self.0.set_odds(odds);
            }
        }
        Ok(())
    }
}

impl Order {
    fn span(&self) -> Result<Span, OrderError> {
        let millis = self.ms.ok_or(OrderError::Missing("ms"))?;
        Ok(Span::from_millis(i64::from(millis)))
    }

    fn request_fault(&self) -> Result<RequestFault, OrderError> {
        let fault = match self.fault.ok_or(OrderError::Missing("fault"))? {
            Word::LostAnswer => RequestFault::LostAnswer,
            Word::LateAnswer => RequestFault::LateAnswer(self.span()?),
            Word::LateExecution => RequestFault::LateExecution(self.span()?),
            Word::ServerErrorExecuted => RequestFault::ServerErrorExecuted,
            Word::ServerErrorNotExecuted => RequestFault::ServerErrorNotExecuted,
            Word::TooManyRequests => RequestFault::TooManyRequests(self.span()?),
            Word::Banned => RequestFault::Banned(self.span()?),
            Word::Disconnect => RequestFault::Disconnect,
            Word::CutAnswer => RequestFault::CutAnswer,
            Word::Missing | Word::Doubled | Word::Reordered | Word::Late => {
                return Err(OrderError::Misfit("request"));
            }
        };
        Ok(fault)
    }

    fn event_fault(&self) -> Result<EventFault, OrderError> {
        let fault = match self.fault.ok_or(OrderError::Missing("fault"))? {
            Word::Missing => EventFault::Missing,
            Word::Doubled => EventFault::Doubled,
            Word::Reordered => EventFault::Reordered,
            Word::Late => EventFault::Late(self.span()?),
            Word::Disconnect => EventFault::Disconnect,
            Word::LostAnswer
            | Word::LateAnswer
            | Word::LateExecution
            | Word::ServerErrorExecuted
            | Word::ServerErrorNotExecuted
            | Word::TooManyRequests
            | Word::Banned
            | Word::CutAnswer => return Err(OrderError::Misfit("event")),
        };
        Ok(fault)
    }
}

impl Door {
    const fn endpoint(self) -> Endpoint {
        match self {
            Self::Place => Endpoint::Place,
            Self::Cancel => Endpoint::Cancel,
            Self::Query => Endpoint::QueryOrder,
            Self::OpenOrders => Endpoint::OpenOrders,
            Self::Trades => Endpoint::AccountTrades,
            Self::Account => Endpoint::Account,
            Self::Public => Endpoint::Public,
        }
    }
}

impl Pipe {
    const fn stream(self) -> Stream {
        match self {
            Self::Market => Stream::Market,
            Self::Account => Stream::Account,
        }
    }
}
