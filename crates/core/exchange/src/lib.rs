//! Skeleton of `exchange`.
#![no_std]

extern crate alloc;
