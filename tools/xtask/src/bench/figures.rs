//! Measured figures beside their aims, as a table. Never measures anything itself.

use crate::say;
use std::time::Duration;

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Aim {
    /// At most this much.
    AtMost(u64),
    /// At least this much.
    AtLeast(u64),
    /// Whatever it is; it is shown to be compared with the last one.
    None,
}

/// One measured figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) what: String,
    /// How much.
    pub(crate) value: u64,
    /// Of what.
    pub(crate) unit: &'static str,
    /// How much it should be.
    pub(crate) aim: Aim,
}

impl Figure {
    /// A figure with its aim.
    pub(crate) fn new(what: impl Into<String>, value: u64, unit: &'static str, aim: Aim) -> Self {
        Self {
            what: what.into(),
            value,
            unit,
            aim,
        }
    }

    /// Whether it is where it should be.
    pub(crate) const fn is_met(&self) -> bool {
        match self.aim {
            Aim::AtMost(most) => self.value <= most,
            Aim::AtLeast(least) => self.value >= least,
            Aim::None => true,
        }
    }

    fn row(&self) -> String {
        let aim = match self.aim {
            Aim::AtMost(most) => format!("≤ {}", grouped(most)),
            Aim::AtLeast(least) => format!("≥ {}", grouped(least)),
            Aim::None => "–".to_owned(),
        };
        let verdict = if self.is_met() { "" } else { "missed" };
        let value = grouped(self.value);
        format!(
            "{:<52} {value:>12} {:<10} {aim:>12} {verdict}",
            self.what, self.unit
        )
    }
}

/// Prints the figures.
pub(crate) fn print(figures: &[Figure]) {
    say::line(format_args!(
        "{:<52} {:>12} {:<10} {:>12}",
        "measured", "figure", "", "aim"
    ));
    for figure in figures {
        say::line(figure.row().trim_end());
    }
}

/// The value below which this share of the times lies, in microseconds.
pub(crate) fn percentile(times: &[Duration], share: usize) -> u64 {
    let mut sorted = times.to_vec();
    sorted.sort();
    let index = (sorted.len() * share).div_ceil(100).saturating_sub(1);
    let time = sorted.get(index).map_or(0, Duration::as_micros);
    u64::try_from(time).unwrap_or(u64::MAX)
}

/// A number with a thin gap every three digits.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
