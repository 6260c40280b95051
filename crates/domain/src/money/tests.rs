//! Cases of `money.rs`.
