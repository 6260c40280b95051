//! The web door of a whole house: simulated exchange, desk, store and router, asked as strangers, people and programs ask.
//! Nothing in it is faked; each house lives in memory and on loopback ports.

#[cfg(test)]
mod amend;
#[cfg(test)]
mod busy;
#[cfg(test)]
mod client;
#[cfg(test)]
mod contract_exits;
#[cfg(test)]
mod contract_session;
#[cfg(test)]
mod contracts;
#[cfg(test)]
mod controls;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod entry;
#[cfg(test)]
mod failover;
mod front;
#[cfg(test)]
mod hedge;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod house;
#[cfg(test)]
mod instruments;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod log_lines;
#[cfg(test)]
mod losses;
#[cfg(test)]
mod market_data;
#[cfg(test)]
mod order_life;
#[cfg(test)]
mod order_session;
#[cfg(test)]
mod presses;
#[cfg(test)]
mod protection;
#[cfg(test)]
mod reconciliation;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod second_word;
#[cfg(test)]
mod stream;
#[cfg(test)]
mod ticket_forms;
#[cfg(test)]
mod trading;
#[cfg(test)]
mod unwritable;
#[cfg(test)]
mod whole_life;
