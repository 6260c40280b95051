//! Cases of `asset.rs`.
