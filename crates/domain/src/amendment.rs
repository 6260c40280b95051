//! Wishes about a working order: to change it where it stands, or to put another in its place.

use crate::asset::Symbol;
use crate::ids::{AccountId, ClientOrderId, OrderId};
use crate::money::{Price, Qty};
use crate::order::{CancelOrder, NewOrder, Side};

/// What a working limit order shall become: the same order at its price, of less.
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
    /// The price it rests at.
    pub price: Price,
}

/// The wish that everything of one symbol that is open on an account shall end, whoever placed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelAll {
    /// The account.
    pub account: AccountId,
    /// The symbol.
    pub symbol: Symbol,
}

/// A working order that shall end, and the order that takes its place if it does. Where the old one cannot be ended (it
/// has traded, say), nothing else is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplaceOrder {
    /// The order that shall end.
    pub cancel: CancelOrder,
    /// What takes its place.
    pub order: NewOrder,
}
