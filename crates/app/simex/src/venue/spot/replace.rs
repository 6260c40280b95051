//! Cancel-replace: the end of one spot order and another in its place, in one request. Never either half alone.

use super::order_params::{self, refuse};
use super::refusal::{EngineRefusal, SpotRefusal};
use super::trade::{ended, placed, refusal};
use super::views::{self, AnswerKind, Frame};
use crate::venue::Venue;
use crate::venue::call::{Answer, Body, Call};
use crate::venue::http::Method;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Right, Route, Security, Weight};
use domain::Instrument;
use exchange::faults::Endpoint;
use exchange::{
    Cancel, Effect, Input, Place, RefuseReason, Replace, ReplaceHalf, ReplaceMode, Replaced,
};
use serde_json::{Value, json};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[Route {
    product: Product::Spot,
    method: Method::Post,
    path: "/api/v3/order/cancelReplace",
    ws: Some("order.cancelReplace"),
    security: Security::Signed(Right::SpotTrade),
    weight: Weight::Fixed(1),
    door: Endpoint::Place,
    handler: replace,
}];

/// What happens when the account left too many orders unfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RateExceeded {
    /// Nothing at all.
    DoNothing,
    /// The old order ends all the same.
    CancelOnly,
}

/// How the two halves are told.
struct Told {
    /// The HTTP status.
    status: u16,
    cancel: (Outcome, Value),
    place: (Outcome, Value),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Success,
    Failure,
    NotAttempted,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Failure => "FAILURE",
            Self::NotAttempted => "NOT_ATTEMPTED",
        }
    }
}

fn replace(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let account = call.account()?;
    let instrument = *order_params::instrument(params, &venue.listings)?;
    let mode = mode(params)?;
    let (place, answer) = order_params::wanted(params, &instrument, account)?;
    let tag = venue.tag();
    let place = Place { tag, ..place };
    let cancel = cancel_half(params, &place)?;
    let exceeded = rate_exceeded(params)?;
    params.nothing_left()?;
    if let Err(refused) = venue.admit_orders((account, instrument.symbol), 1) {
        return match exceeded {
            RateExceeded::DoNothing => Err(refused),
            RateExceeded::CancelOnly => {
                Ok(cancel_only(venue, call, (&instrument, cancel), &refused))
            }
        };
    }
    let effects = venue.step(Input::Replace(Box::new(Replace {
        mode,
        cancel,
        place,
    })));
    if let Some(reason) = refusal(&effects) {
        return Err(reason.into());
    }
    let replaced = effects.iter().find_map(|effect| {
        if let Effect::Replaced(replaced) = effect {
            return Some(**replaced);
        }
        None
    });
    let replaced = replaced.ok_or(Refusal::Stopping)?;
    let frame = call.frame(instrument.venue_symbol.as_str());
    if let (ReplaceHalf::Done(_), ReplaceHalf::Failed(reason)) = (replaced.cancel, replaced.place) {
        venue.tell_rejected(&place, reason);
    }
    let mut answer = told(frame, (&effects, call.now), &replaced, answer).answer();
    answer.orders = Some(venue.order_counts(account));
    Ok(answer)
}

fn mode(params: &Params) -> Result<ReplaceMode, Refusal> {
    match params.required("cancelReplaceMode")? {
        "STOP_ON_FAILURE" => Ok(ReplaceMode::StopOnFailure),
        "ALLOW_FAILURE" => Ok(ReplaceMode::AllowFailure),
        _ => Err(refuse(SpotRefusal::BadData("cancelReplaceMode"))),
    }
}

fn rate_exceeded(params: &Params) -> Result<RateExceeded, Refusal> {
    match params.optional("orderRateLimitExceededMode")? {
        None | Some("DO_NOTHING") => Ok(RateExceeded::DoNothing),
        Some("CANCEL_ONLY") => Ok(RateExceeded::CancelOnly),
        Some(_) => Err(refuse(SpotRefusal::BadData("orderRateLimitExceededMode"))),
    }
}

fn cancel_half(params: &Params, place: &Place) -> Result<Cancel, Refusal> {
    Ok(Cancel {
        tag: place.tag,
        account: place.account,
        symbol: place.symbol,
        order: order_params::order_key(params, ("cancelOrderId", "cancelOrigClientOrderId"))?,
        restriction: order_params::restriction(params)?,
        cancel_id: order_params::client_id(params, "cancelNewClientOrderId")?,
    })
}

/// Ends the old order although no new one may come.
fn cancel_only(
    venue: &mut Venue,
    call: &Call<'_>,
    (instrument, cancel): (&Instrument, Cancel),
    refused: &Refusal,
) -> Answer {
    let effects = venue.step(Input::Cancel(cancel));
    let frame = call.frame(instrument.venue_symbol.as_str());
    let (cancel, place) = match refusal(&effects) {
        Some(reason) => (
            (Outcome::Failure, cancel_error(reason)),
            (Outcome::NotAttempted, Value::Null),
        ),
        None => (
            (Outcome::Success, first(ended(frame, &effects))),
            (Outcome::Failure, refused.body()),
        ),
    };
    Told {
        status: refused.status(),
        cancel,
        place,
    }
    .answer()
}

fn first(rows: Vec<Value>) -> Value {
    rows.into_iter().next().unwrap_or(Value::Null)
}

fn cancel_error(reason: RefuseReason) -> Value {
    Refusal::Engine(EngineRefusal::Ending(reason)).body()
}

fn told(
    frame: Frame<'_>,
    (effects, at): (&[Effect], domain::Time),
    replaced: &Replaced,
    answer: AnswerKind,
) -> Told {
    let cancel = match replaced.cancel {
        ReplaceHalf::Done(_) => (Outcome::Success, first(ended(frame, effects))),
        ReplaceHalf::Failed(reason) => (Outcome::Failure, cancel_error(reason)),
        ReplaceHalf::NotAttempted => (Outcome::NotAttempted, Value::Null),
    };
    let place = match replaced.place {
        ReplaceHalf::Done(id) => {
            let view = placed(effects, id, at).map(|placed| views::placed(frame, &placed, answer));
            (Outcome::Success, view.unwrap_or(Value::Null))
        }
        ReplaceHalf::Failed(reason) => (Outcome::Failure, Refusal::from(reason).body()),
        ReplaceHalf::NotAttempted => (Outcome::NotAttempted, Value::Null),
    };
    let status = match (cancel.0, place.0) {
        (Outcome::Success, Outcome::Success) => 200,
        (Outcome::Success, _) | (_, Outcome::Success) => 409,
        (Outcome::Failure | Outcome::NotAttempted, Outcome::Failure | Outcome::NotAttempted) => 400,
    };
    Told {
        status,
        cancel,
        place,
    }
}

impl Told {
    /// Both halves; under a code when one of them failed.
    fn answer(self) -> Answer {
        let both = json!({
            "cancelResult": self.cancel.0.word(),
            "newOrderResult": self.place.0.word(),
            "cancelResponse": self.cancel.1,
            "newOrderResponse": self.place.1,
        });
        let done = |outcome| outcome == Outcome::Success;
        let under = |refusal: SpotRefusal| {
            let said = refusal.said();
            json!({ "code": said.code, "msg": said.words, "data": both })
        };
        let body = match (done(self.cancel.0), done(self.place.0)) {
            (true, true) => both,
            (false, false) => under(SpotRefusal::NotReplaced),
            (true, false) | (false, true) => under(SpotRefusal::ReplacedInPart),
        };
        Answer {
            status: self.status,
            body: Body::Json(body),
            orders: None,
        }
    }
}
