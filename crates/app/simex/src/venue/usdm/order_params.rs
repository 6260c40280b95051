//! Reads the parameters of futures orders the way Binance does. Never places anything itself.

use super::contracts::Contract;
use super::params::{
    AnswerKind, Flag, answer_kind, client_id, flag, instant, position_side, price, price_match,
    qty, self_trade, side, which,
};
use super::refusal::No;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use domain::{AccountId, Time};
use exchange::Tag;
use exchange::futures::{
    AmendOrder, AmendPrice, FuturesLife, OrderPrice, PlaceOrder, PositionMode, Reduce,
};

/// Who asks, and how its account is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asker {
    pub(crate) tag: Tag,
    pub(crate) account: AccountId,
    pub(crate) mode: PositionMode,
}

/// The two types the order endpoint takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Limit,
    Market,
}

/// A placing request.
pub(crate) fn wanted(
    params: &Params,
    contract: &Contract,
    asker: Asker,
) -> Result<(PlaceOrder, AnswerKind), Refusal> {
    let side = side(params)?;
    let kind = kind(params)?;
    let position_side = position_side(params)?;
    let reduce = reduce(params, asker.mode)?;
    let closes = flag(params, "closePosition")? == Some(Flag::True);
    if closes {
        return Err(No::CloseWith(kind.word()).into());
    }
    let qty = qty(params, contract)?.ok_or(Refusal::MissingParameter("quantity"))?;
    let price = match kind {
        Kind::Limit => limit(params, contract)?,
        Kind::Market => market(params)?,
    };
    let client_id = client_id(params, "newClientOrderId")?;
    let self_trade = self_trade(params)?;
    let answer = answer_kind(params)?;
    // These two go with conditional orders; beside others they are read and mean nothing.
    params.optional("workingType")?;
    params.optional("priceProtect")?;
    no_strays(params, &["stopPrice", "activationPrice", "callbackRate"])?;
    params.nothing_left()?;
    let order = PlaceOrder {
        tag: asker.tag,
        account: asker.account,
        client_id,
        symbol: contract.symbol,
        side,
        position_side,
        price,
        qty,
        reduce,
        self_trade,
    };
    Ok((order, answer))
}

fn kind(params: &Params) -> Result<Kind, Refusal> {
    match params.required("type")? {
        "LIMIT" => Ok(Kind::Limit),
        "MARKET" => Ok(Kind::Market),
        "STOP" | "STOP_MARKET" | "TAKE_PROFIT" | "TAKE_PROFIT_MARKET" | "TRAILING_STOP_MARKET" => {
            Err(No::AlgoOnly.into())
        }
        _ => Err(Refusal::BadOrderType),
    }
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Limit => "LIMIT",
            Self::Market => "MARKET",
        }
    }
}

/// `reduceOnly`, which hedge mode does not know.
pub(super) fn reduce(params: &Params, mode: PositionMode) -> Result<Reduce, Refusal> {
    match (flag(params, "reduceOnly")?, mode) {
        (Some(_), PositionMode::Hedge) => Err(Refusal::NotRequired("reduceonly")),
        (Some(Flag::True), PositionMode::OneWay) => Ok(Reduce::Only),
        (Some(Flag::False) | None, _) => Ok(Reduce::Free),
    }
}

fn limit(params: &Params, contract: &Contract) -> Result<OrderPrice, Refusal> {
    let life = life(params)?.ok_or(Refusal::MissingParameter("timeInForce"))?;
    let named = price(params, ("price", No::Price), contract)?;
    match (named, price_match(params)?) {
        (Some(price), None) => Ok(OrderPrice::Limit { price, life }),
        (None, Some(price_match)) => Ok(OrderPrice::Matched { price_match, life }),
        (Some(_), Some(_)) => Err(Refusal::NotRequired("price")),
        (None, None) => Err(Refusal::MissingParameter("price")),
    }
}

fn market(params: &Params) -> Result<OrderPrice, Refusal> {
    if price_match(params)?.is_some() {
        return Err(No::PriceMatchKind.into());
    }
    no_strays(params, &["price", "timeInForce", "goodTillDate"])?;
    Ok(OrderPrice::Market)
}

/// Refuses parameters that do not belong to the kind of order.
pub(super) fn no_strays(params: &Params, names: &[&'static str]) -> Result<(), Refusal> {
    match names.iter().find(|name| params.has(name)) {
        Some(stray) => Err(Refusal::NotRequired(stray)),
        None => Ok(()),
    }
}

/// `timeInForce` with its date, where it has one.
pub(super) fn life(params: &Params) -> Result<Option<FuturesLife>, Refusal> {
    let life = match params.optional("timeInForce")? {
        None => None,
        Some("GTC" | "GTE_GTC") => Some(FuturesLife::Gtc),
        Some("IOC") => Some(FuturesLife::Ioc),
        Some("FOK") => Some(FuturesLife::Fok),
        Some("GTX") => Some(FuturesLife::Gtx),
        Some("GTD") => {
            let date = good_till(params)?.ok_or(Refusal::MissingParameter("goodTillDate"))?;
            return Ok(Some(FuturesLife::Gtd(date)));
        }
        Some(_) => return Err(Refusal::BadTimeInForce),
    };
    // Zero is what answers show where there is no date; it may come back.
    match good_till(params)? {
        Some(date) if date.millis() != 0 => Err(Refusal::NotRequired("goodTillDate")),
        Some(_) | None => Ok(life),
    }
}

/// `goodTillDate`, which counts in whole seconds.
pub(super) fn good_till(params: &Params) -> Result<Option<Time>, Refusal> {
    let date = instant(params, "goodTillDate")?;
    Ok(date.map(|date| date.floor_to(domain::Span::from_secs(1))))
}

/// A changing request.
pub(crate) fn amendment(
    params: &Params,
    contract: &Contract,
    asker: Asker,
) -> Result<AmendOrder, Refusal> {
    let order = which(params)?;
    let side = side(params)?;
    let qty = qty(params, contract)?.ok_or(Refusal::MissingParameter("quantity"))?;
    let named = price(params, ("price", No::Price), contract)?;
    let price = match (named, price_match(params)?) {
        (Some(price), None) => AmendPrice::At(price),
        (None, Some(place)) => AmendPrice::Matched(place),
        (Some(_), Some(_)) => return Err(Refusal::NotRequired("price")),
        (None, None) => return Err(Refusal::MissingParameter("price")),
    };
    params.number("modifyId")?;
    flag(params, "reduceOnly")?;
    params.nothing_left()?;
    Ok(AmendOrder {
        tag: asker.tag,
        account: asker.account,
        symbol: contract.symbol,
        order,
        side,
        qty,
        price,
    })
}
