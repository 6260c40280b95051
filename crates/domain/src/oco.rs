//! One wish of two orders of which only one may trade: a target and a stop. Never of two sides or two quantities.

use crate::ids::{AccountId, ClientOrderId, ListId, OrderId};
use crate::money::Price;
use crate::order::{NewOrder, OrderKind, OrderShapeError, OrderTerms, Origin, Side, TimeInForce};
use crate::time::Time;
use core::fmt;

/// The terms of both orders, which go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OcoTerms {
    target: OrderTerms,
    stop: OrderTerms,
}

/// Why two orders make no pair, whatever the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OcoShapeError {
    /// The quantity is zero.
    NoQty,
    /// They differ in symbol, side, quantity, self-trade prevention or effect.
    Unlike,
    /// The target is no limit maker and no take-profit.
    TargetKind,
    /// The stop is no stop, no stop-limit and no trailing stop.
    StopKind,
    /// An order of a pair must be able to rest until it is cancelled.
    Life,
    /// The target does not lie on the holder's side of the stop.
    PricesCrossed,
}

impl fmt::Display for OcoShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoQty => "the quantity must be greater than zero",
            Self::Unlike => "both orders must be of one symbol, side and quantity",
            Self::TargetKind => "the target must be limit-maker, take-profit or take-profit-limit",
            Self::StopKind => "the stop must be stop, stop-limit or trailing-stop",
            Self::Life => "both orders must be good till cancelled",
            Self::PricesCrossed => {
                "the target of a sell must lie over its stop, that of a buy under it"
            }
        })
    }
}

impl core::error::Error for OcoShapeError {}

impl OcoTerms {
    /// The pair of these two.
    ///
    /// # Errors
    /// They make no pair.
    pub fn new(target: OrderTerms, stop: OrderTerms) -> Result<Self, OcoShapeError> {
        if target.qty.is_zero() {
            return Err(OcoShapeError::NoQty);
        }
        let alike = OrderTerms {
            kind: stop.kind,
            ..target
        };
        if alike != stop {
            return Err(OcoShapeError::Unlike);
        }
        let target_at = Self::target_kind(target.kind)?;
        let stop_at = Self::stop_kind(stop.kind)?;
        let crossed = stop_at.is_some_and(|stop_at| match target.side {
            Side::Sell => target_at <= stop_at,
            Side::Buy => target_at >= stop_at,
        });
        if crossed {
            return Err(OcoShapeError::PricesCrossed);
        }
        Ok(Self { target, stop })
    }

    /// Where an order takes a profit, if it can rest there until it is cancelled.
    pub(crate) const fn target_kind(target: OrderKind) -> Result<Price, OcoShapeError> {
        let at = match target {
            OrderKind::LimitMaker { price } => price,
            OrderKind::TakeProfit { trigger } | OrderKind::TakeProfitLimit { trigger, .. } => {
                trigger
            }
            OrderKind::Market
            | OrderKind::Limit { .. }
            | OrderKind::Stop { .. }
            | OrderKind::StopLimit { .. }
            | OrderKind::TrailingStop { .. } => return Err(OcoShapeError::TargetKind),
        };
        match rests(target) {
            Ok(()) => Ok(at),
            Err(error) => Err(error),
        }
    }

    /// Where an order bounds a loss, if it can rest until it is cancelled; a trailing stop names no place.
    pub(crate) const fn stop_kind(stop: OrderKind) -> Result<Option<Price>, OcoShapeError> {
        let at = match stop {
            OrderKind::Stop { trigger } | OrderKind::StopLimit { trigger, .. } => Some(trigger),
            OrderKind::TrailingStop { .. } => None,
            OrderKind::Market
            | OrderKind::Limit { .. }
            | OrderKind::LimitMaker { .. }
            | OrderKind::TakeProfit { .. }
            | OrderKind::TakeProfitLimit { .. } => return Err(OcoShapeError::StopKind),
        };
        match rests(stop) {
            Ok(()) => Ok(at),
            Err(error) => Err(error),
        }
    }

    /// What takes the profit.
    #[must_use]
    pub const fn target(&self) -> &OrderTerms {
        &self.target
    }

    /// What bounds the loss.
    #[must_use]
    pub const fn stop(&self) -> &OrderTerms {
        &self.stop
    }
}

/// Whether an order stays until somebody cancels it.
const fn rests(kind: OrderKind) -> Result<(), OcoShapeError> {
    match kind.time_in_force() {
        None | Some(TimeInForce::Gtc) => Ok(()),
        Some(TimeInForce::Ioc | TimeInForce::Fok | TimeInForce::Gtd(_)) => Err(OcoShapeError::Life),
    }
}

/// The wish with its numbers and its ids at the venue: the list's own and one for each order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewOco {
    list: ListId,
    client_id: ClientOrderId,
    target: NewOrder,
    stop: NewOrder,
}

impl NewOco {
    /// A pair numbered by its list; the same list opened at the same instant always gets the same ids.
    ///
    /// # Errors
    /// The terms are no orders (zero quantity).
    pub fn new(
        (list, opened): (ListId, Time),
        account: AccountId,
        origin: Origin,
        terms: &OcoTerms,
    ) -> Result<Self, OrderShapeError> {
        let named = |id: OrderId| (id, ClientOrderId::of(opened, account, id));
        Ok(Self {
            list,
            client_id: list.client_id(opened, account),
            target: NewOrder::new(named(list.target()), account, origin, terms.target)?,
            stop: NewOrder::new(named(list.stop()), account, origin, terms.stop)?,
        })
    }

    /// Its number in our journal.
    #[must_use]
    pub const fn list(&self) -> ListId {
        self.list
    }

    /// The list's id at the venue.
    #[must_use]
    pub const fn client_id(&self) -> ClientOrderId {
        self.client_id
    }

    /// What takes the profit.
    #[must_use]
    pub const fn target(&self) -> &NewOrder {
        &self.target
    }

    /// What bounds the loss.
    #[must_use]
    pub const fn stop(&self) -> &NewOrder {
        &self.stop
    }
}

#[cfg(test)]
mod tests;
