//! Short facts about orders in the journal's own form. Keeps nothing else.

use domain::{OrderId, Origin, Time, VenueOrderId};
use serde::{Deserialize, Serialize};
use trading::Event;

/// A venue has an order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AcceptedRow {
    order: OrderId,
    venue_id: VenueOrderId,
    at: Time,
}

/// A refused wish was said again.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmedRow {
    refused: OrderId,
    order: OrderId,
    origin: Origin,
    at: Time,
}

impl AcceptedRow {
    pub(super) const fn of(order: OrderId, venue_id: VenueOrderId, at: Time) -> Self {
        Self {
            order,
            venue_id,
            at,
        }
    }

    pub(super) const fn event(self) -> Event {
        let Self {
            order,
            venue_id,
            at,
        } = self;
        Event::Accepted {
            order,
            venue_id,
            at,
        }
    }
}

impl ConfirmedRow {
    pub(super) const fn of((refused, order): (OrderId, OrderId), origin: Origin, at: Time) -> Self {
        Self {
            refused,
            order,
            origin,
            at,
        }
    }

    pub(super) const fn event(self) -> Event {
        let Self {
            refused,
            order,
            origin,
            at,
        } = self;
        Event::Confirmed {
            refused,
            order,
            origin,
            at,
        }
    }
}
