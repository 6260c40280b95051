//! The time of a request: its timestamp, its window, and until when it may still be executed. Never reads a clock.

use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use domain::{Span, Time};

/// Window of a request that names none.
pub(super) const WINDOW_DEFAULT: Span = Span::from_millis(5_000);
/// What a window looks like.
pub(super) const WINDOW: &str = r"^[0-9]{1,9}(\.[0-9]{1,3})?$";
/// Largest window.
const WINDOW_MAX_MS: u64 = 60_000;
/// How far ahead a timestamp may lie.
const AHEAD_MAX: Span = Span::from_millis(1_000);
/// Timestamps at or above this are in microseconds.
const MICROS_FROM: u64 = 100_000_000_000_000;

/// The instant after which the request is too old, when its time holds at all.
pub(super) fn window(params: &Params, now: Time) -> Result<Time, Refusal> {
    let window = params
        .optional("recvWindow")?
        .map(window_ms)
        .transpose()?
        .unwrap_or(WINDOW_DEFAULT);
    let stamp = params
        .number("timestamp")?
        .ok_or(Refusal::MissingParameter("timestamp"))?;
    let stamp = if stamp >= MICROS_FROM {
        stamp.saturating_mul(1_000)
    } else {
        stamp.saturating_mul(1_000_000)
    };
    let stamp = i64::try_from(stamp).map_or(Time::from_nanos(i64::MAX), Time::from_nanos);
    if stamp.since(now) >= AHEAD_MAX {
        return Err(Refusal::Ahead);
    }
    let expires = stamp.plus(window);
    if now > expires {
        return Err(Refusal::OutsideWindow);
    }
    Ok(expires)
}

/// A window in milliseconds with at most three decimals.
pub(super) fn window_ms(text: &str) -> Result<Span, Refusal> {
    let illegal = Refusal::Illegal("recvWindow", WINDOW);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 3 || !digits(whole) || !digits(part) {
        return Err(illegal);
    }
    let Ok(millis) = whole.parse::<u64>() else {
        return Err(illegal);
    };
    let micros: i64 = format!("{part:0<3}").parse().unwrap_or(0);
    if millis > WINDOW_MAX_MS || (millis == WINDOW_MAX_MS && micros > 0) {
        return Err(Refusal::BadWindow);
    }
    let millis = i64::try_from(millis).unwrap_or(0);
    Ok(Span::from_nanos(millis * 1_000_000 + micros * 1_000))
}
