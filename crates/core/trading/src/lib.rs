//! The life of orders and positions: from a wish through the gate to a report that ends it, and back from the journal.
//! Never sends, never waits, never reads a clock; silence of a venue never ends an order.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod accounts;
mod answers;
mod config;
mod effect;
mod event;
mod input;
mod keeping;
mod pursuit;
mod recover_error;
mod refresh;
mod reports;
mod settling;
mod snapshot;
mod state;
mod time_bounds;
mod trading;
mod tripping;
mod wishes;

#[cfg(feature = "planted-faults")]
pub use config::Planted;
pub use config::{
    CLOCK_SLACK, ENDED_KEPT_MAX, LATENESS_MAX, NEVER_SEEN_COUNT, QUERY_DELAYS, QUESTIONS_PAUSE,
    QUESTIONS_PER_STEP_MAX, REAFFIRM_COUNT_MAX, RECV_WINDOW, REPORT_WINDOW, REQUEST_LIFE,
    SEND_WITHIN, StaleRules, TradingConfig, UNRESOLVED_MAX, VENUE_TIMEOUT, WATCH_PACE,
    WORDS_BYTES_MAX, WORKING_SILENCE_MAX, WORKING_SILENCE_PER_ORDER,
};
pub use effect::{Answer, Effect};
pub use event::{Breach, Event, FillTiming, TimeBound};
pub use input::{
    CancelAnswer, Cause, FillsAnswer, HaltReach, Input, NotSentReason, PlaceAnswer, QueryAnswer,
    RequestId, VenueFill, VenueReport, VenueStatus, VenueWords,
};
pub use recover_error::RecoverError;
pub use snapshot::{BalanceKnown, HaltInForce, OrderSnapshot, Snapshot};
pub use trading::Trading;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod storm;
