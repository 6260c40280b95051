//! One request on its way through the venue: who asks, what, when; and the answer a handler gives. Never a rule.

use super::http::TimeUnit;
use super::keys::Signer;
use super::params::Params;
use super::refusal::Refusal;
use super::spot::views::Frame;
use domain::{AccountId, Time};
use serde_json::Value;
use std::net::IpAddr;

/// A request whose route, rights and signature hold.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// The exchange's instant.
    pub(crate) now: Time,
    /// Its parameters.
    pub(crate) params: &'a Params,
    /// Who signed it, on routes that are signed.
    pub(crate) signer: Option<Signer>,
    /// The key it names, signed or not.
    pub(crate) key: Option<&'a str>,
    /// The unit of times in its answer.
    pub(crate) unit: TimeUnit,
    /// Who sent it.
    #[expect(dead_code, reason = "rules on addresses read it")]
    pub(crate) peer: IpAddr,
}

/// What a handler answers.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status, 200 but in the few answers that are half a refusal.
    pub(crate) status: u16,
    /// The JSON.
    pub(crate) body: Body,
    /// Unfilled orders in the short window and in the day, after an order.
    pub(crate) orders: Option<(u32, u32)>,
}

/// JSON as a value, or written already where speed counts.
#[derive(Debug)]
pub(crate) enum Body {
    Json(Value),
    Text(String),
}

impl Call<'_> {
    /// The account it acts for.
    pub(crate) fn account(&self) -> Result<AccountId, Refusal> {
        self.signer().map(|signer| signer.account)
    }

    /// Who signed it.
    pub(crate) fn signer(&self) -> Result<Signer, Refusal> {
        self.signer.ok_or(Refusal::UnknownKey)
    }

    /// What the views of a symbol's orders need beside them.
    pub(crate) const fn frame<'a>(&self, symbol: &'a str) -> Frame<'a> {
        let unit = self.unit;
        Frame { symbol, unit }
    }

    /// An instant in the unit its answer is to have.
    pub(crate) fn time(&self, at: Time) -> i64 {
        self.unit.show(at)
    }
}

impl Body {
    /// As text.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Json(value) => value.to_string(),
            Self::Text(text) => text,
        }
    }

    /// As a value, for an answer inside another.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Json(value) => value,
            Self::Text(text) => serde_json::from_str(&text).unwrap_or(Value::Null),
        }
    }
}

impl Answer {
    /// An answer that is written already.
    pub(crate) const fn written(text: String) -> Self {
        Self {
            status: 200,
            body: Body::Text(text),
            orders: None,
        }
    }
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self {
            status: 200,
            body: Body::Json(value),
            orders: None,
        }
    }
}
