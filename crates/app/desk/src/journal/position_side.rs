//! Which position is meant, in the journal's own form: said only in hedge mode, so that what was written before accounts had
//! two positions reads as the one they had. Never a guess about a mode.

use domain::PositionSide;

/// The one net position, where nothing is said.
pub(super) const fn net() -> PositionSide {
    PositionSide::Both
}

/// Whether there is nothing to be said.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands the field by reference"
)]
pub(super) const fn is_net(side: &PositionSide) -> bool {
    matches!(side, PositionSide::Both)
}
