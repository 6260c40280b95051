//! Exact numbers as texts with as many places as somebody wants to see at least. Never rounds.

/// A number in full, with at least so many places.
pub(crate) fn exact((units, places): (i128, u32), least: u32) -> String {
    let missing = least.saturating_sub(places);
    let scaled = 10_i128
        .checked_pow(missing)
        .and_then(|factor| units.checked_mul(factor));
    let (units, places) = match scaled {
        Some(scaled) => (scaled, places.saturating_add(missing)),
        None => (units, places),
    };
    let sign = if units < 0 { "-" } else { "" };
    let width = usize::try_from(places).unwrap_or(0);
    let digits = format!("{:0>1$}", units.unsigned_abs(), width.saturating_add(1));
    let (whole, part) = digits.split_at(digits.len().saturating_sub(width));
    if part.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part}")
    }
}
