//! The whole state of trading as plain data, so that a start need not read the whole journal. Decides nothing.

use crate::input::{Cause, HaltReach};
use alloc::vec::Vec;
use domain::{AccountId, Balance, Order, OrderId, Position, Price, Qty, Scope, Time, VenueTradeId};
use gate::{Hold, SwitchOf};

/// The state of trading after some event of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The number the next wish gets.
    pub order_next: OrderId,
    /// Orders in memory: all open ones and those ended lately.
    pub orders: Vec<OrderSnapshot>,
    /// One per account and symbol ever traded.
    pub positions: Vec<Position>,
    /// Halts in force.
    pub halts: Vec<HaltInForce>,
    /// Switches that are off.
    pub switches_off: Vec<SwitchOf>,
    /// Balances as last recorded, by account.
    pub balances: Vec<(AccountId, Balance)>,
    /// The instant of the latest event.
    pub as_of: Time,
}

/// An order in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSnapshot {
    /// The order and where it stands.
    pub order: Order,
    /// What it sets aside per unit.
    pub hold: Hold,
    /// Trades that are booked, with price and quantity.
    pub fills: Vec<(VenueTradeId, Price, Qty)>,
}

/// A halt in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaltInForce {
    /// What it covers.
    pub scope: Scope,
    /// Whether working orders were asked to be cancelled.
    pub reach: HaltReach,
    /// Who and why.
    pub cause: Cause,
    /// When.
    pub at: Time,
}
