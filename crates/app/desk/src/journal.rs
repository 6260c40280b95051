//! The journal's own form of what happened: trading's events and snapshots as text, and back. Never judges them.

mod amend_view;
mod breaker_view;
mod comparison_view;
mod contract_view;
mod event_parts;
mod event_view;
mod failover_view;
mod guard_view;
mod lately_view;
mod order_rows;
mod order_view;
mod payment_view;
mod position_side;
mod proposal_view;
mod snapshot_view;
mod stop_view;

use domain::{OrderId, Time};
use store::JournalRow;
use trading::{Event, Snapshot};

/// Why text of the journal is not what happened. The journal is damaged or from a newer program; nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The text is not of the journal's form.
    #[error("journal text cannot be read: {0}")]
    Text(#[from] serde_json::Error),
    /// A value in it is impossible.
    #[error("journal text holds an impossible {what}")]
    Value {
        /// Which value.
        what: &'static str,
    },
}

/// An event as a row to be written.
///
/// # Errors
/// It cannot be put into text.
pub fn row(event: &Event) -> Result<JournalRow, JournalError> {
    Ok(JournalRow {
        at: at(event),
        kind: kind(event).to_owned(),
        order: order(event),
        body: serde_json::to_string(&event_view::EventView::of(event))?,
    })
}

/// The event of a row.
///
/// # Errors
/// The text is not of the journal's form.
pub fn event(body: &str) -> Result<Event, JournalError> {
    serde_json::from_str::<event_view::EventView>(body)?.event()
}

/// A snapshot as text.
///
/// # Errors
/// It cannot be put into text.
pub fn snapshot_text(snapshot: &Snapshot) -> Result<String, JournalError> {
    Ok(serde_json::to_string(&snapshot_view::SnapshotView::of(
        snapshot,
    ))?)
}

/// The snapshot of a text.
///
/// # Errors
/// The text is not of the journal's form.
pub fn snapshot(text: &str) -> Result<Snapshot, JournalError> {
    serde_json::from_str::<snapshot_view::SnapshotView>(text)?.snapshot()
}

/// When it happened.
#[must_use]
pub const fn at(event: &Event) -> Time {
    event.at()
}

/// The fixed name of its kind.
#[must_use]
pub const fn kind(event: &Event) -> &'static str {
    match event {
        Event::Opened { .. } => "opened",
        Event::Reaffirmed { .. } => "reaffirmed",
        Event::Refused { .. } => "refused",
        Event::Confirmed { .. } => "confirmed",
        Event::Accepted { .. } => "accepted",
        Event::CancelAsked { .. } => "cancel-asked",
        Event::TimeUp { .. } => "time-up",
        Event::ReplaceAsked { .. } => "replace-asked",
        Event::Guard { .. } => "guard",
        Event::FillBooked { .. } => "fill-booked",
        Event::Ended { .. } => "ended",
        Event::Unresolved { .. } => "unresolved",
        Event::Settled { .. } => "settled",
        Event::Reopened { .. } => "reopened",
        Event::Halted { .. } => "halted",
        Event::Released { .. } => "released",
        Event::SwitchSet { .. } => "switch-set",
        Event::BalancesSeen { .. } => "balances-seen",
        Event::Foreign { .. } => "foreign",
        Event::Broken { .. } => "broken",
        Event::BookOpened { .. } => "book-opened",
        Event::Compared { .. } => "compared",
        Event::ForeignTrade { .. } => "foreign-trade",
        Event::Moved { .. } => "moved",
        Event::BreakFound { .. } => "break-found",
        Event::BreakEnded { .. } => "break-ended",
        Event::Amend(event) => event.kind(),
        Event::Contract(event) => event.kind(),
        Event::Failover(event) => event.kind(),
        Event::Breaker(event) => event.kind(),
        Event::Proposal(event) => event.kind(),
        Event::Stop(event) => event.kind(),
    }
}

/// The order whose life it belongs to, if any.
#[must_use]
pub const fn order(event: &Event) -> Option<OrderId> {
    event.order()
}

/// The bytes of a row's audit record: the instant, the journal's own text, and the kind, in this order.
#[must_use]
pub fn audit_text(row: &JournalRow) -> String {
    format!(
        "{{\"at\":\"{}\",\"event\":{},\"kind\":\"{}\"}}",
        row.at, row.body, row.kind
    )
}

#[cfg(test)]
mod hedge_tests;
#[cfg(test)]
mod proposal_tests;
#[cfg(test)]
mod tests;
