//! Skeleton of `desk`.
