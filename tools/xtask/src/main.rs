//! Checks, tests, benches and evidence. Never shipped.
fn main() {}
