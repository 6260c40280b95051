//! The spot surface of the simulated exchange without ports: requests, sessions and events, in virtual time.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod sessions;
