//! What goes wrong between an exchange and its callers: drawn from a seed, or ordered for one certain request.
//! Decides only; whoever serves the exchange does what is decided.

use crate::chance::{Chance, Hit, Odds};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use domain::{Span, Time};

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// A placing of an order.
    Place,
    /// A cancel.
    Cancel,
    /// A question about one order.
    QueryOrder,
    /// A list of open orders.
    OpenOrders,
    /// A list of orders of any state.
    AllOrders,
    /// A list of the account's trades.
    AccountTrades,
    /// Balances.
    Account,
    /// Anything public: time, instruments, depth, trades.
    Public,
}

/// Which stream an event is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Depth and trades, for everyone.
    Market,
    /// Orders and balances of one account.
    Account,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestFault {
    /// It is done and answered.
    None,
    /// It is done; the connection closes without an answer.
    LostAnswer,
    /// It is done at once; the answer waits so long.
    LateAnswer(Span),
    /// It waits so long before it is done; the answer is lost. The caller has long given up by then.
    LateExecution(Span),
    /// It is done; the answer is a server error that does not say so.
    ServerErrorExecuted,
    /// It is not done; the answer is the same server error.
    ServerErrorNotExecuted,
    /// It is not done; the caller shall wait so long.
    TooManyRequests(Span),
    /// It is not done; the caller is shut out for so long.
    Banned(Span),
    /// The connection closes before it is read; it is not done.
    Disconnect,
    /// It is done; the answer is cut in the middle.
    CutAnswer,
}

/// What becomes of an event on a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventFault {
    /// It is sent.
    None,
    /// It is never sent.
    Missing,
    /// It is sent twice.
    Doubled,
    /// It is sent after the next one.
    Reordered,
    /// It is sent so much later, and so is everything behind it.
    Late(Span),
    /// The stream's connection closes and the event is lost.
    Disconnect,
}

/// How often each fault happens by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultOdds {
    /// Done, no answer.
    pub lost_answer: Odds,
    /// Done, answered late.
    pub late_answer: Odds,
    /// Done late, never answered.
    pub late_execution: Odds,
    /// Done, server error.
    pub error_executed: Odds,
    /// Not done, server error.
    pub error_not_executed: Odds,
    /// Not done, asked to wait.
    pub too_many_requests: Odds,
    /// Not done, shut out.
    pub banned: Odds,
    /// Not read.
    pub disconnect: Odds,
    /// Done, answer cut.
    pub cut_answer: Odds,
    /// Event never sent.
    pub event_missing: Odds,
    /// Event sent twice.
    pub event_doubled: Odds,
    /// Event sent after the next.
    pub event_reordered: Odds,
    /// Event sent late.
    pub event_late: Odds,
    /// Stream closed.
    pub stream_disconnect: Odds,
}

/// The longest waits that faults impose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultSpans {
    /// Of a late answer or a late execution.
    pub answer_late_max: Span,
    /// Of a late event.
    pub event_late_max: Span,
    /// Of "too many requests".
    pub throttle: Span,
    /// Of a ban.
    pub ban: Span,
}

/// How the exchange's clock differs from the true one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockSkew {
    /// How far it is ahead at `since`; below zero it is behind.
    pub ahead: Span,
    /// How much further ahead it gets in each true second; below zero it falls behind.
    pub drift_per_second: Span,
    /// From when on.
    pub since: Time,
}

/// A fault ordered for the n-th request of a kind; it strikes once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct RequestRule {
    endpoint: Endpoint,
    at: u64,
    fault: RequestFault,
}

/// A fault ordered for the n-th event of a stream; it strikes once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct EventRule {
    stream: Stream,
    at: u64,
    fault: EventFault,
}

/// Everything that shall go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    odds: FaultOdds,
    spans: FaultSpans,
    requests: Chance,
    events: Chance,
    request_counts: BTreeMap<Endpoint, u64>,
    event_counts: BTreeMap<Stream, u64>,
    request_rules: Vec<RequestRule>,
    event_rules: Vec<EventRule>,
    shut: Option<Shut>,
    skews: Vec<ClockSkew>,
}

/// Callers are turned away until an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shut {
    until: Time,
    kind: ShutKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShutKind {
    Throttled,
    Banned,
}

impl FaultOdds {
    /// Nothing goes wrong by chance.
    pub const NONE: Self = Self {
        lost_answer: Odds::NEVER,
        late_answer: Odds::NEVER,
        late_execution: Odds::NEVER,
        error_executed: Odds::NEVER,
        error_not_executed: Odds::NEVER,
        too_many_requests: Odds::NEVER,
        banned: Odds::NEVER,
        disconnect: Odds::NEVER,
        cut_answer: Odds::NEVER,
        event_missing: Odds::NEVER,
        event_doubled: Odds::NEVER,
        event_reordered: Odds::NEVER,
        event_late: Odds::NEVER,
        stream_disconnect: Odds::NEVER,
    };

    /// Every fault alike, each with these odds.
    #[must_use]
    pub const fn all(odds: Odds) -> Self {
        Self {
            lost_answer: odds,
            late_answer: odds,
            late_execution: odds,
            error_executed: odds,
            error_not_executed: odds,
            too_many_requests: odds,
            banned: odds,
            disconnect: odds,
            cut_answer: odds,
            event_missing: odds,
            event_doubled: odds,
            event_reordered: odds,
            event_late: odds,
            stream_disconnect: odds,
        }
    }
}

impl FaultSpans {
    /// The waits of a bad day: answers up to 15 s late, events up to 3 s, throttled for 5 s, banned for 2 min.
    pub const BAD_DAY: Self = Self {
        answer_late_max: Span::from_secs(15),
        event_late_max: Span::from_secs(3),
        throttle: Span::from_secs(5),
        ban: Span::from_secs(120),
    };
}

impl Faults {
    /// A world in which nothing goes wrong until something is ordered.
    #[must_use]
    pub fn none() -> Self {
        Self::new(0, FaultOdds::NONE, FaultSpans::BAD_DAY)
    }

    /// Faults from a seed.
    #[must_use]
    pub fn new(seed: u64, odds: FaultOdds, spans: FaultSpans) -> Self {
        let root = Chance::new(seed);
        Self {
            odds,
            spans,
            requests: root.branch(1),
            events: root.branch(2),
            request_counts: BTreeMap::new(),
            event_counts: BTreeMap::new(),
            request_rules: Vec::new(),
            event_rules: Vec::new(),
            shut: None,
            skews: Vec::new(),
        }
    }

    /// Orders a fault for the `nth` request of a kind from here on, the next one being the first. It strikes once.
    pub fn order_request(&mut self, endpoint: Endpoint, nth: u64, fault: RequestFault) {
        let seen = self.request_counts.get(&endpoint).copied().unwrap_or(0);
        self.request_rules.push(RequestRule {
            endpoint,
            at: seen.saturating_add(nth.max(1)),
            fault,
        });
    }

    /// Orders a fault for the `nth` event of a stream from here on, the next one being the first. It strikes once.
    pub fn order_event(&mut self, stream: Stream, nth: u64, fault: EventFault) {
        let seen = self.event_counts.get(&stream).copied().unwrap_or(0);
        self.event_rules.push(EventRule {
            stream,
            at: seen.saturating_add(nth.max(1)),
            fault,
        });
    }

    /// Orders a skew of the clock; of several the one that began last counts.
    pub fn order_skew(&mut self, skew: ClockSkew) {
        self.skews.push(skew);
        self.skews.sort_by_key(|skew| skew.since);
    }

    /// Changes what happens by chance from here on.
    pub const fn set_odds(&mut self, odds: FaultOdds) {
        self.odds = odds;
    }

    /// Ordered faults that have not struck yet.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.request_rules
            .len()
            .saturating_add(self.event_rules.len())
    }

    /// Forgets every ordered fault, every skew and every ban; chance goes on.
    pub fn clear(&mut self) {
        self.request_rules.clear();
        self.event_rules.clear();
        self.skews.clear();
        self.shut = None;
    }

    /// What the exchange's clock shows at a true instant.
    #[must_use]
    pub fn clock(&self, now: Time) -> Time {
        let begun = self.skews.iter().rev().find(|skew| skew.since <= now);
        begun.map_or(now, |skew| {
            let seconds = now.since(skew.since).millis() / 1_000;
            now.plus(skew.ahead)
                .plus(skew.drift_per_second.times(seconds))
        })
    }

    /// What becomes of the next request of a kind.
    pub fn on_request(&mut self, now: Time, endpoint: Endpoint) -> RequestFault {
        let count = self.request_counts.entry(endpoint).or_insert(0);
        *count = count.saturating_add(1);
        let count = *count;
        let drawn = self.draw_request();
        let ordered = self
            .request_rules
            .iter()
            .position(|rule| rule.endpoint == endpoint && rule.at == count)
            .map(|index| self.request_rules.remove(index).fault);
        let fault = self.shut_out(now).or(ordered).unwrap_or(drawn);
        self.note_shut(now, fault);
        fault
    }

    /// What becomes of the next event of a stream.
    pub fn on_event(&mut self, stream: Stream) -> EventFault {
        let count = self.event_counts.entry(stream).or_insert(0);
        *count = count.saturating_add(1);
        let count = *count;
        let drawn = self.draw_event();
        let ordered = self
            .event_rules
            .iter()
            .position(|rule| rule.stream == stream && rule.at == count)
            .map(|index| self.event_rules.remove(index).fault);
        ordered.unwrap_or(drawn)
    }

    /// Whoever was told to wait and comes early is told again, with what is left of the wait.
    fn shut_out(&mut self, now: Time) -> Option<RequestFault> {
        let shut = self.shut?;
        if now >= shut.until {
            self.shut = None;
            return None;
        }
        let left = shut.until.since(now);
        Some(match shut.kind {
            ShutKind::Throttled => RequestFault::TooManyRequests(left),
            ShutKind::Banned => RequestFault::Banned(left),
        })
    }

    fn note_shut(&mut self, now: Time, fault: RequestFault) {
        let (wait, kind) = match fault {
            RequestFault::TooManyRequests(wait) => (wait, ShutKind::Throttled),
            RequestFault::Banned(wait) => (wait, ShutKind::Banned),
            RequestFault::None
            | RequestFault::LostAnswer
            | RequestFault::LateAnswer(_)
            | RequestFault::LateExecution(_)
            | RequestFault::ServerErrorExecuted
            | RequestFault::ServerErrorNotExecuted
            | RequestFault::Disconnect
            | RequestFault::CutAnswer => return,
        };
        let until = now.plus(wait);
        self.shut = Some(Shut { until, kind });
    }

    fn draw_request(&mut self) -> RequestFault {
        let odds = self.odds;
        let late = span_below(&mut self.requests, self.spans.answer_late_max);
        let table = [
            (odds.lost_answer, RequestFault::LostAnswer),
            (odds.late_answer, RequestFault::LateAnswer(late)),
            (odds.late_execution, RequestFault::LateExecution(late)),
            (odds.error_executed, RequestFault::ServerErrorExecuted),
            (
                odds.error_not_executed,
                RequestFault::ServerErrorNotExecuted,
            ),
            (
                odds.too_many_requests,
                RequestFault::TooManyRequests(self.spans.throttle),
            ),
            (odds.banned, RequestFault::Banned(self.spans.ban)),
            (odds.disconnect, RequestFault::Disconnect),
            (odds.cut_answer, RequestFault::CutAnswer),
        ];
        let chance = &mut self.requests;
        let struck = table
            .into_iter()
            .find(|(odds, _)| chance.hits(*odds) == Hit::Yes);
        struck.map_or(RequestFault::None, |(_, fault)| fault)
    }

    fn draw_event(&mut self) -> EventFault {
        let odds = self.odds;
        let late = span_below(&mut self.events, self.spans.event_late_max);
        let table = [
            (odds.event_missing, EventFault::Missing),
            (odds.event_doubled, EventFault::Doubled),
            (odds.event_reordered, EventFault::Reordered),
            (odds.event_late, EventFault::Late(late)),
            (odds.stream_disconnect, EventFault::Disconnect),
        ];
        let chance = &mut self.events;
        let struck = table
            .into_iter()
            .find(|(odds, _)| chance.hits(*odds) == Hit::Yes);
        struck.map_or(EventFault::None, |(_, fault)| fault)
    }
}

/// A wait of at least one millisecond and at most `max`.
fn span_below(chance: &mut Chance, max: Span) -> Span {
    let millis = u64::try_from(max.millis()).unwrap_or(0);
    let drawn = chance.between(1, millis.max(1));
    Span::from_millis(i64::try_from(drawn).unwrap_or(1))
}

#[cfg(test)]
mod tests;
