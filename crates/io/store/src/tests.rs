//! The store's tests: one suite for both engines, and the faults of a disk.

mod cases;
mod faults;
mod findings;
mod histories;
mod leases;
mod market;
mod migrating;
mod postgres;
mod random;
mod samples;
mod site;
mod statements;
mod suite;
