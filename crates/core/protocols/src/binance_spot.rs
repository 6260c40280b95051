//! Binance spot: its facts, how to ask it, how to read it, what its streams say. Never sends.

pub mod ask;
pub mod facts;
pub mod feed;
pub mod history;
pub mod read;
mod refusals;
mod replies;
pub mod session;
mod words;

pub use replies::{
    AccountState, AmendReply, CancelReply, DepthSnapshot, Listing, OcoReply, PlaceReply,
    QueryReply, ReplaceReply, SkippedSymbol, Switch, VenueFill, VenueOrder, VenueSymbol,
};
pub use words::{ExpiryReason, OrderStatus, VenueKind};
