//! Cases of `instant.rs`.

use super::read;

#[test]
fn instants_are_read_in_every_form_and_nothing_else_is() {
    for (text, millis) in [
        ("0", Some(0)),
        ("1795280121391", Some(1_795_280_121_391)),
        ("1970-01-01T00:00", Some(0)),
        ("2026-11-21T20:30", Some(1_795_293_000_000)),
        ("2026-11-21T20:30:15Z", Some(1_795_293_015_000)),
        ("2028-02-29T23:59:59", Some(1_835_481_599_000)),
        ("2026-02-29T00:00", None),
        ("2026-13-01T00:00", None),
        ("2026-11-21T24:00", None),
        ("2026-11-21T20:30:15.5", None),
        ("2026-11-21T20:30:15:1", None),
        ("2026-11-21-1T20:30", None),
        ("2026-11-21", None),
        ("2026-11-21T20", None),
        ("+2026-11-21T20:30", None),
        ("2026-11-21T20:30+01:00", None),
        ("tomorrow", None),
        ("", None),
        ("9999999999999999", None),
    ] {
        let got = read(text).map(|at| at.millis());
        assert_eq!(got, millis, "{text}");
    }
}

#[test]
fn the_calendar_is_the_one_that_pages_show() {
    for day in (0..80_000).step_by(7) {
        let at = domain::Time::from_millis(day * 86_400_000 + 45_296_000);
        let shown = crate::pages::shown_instant(at);
        assert_eq!(read(&shown), Some(at), "{shown}");
    }
}
