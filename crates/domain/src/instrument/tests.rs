//! Cases of `instrument.rs`.
