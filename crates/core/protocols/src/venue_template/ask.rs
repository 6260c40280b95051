//! Builds the calls to the venue. Never sends, never signs; a placing call is made only from a cleared order.

use super::facts::{self, KEY_HEADER, weight};
use crate::call::{Auth, Call, Method, Purpose};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use domain::{
    CancelOrder, ClientOrderId, Instrument, NewOrder, OrderKind, Side, Symbol, Time, TimeInForce,
};
use gate::Cleared;

const SIGNED: Auth = Auth::Signed { header: KEY_HEADER };

/// Why an order cannot be said to this venue; nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsayable {
    /// The instrument given is not the order's.
    OtherInstrument {
        /// The order's symbol.
        order: Symbol,
    },
    /// The venue has no order of this kind.
    Kind,
}

impl fmt::Display for Unsayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherInstrument { order } => write!(f, "the order is for {order}"),
            Self::Kind => f.write_str("the venue has no order of this kind"),
        }
    }
}

impl core::error::Error for Unsayable {}

/// The venue's clock.
#[must_use]
pub fn server_time() -> Call {
    read("/v1/time", Vec::new(), (Auth::Open, weight::TIME)).before_other_reading()
}

/// Places an order, by spending its clearance. `deadline`: the instant, by our clock, after which the venue must no
/// longer be able to take it up.
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
    must_be_of(terms.symbol, instrument)?;
    let mut params = vec![
        market(instrument),
        ("side", side(terms.side).to_string()),
        ("quantity", terms.qty.to_string()),
        ("client_id", order.client_id().to_string()),
    ];
    push_kind(&mut params, &terms.kind)?;
    Ok(Call {
        method: Method::Post,
        path: "/v1/orders",
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

/// Cancels an order by our id of it.
///
/// # Errors
/// The instrument is not the order's; nothing was sent.
pub fn cancel(cleared: Cleared<CancelOrder>, instrument: &Instrument) -> Result<Call, Unsayable> {
    let cancel = cleared.spend();
    must_be_of(cancel.symbol, instrument)?;
    Ok(Call {
        method: Method::Delete,
        path: "/v1/orders",
        params: vec![
            market(instrument),
            ("client_id", cancel.client_id.to_string()),
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
    let params = vec![market(instrument), ("client_id", client_id.to_string())];
    read("/v1/orders/one", params, (SIGNED, weight::QUERY)).before_other_reading()
}

/// Open orders of one instrument.
#[must_use]
pub fn open_orders(instrument: &Instrument) -> Call {
    let params = vec![market(instrument)];
    read("/v1/orders/open", params, (SIGNED, weight::OPEN_ORDERS))
}

/// A page of the executions of an instrument, from a trade id on.
#[must_use]
pub fn fills_from(instrument: &Instrument, trade: u64) -> Call {
    let params = vec![
        market(instrument),
        ("from", trade.to_string()),
        ("limit", facts::FILLS_PAGE_MAX.to_string()),
    ];
    read("/v1/fills", params, (SIGNED, weight::FILLS))
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

fn must_be_of(order: Symbol, instrument: &Instrument) -> Result<(), Unsayable> {
    if order == instrument.symbol {
        Ok(())
    } else {
        Err(Unsayable::OtherInstrument { order })
    }
}

fn market(instrument: &Instrument) -> (&'static str, String) {
    ("market", instrument.venue_symbol.to_string())
}

const fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "buy",
        Side::Sell => "sell",
    }
}

/// The venue's word for a life. It has none for an end at an instant: the house cancels such an order then.
const fn life(time_in_force: TimeInForce) -> &'static str {
    match time_in_force {
        TimeInForce::Gtc | TimeInForce::Gtd(_) => "gtc",
        TimeInForce::Ioc => "ioc",
        TimeInForce::Fok => "fok",
    }
}

fn push_kind(params: &mut Vec<(&'static str, String)>, kind: &OrderKind) -> Result<(), Unsayable> {
    match kind {
        OrderKind::Market => params.push(("type", "market".to_string())),
        OrderKind::Limit {
            price,
            time_in_force,
        } => {
            params.push(("type", "limit".to_string()));
            params.push(("price", price.to_string()));
            params.push(("life", life(*time_in_force).to_string()));
        }
        OrderKind::LimitMaker { price } => {
            params.push(("type", "post_only".to_string()));
            params.push(("price", price.to_string()));
        }
        OrderKind::Stop { .. }
        | OrderKind::StopLimit { .. }
        | OrderKind::TakeProfit { .. }
        | OrderKind::TakeProfitLimit { .. }
        | OrderKind::TrailingStop { .. } => return Err(Unsayable::Kind),
    }
    Ok(())
}
