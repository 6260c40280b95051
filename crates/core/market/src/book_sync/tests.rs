//! Cases of `book_sync.rs`.
