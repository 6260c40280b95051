//! Cases of `atoms.rs`.
