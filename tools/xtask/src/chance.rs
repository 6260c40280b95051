//! Chance from a seed: the same seed gives the same draws on every machine. Never for secrets.

/// A seeded source of draws (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The source of this seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    pub(crate) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) const fn between(&mut self, low: u64, high: u64) -> u64 {
        let width = high.saturating_sub(low).saturating_add(1);
        match self.bits().checked_rem(width) {
            Some(rest) => low + rest,
            None => low,
        }
    }

    /// A source of its own for one of many workers.
    pub(crate) const fn branch(&mut self) -> Self {
        Self(self.bits())
    }
}

#[cfg(test)]
mod tests;
