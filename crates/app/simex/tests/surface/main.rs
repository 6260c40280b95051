//! The simulated exchange through its own sockets, spoken to by this house's protocols and wire.

mod child;
mod faults;
mod hostile;
mod house;
mod orders;
mod replay;
mod restart;
mod samples;
mod streams;
