//! Conditional orders: placing, cancelling, looking at them. Reads a request, steps the engine, shows what came of it.

use super::algo_params;
use super::contracts::Contract;
use super::orders::{READ, symbol_or_all};
use super::params::{Numbered, page, stretch};
use super::refusal::No;
use super::trade::{TRADE, accepted, refusal};
use super::views::algo as views;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Route, Weight};

use exchange::faults::Endpoint;
use exchange::futures::{AlgoId, AlgoOrder, FuturesEffect, FuturesInput, FuturesRefusal};
use serde_json::{Value, json};

/// Days one page of history may span.
const PAGE_DAYS: u32 = 7;

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        path: "/fapi/v1/algoOrder",
        ws: Some("algoOrder.place"),
        weight: Weight::Fixed(0),
        handler: place,
        ..TRADE
    },
    Route {
        path: "/fapi/v1/algoOrder",
        method: Method::Delete,
        ws: Some("algoOrder.cancel"),
        door: Endpoint::Cancel,
        handler: cancel,
        ..TRADE
    },
    Route {
        path: "/fapi/v1/algoOpenOrders",
        method: Method::Delete,
        door: Endpoint::Cancel,
        handler: cancel_all,
        ..TRADE
    },
    Route {
        path: "/fapi/v1/algoOrder",
        handler: one,
        ..READ
    },
    Route {
        path: "/fapi/v1/openAlgoOrders",
        weight: Weight::By(symbol_or_all),
        door: Endpoint::OpenOrders,
        handler: open,
        ..READ
    },
    Route {
        path: "/fapi/v1/allAlgoOrders",
        weight: Weight::Fixed(5),
        door: Endpoint::OpenOrders,
        handler: all,
        ..READ
    },
];

fn place(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let contract = venue.usdm.contracts.required(call.params)?;
    let asker = venue.asker(account);
    let (wanted, _) = algo_params::wanted(call.params, &contract, asker)?;
    let counts = venue.count_futures_orders(call, (1, 1))?;
    let effects = venue.step_futures(FuturesInput::PlaceAlgo(wanted));
    match refusal(&effects) {
        None => {}
        Some(FuturesRefusal::NotionalTooSmall) => {
            return Err(No::Notional(contract.notional_min).into());
        }
        Some(reason) => return Err(No::Engine(reason).into()),
    }
    let id = effects.iter().find_map(|effect| {
        if let FuturesEffect::AlgoAccepted { tag, algo } = effect
            && *tag == wanted.tag
        {
            return Some(*algo);
        }
        None
    });
    let algo = id
        .and_then(|id| last_of(&effects, id))
        .ok_or(Refusal::Stopping)?;
    let mut answer = Answer::from(views::placed(&contract, &algo));
    answer.orders = Some(counts);
    Ok(answer)
}

/// A conditional order as the last report of a step shows it.
fn last_of(effects: &[FuturesEffect], id: AlgoId) -> Option<AlgoOrder> {
    let mut reports = effects.iter().rev().filter_map(|effect| {
        if let FuturesEffect::AlgoReport(algo) = effect
            && algo.id == id
        {
            return Some(**algo);
        }
        None
    });
    reports.next()
}

fn cancel(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let algo = algo_params::which(call.params)?;
    // Some clients name the symbol beside; a number or name is enough.
    call.params.optional("symbol")?;
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::CancelAlgo { tag, account, algo });
    accepted(&effects)?;
    let id = effects.iter().find_map(|effect| {
        if let FuturesEffect::AlgoCancelled { tag: of, algo } = effect
            && *of == tag
        {
            return Some(*algo);
        }
        None
    });
    let algo = id.and_then(|id| last_of(&effects, id));
    let algo = algo.ok_or(No::Engine(FuturesRefusal::UnknownAlgo))?;
    Ok(views::cancelled(&algo).into())
}

fn cancel_all(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::CancelAllAlgos {
        tag,
        account,
        symbol: contract.symbol,
    });
    accepted(&effects)?;
    Ok(json!({ "code": 200, "msg": "The operation of cancel all open order is done." }).into())
}

fn one(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let key = algo_params::which(call.params)?;
    call.params.optional("symbol")?;
    call.params.nothing_left()?;
    let algo = venue.futures.algo(account, key).ok_or(No::MissingOrder)?;
    let contract = venue
        .usdm
        .contracts
        .of(algo.symbol)
        .ok_or(Refusal::BadSymbol)?;
    let became = venue.became(&algo);
    Ok(views::queried(contract, &algo, became.as_ref()).into())
}

fn open(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    conditional(call.params)?;
    let only = venue.usdm.contracts.optional(call.params)?;
    let id = call.params.number("algoId")?.map(AlgoId::new);
    call.params.nothing_left()?;
    let mut open = venue
        .futures
        .open_algos(account, only.map(|only| only.symbol));
    open.retain(|algo| id.is_none_or(|id| algo.id == id));
    Ok(venue.algo_rows(&open).into())
}

/// `algoType`, of which there is one, where it is sent.
fn conditional(params: &Params) -> Result<(), Refusal> {
    match params.optional("algoType")? {
        None | Some("CONDITIONAL") => Ok(()),
        Some(_) => Err(No::Value("algoType").into()),
    }
}

fn all(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let from = call.params.number("algoId")?.map(AlgoId::new);
    let stretch = stretch(call.params, call.now, PAGE_DAYS)?;
    let limit = page(call.params)?;
    // Binance also knows pages here.
    let skip = call
        .params
        .number("page")?
        .unwrap_or(1)
        .max(1)
        .saturating_sub(1);
    call.params.nothing_left()?;
    let first = from.unwrap_or(AlgoId::new(0));
    let mut found = venue
        .futures
        .algos(account, contract.symbol, first, usize::MAX);
    found.retain(|algo| from.is_some() || stretch.holds(algo.opened));
    let skip = usize::try_from(skip)
        .unwrap_or(usize::MAX)
        .saturating_mul(limit);
    let found = stretch.cut(found, (skip, limit), Numbered::by(&from));
    Ok(venue.algo_rows(&found).into())
}

impl Venue {
    fn algo_rows(&self, algos: &[AlgoOrder]) -> Value {
        let row = |algo: &AlgoOrder| {
            let contract: &Contract = self.usdm.contracts.of(algo.symbol)?;
            let became = self.became(algo);
            Some(views::listed(contract, algo, became.as_ref()))
        };
        algos.iter().filter_map(row).collect()
    }
}
