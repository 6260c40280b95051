//! Whole days of the house from one seed, on one thread: the real cores and the real journal text, a simulated disk,
//! network and venue. Never reads a clock, never waits, never uses chance that is not from the seed.

mod day;
mod disk;
mod guards;
mod house;
mod network;
mod oracle;
mod orders;
mod plan;
mod surface;
mod trace;
mod venue;
mod world;

pub use day::{DayReport, Failure, live};
pub use plan::Weather;
pub use surface::{BEYOND, ROWS, Row, Strike, live_contracts};
pub use trace::Tally;
