//! What was said to the venue about an order, and which orders belong to it, as programs see them. Never a secret.

use super::millis;
use desk::{Belonging, MessageOutcome, MessageRow};
use domain::OrderId;
use serde::Serialize;
use utoipa::ToSchema;

/// One request about an order with what came back, or what the venue told of it by itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageView {
    /// Its number; later ones have higher numbers.
    number: u64,
    /// `place`, `change`, `cancel`, `ask` or `report`.
    #[schema(example = "place")]
    deed: String,
    /// When it began to leave; of a report, when the venue says that it happened.
    begun: i64,
    /// When its end was known here.
    ended: i64,
    /// From the one to the other, in microseconds; of a report it is the distance of two clocks.
    took_us: i64,
    /// `answered`, `reported`, `not-sent` or `lost`.
    outcome: &'static str,
    /// The status of the answer, where there is one.
    status: Option<u16>,
    /// Why there is no answer, where there is none.
    words: Option<String>,
    /// What was asked, without key, time and signature.
    #[schema(example = "POST /api/v3/order?symbol=BTCUSDT&side=BUY")]
    request: Option<String>,
    /// The bytes that came, as text; secrets are blotted out, and what is longer than 16 KiB is cut.
    raw: Option<String>,
}

/// An order that belongs to another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BelongingView {
    /// `pair-with`, `replaces`, `replaced-by`, `exit-of`, `held-by`, `closes` or `closed-by`.
    #[schema(example = "exit-of")]
    how: &'static str,
    /// Its number.
    order: u64,
}

/// The fixed name of how a message ended, and the status of the answer.
const fn outcome(outcome: MessageOutcome) -> (&'static str, Option<u16>) {
    match outcome {
        MessageOutcome::Answered { status } => ("answered", Some(status)),
        MessageOutcome::Reported => ("reported", None),
        MessageOutcome::NotSent => ("not-sent", None),
        MessageOutcome::Lost => ("lost", None),
    }
}

impl From<MessageRow> for MessageView {
    fn from(row: MessageRow) -> Self {
        let message = row.message;
        let (outcome, status) = outcome(message.outcome);
        Self {
            number: row.number,
            deed: message.deed,
            begun: millis(message.begun),
            ended: millis(message.ended),
            took_us: message.ended.since(message.begun).nanos() / 1_000,
            outcome,
            status,
            words: message.words,
            request: message.request,
            raw: row.bytes.as_deref().map(desk::shown),
        }
    }
}

impl From<(Belonging, OrderId)> for BelongingView {
    fn from((how, order): (Belonging, OrderId)) -> Self {
        Self {
            how: how.name(),
            order: order.get(),
        }
    }
}
