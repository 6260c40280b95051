//! How to say it and how to read it: one folder per outside party. Builds calls and reads answers as data.
//! Never opens a socket, never sees a secret, never reads a clock.
#![no_std]

extern crate alloc;

mod answer;
pub mod binance;
pub mod binance_spot;
pub mod binance_usdm;
mod call;
mod drift;
pub mod history;
mod limits;
mod trouble;
#[cfg(test)]
pub mod venue_template;

pub use answer::Answer;
pub use call::{Auth, Call, Method, Purpose, SessionCall};
pub use drift::{Documented, Drift};
pub use limits::{
    Bound, Charge, Demand, ListedLimit, Manners, OrderWeight, RateLimit, SessionAnswer,
    SessionManners,
};
pub use trouble::{Disposition, Rejection, Trouble};
