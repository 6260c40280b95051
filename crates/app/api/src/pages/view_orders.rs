//! The list of orders and one order with its whole life, as text ready to be shown. Never reads the journal.

use super::view_desk::{FillRow, OrderRow};
use super::view_shell::{Choice, Line, Moment, Shell};
use askama::Template;

/// The list of orders; what is chosen stands in the address.
#[derive(Debug, Clone, Template)]
#[template(path = "orders.html")]
pub struct OrdersPage {
    /// The frame.
    pub shell: Shell,
    /// How many are shown of what.
    pub says: String,
    /// States to choose from.
    pub states: Vec<Choice>,
    /// The chosen state.
    pub state: String,
    /// Symbols to choose from.
    pub symbols: Vec<Choice>,
    /// The chosen symbol.
    pub symbol: String,
    /// Sides to choose from.
    pub sides: Vec<Choice>,
    /// The chosen side.
    pub side: String,
    /// Whether anything is chosen.
    pub filtered: bool,
    /// Latest first.
    pub rows: Vec<OrderRow>,
    /// Address of the first page, when this is a later one.
    pub newer: Option<String>,
    /// Address of the next page, when there is one.
    pub older: Option<String>,
}

/// One order with everything that happened to it.
#[derive(Debug, Clone, Template)]
#[template(path = "order.html")]
pub struct OrderPage {
    /// The frame.
    pub shell: Shell,
    /// The order.
    pub order: OrderRow,
    /// Its terms.
    pub terms: Vec<Line>,
    /// What happened, first to last.
    pub life: Vec<LifeEvent>,
    /// Its fills.
    pub fills: Vec<FillRow>,
}

/// One thing that happened to an order.
#[derive(Debug, Clone)]
pub struct LifeEvent {
    /// When.
    pub at: Moment,
    /// `up`, `down`, `warn`, `accent` or nothing.
    pub tone: &'static str,
    /// What happened.
    pub what: String,
    /// What that means.
    pub means: String,
}
