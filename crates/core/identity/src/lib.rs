//! Skeleton of `identity`.
#![no_std]

extern crate alloc;
