//! What an account of the desk trades. Never how: that is the venue link's.

/// The product of an account at its venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Product {
    /// Base against quote, at once.
    Spot,
    /// Perpetual contracts margined in a stable asset.
    UsdM,
}

impl Product {
    /// The short name: `spot`, `usd-m`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spot => "spot",
            Self::UsdM => "usd-m",
        }
    }
}
