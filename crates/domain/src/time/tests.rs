//! Cases of `time.rs`.
