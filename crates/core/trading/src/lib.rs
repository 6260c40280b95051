//! Skeleton of `trading`.
#![no_std]

extern crate alloc;
