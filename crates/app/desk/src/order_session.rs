//! The session on which the orders of an account leave, as people see it: since when it stands, each cut, and that orders leave
//! by REST meanwhile. Never says anything on it.

use crate::health::HealthBoard;
use crate::portfolio::Grade;
use crate::product::Product;
use protocols::{SessionManners, binance_spot, binance_usdm};
use tokio::sync::mpsc;
use wire::{Client, StreamEvent};

/// How orders for a product travel, and the fixed name of their session in health and among the connections.
const fn of(product: Product) -> (SessionManners, &'static str) {
    match product {
        Product::Spot => (binance_spot::session::ORDERS, "order-session"),
        Product::UsdM => (binance_usdm::session::ORDERS, "contract-order-session"),
    }
}

/// Changes of its standing that may wait to be noted.
const EVENTS_MAX: usize = 64;

/// Has the orders of a client leave on a session, and tells health how it stands until the client is gone.
pub(crate) fn open((client, product): (&Client, Product), health: HealthBoard) {
    let (manners, name) = of(product);
    let (told, mut events) = mpsc::channel(EVENTS_MAX);
    client.open_order_session(manners, told);
    tokio::spawn(async move {
        while let Some(event) = events.recv().await {
            health.heard_of(name, &event);
            note((&health, name), &event);
        }
    });
}

/// A session that is away degrades the house and stops nothing: orders have another way.
fn note((health, name): (&HealthBoard, &'static str), event: &StreamEvent) {
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
    health.stands(name, grade, detail, at);
}
