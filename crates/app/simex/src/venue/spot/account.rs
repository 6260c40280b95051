//! An account's own view of spot: orders, trades, balances. Reads only.

use super::order_params::{self, TradePage};
use super::views;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Right, Route, Security, Weight};
use exchange::faults::Endpoint;
use exchange::{AccountTrade, ExchangeOrderId, ExchangeTradeId};
use serde_json::Value;

const READ: Route = Route {
    product: Product::Spot,
    method: Method::Get,
    path: "/api/v3/order",
    ws: None,
    security: Security::Signed(Right::Read),
    weight: Weight::Fixed(4),
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
        path: "/api/v3/openOrders",
        ws: Some("openOrders.status"),
        weight: Weight::By(open_orders_weight),
        door: Endpoint::OpenOrders,
        handler: open_orders,
        ..READ
    },
    Route {
        path: "/api/v3/account",
        ws: Some("account.status"),
        weight: Weight::Fixed(20),
        door: Endpoint::Account,
        handler: account,
        ..READ
    },
    Route {
        path: "/api/v3/myTrades",
        ws: Some("myTrades"),
        weight: Weight::By(my_trades_weight),
        door: Endpoint::AccountTrades,
        handler: my_trades,
        ..READ
    },
];

fn open_orders_weight(params: &Params) -> u32 {
    if params.has("symbol") { 6 } else { 80 }
}

fn my_trades_weight(params: &Params) -> u32 {
    if params.has("orderId") { 5 } else { 20 }
}

fn order(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    let which = order_params::which(call.params, instrument, call.signer()?)?;
    call.params.nothing_left()?;
    let order = venue.spot.order(which.account, which.symbol, which.order);
    let order = order.ok_or(Refusal::NoSuchOrder)?;
    Ok(views::order(instrument.venue_symbol.as_str(), &order).into())
}

fn open_orders(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let only = order_params::optional_instrument(call.params, &venue.listings)?;
    let only = only.map(|only| only.symbol);
    call.params.nothing_left()?;
    let open = venue.spot.open_orders(call.account()?, only);
    let rows = open
        .iter()
        .map(|order| views::order(venue.name(order.symbol), order));
    Ok(rows.collect::<Value>().into())
}

fn account(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.optional("omitZeroBalances")?;
    call.params.nothing_left()?;
    let held = venue.spot.balances(call.account()?).unwrap_or_default();
    Ok(views::account(&held, call.now).into())
}

fn my_trades(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    let page = order_params::trade_page(call.params, instrument, call.signer()?)?;
    let name = instrument.venue_symbol.as_str();
    let rows = venue.trades(&page);
    let rows = rows.iter().map(|row| views::own_trade(name, row));
    Ok(rows.collect::<Value>().into())
}

impl Venue {
    /// The name requests use for a symbol.
    pub(crate) fn name(&self, symbol: domain::Symbol) -> &str {
        self.names.get(&symbol).map_or("", String::as_str)
    }

    fn trades(&self, page: &TradePage) -> Vec<AccountTrade> {
        let from = page.from.map(ExchangeTradeId::new);
        let (account, symbol) = (page.account, page.symbol);
        match (page.order, from) {
            (Some(order), _) => {
                let order = ExchangeOrderId::new(order);
                let mut trades = self.spot.trades_of(account, symbol, order);
                trades.retain(|trade| from.is_none_or(|from| trade.execution.trade >= from));
                trades.truncate(page.rows);
                trades
            }
            (None, Some(from)) => self.spot.trades(account, symbol, from, page.rows),
            (None, None) => self.spot.latest_trades(account, symbol, page.rows),
        }
    }
}
