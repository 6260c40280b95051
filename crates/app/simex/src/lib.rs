//! Skeleton of `simex`.
