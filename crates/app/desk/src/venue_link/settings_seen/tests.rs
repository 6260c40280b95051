//! What counts of settings that were read, and for how long. Never asks a venue.
// ORD-06 ORD-07

use super::{Settings, SettingsSeen};
use domain::{AssetsMode, PositionMode, Span, Time};
use protocols::binance_usdm::{AccountSettings, Switch};
use std::collections::BTreeMap;

fn settings() -> Settings {
    Settings {
        modes: AccountSettings {
            positions: PositionMode::OneWay,
            assets: AssetsMode::Single,
            trading: Switch::On,
            withdrawing: Switch::Off,
        },
        contracts: BTreeMap::new(),
    }
}

fn at(seconds: i64) -> Time {
    Time::from_millis(1_700_000_000_000).plus(Span::from_secs(seconds))
}

#[test]
fn what_was_read_counts_for_a_while() {
    let seen = SettingsSeen::default();
    let moves = seen.at(at(0)).unwrap_err();
    seen.keep((moves, at(0)), &settings());
    assert!(seen.at(at(30)).is_ok());
    assert!(seen.at(at(31)).is_err(), "too old");
    assert!(seen.at(at(-1)).is_err(), "a clock that was set back");
}

#[test]
fn a_move_ends_it_and_what_was_on_its_way() {
    let seen = SettingsSeen::default();
    let moves = seen.at(at(0)).unwrap_err();
    seen.keep((moves, at(0)), &settings());
    seen.moved();
    let later = seen.at(at(1)).unwrap_err();
    seen.moved();
    seen.keep((later, at(1)), &settings());
    assert!(seen.at(at(2)).is_err(), "it was asked for before the move");
    let last = seen.at(at(2)).unwrap_err();
    seen.keep((last, at(2)), &settings());
    assert!(seen.at(at(3)).is_ok());
}

#[test]
fn what_was_read_before_a_move_does_not_stand_and_what_is_only_forgotten_does() {
    let seen = SettingsSeen::default();
    let moves = seen.at(at(0)).unwrap_err();
    seen.keep((moves, at(0)), &settings());
    let (kept, _) = seen.at(at(1)).unwrap();
    assert!(seen.is_still(kept));
    seen.forget();
    assert!(seen.is_still(kept), "nobody set anything");
    assert_eq!(seen.at(at(1)).unwrap_err(), kept, "but it is read again");
    seen.moved();
    assert!(!seen.is_still(kept));
}
