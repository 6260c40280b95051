//! What the desk tells whoever watches: values as they change. Never waits for a slow watcher, never a secret.

use domain::{Candle, OrderId, Price, Qty, Side, Symbol, Time};
use std::sync::Arc;

/// Levels a side that a book view carries.
pub const BOOK_VIEW_LEVELS: usize = 25;
/// Trades kept for the tape of one symbol.
pub const TAPE_TRADES_MAX: usize = 60;

/// One change, told to all watchers.
#[derive(Debug, Clone)]
pub enum Live {
    /// The top of a book.
    Book(Arc<BookView>),
    /// Trades at the venue, oldest first.
    Trades(Symbol, Arc<[TapeTrade]>),
    /// A candle that is still forming, or has just closed.
    Candle(Candle),
    /// An order of ours changed; look it up for its state.
    Order(OrderId),
    /// Balances, positions, holds or halts changed.
    Portfolio(Arc<crate::Portfolio>),
    /// The state of feeds, venue, disk and clock.
    Health(Arc<crate::Health>),
}

/// The top of one book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookView {
    /// The symbol.
    pub symbol: Symbol,
    /// Best first.
    pub bids: Vec<(Price, Qty)>,
    /// Best first.
    pub asks: Vec<(Price, Qty)>,
    /// The venue's number of the last change in it.
    pub update_id: u64,
    /// When the last change arrived, by our clock.
    pub received: Time,
}

/// A trade at the venue, ours or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TapeTrade {
    /// The venue's id.
    pub id: u64,
    /// Price.
    pub price: Price,
    /// Quantity of base.
    pub qty: Qty,
    /// The side that took.
    pub taker: Side,
    /// When, by the venue's clock.
    pub at: Time,
}
