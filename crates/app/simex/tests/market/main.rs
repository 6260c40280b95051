//! The public market without sockets: what streams say, what answers say, and that they say the same.

#[cfg(test)]
mod books;
#[cfg(test)]
mod floor;
#[cfg(test)]
mod futures;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod references;
#[cfg(test)]
mod sums;
