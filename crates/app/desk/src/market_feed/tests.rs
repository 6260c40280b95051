//! Cases of `market_feed.rs`.
