//! Cases of `scope.rs`.
