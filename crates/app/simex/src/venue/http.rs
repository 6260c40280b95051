//! Requests and answers as values: what arrived, what goes back, and how it is delivered. Never a socket.

use domain::{Span, Time};
use serde_json::Value;
use std::net::IpAddr;

/// A request's number, by which its answer finds the way back.
pub(crate) type Ticket = u64;

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// One request, read no further than text.
#[derive(Debug, Clone)]
pub(crate) struct HttpRequest {
    /// Its method; any other is answered before it comes here.
    pub(crate) method: Method,
    /// Its path: `/api/v3/order`.
    pub(crate) path: String,
    /// What follows the question mark, as it was sent.
    pub(crate) query: String,
    /// Its body, as it was sent.
    pub(crate) body: String,
    /// `X-MBX-APIKEY`.
    pub(crate) key: Option<String>,
    /// The unit of times in its answer: `X-MBX-TIME-UNIT`; none when the header names neither.
    pub(crate) unit: Option<TimeUnit>,
    /// What it would like to read.
    pub(crate) accepts: Accepts,
    /// Who sent it.
    pub(crate) peer: IpAddr,
}

/// What a caller would like to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Accepts {
    /// A program: whatever comes.
    #[default]
    Anything,
    /// A browser: pages.
    Html,
}

/// What a body is, as its header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// JSON.
    Json,
    /// A page.
    Html,
}

/// The unit of times in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum TimeUnit {
    #[default]
    Millis,
    Micros,
}

impl TimeUnit {
    /// An instant in this unit.
    pub(crate) const fn show(self, at: Time) -> i64 {
        match self {
            Self::Millis => at.millis(),
            Self::Micros => at.nanos() / 1_000,
        }
    }
}

/// How an answer reaches its caller, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// As it is.
    Whole,
    /// Half of its body, after which the connection breaks.
    Cut,
    /// In small pieces, over so long.
    Slow(Span),
    /// Not at all: the connection closes.
    Lost,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Headers beside the content's type.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// JSON, or nothing.
    pub(crate) body: String,
    /// How it is delivered.
    pub(crate) delivery: Delivery,
    /// What its header says it is.
    pub(crate) content: Content,
    /// Binance's code, 0 where it is no refusal.
    pub(crate) code: i32,
}

impl Method {
    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl TimeUnit {
    /// The unit a caller names; none when it is neither of the two.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "MICROSECOND" | "microsecond" => Some(Self::Micros),
            "MILLISECOND" | "millisecond" => Some(Self::Millis),
            _ => None,
        }
    }
}

impl Reply {
    /// JSON under a status.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::text(status, value.to_string())
    }

    /// A body that is JSON already.
    pub(crate) const fn text(status: u16, body: String) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            delivery: Delivery::Whole,
            content: Content::Json,
            code: 0,
        }
    }

    /// A status without a body.
    pub(crate) const fn empty(status: u16) -> Self {
        Self::text(status, String::new())
    }

    /// Adds a header.
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// Says when to come back, in whole seconds.
    pub(crate) fn retry_after(self, span: Span) -> Self {
        let seconds = span.millis().max(0).saturating_add(999) / 1_000;
        self.with("retry-after", seconds)
    }

    /// The same answer, called something else.
    pub(crate) const fn of(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    /// The same answer, delivered another way.
    pub(crate) const fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}
