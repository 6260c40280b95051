//! Measures one clearing with a thousand open orders. Never shipped.
fn main() {}
