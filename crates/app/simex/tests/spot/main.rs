//! The spot surface of the simulated exchange without ports: requests, sessions and events, in virtual time.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod events;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod replacing;
#[cfg(test)]
mod sessions;
