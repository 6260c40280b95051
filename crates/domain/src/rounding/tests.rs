//! Cases of `rounding.rs`.
