//! The whole state of trading as plain data, so that a start need not read the whole journal. Decides nothing.

use crate::account_book::AccountBook;
use crate::breaks::Break;
use crate::failover::Away;
use crate::guard::Guard;
use crate::input::{Cause, HaltReach};
use crate::losses::LossesKept;
use crate::proposals::Controls;
use crate::stopping::Press;
use alloc::vec::Vec;
use domain::{
    AccountId, Balance, Order, OrderId, Position, PressId, Price, Qty, Scope, Time, VenueOrderId,
    VenueTradeId,
};
use gate::{Hold, LatelyKept, MarginReport, SwitchOf};

/// The state of trading after some event of the journal. Every list is in a fixed order, so that equal states are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The number the next wish gets.
    pub order_next: OrderId,
    /// Orders in memory by number: all open ones and those ended lately.
    pub orders: Vec<OrderSnapshot>,
    /// One per account and symbol ever traded.
    pub positions: Vec<Position>,
    /// Halts in force.
    pub halts: Vec<HaltInForce>,
    /// Switches that are off.
    pub switches_off: Vec<SwitchOf>,
    /// Balances as last recorded.
    pub balances: Vec<BalanceKnown>,
    /// What each account must hold by our own count.
    pub books: Vec<BookKept>,
    /// Disagreements with the venue in force.
    pub breaks: Vec<Break>,
    /// Protected positions.
    pub guards: Vec<Guard>,
    /// What venues last said of accounts on margin.
    pub margins: Vec<MarginReport>,
    /// Venues that are away.
    pub away: Vec<Away>,
    /// Days, heights and breakers.
    pub losses: LossesKept,
    /// What our orders did in the last minutes and this day.
    pub lately: LatelyKept,
    /// Changes of controls, and the limits that people set.
    pub controls: Controls,
    /// The number the next press of the switch gets.
    pub press_next: PressId,
    /// Presses in memory, oldest first.
    pub presses: Vec<Press>,
    /// The instant of the latest event.
    pub as_of: Time,
}

/// An order in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSnapshot {
    /// The order and where it stands.
    pub order: Order,
    /// The venue's id, once it was known.
    pub venue_id: Option<VenueOrderId>,
    /// What it sets aside per unit.
    pub hold: Hold,
    /// Trades that are booked, with price and quantity, by trade id.
    pub fills: Vec<(VenueTradeId, Price, Qty)>,
}

/// What a venue last said an account holds of one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BalanceKnown {
    /// The account.
    pub account: AccountId,
    /// The numbers.
    pub balance: Balance,
    /// When they were true, by the venue's clock.
    pub as_of: Time,
}

/// The book of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookKept {
    /// The account.
    pub account: AccountId,
    /// Its book.
    pub book: AccountBook,
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

impl Snapshot {
    /// The state before the first event.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            order_next: OrderId::new(1),
            orders: Vec::new(),
            positions: Vec::new(),
            halts: Vec::new(),
            switches_off: Vec::new(),
            balances: Vec::new(),
            books: Vec::new(),
            breaks: Vec::new(),
            guards: Vec::new(),
            margins: Vec::new(),
            away: Vec::new(),
            losses: LossesKept::default(),
            lately: LatelyKept::NOTHING,
            controls: Controls::none(),
            press_next: PressId::new(1),
            presses: Vec::new(),
            as_of: Time::from_nanos(i64::MIN),
        }
    }
}
