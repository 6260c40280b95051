//! Spot orders: placing, testing, cancelling. Reads a request, steps the engine, shows what came of it.

use super::order_params::{self, Wanted};
use super::views::{self, Placed, Standing};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Right, Route, Security, Weight};
use domain::{AccountId, Symbol, Time};
use exchange::faults::Endpoint;
use exchange::{Cancel, Effect, Execution, Input, Place, RefuseReason, Tag};
use serde_json::json;

const TRADE: Route = Route {
    product: Product::Spot,
    method: Method::Post,
    path: "/api/v3/order",
    ws: None,
    security: Security::Signed(Right::SpotTrade),
    weight: Weight::Fixed(1),
    door: Endpoint::Place,
    handler: place,
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        ws: Some("order.place"),
        ..TRADE
    },
    Route {
        path: "/api/v3/order/test",
        ws: Some("order.test"),
        door: Endpoint::Public,
        handler: place_test,
        ..TRADE
    },
    Route {
        method: Method::Delete,
        ws: Some("order.cancel"),
        door: Endpoint::Cancel,
        handler: cancel,
        ..TRADE
    },
];

fn place(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let signer = call.signer()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let (wanted, answer) = order_params::wanted(call.params, &instrument, signer)?;
    venue.admit_order(wanted.account, wanted.symbol)?;
    let placed = venue.place(&wanted)?;
    let counts = venue.limits.orders(call.now, Product::Spot, wanted.account);
    let view = views::placed(instrument.venue_symbol.as_str(), &placed, answer);
    let mut answer = Answer::from(view);
    answer.orders = Some(counts);
    Ok(answer)
}

/// Reads a placing request and goes no further.
fn place_test(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let signer = call.signer()?;
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    order_params::wanted(call.params, instrument, signer)?;
    Ok(json!({}).into())
}

fn cancel(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let signer = call.signer()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let which = order_params::which(call.params, &instrument, signer)?;
    let named = call
        .params
        .optional("newClientOrderId")?
        .map(|text| order_params::client_id("newClientOrderId", text))
        .transpose()?;
    call.params.nothing_left()?;
    let tag = venue.tag();
    let at = (which.account, which.symbol);
    let effects = venue.step(Input::Cancel(Cancel {
        cancel_id: named,
        ..Cancel::plain(tag, at, which.order)
    }));
    accepted(&effects)?;
    let (order, named) = effects
        .iter()
        .find_map(|effect| {
            if let Effect::Report(report) = effect
                && let Execution::Cancelled { cancel_id } = report.execution
            {
                return Some((report.order, cancel_id));
            }
            None
        })
        .ok_or(Refusal::UnknownOrder)?;
    Ok(views::cancelled(instrument.venue_symbol.as_str(), &order, named.as_str()).into())
}

impl Venue {
    /// Refuses orders where nothing trades, and an account that left too many orders unfilled.
    fn admit_order(&mut self, account: AccountId, symbol: Symbol) -> Result<(), Refusal> {
        match self.standing(symbol) {
            Standing::Trading => {}
            Standing::Break => return Err(Refusal::MarketClosed),
        }
        let now = self.now();
        let counted = self.limits.admit_orders(now, (Product::Spot, account), 1);
        counted.map(|_| ())
    }

    fn place(&mut self, wanted: &Wanted) -> Result<Placed, Refusal> {
        let (tag, now) = (self.tag(), self.now());
        let effects = self.step(Input::Place(Place::plain(
            tag,
            (wanted.account, wanted.client_id),
            wanted.symbol,
            (wanted.side, wanted.qty),
            (wanted.kind, wanted.self_trade),
        )));
        placed(&effects, tag, now)
    }
}

/// Why a step refused its input, if it did.
pub(crate) fn refusal(effects: &[Effect]) -> Option<RefuseReason> {
    effects.iter().find_map(|effect| {
        if let Effect::Refused { reason, .. } = effect {
            return Some(*reason);
        }
        None
    })
}

fn accepted(effects: &[Effect]) -> Result<(), Refusal> {
    refusal(effects).map_or(Ok(()), |reason| Err(Refusal::from(reason)))
}

/// What a placing step did.
fn placed(effects: &[Effect], tag: Tag, at: Time) -> Result<Placed, Refusal> {
    accepted(effects)?;
    let id = effects.iter().find_map(|effect| {
        if let Effect::Accepted { tag: of, order } = effect
            && *of == tag
        {
            return Some(*order);
        }
        None
    });
    let mut last = None;
    let mut fills = Vec::new();
    for effect in effects {
        if let Effect::Report(report) = effect
            && Some(report.order.id) == id
        {
            last = Some(report.order);
            if let Execution::Trade(fill) = report.execution {
                fills.push(fill);
            }
        }
    }
    last.map(|order| Placed { order, fills, at })
        .ok_or(Refusal::Stopping)
}
