//! Spot order lists: placing, cancelling, asking. Never a single order.

use super::order_params::{self, ROWS_MAX, refuse};
use super::refusal::{EngineRefusal, SpotRefusal};
use super::trade::{ended, list_report, placed, refusal};
use super::views::{self, AnswerKind};
use super::window::Window;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Right, Route, Security, Weight};
use domain::{AccountId, Instrument};
use exchange::faults::Endpoint;
use exchange::{
    CancelList, Effect, Input, ListKey, ListKind, ListShape, OrderListId, OrderListView, PlaceList,
};
use serde_json::Value;

const PLACE: Route = Route {
    product: Product::Spot,
    method: Method::Post,
    path: "/api/v3/orderList/oco",
    ws: None,
    security: Security::Signed(Right::SpotTrade),
    weight: Weight::Fixed(1),
    door: Endpoint::Place,
    handler: |venue, call| place(venue, call, ListKind::Oco),
};

const READ: Route = Route {
    method: Method::Get,
    path: "/api/v3/orderList",
    security: Security::Signed(Right::Read),
    weight: Weight::Fixed(4),
    door: Endpoint::QueryOrder,
    handler: one,
    ..PLACE
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        ws: Some("orderList.place.oco"),
        ..PLACE
    },
    Route {
        path: "/api/v3/orderList/oto",
        ws: Some("orderList.place.oto"),
        handler: |venue, call| place(venue, call, ListKind::Oto),
        ..PLACE
    },
    Route {
        path: "/api/v3/orderList/otoco",
        ws: Some("orderList.place.otoco"),
        handler: |venue, call| place(venue, call, ListKind::Otoco),
        ..PLACE
    },
    Route {
        path: "/api/v3/orderList/opo",
        ws: Some("orderList.place.opo"),
        handler: |venue, call| place(venue, call, ListKind::Opo),
        ..PLACE
    },
    Route {
        path: "/api/v3/orderList/opoco",
        ws: Some("orderList.place.opoco"),
        handler: |venue, call| place(venue, call, ListKind::Opoco),
        ..PLACE
    },
    Route {
        path: "/api/v3/order/oco",
        ws: Some("orderList.place"),
        handler: place_old,
        ..PLACE
    },
    Route {
        method: Method::Delete,
        path: "/api/v3/orderList",
        ws: Some("orderList.cancel"),
        door: Endpoint::Cancel,
        handler: cancel,
        ..PLACE
    },
    Route {
        ws: Some("orderList.status"),
        ..READ
    },
    Route {
        path: "/api/v3/openOrderList",
        ws: Some("openOrderLists.status"),
        weight: Weight::Fixed(6),
        door: Endpoint::OpenOrders,
        handler: open,
        ..READ
    },
    Route {
        path: "/api/v3/allOrderList",
        ws: Some("allOrderLists"),
        weight: Weight::Fixed(20),
        handler: all,
        ..READ
    },
];

fn place(venue: &mut Venue, call: &Call<'_>, kind: ListKind) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let (wanted, answer) = order_params::list(call.params, (&instrument, account), kind)?;
    placed_list(venue, call, (&instrument, wanted), answer)
}

fn place_old(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let (wanted, answer) = order_params::old_pair(call.params, (&instrument, account))?;
    placed_list(venue, call, (&instrument, wanted), answer)
}

/// How many orders a list is.
const fn orders_of(shape: &ListShape) -> u32 {
    match shape {
        ListShape::Oco(_) | ListShape::Oto { .. } | ListShape::Opo { .. } => 2,
        ListShape::Otoco { .. } | ListShape::Opoco { .. } => 3,
    }
}

fn placed_list(
    venue: &mut Venue,
    call: &Call<'_>,
    (instrument, wanted): (&Instrument, PlaceList),
    answer: AnswerKind,
) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let of = (wanted.account, wanted.symbol);
    venue.admit_orders(of, orders_of(&wanted.shape))?;
    let tag = venue.tag();
    let effects = venue.step(Input::PlaceList(Box::new(PlaceList { tag, ..wanted })));
    if let Some(reason) = refusal(&effects) {
        return Err(reason.into());
    }
    let id = effects.iter().find_map(|effect| {
        if let Effect::ListAccepted { list, .. } = effect {
            return Some(*list);
        }
        None
    });
    let report = id.and_then(|id| list_report(&effects, id));
    let report = report.ok_or(Refusal::Stopping)?;
    let frame = call.frame(instrument.venue_symbol.as_str());
    let orders = report.list.orders.iter();
    let orders = orders.filter_map(|order| placed(&effects, order.id, call.now));
    let rows = orders.map(|placed| views::placed(frame, &placed, answer));
    let mut answer = Answer::from(views::reported(frame, report, rows.collect()));
    answer.orders = Some(venue.order_counts(wanted.account));
    Ok(answer)
}

fn cancel(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let list = list_key(call.params, "listClientOrderId")?;
    let cancel_id = order_params::client_id(call.params, "newClientOrderId")?;
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step(Input::CancelList(CancelList {
        tag,
        account,
        symbol: instrument.symbol,
        list,
        cancel_id,
    }));
    if let Some(reason) = refusal(&effects) {
        return Err(Refusal::Engine(EngineRefusal::Ending(reason)));
    }
    let ended = ended(call.frame(instrument.venue_symbol.as_str()), &effects);
    let first = ended.into_iter().next();
    first.map(Answer::from).ok_or(Refusal::UnknownOrder)
}

/// A list by number, by name, or by both.
fn list_key(params: &Params, name: &'static str) -> Result<ListKey, Refusal> {
    let by_number = params.number("orderListId")?.map(OrderListId::new);
    match (by_number, order_params::client_id(params, name)?) {
        (Some(number), Some(name)) => Ok(ListKey::Both(number, name)),
        (Some(number), None) => Ok(ListKey::Exchange(number)),
        (None, Some(name)) => Ok(ListKey::Client(name)),
        (None, None) => Err(Refusal::MissingEither("orderListId", name)),
    }
}

fn one(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let key = list_key(call.params, "origClientOrderId")?;
    call.params.nothing_left()?;
    let list = venue.spot.order_list(call.account()?, key);
    let list = list.ok_or(refuse(SpotRefusal::NoSuchList))?;
    Ok(views::list(call.frame(venue.name(list.symbol)), &list).into())
}

fn open(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let open = venue.spot.open_order_lists(call.account()?);
    Ok(Value::from(venue.list_rows(call, &open)).into())
}

fn all(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let from = call.params.number("fromId")?;
    let window = Window::read(call.params)?;
    let rows = order_params::rows(call.params, ROWS_MAX)?;
    call.params.nothing_left()?;
    if from.is_some() && !window.is_open() {
        return Err(refuse(SpotRefusal::BadCombination));
    }
    let first = OrderListId::new(from.unwrap_or(0));
    let all = venue.spot.order_lists(account, first, usize::MAX);
    let page = match from {
        Some(_) => all.into_iter().take(rows).collect(),
        None => window.page(all, rows, |list| list.opened),
    };
    Ok(Value::from(venue.list_rows(call, &page)).into())
}

impl Venue {
    /// Lists as queries show them.
    fn list_rows(&self, call: &Call<'_>, lists: &[OrderListView]) -> Vec<Value> {
        let row = |list: &OrderListView| views::list(call.frame(self.name(list.symbol)), list);
        lists.iter().map(row).collect()
    }

    /// A list of an account by its number.
    pub(super) fn list_of(&self, account: AccountId, list: OrderListId) -> Option<OrderListView> {
        self.spot.order_list(account, ListKey::Exchange(list))
    }
}
