//! Skeleton of `vault`.
