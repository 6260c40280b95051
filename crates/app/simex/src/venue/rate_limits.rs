//! The limits on requests and orders as answers word them, with what is used of them. Never counts anything itself.

use super::Venue;
use super::limits::{ORDER_WINDOW, WEIGHT_WINDOW};
use super::refusal::Refusal;
use super::route::Product;
use domain::Time;
use serde_json::{Value, json};

/// Orders a spot account may leave unfilled per day.
pub(crate) const ORDERS_PER_DAY: u32 = 200_000;
/// Orders a futures account may place per minute.
const FUTURES_ORDERS_PER_MINUTE: u32 = 1_200;

impl Venue {
    /// The limits on orders: the short window and the long one, with these counts.
    pub(crate) fn order_limits(&self, product: Product, (short, long): (u32, u32)) -> [Value; 2] {
        let (interval, limit) = match product {
            Product::Spot | Product::Wallet => ("DAY", ORDERS_PER_DAY),
            Product::Usdm => ("MINUTE", FUTURES_ORDERS_PER_MINUTE),
        };
        [
            json!({
                "rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10,
                "limit": self.limits.bounds.orders_per_ten_seconds, "count": short,
            }),
            json!({
                "rateLimitType": "ORDERS", "interval": interval, "intervalNum": 1,
                "limit": limit, "count": long,
            }),
        ]
    }

    /// The limit on weight, with what an address used of it.
    pub(crate) fn weight_limit(&self, product: Product, used: u32) -> Value {
        json!({
            "rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1,
            "limit": self.limits.weight_max(product), "count": used,
        })
    }
}

/// When a request refused for its rate may be tried again: at the start of the next window.
pub(crate) fn retry_at(refusal: &Refusal, now: Time) -> Option<Time> {
    let window = if *refusal == Refusal::TooMuchWeight {
        WEIGHT_WINDOW
    } else if *refusal == Refusal::TooManyOrders {
        ORDER_WINDOW
    } else {
        return None;
    };
    Some(now.floor_to(window).plus(window))
}
