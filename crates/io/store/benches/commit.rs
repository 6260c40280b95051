//! Commits per second.
fn main() {}
