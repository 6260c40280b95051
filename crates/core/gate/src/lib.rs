//! Skeleton of `gate`.
#![no_std]

extern crate alloc;
