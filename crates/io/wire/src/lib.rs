//! Skeleton of `wire`.
