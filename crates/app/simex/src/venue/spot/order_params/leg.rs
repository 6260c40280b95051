//! Reads what one order of a request is made of, whatever its parameters are called there. Never places anything.

use super::{client_id, decimal, decimal_or_zero, number_of, refuse};
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use crate::venue::spot::refusal::SpotRefusal;
use crate::venue::spot::words::{TypeName, read_life};
use domain::{Price, Qty, TimeInForce};
use exchange::{Labels, Leg, LimitPrice, OrderType, PEG_LEVEL_MAX, Peg, PegSide, Trigger};

/// What the parameters of one order are called.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names {
    pub(crate) kind: &'static str,
    pub(crate) client_id: &'static str,
    pub(crate) price: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) trailing: &'static str,
    pub(crate) life: &'static str,
    pub(crate) iceberg: &'static str,
    pub(crate) strategy_id: &'static str,
    pub(crate) strategy_type: &'static str,
    pub(crate) peg_side: &'static str,
    pub(crate) peg_offset_type: &'static str,
    pub(crate) peg_offset: &'static str,
}

macro_rules! names {
    ($prefix:literal) => {
        Names {
            kind: concat!($prefix, "Type"),
            client_id: concat!($prefix, "ClientOrderId"),
            price: concat!($prefix, "Price"),
            stop: concat!($prefix, "StopPrice"),
            trailing: concat!($prefix, "TrailingDelta"),
            life: concat!($prefix, "TimeInForce"),
            iceberg: concat!($prefix, "IcebergQty"),
            strategy_id: concat!($prefix, "StrategyId"),
            strategy_type: concat!($prefix, "StrategyType"),
            peg_side: concat!($prefix, "PegPriceType"),
            peg_offset_type: concat!($prefix, "PegOffsetType"),
            peg_offset: concat!($prefix, "PegOffsetValue"),
        }
    };
}

impl Names {
    /// Of an order alone.
    pub(crate) const ORDER: Self = Self {
        kind: "type",
        client_id: "newClientOrderId",
        price: "price",
        stop: "stopPrice",
        trailing: "trailingDelta",
        life: "timeInForce",
        iceberg: "icebergQty",
        strategy_id: "strategyId",
        strategy_type: "strategyType",
        peg_side: "pegPriceType",
        peg_offset_type: "pegOffsetType",
        peg_offset: "pegOffsetValue",
    };
    /// Of the higher order of a pair.
    pub(crate) const ABOVE: Self = names!("above");
    /// Of the lower order of a pair.
    pub(crate) const BELOW: Self = names!("below");
    /// Of the order of a list that works first.
    pub(crate) const WORKING: Self = names!("working");
    /// Of the order of a list that waits.
    pub(crate) const PENDING: Self = names!("pending");
    /// Of the higher order of a pair that waits.
    pub(crate) const PENDING_ABOVE: Self = names!("pendingAbove");
    /// Of the lower order of a pair that waits.
    pub(crate) const PENDING_BELOW: Self = names!("pendingBelow");
}

/// What a request says of one order, before its type has judged it.
struct Said {
    kind: TypeName,
    price: Option<Price>,
    stop: Option<Price>,
    bips: Option<u32>,
    life: Option<TimeInForce>,
    iceberg: Option<Qty>,
    peg: Option<(PegSide, Option<u8>)>,
}

/// Reads one order.
pub(crate) fn leg(params: &Params, names: &Names) -> Result<Leg, Refusal> {
    let said = said(params, names)?;
    let client_id = client_id(params, names.client_id)?;
    let labels = labels(params, (names.strategy_id, names.strategy_type))?;
    said.nothing_astray(names)?;
    let iceberg = said.iceberg;
    let kind = said.order_type(names)?;
    Ok(Leg {
        client_id,
        kind,
        iceberg,
        labels,
    })
}

fn said(params: &Params, names: &Names) -> Result<Said, Refusal> {
    let kind = TypeName::read(params.required(names.kind)?)?;
    let life = params.optional(names.life)?.map(read_life).transpose()?;
    let price = decimal(params, names.price, Price::parse)?;
    let stop = decimal(params, names.stop, Price::parse)?;
    let bips = number_of::<u32>(params, names.trailing)?;
    let iceberg = decimal_or_zero(params, names.iceberg, Qty::parse)?;
    Ok(Said {
        kind,
        price,
        stop,
        bips,
        life,
        iceberg,
        peg: peg(params, names)?,
    })
}

/// The numbers an account labels an order with.
pub(super) fn labels(
    params: &Params,
    (id, kind): (&'static str, &'static str),
) -> Result<Labels, Refusal> {
    let strategy_type = number_of::<u32>(params, kind)?;
    if strategy_type.is_some_and(|kind| kind < STRATEGY_TYPE_MIN) {
        return Err(refuse(SpotRefusal::BadStrategyType));
    }
    Ok(Labels {
        strategy_id: params.number(id)?,
        strategy_type,
    })
}

/// Kinds of strategy below this are Binance's own.
const STRATEGY_TYPE_MIN: u32 = 1_000_000;

fn peg(params: &Params, names: &Names) -> Result<Option<(PegSide, Option<u8>)>, Refusal> {
    let side = match params.optional(names.peg_side)? {
        Some("PRIMARY_PEG") => Some(PegSide::Primary),
        Some("MARKET_PEG") => Some(PegSide::Market),
        Some(_) => return Err(refuse(SpotRefusal::BadPegPriceType)),
        None => None,
    };
    let by_level = match params.optional(names.peg_offset_type)? {
        Some("PRICE_LEVEL") => true,
        Some(_) => return Err(refuse(SpotRefusal::BadPegOffsetType)),
        None => false,
    };
    let level = number_of::<u8>(params, names.peg_offset)?;
    match (side, by_level, level) {
        (None, true, _) => Err(Refusal::NotRequired(names.peg_offset_type)),
        (None, false, Some(_)) => Err(Refusal::NotRequired(names.peg_offset)),
        (None, false, None) => Ok(None),
        (Some(_), true, None) | (Some(_), false, Some(_)) => Err(refuse(SpotRefusal::Together(
            names.peg_offset_type,
            names.peg_offset,
        ))),
        (Some(_), true, Some(level)) if level > PEG_LEVEL_MAX => {
            Err(refuse(SpotRefusal::BadData(names.peg_offset)))
        }
        (Some(side), _, level) => Ok(Some((side, level))),
    }
}

impl Said {
    /// Refuses what such an order cannot have.
    fn nothing_astray(&self, names: &Names) -> Result<(), Refusal> {
        if self.peg.is_some() && !self.kind.priced() {
            return Err(refuse(SpotRefusal::PegOrderType));
        }
        let stray = [
            (names.life, self.life.is_some() && !self.kind.timed()),
            (names.price, self.price.is_some() && !self.kind.priced()),
            (names.stop, self.stop.is_some() && !self.kind.triggered()),
            (
                names.trailing,
                self.bips.is_some() && !self.kind.triggered(),
            ),
            (names.iceberg, self.iceberg.is_some() && !self.kind.priced()),
        ];
        match stray.iter().find(|(_, is_stray)| *is_stray) {
            Some((name, _)) => Err(Refusal::NotRequired(name)),
            None => Ok(()),
        }
    }

    fn order_type(&self, names: &Names) -> Result<OrderType, Refusal> {
        let life = || self.life.ok_or(Refusal::MissingParameter(names.life));
        Ok(match self.kind {
            TypeName::Market => OrderType::Market,
            TypeName::Limit => OrderType::Limit {
                time_in_force: life()?,
                price: self.limit(names)?,
            },
            TypeName::LimitMaker => OrderType::LimitMaker {
                price: self.limit(names)?,
            },
            TypeName::StopLoss => OrderType::StopLoss {
                trigger: self.trigger(names)?,
            },
            TypeName::StopLossLimit => OrderType::StopLossLimit {
                time_in_force: life()?,
                price: self.limit(names)?,
                trigger: self.trigger(names)?,
            },
            TypeName::TakeProfit => OrderType::TakeProfit {
                trigger: self.trigger(names)?,
            },
            TypeName::TakeProfitLimit => OrderType::TakeProfitLimit {
                time_in_force: life()?,
                price: self.limit(names)?,
                trigger: self.trigger(names)?,
            },
        })
    }

    fn limit(&self, names: &Names) -> Result<LimitPrice, Refusal> {
        match (self.peg, self.price) {
            (Some((side, level)), cap) => Ok(LimitPrice::Pegged(Peg { side, level, cap })),
            (None, Some(price)) => Ok(LimitPrice::At(price)),
            (None, None) => Err(Refusal::MissingParameter(names.price)),
        }
    }

    fn trigger(&self, names: &Names) -> Result<Trigger, Refusal> {
        match (self.stop, self.bips) {
            (from, Some(bips)) => Ok(Trigger::Trailing { bips, from }),
            (Some(stop), None) => Ok(Trigger::At(stop)),
            (None, None) => Err(Refusal::MissingEither(names.stop, names.trailing)),
        }
    }
}
