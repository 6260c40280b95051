//! What Binance spot says, as facts of our own. Never a guess: what it leaves out is absent here.

use super::words::{ExpiryReason, OrderStatus, VenueKind};
pub use crate::binance::{DepthSnapshot, Listing, SkippedSymbol, VenueSymbol};
use crate::trouble::Trouble;
use alloc::vec::Vec;
use domain::{
    Amount, Asset, Balance, ClientOrderId, Liquidity, Price, Qty, Rate, Side, Time, VenueOrderId,
    VenueTradeId,
};

/// One order as the venue reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueOrder {
    /// The instrument.
    pub symbol: VenueSymbol,
    /// Our id of the order (the original one, also in answers to a cancel).
    pub client_id: ClientOrderId,
    /// The venue's id of the order.
    pub venue_id: VenueOrderId,
    /// Where it stands.
    pub status: OrderStatus,
    /// Its side.
    pub side: Side,
    /// What was ordered, in base.
    pub qty: Qty,
    /// What has traded, in base.
    pub filled: Qty,
    /// What has traded, in quote; absent where the venue says it cannot tell.
    pub quote_filled: Option<Amount>,
    /// Its limit price, where it has one.
    pub price: Option<Price>,
    /// Its type, where the venue says.
    pub kind: Option<VenueKind>,
    /// Why the venue ended it by itself, where it says.
    pub expiry: Option<ExpiryReason>,
    /// When the venue last touched it.
    pub at: Time,
}

/// One execution of one of our orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueFill {
    /// The venue's id of the trade, unique within the symbol.
    pub trade: VenueTradeId,
    /// The venue's id of the order.
    pub venue_order: VenueOrderId,
    /// The instrument.
    pub symbol: VenueSymbol,
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
    /// Maker or taker; a placing answer does not say, its fills took.
    pub liquidity: Liquidity,
    /// When, by the venue's clock.
    pub at: Time,
}

/// The answer to a placing call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceReply {
    /// The venue has the order.
    Placed {
        /// The order after it entered the engine.
        order: VenueOrder,
        /// What it traded at once.
        fills: Vec<VenueFill>,
    },
    /// The venue decided no: nothing of the order is there.
    Refused(Trouble),
    /// The request's time was refused before the engine saw an order: nothing of the order is there.
    NotTaken(Trouble),
    /// No decision was read: the order may stand at the venue.
    Unknown(Trouble),
}

/// The answer to a call that places a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OcoReply {
    /// The venue has both orders, as they stood after they entered the engine.
    Placed(Vec<VenueOrder>),
    /// The venue decided no: nothing of the pair is there.
    Refused(Trouble),
    /// No decision was read: the pair may stand at the venue.
    Unknown(Trouble),
}

/// The answer to a call that puts an order in the place of another: what became of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplaceReply {
    /// The order that should end.
    pub cancel: CancelReply,
    /// The order that should take its place.
    pub place: PlaceReply,
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

/// The answer to a call that reduces an order where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendReply {
    /// It was reduced.
    Amended {
        /// Its id.
        client_id: ClientOrderId,
        /// Its whole quantity, what has traded included.
        qty: Qty,
    },
    /// The order is not open: filled, ended, or never there. A question tells which.
    NotOpen(Trouble),
    /// The venue decided no: it stands as it stood.
    Refused(Trouble),
    /// No decision was read: it may stand either way.
    Unknown(Trouble),
}

/// The answer to a question for one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryReply {
    /// The venue has it.
    Found(VenueOrder),
    /// The venue has no such order at this moment; believed only after the request's own deadline.
    NeverSeen,
    /// The question was not answered.
    NoAnswer(Trouble),
}

/// Balances and rights of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountState {
    /// What it holds.
    pub balances: Vec<Balance>,
    /// When they last changed, by the venue's clock.
    pub updated: Time,
    /// Whether it may trade.
    pub trading: Switch,
    /// Whether its key may withdraw; a house that trades wants this off.
    pub withdrawing: Switch,
    /// What a maker pays.
    pub maker_fee: Rate,
    /// What a taker pays.
    pub taker_fee: Rate,
}

/// A right that is given or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Switch {
    /// Given.
    On,
    /// Not given.
    Off,
}
