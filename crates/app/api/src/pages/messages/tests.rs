//! Spans read as people read them.

use super::*;

#[test]
fn spans_read_as_people_read_them() {
    let micros = |micros: i64| span(Span::from_nanos(micros * 1_000));
    for (given, wanted) in [
        (0, "0 µs"),
        (830, "830 µs"),
        (12_480, "12.4 ms"),
        (3_205_000, "3.20 s"),
        (125_900_000, "2 min 5 s"),
        (-4_000, "−4.0 ms"),
    ] {
        assert_eq!(micros(given), wanted);
    }
}
