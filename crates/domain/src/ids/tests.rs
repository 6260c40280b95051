//! Cases of `ids.rs`.
