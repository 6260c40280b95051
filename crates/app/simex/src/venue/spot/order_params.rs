//! Reads the parameters of order requests the way Binance does. Never places anything itself.

mod leg;
mod lists;

pub(crate) use leg::{Names, leg};
pub(crate) use lists::{list, old_pair};

use super::refusal::SpotRefusal;
use super::views::AnswerKind;
use super::words;
use crate::venue::keys::Signer;
use crate::venue::params::{DECIMAL, Params};
use crate::venue::refusal::Refusal;
use domain::{AccountId, Amount, ClientOrderId, Instrument, NumberError, Qty, Symbol};
use exchange::{
    CancelRestriction, ExchangeOrderId, Listing, OrderKey, OrderQty, OrderType, Place,
    SelfTradeMode, Tag,
};
use std::collections::BTreeMap;

/// Decimal places of a quantity or price.
const PLACES_MAX: usize = 8;
/// Digits before and after the point of a number.
const DIGITS_MAX: usize = 20;
/// Characters of a name that a client gives.
const CLIENT_ID_MAX: usize = 36;
/// What a name that a client gives looks like.
pub(crate) const CLIENT_ID: &str = "^[a-zA-Z0-9-_]{1,36}$";
/// What the name of a symbol looks like.
pub(crate) const SYMBOL: &str = r"^[\w\-._&&[^a-z]]{1,50}$";
/// Characters of a symbol's name.
const SYMBOL_MAX: usize = 50;

/// The instruments by the name requests use.
pub(crate) type Listings = BTreeMap<String, Listing>;

/// One of an account's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Which {
    pub(crate) account: AccountId,
    pub(crate) symbol: Symbol,
    pub(crate) order: OrderKey,
}

pub(crate) const fn refuse(why: SpotRefusal) -> Refusal {
    Refusal::Spot(why)
}

/// The instrument a request names.
pub(crate) fn instrument<'a>(
    params: &Params,
    listings: &'a Listings,
) -> Result<&'a Instrument, Refusal> {
    listed(params.required("symbol")?, listings)
}

/// The instrument a request names, if it names one.
pub(crate) fn optional_instrument<'a>(
    params: &Params,
    listings: &'a Listings,
) -> Result<Option<&'a Instrument>, Refusal> {
    params
        .optional("symbol")?
        .map(|name| listed(name, listings))
        .transpose()
}

fn listed<'a>(name: &str, listings: &'a Listings) -> Result<&'a Instrument, Refusal> {
    let legal = |c: char| (c.is_alphanumeric() && !c.is_ascii_lowercase()) || "-._".contains(c);
    if name.chars().count() > SYMBOL_MAX || !name.chars().all(legal) {
        return Err(Refusal::Illegal("symbol", SYMBOL));
    }
    listings
        .get(name)
        .map(|listing| &listing.instrument)
        .ok_or(Refusal::BadSymbol)
}

/// A placing request.
pub(crate) fn wanted(
    params: &Params,
    instrument: &Instrument,
    account: AccountId,
) -> Result<(Place, AnswerKind), Refusal> {
    let side = words::read_side(params.required("side")?)?;
    let leg = leg(params, &Names::ORDER)?;
    let size = size(params, &leg.kind)?;
    let self_trade = self_trade(params)?;
    let answer = answer_kind(params, default_answer(&leg.kind))?;
    let place = Place {
        tag: Tag::new(0),
        account,
        client_id: leg.client_id,
        symbol: instrument.symbol,
        side,
        kind: leg.kind,
        size,
        iceberg: leg.iceberg,
        self_trade,
        labels: leg.labels,
    };
    Ok((place, answer))
}

fn size(params: &Params, kind: &OrderType) -> Result<OrderQty, Refusal> {
    let base = decimal(params, "quantity", Qty::parse)?;
    let quote = decimal(params, "quoteOrderQty", Amount::parse)?;
    match (kind, base, quote) {
        (OrderType::Market, None, None) => Err(Refusal::MissingEither("quantity", "quoteOrderQty")),
        (OrderType::Market, None, Some(quote)) => Ok(OrderQty::Quote(quote)),
        (_, _, Some(_)) => Err(Refusal::NotRequired("quoteOrderQty")),
        (_, Some(base), None) => Ok(OrderQty::Base(base)),
        (_, None, None) => Err(Refusal::MissingParameter("quantity")),
    }
}

/// The self-trade prevention mode of a request.
pub(crate) fn self_trade(params: &Params) -> Result<SelfTradeMode, Refusal> {
    match params.optional("selfTradePreventionMode")? {
        None => Ok(SelfTradeMode::ExpireMaker),
        Some(text) => words::read_self_trade(text)
            .ok_or_else(|| refuse(SpotRefusal::BadData("selfTradePreventionMode"))),
    }
}

/// How much of an order its answer tells when the request does not say.
const fn default_answer(kind: &OrderType) -> AnswerKind {
    match kind {
        OrderType::Market | OrderType::Limit { .. } => AnswerKind::Full,
        OrderType::LimitMaker { .. }
        | OrderType::StopLoss { .. }
        | OrderType::StopLossLimit { .. }
        | OrderType::TakeProfit { .. }
        | OrderType::TakeProfitLimit { .. } => AnswerKind::Ack,
    }
}

/// How much of an order its answer tells.
pub(crate) fn answer_kind(params: &Params, default: AnswerKind) -> Result<AnswerKind, Refusal> {
    match params.optional("newOrderRespType")? {
        Some("ACK") => Ok(AnswerKind::Ack),
        Some("RESULT") => Ok(AnswerKind::Result),
        Some("FULL") => Ok(AnswerKind::Full),
        Some(_) => Err(refuse(SpotRefusal::BadData("newOrderRespType"))),
        None => Ok(default),
    }
}

/// A plain decimal parameter above zero that may be absent.
pub(crate) fn decimal<T>(
    params: &Params,
    name: &'static str,
    parse: fn(&str) -> Result<T, NumberError>,
) -> Result<Option<T>, Refusal> {
    let Some(text) = params.optional(name)? else {
        return Ok(None);
    };
    if digits(name, text)?.is_zero {
        return Err(refuse(SpotRefusal::NotPositive(name)));
    }
    parse(text)
        .map(Some)
        .map_err(|_| refuse(SpotRefusal::Overflow(name)))
}

/// A plain decimal parameter that may be absent, or zero, which says the same.
fn decimal_or_zero<T>(
    params: &Params,
    name: &'static str,
    parse: fn(&str) -> Result<T, NumberError>,
) -> Result<Option<T>, Refusal> {
    match params.optional(name)? {
        Some(text) if digits(name, text)?.is_zero => Ok(None),
        Some(_) | None => decimal(params, name, parse),
    }
}

struct Digits {
    is_zero: bool,
}

/// Refuses what is no plain decimal, and what is finer than any asset.
fn digits(name: &'static str, text: &str) -> Result<Digits, Refusal> {
    let (whole, part) = match text.split_once('.') {
        Some((whole, part)) if !part.is_empty() => (whole, part),
        Some(_) => return Err(Refusal::Illegal(name, DECIMAL)),
        None => (text, ""),
    };
    let plain = |text: &str| text.len() <= DIGITS_MAX && text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return Err(Refusal::Illegal(name, DECIMAL));
    }
    if part.trim_end_matches('0').len() > PLACES_MAX {
        return Err(Refusal::TooPrecise(name));
    }
    let is_zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    Ok(Digits { is_zero })
}

/// A whole number of a narrower kind that may be absent.
pub(crate) fn number_of<T: TryFrom<u64>>(
    params: &Params,
    name: &'static str,
) -> Result<Option<T>, Refusal> {
    params
        .number(name)?
        .map(|number| T::try_from(number).map_err(|_| refuse(SpotRefusal::Overflow(name))))
        .transpose()
}

/// A name that a client gives: letters, digits, `-` and `_`, at most 36.
pub(crate) fn client_id(
    params: &Params,
    name: &'static str,
) -> Result<Option<ClientOrderId>, Refusal> {
    let Some(text) = params.optional(name)? else {
        return Ok(None);
    };
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.len() > CLIENT_ID_MAX || !text.bytes().all(legal) {
        return Err(Refusal::Illegal(name, CLIENT_ID));
    }
    ClientOrderId::new(text)
        .map(Some)
        .map_err(|_| Refusal::Illegal(name, CLIENT_ID))
}

/// A request that names one order.
pub(crate) fn which(
    params: &Params,
    instrument: &Instrument,
    signer: Signer,
) -> Result<Which, Refusal> {
    Ok(Which {
        account: signer.account,
        symbol: instrument.symbol,
        order: order_key(params, ("orderId", "origClientOrderId"))?,
    })
}

/// An order by number, by name, or by both.
pub(crate) fn order_key(
    params: &Params,
    (number, name): (&'static str, &'static str),
) -> Result<OrderKey, Refusal> {
    let by_number = params.number(number)?.map(ExchangeOrderId::new);
    match (by_number, client_id(params, name)?) {
        (Some(number), Some(name)) => Ok(OrderKey::Both(number, name)),
        (Some(number), None) => Ok(OrderKey::Exchange(number)),
        (None, Some(name)) => Ok(OrderKey::Client(name)),
        (None, None) => Err(Refusal::MissingEither(name, number)),
    }
}

/// Which orders a cancel may end.
pub(crate) fn restriction(params: &Params) -> Result<CancelRestriction, Refusal> {
    match params.optional("cancelRestrictions")? {
        None => Ok(CancelRestriction::Any),
        Some("ONLY_NEW") => Ok(CancelRestriction::OnlyNew),
        Some("ONLY_PARTIALLY_FILLED") => Ok(CancelRestriction::OnlyPartiallyFilled),
        Some(_) => Err(refuse(SpotRefusal::BadCancelRestrictions)),
    }
}

/// A yes or no that may be absent.
pub(crate) fn flag(params: &Params, name: &'static str) -> Result<bool, Refusal> {
    match params.optional(name)? {
        None => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        Some(_) => Err(refuse(SpotRefusal::BadData(name))),
    }
}

/// Rows of a page that names no limit.
const ROWS_DEFAULT: u64 = 500;
/// Largest page.
pub(crate) const ROWS_MAX: u64 = 1_000;

/// The `limit` of a request, held at `most`.
pub(crate) fn rows(params: &Params, most: u64) -> Result<usize, Refusal> {
    match params.number("limit")? {
        Some(0) => Err(refuse(SpotRefusal::BadData("limit"))),
        given => {
            let rows = given.unwrap_or(ROWS_DEFAULT).min(most);
            Ok(usize::try_from(rows).unwrap_or(usize::MAX))
        }
    }
}
