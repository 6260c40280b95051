//! An account's own view of spot: orders, trades, balances, rates, limits. Reads only.

use super::order_params::{self, ROWS_MAX, refuse};
use super::refusal::SpotRefusal;
use super::views;
use super::window::Window;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::{Method, TimeUnit};
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Right, Route, Security, Weight};
use domain::{AccountId, Asset, Balance, Qty, Symbol};
use exchange::faults::Endpoint;
use exchange::{
    AccountTerms, AccountTrade, ExchangeOrderId, ExchangeTradeId, ExecutionId, OrderKey,
    OrderListId, PreventedMatchId,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const READ: Route = Route {
    product: Product::Spot,
    method: Method::Get,
    path: "/api/v3/order",
    ws: None,
    security: Security::Signed(Right::Read),
    weight: Weight::Fixed(20),
    door: Endpoint::QueryOrder,
    handler: order,
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        ws: Some("order.status"),
        weight: Weight::Fixed(4),
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
        path: "/api/v3/allOrders",
        ws: Some("allOrders"),
        handler: all_orders,
        ..READ
    },
    Route {
        path: "/api/v3/order/amendments",
        ws: Some("order.amendments"),
        weight: Weight::Fixed(4),
        handler: amendments,
        ..READ
    },
    Route {
        path: "/api/v3/account",
        ws: Some("account.status"),
        door: Endpoint::Account,
        handler: account,
        ..READ
    },
    Route {
        path: "/api/v3/account/commission",
        ws: Some("account.commission"),
        door: Endpoint::Account,
        handler: commission,
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
    Route {
        path: "/api/v3/myPreventedMatches",
        ws: Some("myPreventedMatches"),
        weight: Weight::By(prevented_weight),
        handler: prevented_matches,
        ..READ
    },
    Route {
        path: "/api/v3/myAllocations",
        ws: Some("myAllocations"),
        handler: allocations,
        ..READ
    },
    Route {
        path: "/api/v3/myFilters",
        ws: Some("myFilters"),
        weight: Weight::Fixed(40),
        door: Endpoint::Account,
        handler: filters,
        ..READ
    },
    Route {
        path: "/api/v3/rateLimit/order",
        ws: Some("account.rateLimits.orders"),
        weight: Weight::Fixed(40),
        door: Endpoint::Account,
        handler: order_limits,
        ..READ
    },
];

fn open_orders_weight(params: &Params) -> u32 {
    if params.has("symbol") { 6 } else { 80 }
}

fn my_trades_weight(params: &Params) -> u32 {
    if params.has("orderId") { 5 } else { 20 }
}

fn prevented_weight(params: &Params) -> u32 {
    if params.has("orderId") { 20 } else { 2 }
}

fn order(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    let which = order_params::which(call.params, instrument, call.signer()?)?;
    call.params.nothing_left()?;
    let order = venue.spot.order(which.account, which.symbol, which.order);
    let Some(order) = order else {
        let known = match which.order {
            OrderKey::Both(id, _) => {
                venue
                    .spot
                    .order(which.account, which.symbol, OrderKey::Exchange(id))
            }
            OrderKey::Exchange(_) | OrderKey::Client(_) => None,
        };
        return Err(match known {
            Some(_) => refuse(SpotRefusal::WrongClientId),
            None => Refusal::NoSuchOrder,
        });
    };
    let frame = call.frame(instrument.venue_symbol.as_str());
    Ok(views::order(frame, &order).into())
}

fn open_orders(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let only = order_params::optional_instrument(call.params, &venue.listings)?;
    let only = only.map(|only| only.symbol);
    call.params.nothing_left()?;
    let open = venue.spot.open_orders(call.account()?, only);
    let rows = open
        .iter()
        .map(|order| views::order(call.frame(venue.name(order.symbol)), order));
    Ok(rows.collect::<Value>().into())
}

fn all_orders(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    let from = call.params.number("orderId")?;
    let window = Window::read(call.params)?;
    let rows = order_params::rows(call.params, ROWS_MAX)?;
    call.params.nothing_left()?;
    let first = ExchangeOrderId::new(from.unwrap_or(0));
    let page = match (from, window.is_open()) {
        (Some(_), true) => venue.spot.orders(account, instrument.symbol, first, rows),
        (Some(_), false) => {
            let mut all = venue.orders_from(account, instrument.symbol, first);
            all.retain(|order| window.holds(order.opened));
            all.truncate(rows);
            all
        }
        (None, _) => {
            let all = venue.orders_from(account, instrument.symbol, first);
            window.page(all, rows, |order| order.opened)
        }
    };
    let frame = call.frame(instrument.venue_symbol.as_str());
    let rows = page.iter().map(|order| views::order(frame, order));
    Ok(rows.collect::<Value>().into())
}

fn amendments(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    let order = call.params.number("orderId")?;
    let order = ExchangeOrderId::new(order.ok_or(Refusal::MissingParameter("orderId"))?);
    let from = ExecutionId::new(call.params.number("fromExecutionId")?.unwrap_or(0));
    let rows = order_params::rows(call.params, ROWS_MAX)?;
    call.params.nothing_left()?;
    let of = (account, instrument.symbol);
    let found = venue.spot.amendments(of, order, from, rows);
    let frame = call.frame(instrument.venue_symbol.as_str());
    let rows = found.iter().map(|row| views::amendment(frame, row));
    Ok(rows.collect::<Value>().into())
}

fn account(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let omit_zero = order_params::flag(call.params, "omitZeroBalances")?;
    call.params.nothing_left()?;
    let account = call.account()?;
    let terms = venue.terms(account)?;
    let held = venue.spot.balances(account).unwrap_or_default();
    let held = if omit_zero {
        held
    } else {
        venue.with_zeros(held)
    };
    let updated = call.time(venue.touched.get(&account).copied().unwrap_or(call.now));
    Ok(views::account(&terms, &held, updated).into())
}

fn commission(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = order_params::instrument(call.params, &venue.listings)?;
    call.params.nothing_left()?;
    let terms = venue.terms(call.account()?)?;
    Ok(views::commission(instrument.venue_symbol.as_str(), &terms).into())
}

fn my_trades(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    let page = TradePage::read(call, instrument.symbol)?;
    let rows = venue.own_trades(&page);
    let lists = venue.lists_of((page.account, page.symbol), &rows);
    let frame = call.frame(instrument.venue_symbol.as_str());
    let rows = rows.iter().map(|row| {
        let list = lists.get(&row.order).copied().flatten();
        views::own_trade(frame, row, list)
    });
    Ok(rows.collect::<Value>().into())
}

/// A page of an account's trades.
#[derive(Debug, Clone, Copy)]
struct TradePage {
    account: AccountId,
    symbol: Symbol,
    order: Option<ExchangeOrderId>,
    from: Option<ExchangeTradeId>,
    window: Window,
    rows: usize,
}

impl TradePage {
    fn read(call: &Call<'_>, symbol: Symbol) -> Result<Self, Refusal> {
        let page = Self {
            account: call.account()?,
            symbol,
            order: call.params.number("orderId")?.map(ExchangeOrderId::new),
            from: call.params.number("fromId")?.map(ExchangeTradeId::new),
            window: Window::read(call.params)?,
            rows: order_params::rows(call.params, ROWS_MAX)?,
        };
        call.params.nothing_left()?;
        // Time goes neither with an order nor with a first trade.
        if !page.window.is_open() && (page.order.is_some() || page.from.is_some()) {
            return Err(refuse(SpotRefusal::BadCombination));
        }
        Ok(page)
    }
}

fn prevented_matches(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    let of = (
        call.account()?,
        order_params::instrument(params, &venue.listings)?.symbol,
    );
    let id = params
        .number("preventedMatchId")?
        .map(PreventedMatchId::new);
    let order = params.number("orderId")?.map(ExchangeOrderId::new);
    let from = params.number("fromPreventedMatchId")?;
    let rows = order_params::rows(params, ROWS_MAX)?;
    params.nothing_left()?;
    let found = match (id, order, from) {
        (Some(id), None, None) => {
            let mut found = venue.spot.prevented_matches(of, id, 1);
            found.retain(|one| one.id == id);
            found
        }
        (None, Some(order), from) => {
            let from = PreventedMatchId::new(from.unwrap_or(0));
            venue.spot.prevented_matches_of(of, order, from, rows)
        }
        (None, None, _) | (Some(_), Some(_), _) | (Some(_), None, Some(_)) => {
            return Err(refuse(SpotRefusal::BadCombination));
        }
    };
    let frame = call.frame(venue.name(of.1));
    let rows = found.iter().map(|row| views::prevented(frame, row));
    Ok(rows.collect::<Value>().into())
}

/// Nothing is ever routed here, so no order has an allocation.
fn allocations(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params;
    order_params::instrument(params, &venue.listings)?;
    let window = Window::read(params)?;
    let from = params.number("fromAllocationId")?;
    let order = params.number("orderId")?;
    order_params::rows(params, ROWS_MAX)?;
    params.nothing_left()?;
    if !window.is_open() && (from.is_some() || order.is_some()) {
        return Err(refuse(SpotRefusal::BadCombination));
    }
    Ok(json!([]).into())
}

fn filters(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let instrument = *order_params::instrument(call.params, &venue.listings)?;
    call.params.nothing_left()?;
    let listing = venue.spot.listing(instrument.symbol);
    let symbol = listing.map(views::filters).unwrap_or_default();
    Ok(json!({
        "exchangeFilters": views::exchange_filters(),
        "symbolFilters": symbol,
        "assetFilters": [],
    })
    .into())
}

fn order_limits(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.nothing_left()?;
    let counts = venue.order_counts(call.account()?);
    let limits = venue.order_limits(Product::Spot, counts);
    Ok(Value::from(limits.to_vec()).into())
}

impl Venue {
    /// The name requests use for a symbol.
    pub(crate) fn name(&self, symbol: Symbol) -> &str {
        self.names.get(&symbol).map_or("", String::as_str)
    }

    /// What an account pays and may do.
    pub(crate) fn terms(&self, account: AccountId) -> Result<AccountTerms, Refusal> {
        let mut all = self.spot.accounts();
        all.find(|terms| terms.account == account)
            .ok_or(Refusal::UnknownKey)
    }

    /// Balances, rates and rights of an account.
    pub(crate) fn account_view(
        &self,
        account: AccountId,
        held: &[Balance],
        unit: TimeUnit,
    ) -> Result<Value, Refusal> {
        let terms = self.terms(account)?;
        let touched = self.touched.get(&account);
        let touched = touched.map_or(0, |at| unit.show(*at));
        Ok(views::account(&terms, held, touched))
    }

    fn orders_from(
        &self,
        account: AccountId,
        symbol: Symbol,
        from: ExchangeOrderId,
    ) -> Vec<exchange::OrderView> {
        self.spot.orders(account, symbol, from, usize::MAX)
    }

    /// Balances, with every listed asset that is not held.
    fn with_zeros(&self, held: Vec<Balance>) -> Vec<Balance> {
        let listed = self.listings.values().map(|listing| &listing.instrument);
        let assets: BTreeSet<Asset> = listed.flat_map(|i| [i.base, i.quote]).collect();
        let mut all: BTreeMap<Asset, Balance> = assets
            .into_iter()
            .map(|asset| {
                let nothing = Balance {
                    asset,
                    free: Qty::ZERO,
                    locked: Qty::ZERO,
                };
                (asset, nothing)
            })
            .collect();
        all.extend(held.into_iter().map(|balance| (balance.asset, balance)));
        all.into_values().collect()
    }

    fn own_trades(&self, page: &TradePage) -> Vec<AccountTrade> {
        let (account, symbol) = (page.account, page.symbol);
        match (page.order, page.from) {
            (Some(order), from) => {
                let mut trades = self.spot.trades_of(account, symbol, order);
                trades.retain(|trade| from.is_none_or(|from| trade.execution.trade >= from));
                trades.truncate(page.rows);
                trades
            }
            (None, Some(from)) => self.spot.trades(account, symbol, from, page.rows),
            (None, None) if page.window.is_open() => {
                self.spot.latest_trades(account, symbol, page.rows)
            }
            (None, None) => {
                let first = ExchangeTradeId::new(0);
                let all = self.spot.trades(account, symbol, first, usize::MAX);
                page.window.page(all, page.rows, |trade| trade.at)
            }
        }
    }

    /// The list each order of these trades belongs to.
    pub(crate) fn lists_of(
        &self,
        (account, symbol): (AccountId, Symbol),
        trades: &[AccountTrade],
    ) -> BTreeMap<ExchangeOrderId, Option<OrderListId>> {
        let mut lists = BTreeMap::new();
        for trade in trades {
            lists.entry(trade.order).or_insert_with(|| {
                let key = OrderKey::Exchange(trade.order);
                let order = self.spot.order(account, symbol, key);
                order.and_then(|order| order.list)
            });
        }
        lists
    }
}
