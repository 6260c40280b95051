//! Cases of `position.rs`.
