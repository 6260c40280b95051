//! The ways a crowd can behave: how often it moves, how far prices wander, how thick its levels are. Data only.

use super::symbols::Profile;
use domain::Span;

/// How the crowd behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Temper {
    /// An ordinary day: five moves a second and symbol.
    #[default]
    Lively,
    /// A slow market of small moves.
    Calm,
    /// A nervous market: quick, in spells, with many takers.
    Fast,
    /// A market with wide spreads and little at each level.
    Thin,
}

/// How much of the usual a temper has of everything. Parts of a hundred.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// How far a price moves in a second.
    pub(super) wander: u32,
    spread: u64,
    gap: u64,
    level: u64,
    /// How likely takers come.
    pub(super) takers: u32,
    /// Most takers at one move.
    pub(super) takers_at_once: usize,
}

impl Temper {
    /// The word it is ordered by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lively => "lively",
            Self::Calm => "calm",
            Self::Fast => "fast",
            Self::Thin => "thin",
        }
    }

    /// The temper of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Lively, Self::Calm, Self::Fast, Self::Thin]
            .into_iter()
            .find(|temper| temper.name() == word)
    }

    /// How long a symbol rests between two moves, on average.
    #[must_use]
    pub const fn pace(self) -> Span {
        Span::from_millis(match self {
            Self::Lively => 200,
            Self::Calm => 600,
            Self::Fast => 50,
            Self::Thin => 400,
        })
    }

    pub(super) const fn manner(self) -> Manner {
        match self {
            Self::Lively => Manner {
                wander: 100,
                spread: 100,
                gap: 100,
                level: 100,
                takers: 100,
                takers_at_once: 4,
            },
            Self::Calm => Manner {
                wander: 30,
                spread: 60,
                gap: 70,
                level: 150,
                takers: 60,
                takers_at_once: 2,
            },
            Self::Fast => Manner {
                wander: 180,
                spread: 120,
                gap: 100,
                level: 80,
                takers: 220,
                takers_at_once: 10,
            },
            Self::Thin => Manner {
                wander: 130,
                spread: 1_000,
                gap: 700,
                level: 4,
                takers: 60,
                takers_at_once: 3,
            },
        }
    }
}

impl Manner {
    /// A symbol's typical sizes under this temper.
    pub(super) fn of(self, usual: &Profile) -> Profile {
        let part = |value: u64, parts: u64| (value.saturating_mul(parts) / 100).max(1);
        Profile {
            half_spread: part(usual.half_spread, self.spread),
            gap: part(usual.gap, self.gap),
            level_lots: part(usual.level_lots, self.level),
            ..*usual
        }
    }

    /// A part of a million of the usual odds, at most a certainty less a little.
    pub(super) fn odds(self, usual: u32) -> u32 {
        const MOST: u32 = 900_000;
        (usual.saturating_mul(self.takers) / 100).min(MOST)
    }
}
