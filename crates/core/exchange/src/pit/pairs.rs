//! What two orders of which only one may execute must be like: their types, their places, their prices. Judges only.

use super::sight::Sight;
use crate::order::Order;
use crate::order_type::OrderType;
use crate::refusal::RefuseReason;
use domain::Side;

/// What an order of a pair is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PairRole {
    Maker,
    StopLoss,
    TakeProfit,
}

/// Where an order of a pair is priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Above,
    Below,
}

/// What an order of this type does in a pair.
pub(super) const fn role(kind: &OrderType) -> Result<PairRole, RefuseReason> {
    match kind {
        OrderType::LimitMaker { .. } => Ok(PairRole::Maker),
        OrderType::StopLoss { .. } | OrderType::StopLossLimit { .. } => Ok(PairRole::StopLoss),
        OrderType::TakeProfit { .. } | OrderType::TakeProfitLimit { .. } => {
            Ok(PairRole::TakeProfit)
        }
        OrderType::Market | OrderType::Limit { .. } => Err(RefuseReason::OcoTypeUnsupported),
    }
}

/// Whether two types make a pair of this side.
pub(super) fn check_types(
    side: Side,
    above: &OrderType,
    below: &OrderType,
) -> Result<(), RefuseReason> {
    let (above, below) = (role(above)?, role(below)?);
    if above == PairRole::Maker && below == PairRole::Maker {
        return Err(RefuseReason::OcoBothLimit);
    }
    // A maker-only order out of place is named before the order it stands with.
    let places = match below {
        PairRole::Maker => [(below, Place::Below), (above, Place::Above)],
        PairRole::StopLoss | PairRole::TakeProfit => [(above, Place::Above), (below, Place::Below)],
    };
    places
        .into_iter()
        .try_for_each(|(role, place)| check_place(side, role, place))
}

const fn check_place(side: Side, role: PairRole, place: Place) -> Result<(), RefuseReason> {
    match (side, role, place) {
        (Side::Buy, PairRole::Maker, Place::Above) => Err(RefuseReason::OcoBuyLimitAbove),
        (Side::Buy, PairRole::StopLoss, Place::Below) => Err(RefuseReason::OcoBuyStopBelow),
        (Side::Buy, PairRole::TakeProfit, Place::Above) => Err(RefuseReason::OcoBuyTakeAbove),
        (Side::Sell, PairRole::Maker, Place::Below) => Err(RefuseReason::OcoSellLimitBelow),
        (Side::Sell, PairRole::StopLoss, Place::Above) => Err(RefuseReason::OcoSellStopAbove),
        (Side::Sell, PairRole::TakeProfit, Place::Below) => Err(RefuseReason::OcoSellTakeBelow),
        (Side::Buy, PairRole::Maker | PairRole::TakeProfit, Place::Below)
        | (Side::Buy, PairRole::StopLoss, Place::Above)
        | (Side::Sell, PairRole::Maker | PairRole::TakeProfit, Place::Above)
        | (Side::Sell, PairRole::StopLoss, Place::Below) => Ok(()),
    }
}

/// The price a pair is compared by: the limit of an order that has one and takes a profit, else the stop price.
const fn compared(order: &Order) -> Option<u64> {
    match order.kind {
        OrderType::LimitMaker { .. } | OrderType::TakeProfitLimit { .. } => order.limit,
        OrderType::TakeProfit { .. }
        | OrderType::StopLoss { .. }
        | OrderType::StopLossLimit { .. } => order.trigger,
        OrderType::Market | OrderType::Limit { .. } => None,
    }
}

/// Whether two prices of a pair lie the right way round.
pub(super) fn check_order(stop: &Order, other: &Order) -> Result<(), RefuseReason> {
    let (Some(stop_at), Some(other_at)) = (compared(stop), compared(other)) else {
        return Ok(());
    };
    let right = match stop.side {
        Side::Buy => other_at < stop_at,
        Side::Sell => other_at > stop_at,
    };
    if right {
        Ok(())
    } else {
        Err(RefuseReason::OcoBadPrices)
    }
}

impl Sight<'_> {
    /// Whether the last price lies between the prices of a pair.
    pub(super) fn check_between(&self, stop: &Order, other: &Order) -> Result<(), RefuseReason> {
        check_order(stop, other)?;
        let Some((last, _)) = self.market.last else {
            return Ok(());
        };
        let (stop_at, other_at) = (compared(stop), compared(other));
        let right = match stop.side {
            Side::Buy => other_at.is_none_or(|at| at < last) && stop_at.is_none_or(|at| last < at),
            Side::Sell => other_at.is_none_or(|at| at > last) && stop_at.is_none_or(|at| last > at),
        };
        if right {
            Ok(())
        } else {
            Err(RefuseReason::OcoBadPrices)
        }
    }
}
