//! Skeleton of `sim`.
