//! Builds the calls to Binance spot. Never sends, never signs; a placing call is made only from a cleared order.

use super::facts::{self, KEY_HEADER, weight};
use crate::call::{Auth, Call, Method, Purpose, SessionCall};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use domain::{
    CancelOrder, ClientOrderId, Instrument, Interval, NewOco, NewOrder, OrderKind, PositionEffect,
    ReplaceOrder, SelfTradePrevention, Side, Symbol, Time, TimeInForce, VenueOrderId,
};
use gate::Cleared;

mod amend;
mod cancel_all;

pub use amend::amend;
pub use cancel_all::cancel_all;

const SIGNED: Auth = Auth::Signed { header: KEY_HEADER };

/// Why an order cannot be said to this venue; nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsayable {
    /// The instrument given is not the order's.
    OtherInstrument {
        /// The order's symbol.
        order: Symbol,
        /// The instrument's symbol.
        instrument: Symbol,
    },
    /// It names the long or the short position of a contract.
    HedgeSide,
}

impl fmt::Display for Unsayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherInstrument { order, instrument } => {
                write!(
                    f,
                    "the order is for {order}, the instrument is {instrument}"
                )
            }
            Self::HedgeSide => f.write_str("spot has no long and short positions"),
        }
    }
}

impl core::error::Error for Unsayable {}

/// The venue's clock.
#[must_use]
pub fn server_time() -> Call {
    read("/api/v3/time", Vec::new(), (Auth::Open, weight::TIME)).before_other_reading()
}

/// All instruments with their filters. Which groups of accounts may trade each is left out: at the real venue it is the
/// larger part of an answer of many megabytes, and nothing here reads it.
#[must_use]
pub fn instruments() -> Call {
    read(
        "/api/v3/exchangeInfo",
        vec![("showPermissionSets", String::from("false"))],
        (Auth::Open, weight::INSTRUMENTS),
    )
}

/// What the key that signs may do.
#[must_use]
pub fn key_facts() -> Call {
    read(
        "/sapi/v1/account/apiRestrictions",
        Vec::new(),
        (SIGNED, weight::KEY_FACTS),
    )
}

/// The book of one instrument.
#[must_use]
pub fn depth(instrument: &Instrument) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("limit", facts::DEPTH_LEVELS.to_string()));
    read("/api/v3/depth", params, (Auth::Open, weight::DEPTH))
}

/// A page of candles from an instant on; the last one may be of an interval that still runs.
#[must_use]
pub fn candles(instrument: &Instrument, interval: Interval, from: Time) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("interval", interval.name().to_string()));
    params.push(("startTime", from.millis().to_string()));
    params.push(("limit", facts::CANDLES_PAGE_MAX.to_string()));
    read("/api/v3/klines", params, (Auth::Open, weight::CANDLES))
}

/// Places an order, by spending its clearance. `deadline`: the instant, by our clock, after which the venue must no
/// longer be able to take it up; its engine may work [`facts::ENGINE_TIMEOUT`] longer.
///
/// A wish that the gate did not clear cannot be said:
/// ```compile_fail,E0308
/// use domain::{Instrument, NewOrder, Time};
/// fn forged(order: NewOrder, instrument: &Instrument) {
///     protocols::binance_spot::ask::place(order, instrument, Time::from_nanos(0)).unwrap();
/// }
/// ```
/// nor can a call be made by hand or copied:
/// ```compile_fail,E0451
/// let call = protocols::Call { weight: 1 };
/// ```
/// ```compile_fail,E0599
/// fn twice(call: protocols::Call) -> (protocols::Call, protocols::Call) {
///     (call.clone(), call)
/// }
/// ```
///
/// # Errors
/// The order cannot be said to this venue; it was not sent.
pub fn place(
    cleared: Cleared<NewOrder>,
    instrument: &Instrument,
    deadline: Time,
) -> Result<Call, Unsayable> {
    let halt_epoch = cleared.halt_epoch();
    let params = order_params(&cleared.spend(), instrument)?;
    Ok(Call {
        method: Method::Post,
        path: "/api/v3/order",
        params,
        auth: SIGNED,
        purpose: Purpose::Place {
            halt_epoch,
            deadline,
        },
        life: facts::REQUEST_LIFE,
        weight: weight::PLACE,
    })
}

/// Puts an order in the place of a working one, by spending the clearance of both: the venue ends the old one, and only
/// if it did takes the new one in. `deadline` as for [`place`].
///
/// # Errors
/// It cannot be said to this venue; nothing was sent.
pub fn replace(
    cleared: Cleared<ReplaceOrder>,
    instrument: &Instrument,
    deadline: Time,
) -> Result<Call, Unsayable> {
    let halt_epoch = cleared.halt_epoch();
    let ReplaceOrder { cancel, order } = cleared.spend();
    let mut params = order_params(&order, instrument)?;
    params.push(("cancelReplaceMode", "STOP_ON_FAILURE".to_string()));
    params.push(("cancelOrigClientOrderId", cancel.client_id.to_string()));
    Ok(Call {
        method: Method::Post,
        path: "/api/v3/order/cancelReplace",
        params,
        auth: SIGNED,
        purpose: Purpose::Place {
            halt_epoch,
            deadline,
        },
        life: facts::REQUEST_LIFE,
        weight: weight::PLACE,
    })
}

/// What says an order, whatever is done with it.
fn order_params(
    order: &NewOrder,
    instrument: &Instrument,
) -> Result<Vec<(&'static str, String)>, Unsayable> {
    let terms = order.terms();
    if terms.symbol != instrument.symbol {
        return Err(Unsayable::OtherInstrument {
            order: terms.symbol,
            instrument: instrument.symbol,
        });
    }
    match terms.effect {
        // Spot has no word for reduce-only: there is nothing to turn round, and the gate has bound the order to
        // what is held. It leaves as a plain order, so that a position can be reduced under a halt.
        PositionEffect::Any | PositionEffect::ReduceOnly => {}
        PositionEffect::Of(_) => return Err(Unsayable::HedgeSide),
    }
    let mut params = vec![symbol(instrument), ("side", side(terms.side).to_string())];
    push_kind(&mut params, &terms.kind, &ALONE);
    params.push(("quantity", terms.qty.to_string()));
    params.push(("newClientOrderId", order.client_id().to_string()));
    params.push(("newOrderRespType", "FULL".to_string()));
    params.push((
        "selfTradePreventionMode",
        self_trade(terms.self_trade).to_string(),
    ));
    Ok(params)
}

/// Places a pair of which only one order may trade, in one request, by spending its clearance. `deadline` as for
/// [`place`].
///
/// # Errors
/// The pair cannot be said to this venue; nothing was sent.
pub fn place_oco(
    cleared: Cleared<NewOco>,
    instrument: &Instrument,
    deadline: Time,
) -> Result<Call, Unsayable> {
    let halt_epoch = cleared.halt_epoch();
    let pair = cleared.spend();
    let terms = pair.target().terms();
    if terms.symbol != instrument.symbol {
        return Err(Unsayable::OtherInstrument {
            order: terms.symbol,
            instrument: instrument.symbol,
        });
    }
    // A seller's target lies above the market and the stop below it; a buyer's the other way round.
    let (above, below) = match terms.side {
        Side::Sell => (pair.target(), pair.stop()),
        Side::Buy => (pair.stop(), pair.target()),
    };
    let mut params = vec![
        symbol(instrument),
        ("listClientOrderId", pair.client_id().to_string()),
        ("side", side(terms.side).to_string()),
        ("quantity", terms.qty.to_string()),
    ];
    push_leg(&mut params, above, &ABOVE);
    push_leg(&mut params, below, &BELOW);
    params.push(("newOrderRespType", "RESULT".to_string()));
    params.push((
        "selfTradePreventionMode",
        self_trade(terms.self_trade).to_string(),
    ));
    Ok(Call {
        method: Method::Post,
        path: "/api/v3/orderList/oco",
        params,
        auth: SIGNED,
        purpose: Purpose::Place {
            halt_epoch,
            deadline,
        },
        life: facts::REQUEST_LIFE,
        weight: weight::PLACE,
    })
}

/// Cancels an order by our id of it; an order of a pair takes the other with it.
///
/// # Errors
/// The instrument is not the order's; nothing was sent.
pub fn cancel(cleared: Cleared<CancelOrder>, instrument: &Instrument) -> Result<Call, Unsayable> {
    let cancel = cleared.spend();
    if cancel.symbol != instrument.symbol {
        return Err(Unsayable::OtherInstrument {
            order: cancel.symbol,
            instrument: instrument.symbol,
        });
    }
    Ok(Call {
        method: Method::Delete,
        path: "/api/v3/order",
        params: vec![
            symbol(instrument),
            ("origClientOrderId", cancel.client_id.to_string()),
        ],
        auth: SIGNED,
        purpose: Purpose::Cancel,
        life: facts::CANCEL_LIFE,
        weight: weight::CANCEL,
    })
}

/// Asks for one order by our id of it.
#[must_use]
pub fn query(instrument: &Instrument, client_id: ClientOrderId) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("origClientOrderId", client_id.to_string()));
    read("/api/v3/order", params, (SIGNED, weight::QUERY)).before_other_reading()
}

/// All open orders of the account.
#[must_use]
pub fn open_orders() -> Call {
    read(
        "/api/v3/openOrders",
        Vec::new(),
        (SIGNED, weight::OPEN_ORDERS_ALL),
    )
}

/// Open orders of one instrument.
#[must_use]
pub fn open_orders_of(instrument: &Instrument) -> Call {
    read(
        "/api/v3/openOrders",
        vec![symbol(instrument)],
        (SIGNED, weight::OPEN_ORDERS),
    )
}

/// Balances, rights and fees of the account.
#[must_use]
pub fn account() -> Call {
    read("/api/v3/account", Vec::new(), (SIGNED, weight::ACCOUNT))
}

/// The executions of one order, by the venue's id of it.
#[must_use]
pub fn fills_of(instrument: &Instrument, order: VenueOrderId) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("orderId", order.to_string()));
    params.push(("limit", facts::FILLS_PAGE_MAX.to_string()));
    read("/api/v3/myTrades", params, (SIGNED, weight::FILLS_OF_ORDER)).before_other_reading()
}

/// A page of the executions of an instrument, from a trade id on.
#[must_use]
pub fn fills_from(instrument: &Instrument, trade: u64) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("fromId", trade.to_string()));
    params.push(("limit", facts::FILLS_PAGE_MAX.to_string()));
    read("/api/v3/myTrades", params, (SIGNED, weight::FILLS))
}

/// The first page of the executions of an instrument at or after an instant of the venue's clock.
#[must_use]
pub fn fills_since(instrument: &Instrument, since: Time) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("startTime", since.millis().to_string()));
    params.push(("limit", facts::FILLS_PAGE_MAX.to_string()));
    read("/api/v3/myTrades", params, (SIGNED, weight::FILLS))
}

/// The latest executions of an instrument, one page.
#[must_use]
pub fn fills_latest(instrument: &Instrument) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("limit", facts::FILLS_PAGE_MAX.to_string()));
    read("/api/v3/myTrades", params, (SIGNED, weight::FILLS))
}

/// Opens the account's private events on a session; `id` comes back in the answer.
#[must_use]
pub fn subscribe_account(id: &str) -> SessionCall {
    SessionCall {
        id: id.to_string(),
        method: "userDataStream.subscribe.signature",
        params: Vec::new(),
        life: facts::REQUEST_LIFE,
    }
}

/// Path and query of the combined market stream of these instruments: depth each 100 ms, trades, best bid and ask.
#[must_use]
pub fn market_streams(instruments: &[Instrument]) -> String {
    let mut path = String::from("/stream?streams=");
    for (index, instrument) in instruments.iter().enumerate() {
        let name = instrument.venue_symbol.as_str().to_ascii_lowercase();
        if index > 0 {
            path.push('/');
        }
        path.push_str(&alloc::format!(
            "{name}@depth@100ms/{name}@trade/{name}@bookTicker"
        ));
    }
    path
}

fn read(
    path: &'static str,
    params: Vec<(&'static str, String)>,
    (auth, weight): (Auth, u32),
) -> Call {
    Call {
        method: Method::Get,
        path,
        params,
        auth,
        purpose: Purpose::Read,
        life: facts::REQUEST_LIFE,
        weight,
    }
}

fn symbol(instrument: &Instrument) -> (&'static str, String) {
    ("symbol", instrument.venue_symbol.to_string())
}

const fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    }
}

/// The venue's word for a life. It has none for an end at an instant: the house cancels such an order then.
const fn time_in_force(time_in_force: TimeInForce) -> &'static str {
    match time_in_force {
        TimeInForce::Gtc | TimeInForce::Gtd(_) => "GTC",
        TimeInForce::Ioc => "IOC",
        TimeInForce::Fok => "FOK",
    }
}

const fn self_trade(mode: SelfTradePrevention) -> &'static str {
    match mode {
        SelfTradePrevention::Allow => "NONE",
        SelfTradePrevention::ExpireTaker => "EXPIRE_TAKER",
        SelfTradePrevention::ExpireMaker => "EXPIRE_MAKER",
        SelfTradePrevention::ExpireBoth => "EXPIRE_BOTH",
    }
}

/// The names of the parameters of an order.
struct LegNames {
    kind: &'static str,
    client_id: Option<&'static str>,
    life: &'static str,
    price: &'static str,
    trigger: &'static str,
    delta: &'static str,
}

const ALONE: LegNames = LegNames {
    kind: "type",
    client_id: None,
    life: "timeInForce",
    price: "price",
    trigger: "stopPrice",
    delta: "trailingDelta",
};
const ABOVE: LegNames = LegNames {
    kind: "aboveType",
    client_id: Some("aboveClientOrderId"),
    life: "aboveTimeInForce",
    price: "abovePrice",
    trigger: "aboveStopPrice",
    delta: "aboveTrailingDelta",
};
const BELOW: LegNames = LegNames {
    kind: "belowType",
    client_id: Some("belowClientOrderId"),
    life: "belowTimeInForce",
    price: "belowPrice",
    trigger: "belowStopPrice",
    delta: "belowTrailingDelta",
};

fn push_leg(params: &mut Vec<(&'static str, String)>, order: &NewOrder, names: &LegNames) {
    push_kind(params, &order.terms().kind, names);
    if let Some(name) = names.client_id {
        params.push((name, order.client_id().to_string()));
    }
}

fn push_kind(params: &mut Vec<(&'static str, String)>, kind: &OrderKind, names: &LegNames) {
    let name = match kind {
        OrderKind::Market => "MARKET",
        OrderKind::Limit { .. } => "LIMIT",
        OrderKind::LimitMaker { .. } => "LIMIT_MAKER",
        OrderKind::Stop { .. } | OrderKind::TrailingStop { .. } => "STOP_LOSS",
        OrderKind::StopLimit { .. } => "STOP_LOSS_LIMIT",
        OrderKind::TakeProfit { .. } => "TAKE_PROFIT",
        OrderKind::TakeProfitLimit { .. } => "TAKE_PROFIT_LIMIT",
    };
    params.push((names.kind, name.to_string()));
    if let Some(life) = kind.time_in_force() {
        params.push((names.life, time_in_force(life).to_string()));
    }
    if let Some(price) = kind.limit_price() {
        params.push((names.price, price.to_string()));
    }
    if let Some(trigger) = kind.trigger() {
        params.push((names.trigger, trigger.to_string()));
    }
    if let Some(delta) = kind.trailing() {
        params.push((names.delta, delta.to_string()));
    }
}

#[cfg(test)]
pub(crate) mod tests;
