//! Reads requests for order lists. Never places anything.

use super::leg::labels;
use super::{
    Names, answer_kind, client_id, decimal, decimal_or_zero, leg, number_of, refuse, self_trade,
};
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::spot::refusal::SpotRefusal;
use crate::venue::spot::views::AnswerKind;
use crate::venue::spot::words::{read_life, read_side};
use domain::{AccountId, Instrument, Price, Qty, Side, TimeInForce};
use exchange::{
    Leg, LimitPrice, ListKind, ListShape, OrderType, Pair, PlaceList, Single, Tag, Trigger,
};

/// A request for an order list of a kind.
pub(crate) fn list(
    params: &Params,
    (instrument, account): (&Instrument, AccountId),
    kind: ListKind,
) -> Result<(PlaceList, AnswerKind), Refusal> {
    let shape = match kind {
        ListKind::Oco => ListShape::Oco(Pair {
            side: side(params, "side")?,
            qty: qty(params, "quantity")?,
            above: gtc_iceberg(params, &Names::ABOVE)?,
            below: gtc_iceberg(params, &Names::BELOW)?,
        }),
        ListKind::Oto => ListShape::Oto {
            working: working(params)?,
            pending: Single {
                side: side(params, "pendingSide")?,
                qty: qty(params, "pendingQuantity")?,
                leg: gtc_iceberg(params, &Names::PENDING)?,
            },
        },
        ListKind::Otoco => ListShape::Otoco {
            working: working(params)?,
            pending: Pair {
                side: side(params, "pendingSide")?,
                qty: qty(params, "pendingQuantity")?,
                above: gtc_iceberg(params, &Names::PENDING_ABOVE)?,
                below: gtc_iceberg(params, &Names::PENDING_BELOW)?,
            },
        },
        ListKind::Opo => ListShape::Opo {
            working: paying(params)?,
            side: paid_side(params)?,
            pending: gtc_iceberg(params, &Names::PENDING)?,
        },
        ListKind::Opoco => ListShape::Opoco {
            working: paying(params)?,
            side: paid_side(params)?,
            above: gtc_iceberg(params, &Names::PENDING_ABOVE)?,
            below: gtc_iceberg(params, &Names::PENDING_BELOW)?,
        },
    };
    around(params, (instrument, account), shape)
}

/// The older request for a pair: a limit order and a stop order, whichever lies higher.
pub(crate) fn old_pair(
    params: &Params,
    of: (&Instrument, AccountId),
) -> Result<(PlaceList, AnswerKind), Refusal> {
    let side = side(params, "side")?;
    let qty = qty(params, "quantity")?;
    let limit = old_limit(params)?;
    let stop = old_stop(params)?;
    let (above, below) = match side {
        Side::Buy => (stop, limit),
        Side::Sell => (limit, stop),
    };
    let pair = Pair {
        side,
        qty,
        above,
        below,
    };
    around(params, of, ListShape::Oco(pair))
}

fn around(
    params: &Params,
    (instrument, account): (&Instrument, AccountId),
    shape: ListShape,
) -> Result<(PlaceList, AnswerKind), Refusal> {
    let list = PlaceList {
        tag: Tag::new(0),
        account,
        client_id: client_id(params, "listClientOrderId")?,
        symbol: instrument.symbol,
        self_trade: self_trade(params)?,
        shape,
    };
    let answer = answer_kind(params, AnswerKind::Result)?;
    Ok((list, answer))
}

fn side(params: &Params, name: &'static str) -> Result<Side, Refusal> {
    read_side(params.required(name)?)
}

fn qty(params: &Params, name: &'static str) -> Result<Qty, Refusal> {
    decimal(params, name, Qty::parse)?.ok_or(Refusal::MissingParameter(name))
}

fn working(params: &Params) -> Result<Single, Refusal> {
    let leg = gtc_iceberg(params, &Names::WORKING)?;
    Ok(Single {
        side: side(params, "workingSide")?,
        qty: qty(params, "workingQuantity")?,
        leg,
    })
}

/// The working order of a list that sells what it buys.
fn paying(params: &Params) -> Result<Single, Refusal> {
    let working = working(params)?;
    match working.side {
        Side::Buy => Ok(working),
        Side::Sell => Err(refuse(SpotRefusal::OpoWorkingSide)),
    }
}

fn paid_side(params: &Params) -> Result<Side, Refusal> {
    match side(params, "pendingSide")? {
        Side::Sell => Ok(Side::Sell),
        Side::Buy => Err(refuse(SpotRefusal::OpoPendingSide)),
    }
}

/// An order of a list, whose iceberg must be able to rest.
fn gtc_iceberg(params: &Params, names: &Names) -> Result<Leg, Refusal> {
    let leg = leg(params, names)?;
    let rests = matches!(leg.kind.time_in_force(), None | Some(TimeInForce::Gtc));
    if leg.iceberg.is_some() && !rests {
        return Err(refuse(SpotRefusal::IcebergLife {
            iceberg: names.iceberg,
            life: names.life,
        }));
    }
    Ok(leg)
}

fn old_limit(params: &Params) -> Result<Leg, Refusal> {
    let price = decimal(params, "price", Price::parse)?;
    Ok(Leg {
        client_id: client_id(params, "limitClientOrderId")?,
        kind: OrderType::LimitMaker {
            price: LimitPrice::At(price.ok_or(Refusal::MissingParameter("price"))?),
        },
        iceberg: decimal_or_zero(params, "limitIcebergQty", Qty::parse)?,
        labels: labels(params, ("limitStrategyId", "limitStrategyType"))?,
    })
}

fn old_stop(params: &Params) -> Result<Leg, Refusal> {
    let stop = decimal(params, "stopPrice", Price::parse)?;
    let trigger = match (stop, number_of::<u32>(params, "trailingDelta")?) {
        (from, Some(bips)) => Trigger::Trailing { bips, from },
        (Some(stop), None) => Trigger::At(stop),
        (None, None) => return Err(Refusal::MissingParameter("stopPrice")),
    };
    let price = decimal(params, "stopLimitPrice", Price::parse)?;
    let life = params
        .optional("stopLimitTimeInForce")?
        .map(read_life)
        .transpose()?;
    let kind = match (price, life) {
        (Some(price), Some(time_in_force)) => OrderType::StopLossLimit {
            trigger,
            price: LimitPrice::At(price),
            time_in_force,
        },
        (Some(_), None) => return Err(Refusal::MissingParameter("stopLimitTimeInForce")),
        (None, Some(_)) => return Err(refuse(SpotRefusal::AlsoSend("stopLimitPrice"))),
        (None, None) => OrderType::StopLoss { trigger },
    };
    let iceberg = decimal_or_zero(params, "stopIcebergQty", Qty::parse)?;
    if iceberg.is_some() && life != Some(TimeInForce::Gtc) {
        return Err(refuse(SpotRefusal::IcebergLife {
            iceberg: "stopIcebergQty",
            life: "stopLimitTimeInForce",
        }));
    }
    Ok(Leg {
        client_id: client_id(params, "stopClientOrderId")?,
        kind,
        iceberg,
        labels: labels(params, ("stopStrategyId", "stopStrategyType"))?,
    })
}
