//! Reads the answer to a replacement: two halves, each with a fate of its own. Never takes the fate of one for the other's.

use super::super::refusals::{trouble, trouble_of, unreadable};
use super::super::replies::{CancelReply, PlaceReply, ReplaceReply};
use super::{NotPlaced, RawOrder, cancel_refused, not_placed, order_refused, placed};
use crate::answer::Answer;
use crate::trouble::Trouble;
use alloc::string::String;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawHalves {
    cancel_result: Half,
    new_order_result: Half,
    cancel_response: Option<RawHalf>,
    new_order_response: Option<RawHalf>,
}

#[derive(Deserialize)]
struct RawFailure {
    data: RawHalves,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Half {
    Success,
    Failure,
    NotAttempted,
}

#[derive(Deserialize)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "it lives for one reading; a box would cost an allocation"
)]
enum RawHalf {
    Order(RawOrder),
    Error {
        code: i64,
        #[serde(default)]
        msg: String,
    },
}

/// What became of both orders. An answer that does not tell them apart leaves both to be asked for, unless the venue
/// refused the whole request before it looked at either.
pub(crate) fn replace(answer: &Answer) -> ReplaceReply {
    let halves = if answer.is_success() {
        serde_json::from_slice::<RawHalves>(&answer.body)
    } else {
        serde_json::from_slice::<RawFailure>(&answer.body).map(|failure| failure.data)
    };
    match halves {
        Ok(halves) => halves.told(answer),
        Err(error) if answer.is_success() => unknown(&unreadable(answer, &error)),
        // Nothing was begun: the old order stands as it stood, and what is said of the new one holds.
        Err(_) => ReplaceReply {
            cancel: CancelReply::Unknown(trouble(answer)),
            place: match not_placed(answer) {
                Some(NotPlaced::Refused(no)) => PlaceReply::Refused(no),
                Some(NotPlaced::Unknown(no)) => PlaceReply::Unknown(no),
                None => PlaceReply::Unknown(trouble(answer)),
            },
        },
    }
}

fn unknown(trouble: &Trouble) -> ReplaceReply {
    ReplaceReply {
        cancel: CancelReply::Unknown(trouble.clone()),
        place: PlaceReply::Unknown(trouble.clone()),
    }
}

impl RawHalves {
    fn told(self, answer: &Answer) -> ReplaceReply {
        let doubt = || trouble(answer);
        let cancel = match (self.cancel_result, self.cancel_response) {
            (Half::Success, Some(RawHalf::Order(raw))) => match raw.split() {
                Ok((order, _)) => CancelReply::Cancelled(order),
                Err(error) => CancelReply::Unknown(unreadable(answer, &error)),
            },
            (Half::Failure, Some(RawHalf::Error { code, msg })) => {
                cancel_refused(trouble_of(answer, code, &msg))
            }
            (Half::NotAttempted, _) => CancelReply::NotTaken(doubt()),
            (Half::Success | Half::Failure, _) => CancelReply::Unknown(doubt()),
        };
        let place = match (self.new_order_result, self.new_order_response) {
            (Half::Success, Some(RawHalf::Order(raw))) => placed(raw.split(), answer),
            (Half::Failure, Some(RawHalf::Error { code, msg })) => {
                order_refused(trouble_of(answer, code, &msg), answer.status)
            }
            // The old order could not be ended, so the new one was never looked at.
            (Half::NotAttempted, _) => PlaceReply::Refused(doubt()),
            (Half::Success | Half::Failure, _) => PlaceReply::Unknown(doubt()),
        };
        ReplaceReply { cancel, place }
    }
}

#[cfg(test)]
mod tests;
