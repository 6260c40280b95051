//! Reads the parameters of order requests the way Binance does. Never places anything itself.

use super::views::AnswerKind;
use crate::venue::keys::Signer;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use domain::{
    AccountId, ClientOrderId, Instrument, NumberError, OrderKind, Price, Qty, SelfTradePrevention,
    Side, Symbol, TimeInForce,
};
use exchange::{ExchangeOrderId, Listing, OrderKey};
use std::collections::BTreeMap;

/// Decimal places of a quantity or price.
const PLACES_MAX: usize = 8;
/// Rows of a page that names no limit.
const ROWS_DEFAULT: u64 = 500;
/// Largest page.
const ROWS_MAX: u64 = 1_000;

/// The instruments by the name requests use.
pub(crate) type Listings = BTreeMap<String, Listing>;

/// An order asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) account: AccountId,
    pub(crate) client_id: Option<ClientOrderId>,
    pub(crate) symbol: Symbol,
    pub(crate) side: Side,
    pub(crate) kind: OrderKind,
    pub(crate) qty: Qty,
    pub(crate) self_trade: SelfTradePrevention,
}

/// One of an account's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Which {
    pub(crate) account: AccountId,
    pub(crate) symbol: Symbol,
    pub(crate) order: OrderKey,
}

/// A page of an account's trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TradePage {
    pub(crate) account: AccountId,
    pub(crate) symbol: Symbol,
    pub(crate) order: Option<u64>,
    pub(crate) from: Option<u64>,
    pub(crate) rows: usize,
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
    listings
        .get(name)
        .map(|listing| &listing.instrument)
        .ok_or(Refusal::BadSymbol)
}

/// A placing request.
pub(crate) fn wanted(
    params: &Params,
    instrument: &Instrument,
    signer: Signer,
) -> Result<(Wanted, AnswerKind), Refusal> {
    let side = match params.required("side")? {
        "BUY" => Side::Buy,
        "SELL" => Side::Sell,
        _ => return Err(Refusal::BadSide),
    };
    let kind = kind(params)?;
    let qty =
        number(params, "quantity", Qty::parse)?.ok_or(Refusal::MissingParameter("quantity"))?;
    let client_id = params
        .optional("newClientOrderId")?
        .map(|text| client_id("newClientOrderId", text))
        .transpose()?;
    let self_trade = match params.optional("selfTradePreventionMode")? {
        None | Some("EXPIRE_MAKER") => SelfTradePrevention::ExpireMaker,
        Some("NONE") => SelfTradePrevention::Allow,
        Some("EXPIRE_TAKER") => SelfTradePrevention::ExpireTaker,
        Some("EXPIRE_BOTH") => SelfTradePrevention::ExpireBoth,
        Some(_) => return Err(Refusal::BadSelfTradeMode),
    };
    let answer = answer_kind(params, &kind)?;
    params.nothing_left()?;
    let wanted = Wanted {
        account: signer.account,
        client_id,
        symbol: instrument.symbol,
        side,
        kind,
        qty,
        self_trade,
    };
    Ok((wanted, answer))
}

fn kind(params: &Params) -> Result<OrderKind, Refusal> {
    let name = params.required("type")?;
    let price = number(params, "price", Price::parse)?;
    let trigger = number(params, "stopPrice", Price::parse)?;
    let time_in_force = time_in_force(params)?;
    let price_of = || price.ok_or(Refusal::MissingParameter("price"));
    let trigger_of = || trigger.ok_or(Refusal::MissingParameter("stopPrice"));
    let life_of = || time_in_force.ok_or(Refusal::MissingParameter("timeInForce"));
    let kind = match name {
        "MARKET" => OrderKind::Market,
        "LIMIT" => OrderKind::Limit {
            time_in_force: life_of()?,
            price: price_of()?,
        },
        "LIMIT_MAKER" => OrderKind::LimitMaker { price: price_of()? },
        "STOP_LOSS" => OrderKind::Stop {
            trigger: trigger_of()?,
        },
        "STOP_LOSS_LIMIT" => OrderKind::StopLimit {
            time_in_force: life_of()?,
            price: price_of()?,
            trigger: trigger_of()?,
        },
        _ => return Err(Refusal::BadOrderType),
    };
    let stray = [
        ("price", price.is_some() && kind.limit_price().is_none()),
        ("stopPrice", trigger.is_some() && kind.trigger().is_none()),
        (
            "timeInForce",
            time_in_force.is_some()
                && matches!(
                    kind,
                    OrderKind::Market | OrderKind::LimitMaker { .. } | OrderKind::Stop { .. }
                ),
        ),
    ];
    match stray.iter().find(|(_, is_stray)| *is_stray) {
        Some((name, _)) => Err(Refusal::NotRequired(name)),
        None => Ok(kind),
    }
}

fn time_in_force(params: &Params) -> Result<Option<TimeInForce>, Refusal> {
    match params.optional("timeInForce")? {
        None => Ok(None),
        Some("GTC") => Ok(Some(TimeInForce::Gtc)),
        Some("IOC") => Ok(Some(TimeInForce::Ioc)),
        Some("FOK") => Ok(Some(TimeInForce::Fok)),
        Some(_) => Err(Refusal::BadTimeInForce),
    }
}

fn answer_kind(params: &Params, kind: &OrderKind) -> Result<AnswerKind, Refusal> {
    match params.optional("newOrderRespType")? {
        Some("ACK") => Ok(AnswerKind::Ack),
        Some("RESULT") => Ok(AnswerKind::Result),
        Some("FULL") => Ok(AnswerKind::Full),
        Some(_) => Err(Refusal::IllegalCharacters("newOrderRespType")),
        None => Ok(match kind {
            OrderKind::Market | OrderKind::Limit { .. } => AnswerKind::Full,
            OrderKind::LimitMaker { .. } | OrderKind::Stop { .. } | OrderKind::StopLimit { .. } => {
                AnswerKind::Ack
            }
        }),
    }
}

/// A plain decimal parameter that may be absent.
fn number<T>(
    params: &Params,
    name: &'static str,
    parse: fn(&str) -> Result<T, NumberError>,
) -> Result<Option<T>, Refusal> {
    let Some(text) = params.optional(name)? else {
        return Ok(None);
    };
    let places = text.split_once('.').map_or("", |(_, part)| part);
    if places.trim_end_matches('0').len() > PLACES_MAX && places.bytes().all(|b| b.is_ascii_digit())
    {
        return Err(Refusal::TooPrecise(name));
    }
    parse(text)
        .map(Some)
        .map_err(|_| Refusal::IllegalCharacters(name))
}

/// A client order id: letters, digits and `.:/_-`, at most 36.
pub(super) fn client_id(name: &'static str, text: &str) -> Result<ClientOrderId, Refusal> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".:/_-".contains(&byte));
    if !plain {
        return Err(Refusal::IllegalCharacters(name));
    }
    ClientOrderId::new(text).map_err(|_| Refusal::IllegalCharacters(name))
}

/// A request that names one order.
pub(crate) fn which(
    params: &Params,
    instrument: &Instrument,
    signer: Signer,
) -> Result<Which, Refusal> {
    let by_number = params.number("orderId")?;
    let by_name = params
        .optional("origClientOrderId")?
        .map(|text| client_id("origClientOrderId", text))
        .transpose()?;
    let order = match (by_number, by_name) {
        (Some(number), _) => OrderKey::Exchange(ExchangeOrderId::new(number)),
        (None, Some(name)) => OrderKey::Client(name),
        (None, None) => return Err(Refusal::MissingEither("origClientOrderId", "orderId")),
    };
    Ok(Which {
        account: signer.account,
        symbol: instrument.symbol,
        order,
    })
}

/// A page of own trades.
pub(crate) fn trade_page(
    params: &Params,
    instrument: &Instrument,
    signer: Signer,
) -> Result<TradePage, Refusal> {
    let page = TradePage {
        account: signer.account,
        symbol: instrument.symbol,
        order: params.number("orderId")?,
        from: params.number("fromId")?,
        rows: rows(params, ROWS_MAX)?,
    };
    params.nothing_left()?;
    Ok(page)
}

/// The `limit` of a request, held at `most`.
pub(crate) fn rows(params: &Params, most: u64) -> Result<usize, Refusal> {
    let rows = params.number("limit")?.unwrap_or(ROWS_DEFAULT).min(most);
    Ok(usize::try_from(rows).unwrap_or(usize::MAX))
}
