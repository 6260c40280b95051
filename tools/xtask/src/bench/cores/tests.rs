//! Lines that benches print. Never runs a bench.

use super::{Aim, Figure, figure};

#[test]
fn lines_of_benches_are_read() {
    assert_eq!(
        figure(
            "gate",
            "figure | clear, 1000 open orders, p99 | 8400 | ns | <= 10000"
        ),
        Some(Figure::new(
            "gate: clear, 1000 open orders, p99",
            8_400,
            "ns",
            Aim::AtMost(10_000)
        ))
    );
    assert_eq!(
        figure("exchange", "figure | orders | 812000 | 1/s | >= 500000").map(|read| read.aim),
        Some(Aim::AtLeast(500_000))
    );
    assert_eq!(
        figure("store", "figure | commit | 5 | µs | ").map(|read| read.aim),
        Some(Aim::None)
    );
    for other in [
        "running 0 tests",
        "figure | x | many | ns | ",
        "figure | x | 1 | parsec | ",
        "figure | x | 1 | ns | == 3",
    ] {
        assert_eq!(figure("gate", other), None, "{other}");
    }
}
