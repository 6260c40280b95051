//! Skeleton of `protocols`.
#![no_std]

extern crate alloc;
