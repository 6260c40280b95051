//! Cases of `entry.rs`.
