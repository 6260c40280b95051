//! The rules every request obeys, the faults, the levers and the errors, without ports and in virtual time; and the same
//! story over sockets, byte for byte.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod determinism;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod levers;
#[cfg(test)]
mod matrix;
