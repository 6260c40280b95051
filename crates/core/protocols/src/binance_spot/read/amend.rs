//! Reads the answer to a reduction of a working order. Never takes a refusal for an end.

use super::super::refusals::{trouble, unreadable};
use super::super::replies::AmendReply;
use super::{NotPlaced, not_placed};
use crate::answer::Answer;
use domain::{ClientOrderId, Qty};
use serde::Deserialize;

/// What the venue says where there is no such open order; its code is that of every refusal of a reduction.
const UNKNOWN_ORDER: &str = "Unknown order sent.";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAmended {
    amended_order: RawOrder,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawOrder {
    client_order_id: ClientOrderId,
    qty: Qty,
}

/// What became of a reduction.
#[must_use]
pub fn amend(answer: &Answer) -> AmendReply {
    if answer.is_success() {
        return match serde_json::from_slice::<RawAmended>(&answer.body) {
            Ok(raw) => AmendReply::Amended {
                client_id: raw.amended_order.client_order_id,
                qty: raw.amended_order.qty,
            },
            Err(error) => AmendReply::Unknown(unreadable(answer, &error)),
        };
    }
    match not_placed(answer) {
        Some(NotPlaced::Refused(trouble)) if trouble.text == UNKNOWN_ORDER => {
            AmendReply::NotOpen(trouble)
        }
        Some(NotPlaced::Refused(trouble)) => AmendReply::Refused(trouble),
        Some(NotPlaced::Unknown(trouble)) => AmendReply::Unknown(trouble),
        None => AmendReply::Unknown(trouble(answer)),
    }
}

#[cfg(test)]
mod tests;
