//! Cases of `book.rs`.
