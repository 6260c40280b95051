//! Cases of `journal.rs`.
