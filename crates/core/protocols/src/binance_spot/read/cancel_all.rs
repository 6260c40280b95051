//! Reads the answer to the cancel of everything in a symbol: single orders and lists of them side by side.

use super::super::refusals::{trouble, unreadable};
use super::super::replies::{CancelReply, VenueOrder};
use super::{RawOrder, cancel_refused};
use crate::answer::Answer;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
enum RawEnded {
    List {
        #[serde(rename = "orderReports")]
        reports: Vec<RawOrder>,
    },
    Order(Box<RawOrder>),
}

/// The orders that the venue ended; one that is not among them is asked about.
///
/// # Errors
/// What holds for every order that should have ended.
pub fn cancel_all(answer: &Answer) -> Result<Vec<VenueOrder>, Box<CancelReply>> {
    if !answer.is_success() {
        return Err(Box::new(cancel_refused(trouble(answer))));
    }
    let ended = serde_json::from_slice::<Vec<RawEnded>>(&answer.body).and_then(|ended| {
        let orders = ended.into_iter().flat_map(|ended| match ended {
            RawEnded::List { reports } => reports,
            RawEnded::Order(order) => vec![*order],
        });
        orders
            .map(|order| order.split().map(|(order, _)| order))
            .collect::<Result<Vec<_>, _>>()
    });
    ended.map_err(|error| Box::new(CancelReply::Unknown(unreadable(answer, &error))))
}

#[cfg(test)]
mod tests;
