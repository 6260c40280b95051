//! Reads the parameters of conditional orders the way Binance does. Never places anything itself.

use super::contracts::Contract;
use super::order_params::{Asker, life, no_strays, reduce};
use super::params::{
    AnswerKind, Flag, answer_kind, client_id, flag, position_side, price, price_match, qty,
    self_trade, side,
};
use super::refusal::No;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use domain::{Amount, Price, Qty, Rate};
use exchange::futures::{
    AlgoId, AlgoKey, AlgoKind, AlgoPrice, FuturesLife, FuturesRefusal, PlaceAlgo, Protect, Reduce,
    Working,
};

/// A placing request.
pub(crate) fn wanted(
    params: &Params,
    contract: &Contract,
    asker: Asker,
) -> Result<(PlaceAlgo, AnswerKind), Refusal> {
    conditional(params)?;
    let side = side(params)?;
    let kind = kind(params, contract)?;
    let position_side = position_side(params)?;
    let working = match params.optional("workingType")? {
        None | Some("CONTRACT_PRICE") => Working::Contract,
        Some("MARK_PRICE") => Working::Mark,
        Some(other) => return Err(No::WorkingType(other.to_owned()).into()),
    };
    let protect = match flag(params, "priceProtect")? {
        Some(Flag::True) => Protect::On,
        Some(Flag::False) | None => Protect::Off,
    };
    let closes = flag(params, "closePosition")? == Some(Flag::True);
    let qty = qty(params, contract)?;
    let qty = match (closes, qty) {
        (true, None) => closing(params, &kind)?,
        (true, Some(_)) => return Err(No::QtyWithClose.into()),
        (false, None) => return Err(Refusal::MissingParameter("quantity")),
        (false, Some(qty)) => Some(qty),
    };
    let reduce = match qty {
        // The engine knows that closing a position reduces it.
        None => Reduce::Free,
        Some(_) => reduce(params, asker.mode)?,
    };
    let life = life(params)?.unwrap_or(FuturesLife::Gtc);
    let order = PlaceAlgo {
        tag: asker.tag,
        account: asker.account,
        client_id: client_id(params, "clientAlgoId")?,
        symbol: contract.symbol,
        side,
        position_side,
        kind,
        qty,
        life,
        working,
        protect,
        reduce,
        self_trade: self_trade(params)?,
        good_till: match life {
            FuturesLife::Gtd(date) => Some(date),
            FuturesLife::Gtc | FuturesLife::Ioc | FuturesLife::Fok | FuturesLife::Gtx => None,
        },
    };
    let answer = answer_kind(params)?;
    params.nothing_left()?;
    Ok((order, answer))
}

/// `algoType`, of which there is one.
fn conditional(params: &Params) -> Result<(), Refusal> {
    match params.required("algoType")? {
        "CONDITIONAL" => Ok(()),
        _ => Err(No::Value("algoType").into()),
    }
}

/// An order that closes the whole position names no quantity, and neither price nor `reduceOnly`.
fn closing(params: &Params, kind: &AlgoKind) -> Result<Option<Qty>, Refusal> {
    match kind {
        AlgoKind::StopMarket { .. } | AlgoKind::TakeProfitMarket { .. } => {}
        AlgoKind::Stop { .. }
        | AlgoKind::TakeProfit { .. }
        | AlgoKind::TrailingStopMarket { .. } => {
            return Err(No::CloseWith(word(kind)).into());
        }
    }
    no_strays(params, &["reduceOnly"])?;
    Ok(None)
}

/// Binance's word for a kind.
pub(crate) const fn word(kind: &AlgoKind) -> &'static str {
    match kind {
        AlgoKind::Stop { .. } => "STOP",
        AlgoKind::TakeProfit { .. } => "TAKE_PROFIT",
        AlgoKind::StopMarket { .. } => "STOP_MARKET",
        AlgoKind::TakeProfitMarket { .. } => "TAKE_PROFIT_MARKET",
        AlgoKind::TrailingStopMarket { .. } => "TRAILING_STOP_MARKET",
    }
}

fn kind(params: &Params, contract: &Contract) -> Result<AlgoKind, Refusal> {
    let name = params.required("type")?;
    let kind = match name {
        "STOP" => AlgoKind::Stop {
            trigger: trigger(params, contract)?,
            price: limit(params, contract)?,
        },
        "TAKE_PROFIT" => AlgoKind::TakeProfit {
            trigger: trigger(params, contract)?,
            price: limit(params, contract)?,
        },
        "STOP_MARKET" => AlgoKind::StopMarket {
            trigger: trigger(params, contract)?,
        },
        "TAKE_PROFIT_MARKET" => AlgoKind::TakeProfitMarket {
            trigger: trigger(params, contract)?,
        },
        "TRAILING_STOP_MARKET" => AlgoKind::TrailingStopMarket {
            activation: activation(params, contract)?,
            callback: callback(params)?,
        },
        _ => return Err(Refusal::BadOrderType),
    };
    if kind.price().is_none() {
        if price_match(params)?.is_some() {
            return Err(No::PriceMatchKind.into());
        }
        no_strays(params, &["price"])?;
    }
    match kind {
        AlgoKind::TrailingStopMarket { .. } => no_strays(params, &["triggerPrice"])?,
        AlgoKind::Stop { .. }
        | AlgoKind::TakeProfit { .. }
        | AlgoKind::StopMarket { .. }
        | AlgoKind::TakeProfitMarket { .. } => {
            no_strays(
                params,
                &["activatePrice", "activationPrice", "callbackRate"],
            )?;
        }
    }
    Ok(kind)
}

fn trigger(params: &Params, contract: &Contract) -> Result<Price, Refusal> {
    price(params, ("triggerPrice", No::Trigger), contract)?
        .ok_or(Refusal::MissingParameter("triggerPrice"))
}

fn limit(params: &Params, contract: &Contract) -> Result<AlgoPrice, Refusal> {
    let named = price(params, ("price", No::Price), contract)?;
    match (named, price_match(params)?) {
        (Some(price), None) => Ok(AlgoPrice::At(price)),
        (None, Some(place)) => Ok(AlgoPrice::Matched(place)),
        (Some(_), Some(_)) => Err(Refusal::NotRequired("price")),
        (None, None) => Err(Refusal::MissingParameter("price")),
    }
}

/// The price from which a trailing order follows; both names of it are in use among clients.
fn activation(params: &Params, contract: &Contract) -> Result<Option<Price>, Refusal> {
    match price(params, ("activatePrice", No::Activation), contract)? {
        Some(price) => Ok(Some(price)),
        None => price(params, ("activationPrice", No::Activation), contract),
    }
}

/// `callbackRate` in per cent, as a share.
fn callback(params: &Params) -> Result<Rate, Refusal> {
    let illegal = || Refusal::from(No::Engine(FuturesRefusal::CallbackOutOfRange));
    let text = params.required("callbackRate")?;
    // Ten per cent is more than a share can hold: read as an amount, then cut by a hundred.
    let (units, places) = Amount::parse(text).map_err(|_| illegal())?.parts();
    Rate::from_parts(units, places.saturating_add(2)).map_err(|_| illegal())
}

/// Which conditional order a request names.
pub(crate) fn which(params: &Params) -> Result<AlgoKey, Refusal> {
    let number = params.number("algoId")?;
    let name = client_id(params, "clientAlgoId")?;
    match (number, name) {
        (Some(number), _) => Ok(AlgoKey::Exchange(AlgoId::new(number))),
        (None, Some(name)) => Ok(AlgoKey::Client(name)),
        (None, None) => Err(Refusal::MissingEither("clientAlgoId", "algoId")),
    }
}
