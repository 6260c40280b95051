//! An account's own view of its futures orders, trades and forced closes. Reads only.

use super::contracts::Contract;
use super::params::{Numbered, page, rows, stretch, which};
use super::refusal::No;
use super::views::order as views;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Right, Route, Security, Weight};
use exchange::faults::Endpoint;
use exchange::futures::{FuturesOrder, OrderOrigin};
use exchange::{ExchangeOrderId, ExchangeTradeId, OrderKey};
use serde_json::Value;

/// Days one page of history may span.
const PAGE_DAYS: u32 = 7;

pub(super) const READ: Route = Route {
    product: Product::Usdm,
    method: Method::Get,
    path: "/fapi/v1/order",
    ws: None,
    security: Security::Signed(Right::Read),
    weight: Weight::Fixed(1),
    door: Endpoint::QueryOrder,
    handler: order,
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        ws: Some("order.status"),
        ..READ
    },
    Route {
        path: "/fapi/v1/openOrder",
        handler: open_order,
        ..READ
    },
    Route {
        path: "/fapi/v1/openOrders",
        weight: Weight::By(symbol_or_all),
        door: Endpoint::OpenOrders,
        handler: open_orders,
        ..READ
    },
    Route {
        path: "/fapi/v1/allOrders",
        weight: Weight::Fixed(5),
        door: Endpoint::OpenOrders,
        handler: all_orders,
        ..READ
    },
    Route {
        path: "/fapi/v1/orderAmendment",
        handler: amendments,
        ..READ
    },
    Route {
        path: "/fapi/v1/userTrades",
        weight: Weight::Fixed(5),
        door: Endpoint::AccountTrades,
        handler: trades,
        ..READ
    },
    Route {
        path: "/fapi/v1/forceOrders",
        weight: Weight::By(force_orders_weight),
        door: Endpoint::OpenOrders,
        handler: force_orders,
        ..READ
    },
];

/// One where a symbol is named, forty where all are looked through.
pub(super) fn symbol_or_all(params: &Params) -> u32 {
    if params.has("symbol") { 1 } else { 40 }
}

fn force_orders_weight(params: &Params) -> u32 {
    if params.has("symbol") { 20 } else { 50 }
}

fn order(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (contract, order) = venue.asked_for(call)?;
    Ok(views::queried(&contract, &order).into())
}

fn open_order(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (contract, order) = venue.asked_for(call)?;
    if !order.status.is_open() {
        return Err(No::MissingOrder.into());
    }
    Ok(views::queried(&contract, &order).into())
}

fn open_orders(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let only = venue.usdm.contracts.optional(call.params)?;
    call.params.nothing_left()?;
    let only = only.map(|only| only.symbol);
    let open = venue.futures.open_orders(call.account()?, only);
    Ok(venue.order_rows(&open, views::queried).into())
}

fn all_orders(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let from = call.params.number("orderId")?.map(ExchangeOrderId::new);
    let stretch = stretch(call.params, call.now, PAGE_DAYS)?;
    let limit = page(call.params)?;
    call.params.nothing_left()?;
    let first = from.unwrap_or(ExchangeOrderId::new(0));
    let mut found = venue
        .futures
        .orders(account, contract.symbol, first, usize::MAX);
    found.retain(|order| from.is_some() || stretch.holds(order.opened));
    let found = stretch.cut(found, (0, limit), Numbered::by(&from));
    Ok(venue.order_rows(&found, views::listed).into())
}

fn amendments(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let order = which(call.params)?;
    let stretch = stretch(call.params, call.now, PAGE_DAYS)?;
    let limit = rows(call.params, (50, 100))?;
    call.params.nothing_left()?;
    let asked = venue.futures.order(account, contract.symbol, order);
    let asked = asked.ok_or(No::MissingOrder)?;
    let mut found = venue.futures.amendments(account, contract.symbol);
    found.retain(|change| change.order == asked.id && stretch.holds(change.at));
    let mut found = stretch.cut(found, (0, limit), Numbered::No);
    // The latest change comes first.
    found.reverse();
    let rows = found
        .iter()
        .map(|change| views::amendment(&contract, change));
    Ok(rows.collect::<Value>().into())
}

fn trades(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let order = call.params.number("orderId")?.map(ExchangeOrderId::new);
    let from = call.params.number("fromId")?.map(ExchangeTradeId::new);
    if from.is_some() && (call.params.has("startTime") || call.params.has("endTime")) {
        return Err(No::Combination.into());
    }
    let stretch = stretch(call.params, call.now, PAGE_DAYS)?;
    let limit = page(call.params)?;
    call.params.nothing_left()?;
    let first = from.unwrap_or(ExchangeTradeId::new(0));
    let mut found = venue
        .futures
        .trades(account, contract.symbol, first, usize::MAX);
    found.retain(|trade| order.is_none_or(|order| trade.order == order));
    found.retain(|trade| from.is_some() || stretch.holds(trade.at));
    let found = stretch.cut(found, (0, limit), Numbered::by(&from));
    let rows = found.iter().map(|trade| views::trade(&contract, trade));
    Ok(rows.collect::<Value>().into())
}

/// Which of the exchange's own closes are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forced {
    Any,
    Liquidation,
    Deleveraging,
}

impl Forced {
    const fn covers(self, origin: &OrderOrigin) -> bool {
        match origin {
            OrderOrigin::Liquidation => matches!(self, Self::Any | Self::Liquidation),
            OrderOrigin::Deleveraging => matches!(self, Self::Any | Self::Deleveraging),
            OrderOrigin::Account | OrderOrigin::Algo { .. } | OrderOrigin::Settlement => false,
        }
    }
}

fn force_orders(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, only) = (call.account()?, venue.usdm.contracts.optional(call.params)?);
    let wanted = match call.params.optional("autoCloseType")? {
        None => Forced::Any,
        Some("LIQUIDATION") => Forced::Liquidation,
        Some("ADL") => Forced::Deleveraging,
        Some(_) => return Err(No::Value("autoCloseType").into()),
    };
    let stretch = stretch(call.params, call.now, PAGE_DAYS)?;
    let limit = rows(call.params, (50, 100))?;
    call.params.nothing_left()?;
    let mut found = venue.futures.forced_orders(account);
    found.retain(|order| only.as_ref().is_none_or(|only| only.symbol == order.symbol));
    found.retain(|order| wanted.covers(&order.origin) && stretch.holds(order.opened));
    found.sort_by_key(|order| order.id);
    let found = stretch.cut(found, (0, limit), Numbered::No);
    Ok(venue.order_rows(&found, views::forced).into())
}

impl Venue {
    /// The order a query names.
    fn asked_for(&self, call: &Call<'_>) -> Result<(Contract, FuturesOrder), Refusal> {
        let contract = self.usdm.contracts.required(call.params)?;
        let key: OrderKey = which(call.params)?;
        call.params.nothing_left()?;
        let order = self.futures.order(call.account()?, contract.symbol, key);
        Ok((contract, order.ok_or(No::MissingOrder)?))
    }

    fn order_rows(
        &self,
        orders: &[FuturesOrder],
        view: fn(&Contract, &FuturesOrder) -> Value,
    ) -> Value {
        let row = |order: &FuturesOrder| Some(view(self.usdm.contracts.of(order.symbol)?, order));
        orders.iter().filter_map(row).collect()
    }
}
