//! Calls about orders: placed only from what the gate cleared, at the door of their kind. Never a conditional order among the
//! plain ones: the venue refuses it there.

use super::{Params, SIGNED, Unsayable, position_word, read, same, side_word, symbol};
use crate::binance_usdm::facts::{self, Door, weight};
use crate::call::{Call, Method, Purpose};
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use domain::{
    AmendOrder, CancelOrder, ClientOrderId, Instrument, NewOrder, OrderKind, PositionEffect,
    SelfTradePrevention, Span, Time, TimeInForce,
};
use gate::Cleared;

/// Places an order, by spending its clearance, at the door of its kind ([`facts::door`]), for the position it names.
/// `deadline`: the instant, by our clock, after which the venue must no longer be able to take it up; its engine may work
/// [`facts::ENGINE_TIMEOUT`] longer.
///
/// A wish that the gate did not clear cannot be said:
/// ```compile_fail,E0308
/// use domain::{Instrument, NewOrder, Time};
/// fn forged(order: NewOrder, instrument: &Instrument) {
///     let now = Time::from_nanos(0);
///     protocols::binance_usdm::ask::place(order, instrument, now).unwrap();
/// }
/// ```
/// nor can what was cleared be said twice:
/// ```compile_fail,E0382
/// use domain::{Instrument, NewOrder, Time};
/// use protocols::binance_usdm::ask::place;
/// fn twice(order: gate::Cleared<NewOrder>, instrument: &Instrument) {
///     let now = Time::from_nanos(0);
///     place(order, instrument, now).unwrap();
///     place(order, instrument, now).unwrap();
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
    let order = cleared.spend();
    let terms = order.terms();
    same(terms.symbol, instrument)?;
    let mut params = vec![
        symbol(instrument),
        ("side", side_word(terms.side).to_string()),
    ];
    push_effect(&mut params, terms.effect);
    push_kind(&mut params, &terms.kind);
    params.push(("quantity", terms.qty.to_string()));
    params.push((
        "selfTradePreventionMode",
        self_trade(terms.self_trade).to_string(),
    ));
    params.push(("newOrderRespType", "RESULT".to_string()));
    let client_id = order.client_id().to_string();
    let path = match facts::door(&terms.kind) {
        Door::Book => {
            params.push(("newClientOrderId", client_id));
            "/fapi/v1/order"
        }
        Door::Conditional => {
            params.push(("algoType", "CONDITIONAL".to_string()));
            params.push(("workingType", "CONTRACT_PRICE".to_string()));
            params.push(("clientAlgoId", client_id));
            "/fapi/v1/algoOrder"
        }
    };
    Ok(Call {
        method: Method::Post,
        path,
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

/// Makes a working limit order smaller at its price, by spending the change's clearance.
///
/// A change that the gate did not clear cannot be said:
/// ```compile_fail,E0308
/// use domain::{AmendOrder, Instrument, Time};
/// fn forged(amend: AmendOrder, instrument: &Instrument) {
///     protocols::binance_usdm::ask::amend(amend, instrument, Time::from_nanos(0)).unwrap();
/// }
/// ```
///
/// # Errors
/// The instrument is not the order's; nothing was sent.
pub fn amend(
    cleared: Cleared<AmendOrder>,
    instrument: &Instrument,
    deadline: Time,
) -> Result<Call, Unsayable> {
    let amend = cleared.spend();
    same(amend.symbol, instrument)?;
    Ok(Call {
        method: Method::Put,
        path: "/fapi/v1/order",
        params: vec![
            symbol(instrument),
            ("side", side_word(amend.side).to_string()),
            ("origClientOrderId", amend.client_id.to_string()),
            ("quantity", amend.qty.to_string()),
            ("price", amend.price.to_string()),
        ],
        auth: SIGNED,
        purpose: Purpose::Reduce { deadline },
        life: facts::REQUEST_LIFE,
        weight: weight::PLACE,
    })
}

/// Ends one order at the door it was placed at, by spending the cancel's clearance.
///
/// # Errors
/// The instrument is not the order's; nothing was sent.
pub fn cancel(
    cleared: Cleared<CancelOrder>,
    instrument: &Instrument,
    door: Door,
) -> Result<Call, Unsayable> {
    let cancel = cleared.spend();
    same(cancel.symbol, instrument)?;
    let (path, params) = named(instrument, cancel.client_id, door);
    Ok(ending(Method::Delete, path, params))
}

/// Ends all orders of one contract behind one door. It only takes away, so it needs no clearance.
#[must_use]
pub fn cancel_all(instrument: &Instrument, door: Door) -> Call {
    let path = match door {
        Door::Book => "/fapi/v1/allOpenOrders",
        Door::Conditional => "/fapi/v1/algoOpenOrders",
    };
    ending(Method::Delete, path, vec![symbol(instrument)])
}

/// Arms the dead man's switch: all orders of the contract end when this is not said again within `countdown`; a countdown
/// of nothing disarms it. It only takes away, so it needs no clearance.
#[must_use]
pub fn dead_man(instrument: &Instrument, countdown: Span) -> Call {
    let mut params = vec![symbol(instrument)];
    params.push(("countdownTime", countdown.millis().to_string()));
    Call {
        weight: weight::DEAD_MAN,
        ..ending(Method::Post, "/fapi/v1/countdownCancelAll", params)
    }
}

/// Asks for one order by our id of it, at the door it was placed at.
#[must_use]
pub fn query(instrument: &Instrument, client_id: ClientOrderId, door: Door) -> Call {
    let (path, params) = named(instrument, client_id, door);
    read(path, params, (SIGNED, weight::QUERY)).before_other_reading()
}

/// All open orders of the account behind one door.
#[must_use]
pub fn open_orders(door: Door) -> Call {
    let cost = (SIGNED, weight::OPEN_ORDERS_ALL);
    read(open_path(door), Vec::new(), cost)
}

/// Open orders of one contract behind one door.
#[must_use]
pub fn open_orders_of(instrument: &Instrument, door: Door) -> Call {
    let cost = (SIGNED, weight::OPEN_ORDERS);
    read(open_path(door), vec![symbol(instrument)], cost)
}

const fn open_path(door: Door) -> &'static str {
    match door {
        Door::Book => "/fapi/v1/openOrders",
        Door::Conditional => "/fapi/v1/openAlgoOrders",
    }
}

fn named(instrument: &Instrument, client_id: ClientOrderId, door: Door) -> (&'static str, Params) {
    match door {
        Door::Book => {
            let mut params = vec![symbol(instrument)];
            params.push(("origClientOrderId", client_id.to_string()));
            ("/fapi/v1/order", params)
        }
        Door::Conditional => {
            let params = vec![("clientAlgoId", client_id.to_string())];
            ("/fapi/v1/algoOrder", params)
        }
    }
}

fn ending(method: Method, path: &'static str, params: Params) -> Call {
    Call {
        method,
        path,
        params,
        auth: SIGNED,
        purpose: Purpose::Cancel,
        life: facts::CANCEL_LIFE,
        weight: weight::CANCEL,
    }
}

/// In one-way mode the venue wants no word for the position, and in hedge mode it refuses the one for reducing: there an
/// order against its position can only reduce it.
fn push_effect(params: &mut Params, effect: PositionEffect) {
    match effect {
        PositionEffect::Any => {}
        PositionEffect::ReduceOnly => params.push(("reduceOnly", "true".to_string())),
        PositionEffect::Of(side) => {
            let word = position_word(side.position());
            params.push(("positionSide", word.to_string()));
        }
    }
}

/// The venue's word for a life. An end at an instant is asked for by the house, as at every venue.
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

fn push_kind(params: &mut Params, kind: &OrderKind) {
    let (name, life) = match kind {
        OrderKind::Market => ("MARKET", None),
        OrderKind::Limit {
            time_in_force: life,
            ..
        } => ("LIMIT", Some(time_in_force(*life))),
        OrderKind::LimitMaker { .. } => ("LIMIT", Some("GTX")),
        OrderKind::Stop { .. } => ("STOP_MARKET", None),
        OrderKind::StopLimit {
            time_in_force: life,
            ..
        } => ("STOP", Some(time_in_force(*life))),
        OrderKind::TakeProfit { .. } => ("TAKE_PROFIT_MARKET", None),
        OrderKind::TakeProfitLimit {
            time_in_force: life,
            ..
        } => ("TAKE_PROFIT", Some(time_in_force(*life))),
        OrderKind::TrailingStop { .. } => ("TRAILING_STOP_MARKET", None),
    };
    params.push(("type", name.to_string()));
    if let Some(life) = life {
        params.push(("timeInForce", life.to_string()));
    }
    if let Some(price) = kind.limit_price() {
        params.push(("price", price.to_string()));
    }
    if let Some(trigger) = kind.trigger() {
        params.push(("triggerPrice", trigger.to_string()));
    }
    if let Some(delta) = kind.trailing() {
        // In per cent, of which a basis point is a hundredth.
        let (whole, hundredths) = (delta.bips() / 100, delta.bips() % 100);
        params.push(("callbackRate", alloc::format!("{whole}.{hundredths:02}")));
    }
}
