//! Cases of `book_diff.rs`.
