//! Cases of `decimal.rs`.
