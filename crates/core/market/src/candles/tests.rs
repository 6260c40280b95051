//! Cases of `candles.rs`.
