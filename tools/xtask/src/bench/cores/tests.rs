//! Lines that benches print. Never runs a bench.

use super::figures;
use crate::bench::figures::{Aim, Figure};

#[test]
fn lines_of_benches_are_read() {
    let gate =
        "gate clear: 1000 open orders, p50 900 ns, p99 8400 ns, p99.9 9000 ns, 812000 checks/s";
    assert_eq!(
        figures("gate", gate).unwrap(),
        [
            Figure::new("gate gate clear, p50", 900, "ns", Aim::None),
            Figure::new("gate gate clear, p99", 8_400, "ns", Aim::AtMost(10_000)),
            Figure::new("gate gate clear, checks", 812_000, "1/s", Aim::None),
        ]
    );
    let engine = "engine: 640000 orders/s  p50 700 ns  max 9 ns";
    assert_eq!(
        figures("exchange", engine).unwrap()[0],
        Figure::new(
            "exchange engine, orders",
            640_000,
            "1/s",
            Aim::AtLeast(500_000)
        )
    );
    let commit = "one order filled: 2200 commits/s, p50    410 us, p99    900 us";
    assert_eq!(figures("store", commit).unwrap().len(), 3);
}

#[test]
fn other_lines_have_no_figures() {
    for line in [
        "running 0 tests",
        "book: top 9 ns",
        "   Compiling store v0.1.0",
    ] {
        assert_eq!(figures("store", line).unwrap(), [], "{line}");
    }
}
