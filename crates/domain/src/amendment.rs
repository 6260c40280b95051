//! A wish to change a working order without taking it away. Never a wish to begin one.

use crate::asset::Symbol;
use crate::ids::{AccountId, ClientOrderId, OrderId};
use crate::money::{Price, Qty};
use crate::order::Side;

/// What a working limit order shall become: the same order with another price and quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmendOrder {
    /// Our order.
    pub id: OrderId,
    /// Its id at the venue.
    pub client_id: ClientOrderId,
    /// The account it stands on.
    pub account: AccountId,
    /// Its symbol.
    pub symbol: Symbol,
    /// Its side, which cannot change.
    pub side: Side,
    /// The whole quantity it shall have, what has traded included.
    pub qty: Qty,
    /// The price it shall rest at.
    pub price: Price,
}
