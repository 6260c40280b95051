//! How long a desk may be silent before what is open ends. Never counts.
// Control 5 of the trading controls.

use domain::Span;
use std::str::FromStr;

/// Whole seconds of a countdown at a venue; none: it is not used.
pub(super) struct DeadManSeconds(pub(super) Option<Span>);

impl FromStr for DeadManSeconds {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<i64>() {
            Ok(0) => Ok(Self(None)),
            Ok(seconds @ 10..=3_600) => Ok(Self(Some(Span::from_secs(seconds)))),
            Ok(_) | Err(_) => Err("must be 10 to 3600 seconds, or 0 for never".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countdown_is_within_its_bounds_or_off() {
        let read = |text: &str| text.parse::<DeadManSeconds>().map(|seconds| seconds.0);
        assert_eq!(read("120"), Ok(Some(Span::from_secs(120))));
        assert_eq!(read("0"), Ok(None));
        for text in ["9", "3601", "-1", "", "10s"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
