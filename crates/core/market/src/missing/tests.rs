//! Cases of `missing.rs`.
