//! Spot orders: placing, testing, cancelling, replacing, making smaller. Reads a request, steps the engine, shows what
//! came of it. Never an order list by itself.

use super::order_params::{self, Which, refuse};
use super::refusal::{EngineRefusal, SpotRefusal};
use super::views::{self, Frame, Placed, Standing};
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Right, Route, Security, Weight};
use domain::{AccountId, Symbol, Time};
use exchange::faults::Endpoint;
use exchange::{
    Amend, Cancel, Effect, ExchangeOrderId, Execution, Input, ListReport, OrderListId, OrderReport,
    Place, RefuseReason,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the matching engine answers with when it takes an order no further.
const REJECTED: i32 = -2010;

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
        weight: Weight::By(test_weight),
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
    Route {
        method: Method::Delete,
        path: "/api/v3/openOrders",
        ws: Some("openOrders.cancelAll"),
        door: Endpoint::Cancel,
        handler: cancel_all,
        ..TRADE
    },
    Route {
        method: Method::Put,
        path: "/api/v3/order/amend/keepPriority",
        ws: Some("order.amend.keepPriority"),
        weight: Weight::Fixed(4),
        door: Endpoint::Place,
        handler: amend,
        ..TRADE
    },
    Route {
        path: "/api/v3/sor/order",
        ws: Some("sor.order.place"),
        handler: routed,
        ..TRADE
    },
    Route {
        path: "/api/v3/sor/order/test",
        ws: Some("sor.order.test"),
        weight: Weight::By(test_weight),
        door: Endpoint::Public,
        handler: routed,
        ..TRADE
    },
];

fn test_weight(params: &Params) -> u32 {
    match params.raw("computeCommissionRates") {
        Some(text) if text.eq_ignore_ascii_case("true") => 20,
        Some(_) | None => 1,
    }
}

fn place(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let (wanted, answer) = order_params::wanted(call.params, &instrument, account)?;
    call.params.nothing_left()?;
    venue.admit_orders((account, instrument.symbol), 1)?;
    let placed = venue.place(wanted)?;
    let frame = call.frame(instrument.venue_symbol.as_str());
    let mut answer = Answer::from(views::placed(frame, &placed, answer));
    answer.orders = Some(venue.order_counts(account));
    Ok(answer)
}

/// Judges a placing request and goes no further.
fn place_test(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let (wanted, _) = order_params::wanted(call.params, &instrument, account)?;
    let rates = order_params::flag(call.params, "computeCommissionRates")?;
    call.params.nothing_left()?;
    let now = venue.now();
    if let Err(reason) = venue.spot.would_admit(&wanted, now) {
        let refusal = Refusal::from(reason);
        // What only the matching engine says is not asked of it here.
        if refusal.code() != REJECTED {
            return Err(refusal);
        }
    }
    if !rates {
        return Ok(json!({}).into());
    }
    let terms = venue.terms(account)?;
    Ok(views::commission_of_order(wanted.side, &terms).into())
}

/// No symbol here has smart order routing.
fn routed(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    order_params::wanted(call.params, &instrument, account)?;
    order_params::flag(call.params, "computeCommissionRates")?;
    call.params.nothing_left()?;
    Err(refuse(SpotRefusal::NoRouting))
}

fn cancel(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let which = order_params::which(call.params, &instrument, call.signer()?)?;
    let cancel_id = order_params::client_id(call.params, "newClientOrderId")?;
    let restriction = order_params::restriction(call.params)?;
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step(Input::Cancel(Cancel {
        tag,
        account: which.account,
        symbol: which.symbol,
        order: which.order,
        restriction,
        cancel_id,
    }));
    if let Some(reason) = refusal(&effects) {
        return Err(Refusal::Engine(EngineRefusal::Ending(reason)));
    }
    let frame = call.frame(instrument.venue_symbol.as_str());
    let ended = ended(frame, &effects);
    let first = ended.into_iter().next();
    first.map(Answer::from).ok_or(Refusal::UnknownOrder)
}

fn cancel_all(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step(Input::CancelAll {
        tag,
        account,
        symbol: instrument.symbol,
    });
    if let Some(reason) = refusal(&effects) {
        return Err(Refusal::Engine(EngineRefusal::Ending(reason)));
    }
    let ended = ended(call.frame(instrument.venue_symbol.as_str()), &effects);
    if ended.is_empty() {
        return Err(Refusal::UnknownOrder);
    }
    Ok(Value::from(ended).into())
}

fn amend(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let Which {
        account,
        symbol,
        order,
    } = order_params::which(call.params, &instrument, call.signer()?)?;
    let client_id = order_params::client_id(call.params, "newClientOrderId")?;
    let qty = order_params::decimal(call.params, "newQty", domain::Qty::parse)?;
    let qty = qty.ok_or(Refusal::MissingParameter("newQty"))?;
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step(Input::Amend(Amend {
        tag,
        account,
        symbol,
        order,
        client_id,
        qty,
    }));
    if let Some(reason) = refusal(&effects) {
        return Err(Refusal::Engine(EngineRefusal::Amending(reason)));
    }
    let amended = effects.iter().find_map(|effect| {
        if let Effect::Amended { amendment, .. } = effect {
            return Some(**amendment);
        }
        None
    });
    let amendment = amended.ok_or(Refusal::UnknownOrder)?;
    let report = reports(&effects).find(|report| report.order.id == amendment.order);
    let order = report.ok_or(Refusal::UnknownOrder)?.order;
    let frame = call.frame(instrument.venue_symbol.as_str());
    let mut view = views::amended(frame, &order, &amendment);
    let list = order.list.and_then(|list| venue.list_of(account, list));
    if let (Some(list), Some(view)) = (list, view.as_object_mut()) {
        view.insert("listStatus".to_owned(), views::list_status(frame, &list));
    }
    Ok(view.into())
}

impl Venue {
    /// Counts orders of an account, or refuses them where nothing trades or when it left too many unfilled.
    pub(super) fn admit_orders(
        &mut self,
        (account, symbol): (AccountId, Symbol),
        more: u32,
    ) -> Result<(), Refusal> {
        match self.standing(symbol) {
            Standing::Trading | Standing::CancelOnly => {}
            Standing::Break => return Err(Refusal::MarketClosed),
        }
        let now = self.now();
        let counted = self
            .limits
            .admit_orders(now, (Product::Spot, account), more);
        counted.map(drop)
    }

    /// Orders of an account that stay unfilled, in the short window and in the day.
    pub(super) fn order_counts(&self, account: AccountId) -> (u32, u32) {
        self.limits.orders(self.now(), Product::Spot, account)
    }

    pub(super) fn place(&mut self, wanted: Place) -> Result<Placed, Refusal> {
        let (tag, now) = (self.tag(), self.now());
        let effects = self.step(Input::Place(Place { tag, ..wanted }));
        if let Some(reason) = refusal(&effects) {
            return Err(reason.into());
        }
        let id = effects.iter().find_map(|effect| {
            if let Effect::Accepted { tag: of, order } = effect
                && *of == tag
            {
                return Some(*order);
            }
            None
        });
        id.and_then(|id| placed(&effects, id, now))
            .ok_or(Refusal::Stopping)
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

/// What happened to orders in a step.
pub(super) fn reports(effects: &[Effect]) -> impl Iterator<Item = &OrderReport> {
    effects.iter().filter_map(|effect| {
        if let Effect::Report(report) = effect {
            return Some(&**report);
        }
        None
    })
}

/// Where an order of a step stands at its end, and what it traded.
pub(super) fn placed(effects: &[Effect], id: ExchangeOrderId, at: Time) -> Option<Placed> {
    let mut last = None;
    let mut fills = Vec::new();
    for report in reports(effects).filter(|report| report.order.id == id) {
        last = Some(report.order);
        if let Execution::Trade(fill) = report.execution {
            fills.push(fill);
        }
    }
    last.map(|order| Placed { order, fills, at })
}

/// The orders a step ended on request: each alone, and those of a list inside it.
pub(super) fn ended(frame: Frame<'_>, effects: &[Effect]) -> Vec<Value> {
    let ended: Vec<(Option<OrderListId>, Value)> = reports(effects)
        .filter_map(|report| {
            if let Execution::Cancelled { cancel_id } = &report.execution {
                let view = views::cancelled(frame, &report.order, cancel_id.as_str());
                return Some((report.order.list, view));
            }
            None
        })
        .collect();
    let mut told = BTreeSet::new();
    let mut rows = Vec::new();
    for (list, view) in &ended {
        let Some(list) = list else {
            rows.push(view.clone());
            continue;
        };
        if !told.insert(*list) {
            continue;
        }
        let of_list = ended.iter().filter(|(of, _)| *of == Some(*list));
        let orders: Vec<Value> = of_list.map(|(_, view)| view.clone()).collect();
        match list_report(effects, *list) {
            Some(report) => rows.push(views::reported(frame, report, orders)),
            None => rows.extend(orders),
        }
    }
    rows
}

/// The last word of a step about a list.
pub(super) fn list_report(effects: &[Effect], list: OrderListId) -> Option<&ListReport> {
    effects.iter().rev().find_map(|effect| {
        if let Effect::List(report) = effect
            && report.list.id == list
        {
            return Some(&**report);
        }
        None
    })
}
