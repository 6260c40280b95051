//! What the venue says, as facts of our own. Never a guess: what it leaves out is absent here.

use crate::trouble::Trouble;
use alloc::vec::Vec;
use domain::{
    Amount, Asset, ClientOrderId, Liquidity, Price, Qty, Side, Time, VenueOrderId, VenueTradeId,
};

/// Where an order stands, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderState {
    /// In the book; some of it may have traded.
    Open,
    /// All of it traded.
    Filled,
    /// Over with a rest that did not trade.
    Cancelled,
}

/// One order as the venue reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueOrder {
    /// Our id of the order.
    pub client_id: ClientOrderId,
    /// The venue's id of the order.
    pub venue_id: VenueOrderId,
    /// Where it stands.
    pub state: OrderState,
    /// Its side.
    pub side: Side,
    /// What was ordered, in base.
    pub qty: Qty,
    /// What has traded, in base.
    pub filled: Qty,
    /// When the venue last touched it.
    pub at: Time,
}

/// One execution of one of our orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueFill {
    /// The venue's id of the trade.
    pub trade: VenueTradeId,
    /// The venue's id of the order.
    pub venue_order: VenueOrderId,
    /// Our side.
    pub side: Side,
    /// Price in quote.
    pub price: Price,
    /// Quantity of base.
    pub qty: Qty,
    /// What was charged, in `fee_asset`.
    pub fee: Amount,
    /// The asset the fee was taken in.
    pub fee_asset: Asset,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// When, by the venue's clock.
    pub at: Time,
}

/// The answer to a placing call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceReply {
    /// The venue has the order.
    Placed(VenueOrder),
    /// The venue decided no: nothing of the order is there.
    Refused(Trouble),
    /// No decision was read: the order may stand at the venue.
    Unknown(Trouble),
}

/// The answer to a cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelReply {
    /// The order is over.
    Cancelled(VenueOrder),
    /// The order is not open: filled, ended, or never there. A question tells which.
    NotOpen(Trouble),
    /// The cancel was refused before the engine: the order stands as it stood.
    NotTaken(Trouble),
    /// No decision was read.
    Unknown(Trouble),
}

/// What the venue says when it is asked about one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryReply {
    /// It knows the order.
    Found(VenueOrder),
    /// It has never seen it.
    NeverSeen,
    /// It did not say.
    NoAnswer(Trouble),
}

/// A fact of a stream, private or public.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most of what comes is the large one; a box would cost each of them an allocation"
)]
pub enum Fact {
    /// One of our orders, with what it traded if that is why it is told.
    Order(VenueOrder, Option<VenueFill>),
    /// A trade of the market: price, quantity and the side that took.
    Trade(Price, Qty, Side),
}

/// What a list of rows was read into.
pub(super) type Rows<T> = Result<Vec<T>, Trouble>;
