//! Skeleton of `market`.
#![no_std]

extern crate alloc;
