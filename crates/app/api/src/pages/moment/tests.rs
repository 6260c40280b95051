//! Instants against dates known from elsewhere.

use super::moment;
use domain::Time;

fn iso(millis: i64) -> String {
    moment(Time::from_millis(millis)).iso
}

#[test]
fn known_instants_read_as_their_dates() {
    for (millis, text) in [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_799_999, "2000-02-29T23:59:59.999Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
        (1_735_689_599_000, "2024-12-31T23:59:59.000Z"),
        (1_795_253_440_123, "2026-11-21T09:30:40.123Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ] {
        assert_eq!(iso(millis), text);
    }
}

#[test]
fn every_day_of_four_centuries_follows_the_one_before() {
    let mut before = String::new();
    for day in -50_000_i64..100_000 {
        let text = moment(Time::from_millis(day * 86_400_000)).day;
        assert!(text > before, "{text} after {before}");
        before = text;
    }
}
