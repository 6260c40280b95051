//! Cases of `order.rs`.
