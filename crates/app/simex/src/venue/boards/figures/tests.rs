//! Figures as text, and their one rounding.

use super::*;

fn text(units: i128, scale: u32, least: u32) -> String {
    let mut out = String::new();
    put(&mut out, units, scale, least);
    out
}

#[test]
fn figures_are_written_exactly_with_the_fewest_places_allowed() {
    let cases = [
        (6_425_012_000_000, 8, 8, "64250.12000000"),
        (6_425_012_000_000, 8, 2, "64250.12"),
        (6_425_012_300_000, 8, 2, "64250.123"),
        (1, 8, 8, "0.00000001"),
        (-95_960, 3, 3, "-95.960"),
        (5, 8, 0, "0.00000005"),
        (500_000_000, 8, 0, "5"),
        (0, 16, 8, "0.00000000"),
        (123_456_789_012_345_678, 16, 8, "12.3456789012345678"),
        (7, 0, 2, "7.00"),
    ];
    for (units, scale, least, told) in cases {
        assert_eq!(text(units, scale, least), told);
    }
}

#[test]
fn halves_go_away_from_zero() {
    let cases = [
        (7, 2, 4),
        (-7, 2, -4),
        (7, -2, -4),
        (5, 3, 2),
        (4, 3, 1),
        (-4, 3, -1),
        (-5, 3, -2),
        (1, 0, 0),
    ];
    for (over, under, told) in cases {
        assert_eq!(nearest(over, under), told, "{over} / {under}");
    }
}

#[test]
fn finer_numbers_are_rounded_down() {
    assert_eq!(units((123_456_789_012, 10)), 1_234_567_890);
    assert_eq!(units((12, 1)), 120_000_000);
}
