//! A venue that does not exist, in the shape every venue has: what `cargo xtask venue` copies. Never part of the program.

pub mod ask;
pub mod facts;
pub mod feed;
pub mod read;
mod refusals;
mod replies;

pub use replies::{CancelReply, OrderState, PlaceReply, QueryReply, VenueFill, VenueOrder};

#[cfg(test)]
mod tests;
