//! Chance from a seed: the same seed always tells the same story. Never reads entropy of its own.

/// A stream of numbers from a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chance {
    state: u64,
}

/// How often something happens, in parts of a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Odds(u32);

impl Odds {
    /// It never happens.
    pub const NEVER: Self = Self(0);
    /// It always happens.
    pub const ALWAYS: Self = Self(Self::WHOLE);
    const WHOLE: u32 = 1_000_000;

    /// So many times in a million; a million at most.
    #[must_use]
    pub const fn per_million(parts: u32) -> Self {
        if parts > Self::WHOLE {
            Self::ALWAYS
        } else {
            Self(parts)
        }
    }

    /// Parts of a million.
    #[must_use]
    pub const fn parts(self) -> u32 {
        self.0
    }
}

impl Chance {
    /// The stream of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A stream of its own for one purpose, told apart by a label.
    #[must_use]
    pub fn branch(&self, label: u64) -> Self {
        let mut branch = Self::new(self.state ^ label.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        let first = branch.next();
        Self::new(first)
    }

    /// The next number of the stream, all 64 bits alike: a Weyl sequence, well mixed.
    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`; zero when the bound is zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.next()).wrapping_mul(u128::from(bound)) >> 64;
        u64::try_from(wide).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included; `low` when they are the wrong way round.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        let span = high.saturating_sub(low).saturating_add(1);
        low.saturating_add(self.below(span))
    }

    /// Whether something of these odds happens this time.
    pub fn hits(&mut self, odds: Odds) -> Hit {
        if self.below(u64::from(Odds::WHOLE)) < u64::from(odds.0) {
            Hit::Yes
        } else {
            Hit::No
        }
    }

    /// A number around zero with a standard deviation of one million: the sum of twelve even throws.
    pub fn bell(&mut self) -> i64 {
        const WHOLE: u64 = 1_000_000;
        let sum: u64 = (0..12).map(|_| self.below(WHOLE)).sum();
        i64::try_from(sum).unwrap_or(0).saturating_sub(6_000_000)
    }
}

/// Whether chance struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// It did.
    Yes,
    /// It did not.
    No,
}

#[cfg(test)]
mod tests;
