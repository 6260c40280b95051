//! Many futures orders in one request: each stands or falls by itself. Never a rule of a single order.

use super::order_params;
use super::params::client_id_of;
use super::refusal::No;
use super::trade::{TRADE, placed};
use super::views::order as views;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};
use exchange::faults::Endpoint;
use exchange::{ExchangeOrderId, OrderKey};
use serde_json::{Map, Value};

/// Orders one request may place or change.
const ORDERS_MAX: usize = 5;
/// Orders one request may cancel.
const CANCELS_MAX: usize = 10;
/// What a batch counts in the short window of orders, however many it holds.
const SHORT_COUNT: u32 = 5;

const BATCH: Route = Route {
    path: "/fapi/v1/batchOrders",
    weight: Weight::Fixed(5),
    handler: place,
    ..TRADE
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    BATCH,
    Route {
        method: Method::Put,
        handler: amend,
        ..BATCH
    },
    Route {
        method: Method::Delete,
        weight: Weight::Fixed(1),
        door: Endpoint::Cancel,
        handler: cancel,
        ..BATCH
    },
];

/// The parameters of every order in a batch.
fn orders(call: &Call<'_>) -> Result<Vec<Params>, Refusal> {
    let text = call.params.required("batchOrders")?;
    let rows: Vec<Map<String, Value>> =
        serde_json::from_str(text).map_err(|_| No::Value("batchOrders"))?;
    call.params.nothing_left()?;
    if rows.is_empty() || rows.len() > ORDERS_MAX {
        return Err(No::BatchSize(rows.len()).into());
    }
    rows.into_iter()
        .map(|row| Params::from_pairs(row.into_iter().map(|(name, value)| (name, plain(value)))))
        .collect()
}

/// A value as a parameter's text.
fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Array(_)
        | Value::Object(_)) => other.to_string(),
    }
}

/// Each order's own answer or refusal.
fn each(done: impl Iterator<Item = Result<Value, Refusal>>) -> Value {
    done.map(|one| one.unwrap_or_else(|refusal| refusal.body()))
        .collect()
}

fn place(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, orders) = (call.account()?, orders(call)?);
    let counts = venue.count_futures_orders(call, (SHORT_COUNT, 1))?;
    let rows = each(orders.iter().map(|params| {
        let contract = venue.usdm.contracts.required(params)?;
        let asker = venue.asker(account);
        let (wanted, answer) = order_params::wanted(params, &contract, asker)?;
        let order = venue.place_futures(&contract, wanted)?;
        Ok(placed(&contract, &order, answer))
    }));
    let mut answer = Answer::from(rows);
    answer.orders = Some(counts);
    Ok(answer)
}

fn amend(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, orders) = (call.account()?, orders(call)?);
    let counts = venue.count_futures_orders(call, (SHORT_COUNT, 1))?;
    let rows = each(orders.iter().map(|params| {
        let contract = venue.usdm.contracts.required(params)?;
        let asker = venue.asker(account);
        let wanted = order_params::amendment(params, &contract, asker)?;
        let done = venue.amend_futures(&contract, wanted)?;
        Ok(views::amended(&contract, &done.order, done.id))
    }));
    let mut answer = Answer::from(rows);
    answer.orders = Some(counts);
    Ok(answer)
}

fn cancel(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let keys = cancels(call.params)?;
    call.params.nothing_left()?;
    let rows = each(keys.into_iter().map(|key| {
        let order = venue.cancel_futures(account, &contract, key)?;
        Ok(views::taken(&contract, &order))
    }));
    Ok(rows.into())
}

/// The orders a request wants to end: `orderIdList` or `origClientOrderIdList`, each a JSON list.
fn cancels(params: &Params) -> Result<Vec<OrderKey>, Refusal> {
    let numbers = params.optional("orderIdList")?;
    let names = params.optional("origClientOrderIdList")?;
    let keys: Vec<OrderKey> = match (numbers, names) {
        (Some(text), _) => {
            let numbers: Vec<u64> =
                serde_json::from_str(text).map_err(|_| No::Value("orderIdList"))?;
            let key = |number| OrderKey::Exchange(ExchangeOrderId::new(number));
            numbers.into_iter().map(key).collect()
        }
        (None, Some(text)) => {
            let names: Vec<String> =
                serde_json::from_str(text).map_err(|_| No::Value("origClientOrderIdList"))?;
            let key = |name: &String| client_id_of(name).map(OrderKey::Client);
            names.iter().map(key).collect::<Result<_, Refusal>>()?
        }
        (None, None) => {
            return Err(Refusal::MissingEither(
                "orderIdList",
                "origClientOrderIdList",
            ));
        }
    };
    if keys.is_empty() || keys.len() > CANCELS_MAX {
        return Err(No::CancelSize.into());
    }
    Ok(keys)
}
