//! Orders that wait for a second word, as programs see them. Holds nothing of its own.

use desk::Ticket;
use serde::Serialize;
use utoipa::ToSchema;

/// Every order that waits for a second word, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketsView {
    /// The orders.
    pub(crate) tickets: Vec<TicketRow>,
}

/// One order that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketRow {
    /// The number that its refused wish got.
    #[schema(example = 57)]
    order: u64,
    /// Who answers for it, and alone can confirm it.
    #[schema(example = "7")]
    by: String,
    /// The instant after which it cannot be confirmed any more, in milliseconds since 1970.
    until: i64,
}

impl From<&Ticket> for TicketRow {
    fn from(ticket: &Ticket) -> Self {
        Self {
            order: ticket.order.get(),
            by: ticket
                .origin
                .user()
                .map_or_else(String::new, |user| user.to_string()),
            until: ticket.until.millis(),
        }
    }
}
