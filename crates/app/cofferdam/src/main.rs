//! Cofferdam: configuration, wiring, command line.
fn main() {}
