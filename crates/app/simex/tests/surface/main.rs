//! The simulated exchange through its own sockets, spoken to by this house's protocols and wire.

#[cfg(test)]
mod asking;
#[cfg(test)]
mod child;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod durable;
#[cfg(test)]
mod farewell;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod history;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod house;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod levers;
#[cfg(test)]
mod mirror;
#[cfg(test)]
mod offline;
#[cfg(test)]
mod order_session;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod plain;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod restart;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod streams;
