//! Days at the venue's own surface: the desk's own link asks and reads in bytes, the simulated exchange answers in bytes, and
//! whatever befalls either is ordered as the fault campaign orders it. Never a socket, never a clock.

mod day;
mod exchange;
pub(crate) mod faults;
mod figures;
mod happenings;
mod judge;
mod life;
mod people;
mod striking;
mod world;

pub use day::live_contracts;
pub use faults::{BEYOND, ROWS, Row, Strike};
