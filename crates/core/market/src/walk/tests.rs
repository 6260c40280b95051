//! Cases of `walk.rs`.
