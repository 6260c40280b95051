//! The session on which the orders of an account leave, as people see it: since when it stands, each cut, and that orders leave
//! by REST meanwhile. Never says anything on it.

use crate::health::HealthBoard;
use crate::portfolio::Grade;
use protocols::binance_spot::session::ORDERS;
use tokio::sync::mpsc;
use wire::{Client, StreamEvent};

/// Its fixed name in health and among the connections.
const ORDER_SESSION: &str = "order-session";
/// Changes of its standing that may wait to be noted.
const EVENTS_MAX: usize = 64;

/// Has the orders of a client leave on a session, and tells health how it stands until the client is gone.
pub(crate) fn open(client: &Client, health: HealthBoard) {
    let (told, mut events) = mpsc::channel(EVENTS_MAX);
    client.open_order_session(ORDERS, told);
    tokio::spawn(async move {
        while let Some(event) = events.recv().await {
            health.heard_of(ORDER_SESSION, &event);
            note(&health, &event);
        }
    });
}

/// A session that is away degrades the house and stops nothing: orders have another way.
fn note(health: &HealthBoard, event: &StreamEvent) {
    let (grade, detail, at) = match event {
        StreamEvent::Opened { at, .. } | StreamEvent::Renewed { at, .. } => {
            (Grade::Healthy, "stands".to_owned(), *at)
        }
        StreamEvent::Cut { at, reason, .. } => {
            let detail = format!("{reason}; orders leave by REST");
            (Grade::Degraded, detail, *at)
        }
        StreamEvent::Frame { .. } => return,
    };
    health.stands(ORDER_SESSION, grade, detail, at);
}
