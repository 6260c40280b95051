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
    let futures = "futures: 410000 orders/s  p50 900 ns  p99 9000 ns";
    assert_eq!(
        figures("exchange", futures).unwrap()[0],
        Figure::new("exchange futures, orders", 410_000, "1/s", Aim::None)
    );
    let cascade = "cascade of 1000 positions: 4582 closings/s  longest second 179762 us";
    assert_eq!(
        figures("exchange", cascade).unwrap(),
        [Figure::new(
            "exchange cascade of 1000 positions, closings",
            4_582,
            "1/s",
            Aim::None
        )]
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
