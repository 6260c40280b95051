//! The limits on requests and orders as answers word them, with what is used of them. Never counts anything itself.

use super::Venue;
use super::limits::{ORDER_WINDOW, RAW_WINDOW, WEIGHT_WINDOW};
use super::refusal::Refusal;
use super::route::Product;
use domain::Time;
use serde_json::{Value, json};

impl Venue {
    /// The limits on orders: the short window and the long one, with these counts.
    pub(crate) fn order_limits(&self, product: Product, (short, long): (u32, u32)) -> [Value; 2] {
        let interval = match product {
            Product::Spot | Product::Wallet => "DAY",
            Product::Usdm => "MINUTE",
        };
        let (short_most, long_most) = self.limits.orders_max(product);
        [
            json!({
                "rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10,
                "limit": short_most, "count": short,
            }),
            json!({
                "rateLimitType": "ORDERS", "interval": interval, "intervalNum": 1,
                "limit": long_most, "count": long,
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

/// When a request refused for its rate may be tried again: at the start of the next window, or when a ban ends.
pub(crate) fn retry_at(refusal: &Refusal, now: Time) -> Option<Time> {
    if let Refusal::Banned { until } | Refusal::BannedOnUsdm { until, .. } = refusal {
        return Some(*until);
    }
    let weight = matches!(
        refusal,
        Refusal::TooMuchWeight { .. } | Refusal::TooMuchWeightOnUsdm { .. }
    );
    let window = if weight {
        WEIGHT_WINDOW
    } else if let Refusal::TooManyOrders { .. } = refusal {
        ORDER_WINDOW
    } else if let Refusal::TooManyRequests = refusal {
        RAW_WINDOW
    } else {
        return None;
    };
    Some(now.floor_to(window).plus(window))
}
