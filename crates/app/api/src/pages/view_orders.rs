//! The list of orders and one order with its whole life, as text ready to be shown. Never reads the journal.

use super::view_desk::{FillRow, OrderRow};
use super::view_shell::{Choice, Line, Moment, Shell};
use askama::Template;

/// The list of orders; what is chosen stands in the address.
#[derive(Debug, Clone, Template)]
#[template(path = "orders.html")]
pub(crate) struct OrdersPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// How many are shown of what.
    pub(crate) says: String,
    /// States to choose from.
    pub(crate) states: Vec<Choice>,
    /// The chosen state.
    pub(crate) state: String,
    /// Symbols to choose from.
    pub(crate) symbols: Vec<Choice>,
    /// The chosen symbol.
    pub(crate) symbol: String,
    /// Sides to choose from.
    pub(crate) sides: Vec<Choice>,
    /// The chosen side.
    pub(crate) side: String,
    /// Whether anything is chosen.
    pub(crate) filtered: bool,
    /// Latest first.
    pub(crate) rows: Vec<OrderRow>,
    /// Address of the first page, when this is a later one.
    pub(crate) newer: Option<String>,
    /// Address of the next page, when there is one.
    pub(crate) older: Option<String>,
}

/// One order with everything that happened to it.
#[derive(Debug, Clone, Template)]
#[template(path = "order.html")]
pub(crate) struct OrderPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The order.
    pub(crate) order: OrderRow,
    /// Its terms.
    pub(crate) terms: Vec<Line>,
    /// What happened, first to last.
    pub(crate) life: Vec<LifeEvent>,
    /// The ticket with its terms, to be sent in its place; nothing where it cannot be replaced.
    pub(crate) replace: Option<String>,
    /// What the form that reduces it stands on; nothing where it cannot be reduced.
    pub(crate) reducible: Option<Reducible>,
    /// Orders that belong to it.
    pub(crate) belongs: Vec<Belongs>,
    /// Whether the venue denies it, so that a person's word may end it.
    pub(crate) denied: bool,
    /// Its fills.
    pub(crate) fills: Vec<FillRow>,
}

/// An order that may be made smaller.
#[derive(Debug, Clone)]
pub(crate) struct Reducible {
    /// Its whole quantity.
    pub(crate) qty: String,
    /// What has traded, if anything.
    pub(crate) filled: Option<String>,
}

/// A request with what came back, to be unfolded.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// What was asked; nothing where the venue spoke by itself.
    pub(crate) request: Option<String>,
    /// What came, as text without secrets.
    pub(crate) answer: Option<String>,
}

/// An order that belongs to this one.
#[derive(Debug, Clone)]
pub(crate) struct Belongs {
    /// How.
    pub(crate) how: &'static str,
    /// Its number.
    pub(crate) order: String,
}

/// One thing that happened to an order.
#[derive(Debug, Clone)]
pub(crate) struct LifeEvent {
    /// When.
    pub(crate) at: Moment,
    /// `up`, `down`, `warn`, `accent` or nothing.
    pub(crate) tone: &'static str,
    /// What happened.
    pub(crate) what: String,
    /// What that means.
    pub(crate) means: String,
    /// How long after the wish: `+12.4 ms`; empty for the wish itself.
    pub(crate) since: String,
    /// What was said to the venue and what came back, where it is that.
    pub(crate) exchange: Option<Exchange>,
}
